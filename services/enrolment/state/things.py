"""The smaller things of a school's state: goals, coaches, informal learning, roles, certificates.

Each holds the facts that were said of it, and the sequence of the last one as its revision.
"""

from dataclasses import dataclass

from shared.contracts.enrolment import (
    CertificateAwarded,
    CertificateRevoked,
    CoachAssigned,
    CoachReleased,
    GoalEvaluated,
    GoalSet,
    GoalWithdrawn,
    InformalLearningRecorded,
    InformalLearningRetracted,
    RoleLeft,
    RoleTaken,
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal, its last evaluation, and whether it was withdrawn."""

    set: GoalSet
    revision: int
    evaluated: GoalEvaluated | None = None
    withdrawn: GoalWithdrawn | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A coach's last assignment to a teacher, and its end."""

    assigned: CoachAssigned
    revision: int
    released: CoachReleased | None = None


@dataclass(frozen=True, slots=True)
class Learning:
    """Informal learning, and whether it was taken back."""

    recorded: InformalLearningRecorded
    revision: int
    retracted: InformalLearningRetracted | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that a teacher last took, and its end."""

    taken: RoleTaken
    revision: int
    left: RoleLeft | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, the enrolment it was earned with, and whether it was revoked."""

    awarded: CertificateAwarded
    revision: int
    revoked: CertificateRevoked | None = None
