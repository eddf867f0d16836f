"""Coaches: assigned to a teacher and released; a coach is never the teacher's manager.

Source of the rule: the collective agreement for primary education, on the guidance of starters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from services.enrolment.decide.acts import Act, say
from services.enrolment.refusals import finding, refusal
from services.enrolment.state import SchoolFact, SchoolState
from services.enrolment.state.membership import Membership
from shared.chassis.errors import Invalid
from shared.contracts.enrolment import CoachAssigned, CoachReleased


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCoach(Act):
    """A coach guides a teacher from a day on."""

    coach: str
    teacher: str
    from_: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCoach(Act):
    """The last day of an assignment."""

    coach: str
    teacher: str
    until: str


CoachCommand = AssignCoach | ReleaseCoach


def decide(command: CoachCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on coaching leads to; a Problem when a rule forbids it."""
    match command:
        case AssignCoach():
            return _assign(command, state)
        case ReleaseCoach():
            return _release(command, state)
        case _:
            assert_never(command)


def _assign(command: AssignCoach, state: SchoolState) -> list[SchoolFact]:
    day = date.fromisoformat(command.from_)
    if command.coach == command.teacher:
        raise refusal("coaches-self", "/coach")
    if state.membership_on(command.teacher, day) is None:
        raise refusal("not-a-member", "/teacher", day=day)
    _may_coach(command.coach, day, state)
    known = state.assignments.get((command.coach, command.teacher))
    if known and known.released is None:
        raise refusal("assigned-already", "/coach")
    return [say(CoachAssigned, command)]


def _may_coach(coach: str, day: date, state: SchoolState) -> None:
    if manages(state.memberships(coach), day, None):
        raise refusal("coach-is-manager", "/coach")
    membership = state.membership_on(coach, day)
    held = state.roles.get((coach, "coach"))
    holds_role = held is not None and held.left is None
    if not holds_role and not (membership and membership.function == "coach"):
        raise refusal("not-a-coach", "/coach", day=day)


def manages(found: Iterable[Membership], first: date, last: date | None) -> bool:
    """Whether one of these memberships is a manager's on any day of a stretch; None: open end."""
    return any(
        membership.function == "leader"
        and (last is None or membership.first <= last)
        and (membership.last is None or first <= membership.last)
        for membership in found
    )


def _release(command: ReleaseCoach, state: SchoolState) -> list[SchoolFact]:
    known = state.assignments.get((command.coach, command.teacher))
    if known is None or known.released is not None:
        raise refusal("not-assigned", "/coach")
    if command.until < known.assigned.from_:
        raise Invalid(
            [finding("wrong-order", "/until", day=command.until, previous=known.assigned.from_)]
        )
    return [say(CoachReleased, command)]
