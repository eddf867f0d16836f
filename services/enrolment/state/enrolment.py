"""The life of one enrolment: requested, confirmed or declined, started, practised, ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never

from shared.contracts.enrolment import (
    EnrolmentCompleted,
    EnrolmentConfirmed,
    EnrolmentDeclined,
    EnrolmentRequested,
    EnrolmentStarted,
    EnrolmentWithdrawn,
    OutcomeDiscussed,
    PracticeLogged,
    PracticeRetracted,
)

Stage = Literal["requested", "confirmed", "declined", "started", "completed", "withdrawn"]
OPEN: tuple[Stage, ...] = ("requested", "confirmed", "started")

LifeFact = (
    EnrolmentConfirmed
    | EnrolmentDeclined
    | EnrolmentStarted
    | PracticeLogged
    | PracticeRetracted
    | EnrolmentCompleted
    | EnrolmentWithdrawn
    | OutcomeDiscussed
)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One enrolment as its facts tell it; `steps` holds when each stage was reached."""

    requested: EnrolmentRequested
    revision: int
    stage: Stage = "requested"
    steps: Mapping[Stage, str] = field(default_factory=dict)
    practices: Mapping[str, PracticeLogged] = field(default_factory=dict)
    retracted: frozenset[str] = frozenset()
    completed: EnrolmentCompleted | None = None
    reason: str | None = None
    discussed: OutcomeDiscussed | None = None

    def standing_practices(self) -> list[PracticeLogged]:
        """The practice lessons that were not retracted."""
        return [said for found, said in self.practices.items() if found not in self.retracted]


def begun(fact: EnrolmentRequested, revision: int) -> Enrolment:
    """An enrolment at its first fact."""
    return Enrolment(fact, revision, steps={"requested": fact.occurred_at})


def lived(enrolment: Enrolment, fact: LifeFact, revision: int) -> Enrolment:  # noqa: PLR0911  one branch per fact
    """The enrolment after one more fact of its life."""
    now = replace(enrolment, revision=revision)
    match fact:
        case EnrolmentConfirmed():
            return _reached(now, "confirmed", fact.occurred_at)
        case EnrolmentDeclined():
            return replace(_reached(now, "declined", fact.occurred_at), reason=fact.reason)
        case EnrolmentStarted():
            return _reached(now, "started", fact.occurred_at)
        case PracticeLogged():
            return replace(now, practices={**now.practices, fact.practice: fact})
        case PracticeRetracted():
            return replace(now, retracted=now.retracted | {fact.practice})
        case EnrolmentCompleted():
            return replace(_reached(now, "completed", fact.occurred_at), completed=fact)
        case EnrolmentWithdrawn():
            return replace(_reached(now, "withdrawn", fact.occurred_at), reason=fact.reason)
        case OutcomeDiscussed():
            return replace(now, discussed=fact)
        case _:
            assert_never(fact)


def _reached(enrolment: Enrolment, stage: Stage, occurred_at: str) -> Enrolment:
    return replace(enrolment, stage=stage, steps={**enrolment.steps, stage: occurred_at})
