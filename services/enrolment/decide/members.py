"""Dated memberships of teachers: joined, corrected, left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never

from services.enrolment.decide.acts import Act, say
from services.enrolment.decide.coaches import manages
from services.enrolment.refusals import finding, refusal
from services.enrolment.state import SchoolFact, SchoolState
from services.enrolment.state.membership import Member, corrected, memberships
from shared.chassis.errors import Absent, Finding, Invalid
from shared.contracts.codes import Destination, TeacherFunction
from shared.contracts.enrolment import TeacherJoined, TeacherLeft, TeacherMembershipCorrected

OF_A_JOIN = ("from_", "career_start", "career_changer", "fte", "function")
OF_A_LEAVE = ("until", "destination")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSchool(Act):
    """A membership starts; a further one at the same school ends the one before on the eve."""

    teacher: str
    from_: str
    career_start: str | None
    career_changer: bool
    fte: float
    function: TeacherFunction


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSchool(Act):
    """The last day of the membership that runs on it."""

    teacher: str
    until: str
    destination: Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectMembership(Act):
    """Put right what an earlier joined or left fact said; `right` holds only what changes."""

    teacher: str
    corrects: str
    right: Mapping[str, Any]


MemberCommand = JoinSchool | LeaveSchool | CorrectMembership


def decide(command: MemberCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on a membership leads to; a Problem when a rule forbids it."""
    match command:
        case JoinSchool():
            return _join(command, state)
        case LeaveSchool():
            return _leave(command, state)
        case CorrectMembership():
            return _correct(command, state)
        case _:
            assert_never(command)


def _join(command: JoinSchool, state: SchoolState) -> list[SchoolFact]:
    _career_before(command.career_start, command.from_)
    if state.closed and command.from_ > state.closed.valid_until:
        raise refusal("school-closed", "/from", school=state.school, day=state.closed.valid_until)
    member = _member(command.teacher, state)
    if command.from_ in {said.from_ for _, said in member.joined}:
        raise refusal("joined-already", "/from", day=command.from_)
    fact = say(TeacherJoined, command)
    _coaches_nobody(replace(member, joined=(*member.joined, ("", fact))), state)
    return [fact]


def _leave(command: LeaveSchool, state: SchoolState) -> list[SchoolFact]:
    until = date.fromisoformat(command.until)
    if command.teacher not in state.members:
        raise Absent
    found = state.memberships(command.teacher)
    begun = [membership for membership in found if membership.first <= until]
    if not begun:
        raise refusal("not-a-member", "/until", day=until)
    meant = begun[-1]
    if meant.destination is not None:
        raise refusal("left-already", "/until")
    if not meant.runs_on(until):
        raise refusal("not-a-member", "/until", day=until)
    return [say(TeacherLeft, command)]


def _correct(command: CorrectMembership, state: SchoolState) -> list[SchoolFact]:
    member = _member(command.teacher, state)
    if command.corrects not in member.ids():
        raise refusal("nothing-to-correct", "/corrects")
    _fits_its_fact(command, member)
    fact = TeacherMembershipCorrected(
        occurred_at=command.occurred_at,
        teacher=command.teacher,
        corrects=command.corrects,
        **command.right,
    )
    after = corrected(member, fact, member.revision)
    if after == member:
        return []
    _still_stands(member, after)
    _coaches_nobody(after, state)
    return [fact]


def _fits_its_fact(command: CorrectMembership, member: Member) -> None:
    """A join is corrected in what a join says, a leave in what a leave says."""
    joined = any(found == command.corrects for found, _ in member.joined)
    fitting = OF_A_JOIN if joined else OF_A_LEAVE
    code = "not-of-a-join" if joined else "not-of-a-leave"
    findings: list[Finding] = [
        finding(code, f"/{TeacherMembershipCorrected.model_fields[name].alias}")
        for name in command.right
        if name not in fitting
    ]
    if not command.right:
        findings.append(finding("nothing-given", ""))
    if findings:
        raise Invalid(findings)


def _still_stands(before: Member, after: Member) -> None:
    """After a correction: no two starts on one day, no career after its start, ends in place."""
    starts = [said.from_ for _, said in after.joined]
    for number, (_, said) in enumerate(after.joined):
        _career_before(said.career_start, said.from_)
        if said.from_ in starts[:number]:
            raise refusal("joined-already", "/from", day=said.from_)
    if _ends(before) != _ends(after):
        raise refusal("end-of-another-membership")


def _ends(member: Member) -> dict[str | None, str]:
    """Which leave ends which membership."""
    return {found.left_id: found.joined_id for found in memberships(member) if found.left_id}


def _career_before(career_start: str | None, joined: str) -> None:
    if career_start is not None and career_start > joined:
        raise Invalid([finding("wrong-order", "/from", day=joined, previous=career_start)])


def _coaches_nobody(after: Member, state: SchoolState) -> None:
    """The rule that a coach is never the manager, seen from the manager's side."""
    found = memberships(after)
    for (coach, _), assignment in state.assignments.items():
        first = date.fromisoformat(assignment.assigned.from_)
        released = assignment.released
        last = date.fromisoformat(released.until) if released else None
        if coach == after.teacher and manages(found, first, last):
            raise refusal("manager-coaches", "/function")


def _member(teacher: str, state: SchoolState) -> Member:
    return state.members.get(teacher) or Member(teacher, 0)
