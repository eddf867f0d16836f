"""A school as its chain tells it: registration, members, goals, enrolments and the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.enrolment.state import membership
from services.enrolment.state.enrolment import Enrolment, LifeFact, begun, lived
from services.enrolment.state.membership import Member
from services.enrolment.state.things import Assignment, Certificate, Goal, Holding, Learning
from shared.contracts.enrolment import (
    CertificateAwarded,
    CertificateRevoked,
    CoachAssigned,
    CoachReleased,
    EnrolmentRequested,
    GoalEvaluated,
    GoalSet,
    GoalWithdrawn,
    InformalLearningRecorded,
    InformalLearningRetracted,
    RoleLeft,
    RoleTaken,
    SchoolClosed,
    SchoolRegistered,
    TeacherJoined,
    TeacherLeft,
    TeacherMembershipCorrected,
)

MemberFact = TeacherJoined | TeacherLeft | TeacherMembershipCorrected
GoalFact = GoalSet | GoalEvaluated | GoalWithdrawn
CoachFact = CoachAssigned | CoachReleased
LearningFact = InformalLearningRecorded | InformalLearningRetracted
RoleFact = RoleTaken | RoleLeft
CertificateFact = CertificateAwarded | CertificateRevoked
SchoolFact = (
    SchoolRegistered
    | SchoolClosed
    | MemberFact
    | GoalFact
    | EnrolmentRequested
    | LifeFact
    | CoachFact
    | LearningFact
    | RoleFact
    | CertificateFact
)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SchoolState:
    """Everything that commands on a school are decided on.

    A `revision` is the sequence of the last fact about a thing: its version for ETag and If-Match.
    """

    school: str
    sequence: int = 0
    revision: int = 0
    registrations: tuple[SchoolRegistered, ...] = ()
    closed: SchoolClosed | None = None
    members: Mapping[str, Member] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    enrolments: Mapping[str, Enrolment] = field(default_factory=dict)
    assignments: Mapping[Pair, Assignment] = field(default_factory=dict)
    learnings: Mapping[str, Learning] = field(default_factory=dict)
    roles: Mapping[Pair, Holding] = field(default_factory=dict)
    certificates: Mapping[str, Certificate] = field(default_factory=dict)

    @property
    def board(self) -> str | None:
        """The board of the last registration; None before the first."""
        return self.registrations[-1].board if self.registrations else None

    def memberships(self, teacher: str) -> list[membership.Membership]:
        """A teacher's memberships in the order of their first day."""
        return membership.memberships(self.members.get(teacher))

    def membership_on(self, teacher: str, day: date) -> membership.Membership | None:
        """The teacher's membership in which a day lies."""
        return membership.running(self.memberships(teacher), day)


def evolve_school(state: SchoolState, fact: SchoolFact, fact_id: str) -> SchoolState:  # noqa: PLR0911  one branch per fact
    """The school after one more fact."""
    now = replace(state, sequence=state.sequence + 1)
    match fact:
        case SchoolRegistered():
            return replace(now, registrations=(*now.registrations, fact), revision=now.sequence)
        case SchoolClosed():
            return replace(now, closed=fact, revision=now.sequence)
        case TeacherJoined() | TeacherLeft() | TeacherMembershipCorrected():
            known = now.members.get(fact.teacher) or Member(fact.teacher, 0)
            told = _member(known, fact, fact_id, now.sequence)
            return replace(now, members={**now.members, fact.teacher: told})
        case GoalSet() | GoalEvaluated() | GoalWithdrawn():
            goal = _goal(now, fact)
            return replace(now, goals={**now.goals, fact.goal: goal})
        case EnrolmentRequested():
            enrolment = begun(fact, now.sequence)
            return replace(now, enrolments={**now.enrolments, fact.enrolment: enrolment})
        case CoachAssigned() | CoachReleased():
            pair = (fact.coach, fact.teacher)
            return replace(now, assignments={**now.assignments, pair: _assignment(now, fact)})
        case InformalLearningRecorded() | InformalLearningRetracted():
            return replace(now, learnings={**now.learnings, fact.learning: _learning(now, fact)})
        case RoleTaken() | RoleLeft():
            held = (fact.teacher, fact.role)
            return replace(now, roles={**now.roles, held: _holding(now, fact)})
        case CertificateAwarded() | CertificateRevoked():
            told_certificate = _certificate(now, fact)
            return replace(
                now, certificates={**now.certificates, fact.certificate: told_certificate}
            )
        case _:
            enrolment = lived(now.enrolments[fact.enrolment], fact, now.sequence)
            return replace(now, enrolments={**now.enrolments, fact.enrolment: enrolment})


def _member(known: Member, fact: MemberFact, fact_id: str, revision: int) -> Member:
    match fact:
        case TeacherJoined():
            return replace(known, joined=(*known.joined, (fact_id, fact)), revision=revision)
        case TeacherLeft():
            return replace(known, left=(*known.left, (fact_id, fact)), revision=revision)
        case TeacherMembershipCorrected():
            return membership.corrected(known, fact, revision)
        case _:
            assert_never(fact)


def _goal(now: SchoolState, fact: GoalFact) -> Goal:
    match fact:
        case GoalSet():
            return Goal(fact, now.sequence)
        case GoalEvaluated():
            return replace(now.goals[fact.goal], evaluated=fact, revision=now.sequence)
        case GoalWithdrawn():
            return replace(now.goals[fact.goal], withdrawn=fact, revision=now.sequence)
        case _:
            assert_never(fact)


def _assignment(now: SchoolState, fact: CoachFact) -> Assignment:
    match fact:
        case CoachAssigned():
            return Assignment(fact, now.sequence)
        case CoachReleased():
            known = now.assignments[fact.coach, fact.teacher]
            return replace(known, released=fact, revision=now.sequence)
        case _:
            assert_never(fact)


def _learning(now: SchoolState, fact: LearningFact) -> Learning:
    match fact:
        case InformalLearningRecorded():
            return Learning(fact, now.sequence)
        case InformalLearningRetracted():
            return replace(now.learnings[fact.learning], retracted=fact, revision=now.sequence)
        case _:
            assert_never(fact)


def _holding(now: SchoolState, fact: RoleFact) -> Holding:
    match fact:
        case RoleTaken():
            return Holding(fact, now.sequence)
        case RoleLeft():
            return replace(now.roles[fact.teacher, fact.role], left=fact, revision=now.sequence)
        case _:
            assert_never(fact)


def _certificate(now: SchoolState, fact: CertificateFact) -> Certificate:
    match fact:
        case CertificateAwarded():
            return Certificate(fact, now.sequence)
        case CertificateRevoked():
            known = now.certificates[fact.certificate]
            return replace(known, revoked=fact, revision=now.sequence)
        case _:
            assert_never(fact)
