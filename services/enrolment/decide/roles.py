"""Roles that teachers take on and leave."""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, not_before, say
from services.enrolment.refusals import refusal
from services.enrolment.state import SchoolFact, SchoolState
from shared.contracts.codes import Role
from shared.contracts.enrolment import RoleLeft, RoleTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRole(Act):
    """A teacher holds a role from this day on."""

    teacher: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRole(Act):
    """A teacher no longer holds a role."""

    teacher: str
    role: Role


RoleCommand = TakeRole | LeaveRole


def decide(command: RoleCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on a role leads to; a Problem when a rule forbids it."""
    held = state.roles.get((command.teacher, command.role))
    holds = held is not None and held.left is None
    match command:
        case TakeRole():
            if state.membership_on(command.teacher, command.day) is None:
                raise refusal("not-a-member", "/teacher", day=command.day)
            if holds:
                raise refusal("role-held-already", "/role")
            return [say(RoleTaken, command)]
        case LeaveRole():
            if held is None or not holds:
                raise refusal("role-not-held", "/role")
            not_before(command, held.taken.occurred_at)
            return [say(RoleLeft, command)]
        case _:
            assert_never(command)
