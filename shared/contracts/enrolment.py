"""What enrolment says: boards, schools, people in roles, goals and the life of an enrolment.

One class per fact type, in the order of `docs/reference/facts.md`; a new type is a class here and
its name in the union at the end. The length is the language's, not a tangle.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts import codes
from shared.contracts.fact import (
    Count,
    Fact,
    Flag,
    Hours,
    KeyKind,
    Minutes,
    Part,
    ReasonCode,
    two_decimals,
)
from shared.contracts.identifiers import (
    BoardNumber,
    ModuleCode,
    PlatformName,
    Pseudonym,
    SchoolCode,
    SchoolYear,
    SourceUrn,
    ThingId,
)
from shared.contracts.moments import Day

Name = Annotated[str, Field(min_length=1, max_length=200, description="as people know it")]
CareerChanger = Annotated[Flag, Field(description="came to teaching from another profession")]
Fte = Annotated[float, Field(strict=True, gt=0, le=1, description="part of a full-time job")]
Version = Annotated[
    int, Field(strict=True, ge=1, le=100_000, description="version of the module, counting up")
]
Lessons = Annotated[Count, Field(description="practice lessons")]
ALL_PURPOSES: tuple[codes.Purpose, ...] = ("coaching", "peer", "appraisal", "audit")


class BoardRegistered(Fact):
    """A board (bevoegd gezag) became a tenant, or its particulars changed."""

    NAME: ClassVar[str] = "boards.registered"
    KEY: ClassVar[KeyKind] = "board"

    board: BoardNumber
    name: Name
    sectors: Annotated[tuple[codes.Sector, ...], Field(description="kinds of education it gives")]
    counted_purposes: Annotated[
        tuple[codes.Purpose, ...], Field(description="purposes whose observations make figures")
    ] = ALL_PURPOSES
    valid_from: Day


class PlatformAdmitted(Fact):
    """A board lets a platform publish these types about its schools."""

    NAME: ClassVar[str] = "platforms.admitted"
    KEY: ClassVar[KeyKind] = "board"

    platform: PlatformName
    source: SourceUrn
    types: Annotated[tuple[str, ...], Field(description="fact types it may send")]
    valid_from: Day


class PlatformSuspended(Fact):
    """A board no longer accepts events of a platform."""

    NAME: ClassVar[str] = "platforms.suspended"
    KEY: ClassVar[KeyKind] = "board"

    platform: PlatformName
    valid_from: Day


class SchoolRegistered(Fact):
    """A school belongs to a board from a day on; again with another board means it moved."""

    NAME: ClassVar[str] = "schools.registered"

    school: SchoolCode
    board: BoardNumber
    name: Name
    sector: codes.Sector
    place: Annotated[str, Field(max_length=200, description="town")] | None = None
    valid_from: Day


class SchoolClosed(Fact):
    """A school's last day, and the school that carries on if there is one."""

    NAME: ClassVar[str] = "schools.closed"

    school: SchoolCode
    valid_until: Day
    successor: SchoolCode | None = None


class Titles(Part):
    """A module's title in both languages."""

    nl: Name
    en: Name


class ModuleRegistered(Fact):
    """One version of a module in a board's catalogue."""

    NAME: ClassVar[str] = "modules.registered"
    KEY: ClassVar[KeyKind] = "board"

    module: ModuleCode
    version: Version
    theme: codes.Theme
    titles: Titles
    study_hours: Hours
    practice_lessons: Lessons
    form: codes.ModuleForm
    level: codes.ModuleLevel
    sample: Annotated[Flag, Field(description="an example that ships with the product")] = False
    valid_from: Day

    def check(self) -> None:
        """Study hours have at most two decimals."""
        two_decimals(self.study_hours)


class TeacherJoined(Fact):
    """A membership of a school started; a further one at the same school ends the one before."""

    NAME: ClassVar[str] = "teachers.joined"

    teacher: Pseudonym
    from_: Annotated[Day, Field(alias="from")]
    career_start: Day | None = None
    career_changer: CareerChanger = False
    fte: Fte
    function: codes.TeacherFunction


class TeacherMembershipCorrected(Fact):
    """The right values of an earlier joined or left fact; what is absent stays as it was said."""

    NAME: ClassVar[str] = "teachers.membership-corrected"
    PARTIAL: ClassVar[bool] = True

    teacher: Pseudonym
    corrects: ThingId
    from_: Annotated[Day | None, Field(alias="from")] = None
    career_start: Day | None = None
    career_changer: CareerChanger | None = None
    fte: Fte | None = None
    function: codes.TeacherFunction | None = None
    until: Day | None = None
    destination: codes.Destination | None = None


class TeacherLeft(Fact):
    """A membership's last day, and where the teacher went."""

    NAME: ClassVar[str] = "teachers.left"

    teacher: Pseudonym
    until: Day
    destination: codes.Destination = "unknown"


class TeacherErased(Fact):
    """The link between a pseudonym and a person is gone for ever."""

    NAME: ClassVar[str] = "teachers.erased"
    KEY: ClassVar[KeyKind] = "board"

    teacher: Pseudonym


class CoachAssigned(Fact):
    """A coach (never the manager) guides a teacher from a day on."""

    NAME: ClassVar[str] = "coaches.assigned"

    coach: Pseudonym
    teacher: Pseudonym
    from_: Annotated[Day, Field(alias="from")]


class CoachReleased(Fact):
    """The last day of a coach's assignment."""

    NAME: ClassVar[str] = "coaches.released"

    coach: Pseudonym
    teacher: Pseudonym
    until: Day


class GoalSet(Fact):
    """What a school wants to reach for a theme in a school year, and when it will look."""

    NAME: ClassVar[str] = "goals.set"

    goal: ThingId
    theme: codes.Theme
    school_year: SchoolYear
    indicator: Annotated[codes.Indicator, Field(description="the figure that will tell")]
    target: Annotated[
        float,
        Field(strict=True, ge=-1_000_000, le=1_000_000, description="in the unit of the indicator"),
    ]
    due_on: Day


class GoalEvaluated(Fact):
    """What became of a goal, and what the school decided."""

    NAME: ClassVar[str] = "goals.evaluated"

    goal: ThingId
    outcome: codes.GoalOutcome
    decision: codes.GoalDecision
    replaced_by: ThingId | None = None


class GoalWithdrawn(Fact):
    """A goal that no longer counts."""

    NAME: ClassVar[str] = "goals.withdrawn"

    goal: ThingId
    reason: ReasonCode | None = None


class EnrolmentRequested(Fact):
    """A teacher asked to take a module, for a goal of the school or without one."""

    NAME: ClassVar[str] = "enrolments.requested"

    enrolment: ThingId
    teacher: Pseudonym
    module: ModuleCode
    module_version: Version
    theme: codes.Theme
    goal: ThingId | None = None
    planned_hours: Hours
    planned_practice: Lessons

    def check(self) -> None:
        """Planned hours have at most two decimals."""
        two_decimals(self.planned_hours)


class EnrolmentConfirmed(Fact):
    """The school leader agreed."""

    NAME: ClassVar[str] = "enrolments.confirmed"

    enrolment: ThingId


class EnrolmentDeclined(Fact):
    """The school leader did not agree."""

    NAME: ClassVar[str] = "enrolments.declined"

    enrolment: ThingId
    reason: ReasonCode | None = None


class EnrolmentStarted(Fact):
    """The teacher began."""

    NAME: ClassVar[str] = "enrolments.started"

    enrolment: ThingId


class PracticeLogged(Fact):
    """One practice lesson ("vlieguur") for a module."""

    NAME: ClassVar[str] = "enrolments.practice-logged"

    enrolment: ThingId
    practice: ThingId
    minutes: Minutes
    with_coach: Annotated[Flag, Field(description="a coach was in the lesson")]
    own_class: Annotated[Flag, Field(description="with a class of the teacher's own")]


class PracticeRetracted(Fact):
    """A practice lesson that was logged in error."""

    NAME: ClassVar[str] = "enrolments.practice-retracted"

    enrolment: ThingId
    practice: ThingId


class EnrolmentCompleted(Fact):
    """The module is done: the hours it took and how an assessment ended."""

    NAME: ClassVar[str] = "enrolments.completed"

    enrolment: ThingId
    study_hours: Hours
    assessment: codes.Assessment = "none"

    def check(self) -> None:
        """Study hours have at most two decimals."""
        two_decimals(self.study_hours)


class EnrolmentWithdrawn(Fact):
    """The teacher stopped before the end."""

    NAME: ClassVar[str] = "enrolments.withdrawn"

    enrolment: ThingId
    reason: ReasonCode | None = None


class OutcomeDiscussed(Fact):
    """School leader and teacher talked about what the module brought."""

    NAME: ClassVar[str] = "enrolments.outcome-discussed"

    enrolment: ThingId
    conclusion: codes.Conclusion


class InformalLearningRecorded(Fact):
    """Learning outside modules."""

    NAME: ClassVar[str] = "informal-learnings.recorded"

    learning: ThingId
    teacher: Pseudonym
    theme: codes.Theme
    kind: codes.InformalKind
    minutes: Minutes


class InformalLearningRetracted(Fact):
    """Informal learning that was recorded in error."""

    NAME: ClassVar[str] = "informal-learnings.retracted"

    learning: ThingId


class RoleTaken(Fact):
    """A teacher holds a role from this day on."""

    NAME: ClassVar[str] = "roles.taken"

    teacher: Pseudonym
    role: codes.Role


class RoleLeft(Fact):
    """A teacher no longer holds a role."""

    NAME: ClassVar[str] = "roles.left"

    teacher: Pseudonym
    role: codes.Role


class CertificateAwarded(Fact):
    """A teacher earned a certificate for a module."""

    NAME: ClassVar[str] = "certificates.awarded"

    certificate: ThingId
    teacher: Pseudonym
    module: ModuleCode
    module_version: Version


class CertificateRevoked(Fact):
    """A certificate that no longer stands."""

    NAME: ClassVar[str] = "certificates.revoked"

    certificate: ThingId


EnrolmentFact = (
    BoardRegistered
    | PlatformAdmitted
    | PlatformSuspended
    | SchoolRegistered
    | SchoolClosed
    | ModuleRegistered
    | TeacherJoined
    | TeacherMembershipCorrected
    | TeacherLeft
    | TeacherErased
    | CoachAssigned
    | CoachReleased
    | GoalSet
    | GoalEvaluated
    | GoalWithdrawn
    | EnrolmentRequested
    | EnrolmentConfirmed
    | EnrolmentDeclined
    | EnrolmentStarted
    | PracticeLogged
    | PracticeRetracted
    | EnrolmentCompleted
    | EnrolmentWithdrawn
    | OutcomeDiscussed
    | InformalLearningRecorded
    | InformalLearningRetracted
    | RoleTaken
    | RoleLeft
    | CertificateAwarded
    | CertificateRevoked
)
