"""What feedback must remember of a school to decide: which things stand, and its pulse waves.

Folded from the school's own facts. The fold changes the state it is given: the chassis throws a
state away when its facts were not written, so a copy per fact would only cost time.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, assert_never

from shared.contracts import feedback as f
from shared.contracts.codes import Purpose
from shared.contracts.moments import parse_day

Kind = Literal["observation", "reflection", "rating", "coaching", "result"]


@dataclass(slots=True)
class Thing:
    """Something recorded: whose it is, and its version: how many facts were about it."""

    teacher: str | None
    purpose: Purpose | None = None
    retracted: bool = False
    version: int = 1


@dataclass(slots=True)
class Wave:
    """A pulse wave; its version counts its opening and closing, never its answers."""

    opens_on: date
    closes_on: date
    invited: int
    closed: bool = False
    version: int = 1


@dataclass(slots=True)
class School:
    """A school's stream, folded."""

    school: str
    things: dict[tuple[Kind, str], Thing] = field(default_factory=dict)
    waves: dict[str, Wave] = field(default_factory=dict)


def evolve(  # noqa: C901, PLR0912  one case per fact, each a line
    state: School, fact: f.FeedbackFact
) -> School:
    """Fold one fact."""
    match fact:
        case f.ObservationRecorded():
            _record(state, "observation", fact.observation, fact.teacher, fact.purpose)
        case f.ReflectionRecorded():
            _record(state, "reflection", fact.reflection, fact.teacher)
        case f.ModuleRatingRecorded():
            _record(state, "rating", fact.rating, fact.teacher)
        case f.CoachingRecorded():
            _record(state, "coaching", fact.coaching, fact.teacher)
        case f.PupilResultRecorded():
            _record(state, "result", fact.result, None)
        case f.ObservationRetracted():
            _retract(state, "observation", fact.observation)
        case f.ReflectionRetracted():
            _retract(state, "reflection", fact.reflection)
        case f.ModuleRatingRetracted():
            _retract(state, "rating", fact.rating)
        case f.CoachingRetracted():
            _retract(state, "coaching", fact.coaching)
        case f.PupilResultRetracted():
            _retract(state, "result", fact.result)
        case f.PulseWaveOpened():
            opens_on, closes_on = parse_day(fact.opens_on), parse_day(fact.closes_on)
            state.waves[fact.wave] = Wave(opens_on, closes_on, fact.invited)
        case f.PulseWaveClosed():
            wave = state.waves[fact.wave]
            wave.closed, wave.version = True, wave.version + 1
        case f.PulseRecorded():
            pass  # an answer is the wave's alone: nothing is decided on it
        case _ as never:
            assert_never(never)
    return state


def _record(
    state: School, kind: Kind, thing: str, teacher: str | None, purpose: Purpose | None = None
) -> None:
    state.things[(kind, thing)] = Thing(teacher, purpose)


def _retract(state: School, kind: Kind, thing: str) -> None:
    found = state.things[(kind, thing)]
    found.retracted, found.version = True, found.version + 1
