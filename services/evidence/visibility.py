"""Which single facts a viewer may see: purpose and role decide, in one place.

A school leader handles administration by name and sees appraisal observations; never coaching,
peer or audit observations, coaching talks, reflections, or anonymous answers (`docs/explanation/
who-sees-what.md`). A teacher sees everything about the teacher's own self, a board what its schools
said of themselves. What may not be seen is counted, never listed.
"""

from dataclasses import dataclass
from typing import Any

from shared.contracts import enrolment as e
from shared.contracts import feedback as f

_ADMINISTRATION = frozenset(
    contract.__name__
    for contract in (
        e.SchoolRegistered,
        e.SchoolClosed,
        e.TeacherJoined,
        e.TeacherMembershipCorrected,
        e.TeacherLeft,
        e.CoachAssigned,
        e.CoachReleased,
        e.GoalSet,
        e.GoalEvaluated,
        e.GoalWithdrawn,
        e.EnrolmentRequested,
        e.EnrolmentConfirmed,
        e.EnrolmentDeclined,
        e.EnrolmentStarted,
        e.PracticeLogged,
        e.PracticeRetracted,
        e.EnrolmentCompleted,
        e.EnrolmentWithdrawn,
        e.OutcomeDiscussed,
        e.InformalLearningRecorded,
        e.InformalLearningRetracted,
        e.RoleTaken,
        e.RoleLeft,
        e.CertificateAwarded,
        e.CertificateRevoked,
        f.PulseWaveOpened,
        f.PulseWaveClosed,
        f.PupilResultRecorded,
        f.PupilResultRetracted,
    )
)
_OF_NOBODY = frozenset(
    contract.__name__
    for contract in (
        e.SchoolRegistered,
        e.SchoolClosed,
        e.GoalSet,
        e.GoalEvaluated,
        e.GoalWithdrawn,
    )
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the school's leader, the teacher with this pseudonym, or who governs the school.

    Who governs is told nothing of facts about people, not even how many: the board compares
    schools, and has the facts themselves by its export.
    """

    leads: bool
    teacher: str | None
    governs: bool = False

    def may_see(self, fact: Any) -> bool:
        """Whether this single fact may be shown to the viewer."""
        if self.teacher is not None and getattr(fact, "teacher", None) == self.teacher:
            return True
        kind = fact.__class__.__name__
        if self.governs:
            return kind in _OF_NOBODY
        if not self.leads:
            return False
        if kind == f.ObservationRecorded.__name__:
            return bool(fact.purpose == "appraisal" and fact.perspective == "observer")
        return kind in _ADMINISTRATION
