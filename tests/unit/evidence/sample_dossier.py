"""A dossier of a school in a history that nobody lived, for tests of what is made from it."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.evidence.dossier.archive import sealed
from services.evidence.dossier.behind import behind
from services.evidence.dossier.contents import Contents, Shown, Subject, contents_of
from services.evidence.dossier.manifest import ChainHead, Sealing
from services.evidence.dossier.signing import SigningKey, signing_key
from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.view import View
from services.evidence.fold_file import fold, views
from services.evidence.frameworks.loading import SHIPPED, load
from services.evidence.history.replay import replay
from services.evidence.standards import Mapped
from services.evidence.translate import read_object
from tests.oracle import histories

SEED, SIZE = 7, "medium"
KEY: SigningKey = signing_key(
    Ed25519PrivateKey.from_private_bytes(b"a key for tests, of 32 bytes 000")
)
DOSSIER = "0199aaaa-0000-7000-8000-000000000001"
KEYS_AT = "https://evidence.example.org/v1/dossier-keys"
PDF = b"%PDF-1.7 not a real one"


@lru_cache(maxsize=1)
def events() -> list[Any]:
    return histories.history(SEED, SIZE)


@lru_cache(maxsize=1)
def moment() -> datetime:
    last = max(datetime.fromisoformat(event["time"]) for event in events())
    return last.astimezone(UTC)


@lru_cache(maxsize=1)
def view() -> View:
    """The school of which most is known."""
    told = views(replay([read_object(event) for event in events()], moment()), moment())
    return max(told, key=lambda one: len(one.school.enrolments))


@lru_cache(maxsize=1)
def contents() -> Contents:
    facts = [read_object(event) for event in events()]
    folded = fold(facts, moment(), "inspector", releases=True)
    school, last = view().school.key, Year.of(day_of(moment()))
    years = [last.before(count).name for count in range(1, 4)]

    def shown(year: str) -> Shown:
        return Shown(
            year,
            [
                row
                for row in folded["figures"]
                if (row["school"], row["schoolYear"]) == (school, year)
            ],
            [
                row
                for row in folded["gaps"]
                if (row["school"], row["schoolYear"]) == (school, year) and "goal" in row["kind"]
            ],
            date(last.first, 9, 1),
        )

    found = [one for one in map(shown, years) if one.figures]
    framework = load(SHIPPED).in_force("vo", date(2026, 1, 1))
    assert framework is not None
    mapped = Mapped(framework, framework.links, 0)
    subject = Subject(
        school, "Het Zwarte Schaap", "vo", "Ergens", "12345", "Stichting <Proef> & Co"
    )
    rows = [row for one in found for row in one.figures]
    told_events = [fact.event for fact in facts if fact.key == school or fact.key in view().boards]
    beside = behind(told_events, view(), found[0].year, found[0].released, rows)
    return contents_of(subject, moment(), found[0], found[1:], mapped, view(), behind=beside)


def heads() -> list[ChainHead]:
    school = view().school.key
    ends: dict[tuple[str, str], ChainHead] = {}
    for event in events():
        owner = event["source"].rsplit(":", 1)[1]
        if event["subject"] in (school, event["boardid"]):
            place = owner, event["subject"]
            ends[place] = ChainHead(*place, int(event["sequence"]), event["hash"])
    return [ends[place] for place in sorted(ends) if place[1] == school]


def sealing() -> Sealing:
    return Sealing(DOSSIER, "2026-03-17T13:05:00.000000Z", heads(), KEY.fingerprint)


@lru_cache(maxsize=1)
def archive() -> bytes:
    return sealed(contents(), sealing(), PDF, KEY).raw
