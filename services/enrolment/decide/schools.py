"""Schools: registered, changed, moved to another board, closed."""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, say
from services.enrolment.refusals import finding, refusal
from services.enrolment.state import SchoolFact, SchoolState
from shared.chassis.errors import Absent, Invalid
from shared.contracts.codes import Sector
from shared.contracts.enrolment import SchoolClosed, SchoolRegistered


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSchool(Act):
    """Register a school under a board; under another board than before it moves."""

    school: str
    board: str
    name: str
    sector: Sector
    place: str | None
    valid_from: str
    board_known: bool
    may_move: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSchool(Act):
    """Give a school its last day."""

    school: str
    valid_until: str
    successor: str | None
    successor_known: bool


SchoolCommand = RegisterSchool | CloseSchool


def decide(command: SchoolCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on a school leads to; a Problem when a rule forbids it."""
    match command:
        case RegisterSchool():
            return _register(command, state)
        case CloseSchool():
            return _close(command, state)
        case _:
            assert_never(command)


def _register(command: RegisterSchool, state: SchoolState) -> list[SchoolFact]:
    if not command.board_known:
        raise refusal("board-not-registered", board=command.board)
    wanted = say(SchoolRegistered, command)
    if not state.registrations:
        return [wanted]
    present = state.registrations[-1]
    if present.board != command.board and not command.may_move:
        raise refusal("school-of-another-board", "/school", school=command.school)
    if state.closed:
        raise refusal("school-closed", school=state.school, day=state.closed.valid_until)
    if _same(wanted, present):
        return []
    if command.valid_from < present.valid_from:
        raise refusal("registered-later", "/validFrom", day=present.valid_from)
    return [wanted]


def _same(one: SchoolRegistered, other: SchoolRegistered) -> bool:
    """Whether nothing but the days differs."""
    days = {"valid_from", "occurred_at"}
    return one.model_dump(exclude=days) == other.model_dump(exclude=days)


def _close(command: CloseSchool, state: SchoolState) -> list[SchoolFact]:
    if not state.registrations:
        raise Absent
    if state.closed:
        closed = state.closed
        if (closed.valid_until, closed.successor) == (command.valid_until, command.successor):
            return []
        raise refusal("school-closed", school=state.school, day=closed.valid_until)
    if command.successor == command.school:
        raise refusal("own-successor", "/successor")
    if command.successor and not command.successor_known:
        raise refusal("unknown-successor", "/successor", school=command.successor)
    opened = state.registrations[0].valid_from
    if command.valid_until < opened:
        raise Invalid(
            [finding("wrong-order", "/validUntil", day=command.valid_until, previous=opened)]
        )
    return [say(SchoolClosed, command)]


def still_open(act: Act, state: SchoolState) -> None:
    """Refuse what would happen after a school's last day."""
    if state.closed and str(act.day) > state.closed.valid_until:
        raise refusal("school-closed", school=state.school, day=state.closed.valid_until)
