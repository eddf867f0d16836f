"""Given facts, when a wish, then facts or a refusal: the words of feedback's rules."""

import json
import uuid
from datetime import UTC, date, datetime
from functools import reduce
from types import SimpleNamespace
from typing import Any

import pytest

from services.feedback.decide import Recording, RecordObservation, Wish, check, decide, rules
from services.feedback.instruments import known_measures, shipped
from services.feedback.known import Known, Member, Place, Spell
from services.feedback.state import School, evolve
from services.feedback.translate.events import Sent, read
from shared.chassis.errors import Problem
from shared.contracts import feedback as f
from shared.contracts.feedback import FeedbackFact

SCHOOL, BOARD = "01AA00", "12345"
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FROM = date(2020, 8, 1)
INSTRUMENTS = {one.id: one.known() for one in shipped()}
LIST, PUPILS_LIST = "aantoonbaar-kijkwijzer", "aantoonbaar-leerlingenlijst"
COACH = rules.Person("carl", frozenset({"coach"}))
LEADER = rules.Person("lea", frozenset({"school-leader"}))
TESS = rules.Person("tess", frozenset({"teacher"}))
PLATFORM = rules.Platform("e-loo")


def uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def school(*facts: FeedbackFact) -> School:
    """A school's stream after these facts."""
    return reduce(evolve, facts, School(SCHOOL))


def known(instrument: str | None = LIST, **more: Any) -> Known:
    """Tess and Tom teach, Carl coaches, Lea leads; Rik left at the end of January."""
    spells = {
        "tess": Spell("f1", FROM, "teacher"),
        "tom": Spell("f2", FROM, "teacher"),
        "carl": Spell("f3", FROM, "coach"),
        "lea": Spell("f4", FROM, "leader"),
        "rik": Spell("f5", FROM, "teacher", "f6", date(2026, 1, 31)),
    }
    return Known(
        now=NOW,
        place=Place(SCHOOL, ((FROM, BOARD),)),
        members={name: Member(name, (spell,)) for name, spell in spells.items()},
        instrument=INSTRUMENTS.get(instrument or ""),
        measures=known_measures(),
        **more,
    )


def observation(number: int = 1, **values: Any) -> f.ObservationRecorded:
    return f.ObservationRecorded.model_validate(
        {
            "occurredAt": "2026-03-05",
            "observation": uid(number),
            "teacher": "tess",
            "perspective": "observer",
            "purpose": "coaching",
            "instrument": LIST,
            "instrumentVersion": "1.0",
            "scores": [{"indicator": "KM1", "theme": "classroom-management", "score": 3}],
            "observer": "carl",
            **values,
        }
    )


def observing(by: rules.By = COACH, instrument: str | None = LIST, **values: Any) -> Recording:
    return RecordObservation(observation(**values), by, known(instrument))


def refused(wish: Wish, *facts: FeedbackFact) -> tuple[str, str]:
    """The code and pointer of why a wish is refused, after these facts."""
    with pytest.raises(Problem) as caught:
        decide(wish, school(*facts))
    return caught.value.code, getattr(caught.value, "pointer", "")


def told(wish: Recording) -> list[str]:
    """The names of the facts that a wish leads to at a school where nothing happened yet."""
    check(wish)
    return [fact.NAME for fact in decide(wish, school())]


def sent(event: Any, headers: list[tuple[str, bytes]] | None = None) -> Sent:
    """A record of a platform's topic, as read: structured, unless headers say otherwise."""
    body = event if isinstance(event, bytes) or event is None else json.dumps(event).encode()
    record = SimpleNamespace(
        topic="platform.e-loo.events.v1",
        partition=0,
        offset=1,
        timestamp=1_772_000_000_000,
        key=b"01AA00",
        value=body,
        headers=headers or [("content-type", b"application/cloudevents+json; charset=UTF-8")],
    )
    return read(record, "e-loo")


def event(data: Any = None, **attributes: Any) -> dict[str, Any]:
    made = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "urn:nld:kvknummer:09220932:observaties",
        "type": "nl.professionalisering.observations.recorded.v1",
        "subject": SCHOOL,
        "data": data or json.loads(observation().model_dump_json(by_alias=True)),
        **attributes,
    }
    return {name: content for name, content in made.items() if content is not None}
