"""Practice lessons ("vlieguren"): logged while an enrolment runs, and taken back if wrong."""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, say
from services.enrolment.decide.enrolments import at_stage, step
from services.enrolment.refusals import refusal
from services.enrolment.state import SchoolFact, SchoolState
from shared.chassis.errors import Absent
from shared.contracts.enrolment import PracticeLogged, PracticeRetracted


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPractice(Act):
    """One practice lesson."""

    enrolment: str
    practice: str
    minutes: int
    with_coach: bool
    own_class: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractPractice(Act):
    """It was logged in error."""

    enrolment: str
    practice: str


PracticeCommand = LogPractice | RetractPractice


def decide(command: PracticeCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on practice leads to; a Problem when a rule forbids it."""
    match command:
        case LogPractice():
            step(command, at_stage(command.enrolment, "started", state))
            return [say(PracticeLogged, command)]
        case RetractPractice():
            return _retract(command, state)
        case _:
            assert_never(command)


def _retract(command: RetractPractice, state: SchoolState) -> list[SchoolFact]:
    enrolment = state.enrolments.get(command.enrolment)
    if enrolment is None or command.practice not in enrolment.practices:
        raise Absent
    if command.practice in enrolment.retracted:
        raise refusal("retracted-already")
    return [say(PracticeRetracted, command)]
