"""Informal learning: recorded, and taken back if wrong."""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, say
from services.enrolment.refusals import refusal
from services.enrolment.state import SchoolFact, SchoolState
from shared.chassis.errors import Absent
from shared.contracts.codes import InformalKind, Theme
from shared.contracts.enrolment import InformalLearningRecorded, InformalLearningRetracted


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLearning(Act):
    """A teacher learned something outside modules."""

    learning: str
    teacher: str
    theme: Theme
    kind: InformalKind
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractLearning(Act):
    """It was recorded in error."""

    learning: str


LearningCommand = RecordLearning | RetractLearning


def decide(command: LearningCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on informal learning leads to; a Problem when it is forbidden."""
    match command:
        case RecordLearning():
            if state.membership_on(command.teacher, command.day) is None:
                raise refusal("not-a-member", "/teacher", day=command.day)
            return [say(InformalLearningRecorded, command)]
        case RetractLearning():
            known = state.learnings.get(command.learning)
            if known is None:
                raise Absent
            if known.retracted:
                raise refusal("retracted-already")
            return [say(InformalLearningRetracted, command)]
        case _:
            assert_never(command)
