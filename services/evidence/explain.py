"""Why a figure is what it is: the facts behind it, as far as the viewer may see.

Explaining may tell no more than the figure does. So a figure that is hidden has no facts; what may
not be listed is counted only when enough people stand behind it; and what was scored is left out,
for a mean less the scores one may see would be a score one may not see.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from services.evidence.figures.derive import Name, Scope
from services.evidence.figures.figure import Entry, people
from services.evidence.figures.groups import place_of
from services.evidence.figures.ladder import passed_entries, pupil_result_entries, supported_entries
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.registry import LADDER, TRIANGULATION
from services.evidence.history.records import Ref, publisher_of, sequence_of
from services.evidence.translate import Known
from services.evidence.visibility import Viewer
from shared.contracts import enrolment as e

Fact = tuple[Known, bytes]
"""A fact as it was received, and its body."""

A_FEW: Literal["a-few"] = "a-few"
_GROWTHS = tuple(f"growth.{perspective}" for perspective in PERSPECTIVES)
_SCORED = frozenset({"scores"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """The facts behind a figure that the viewer may see, and how many there are besides.

    `hidden` is a number only when it and the people behind it are enough to show, and never for who
    governs; else "a-few".
    """

    facts: Sequence[Mapping[str, Any]]
    hidden: int | Literal["a-few"]


NOTHING_TOLD = Explanation((), 0)


_MEMBERSHIPS = frozenset(
    contract.__name__ for contract in (e.TeacherJoined, e.TeacherMembershipCorrected, e.TeacherLeft)
)
_OF_MEMBERS = ("starters", "retention")
# Per team teacher one entry that begins with whether the teacher has it.
_BY_TEACHER = frozenset({"participation", "completion", "informal", "starters", "starters.coach"})


@dataclass(frozen=True, slots=True)
class Sides:
    """The people who have what a share counts, and those who have not."""

    having: frozenset[str]
    lacking: frozenset[str]


def sides(scope: Scope, name: Name) -> Sides | None:
    """Who is on which side of a share of teachers; None for what is no such share."""
    if name[1] not in _BY_TEACHER:
        return None
    entries = scope.entries(*name)
    having = people(entry for entry in entries if entry.said[0])
    return Sides(having, people(entries) - having)


def entries_behind(scope: Scope, theme: str | None, name: str, shown: Set[Name]) -> list[Entry]:
    """What contributes to a figure; of what rests on others, only by way of those shown."""
    if name not in (TRIANGULATION, LADDER):
        return list(scope.entries(theme, name))
    resting = _GROWTHS if name == TRIANGULATION else ("reactions", *_GROWTHS)
    places = [place_of(one, theme or "") for one in resting]
    found = [entry for place in places if place in shown for entry in scope.entries(*place)]
    if name == LADDER:
        for entries in (passed_entries, supported_entries, pupil_result_entries):
            found += [entry for part in scope.parts for entry in entries(part, theme or "")]
    return found


def explain(
    scope: Scope,
    name: Name,
    facts: Sequence[Fact],
    viewer: Viewer,
    shown: Set[Name],
    k: int,
) -> Explanation:
    """The facts of a figure that is shown: first those of who has what it counts.

    Memberships, which only say who might have it, come last where the figure is about something
    else. Among equals it is the order in which they were logged.
    """
    entries = entries_behind(scope, *name, shown)
    about = _people_of(entries)
    behind = [fact for fact in facts if fact[0].event.ref in about]
    listed = [fact for fact in behind if viewer.may_see(fact[0].event.fact)]
    unseen = [known.event.ref for known, _ in behind if not viewer.may_see(known.event.fact)]
    ranked = sorted(listed, key=_rank(name[1], entries))
    return Explanation([_shown(*fact) for fact in ranked], _hidden(unseen, about, viewer, k))


def _people_of(entries: Sequence[Entry]) -> Mapping[Ref, Set[str]]:
    """Per fact whom it is counted for."""
    about: dict[Ref, set[str]] = {}
    for entry in entries:
        for ref in entry.refs:
            about.setdefault(ref, set()).add(entry.who)
    return about


def _hidden(
    unseen: Sequence[Ref], about: Mapping[Ref, Set[str]], viewer: Viewer, k: int
) -> int | Literal["a-few"]:
    """How many facts there are besides those listed, as far as that may be told."""
    persons = {who for ref in unseen for who in about[ref]}
    counted = not viewer.governs and min(len(unseen), len(persons)) >= k
    return len(unseen) if counted or not unseen else A_FEW


def _rank(figure: str, entries: Sequence[Entry]) -> Callable[[Fact], tuple[bool, bool]]:
    """What comes first in a list: what tells who has it, then the rest, then memberships."""
    telling = {ref for entry in entries if entry.said and entry.said[0] for ref in entry.refs}
    of_members = figure.startswith(_OF_MEMBERS)

    def rank(fact: Fact) -> tuple[bool, bool]:
        event = fact[0].event
        background = not of_members and event.fact.__class__.__name__ in _MEMBERSHIPS
        return background, event.ref not in telling

    return rank


def _shown(known: Known, body: bytes) -> Mapping[str, Any]:
    """A fact as it is listed: who said what, when it happened, when it was logged, and where."""
    event = msgspec.json.decode(body)
    return {
        "publisher": publisher_of(known.event.ref),
        "type": known.type,
        "id": known.event.id,
        "occurredAt": event["data"]["occurredAt"],
        "recordedAt": known.event.time,
        "sequence": sequence_of(known.event.ref),
        "key": known.key,
        "data": {name: said for name, said in event["data"].items() if name not in _SCORED},
    }
