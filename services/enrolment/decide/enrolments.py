"""The life of an enrolment, up to the talk about what it brought.

The order of steps is a rule of the language (`docs/explanation/chain.md`, rules of the chain):
requested, then confirmed or declined, then started; completed or withdrawn once, after started;
practice while started; discussed after completed.
"""

from dataclasses import dataclass
from typing import assert_never

from services.enrolment.decide.acts import Act, known_reason, not_before, say
from services.enrolment.decide.goals import standing_goal
from services.enrolment.decide.schools import still_open
from services.enrolment.hours import year_hours
from services.enrolment.refusals import refusal
from services.enrolment.school_years import school_year_of
from services.enrolment.state import SchoolFact, SchoolState
from services.enrolment.state.enrolment import OPEN, Enrolment, Stage
from shared.chassis.errors import Absent
from shared.contracts.codes import (
    ENROLMENT_DECLINED,
    ENROLMENT_WITHDRAWN,
    Assessment,
    Conclusion,
)
from shared.contracts.enrolment import (
    EnrolmentCompleted,
    EnrolmentConfirmed,
    EnrolmentDeclined,
    EnrolmentRequested,
    EnrolmentStarted,
    EnrolmentWithdrawn,
    ModuleRegistered,
    OutcomeDiscussed,
)
from shared.contracts.moments import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEnrolment(Act):
    """A teacher asks for a module; `offered` holds its versions in the board's catalogue."""

    enrolment: str
    teacher: str
    module: str
    module_version: int | None
    goal: str | None
    planned_hours: float | None
    planned_practice: int | None
    offered: tuple[ModuleRegistered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmEnrolment(Act):
    """The school leader agrees, if need be to more hours than the allowance."""

    enrolment: str
    beyond_allowance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineEnrolment(Act):
    """The school leader does not agree."""

    enrolment: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEnrolment(Act):
    """The teacher begins."""

    enrolment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteEnrolment(Act):
    """The module is done."""

    enrolment: str
    study_hours: float
    assessment: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawEnrolment(Act):
    """The teacher stops before the end."""

    enrolment: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussOutcome(Act):
    """School leader and teacher talked about what it brought."""

    enrolment: str
    conclusion: Conclusion


EnrolmentCommand = (
    RequestEnrolment
    | ConfirmEnrolment
    | DeclineEnrolment
    | StartEnrolment
    | CompleteEnrolment
    | WithdrawEnrolment
    | DiscussOutcome
)


def decide(  # noqa: PLR0911  one branch per command
    command: EnrolmentCommand, state: SchoolState
) -> list[SchoolFact]:
    """The facts that a command on an enrolment leads to; a Problem when a rule forbids it."""
    match command:
        case RequestEnrolment():
            return _request(command, state)
        case ConfirmEnrolment():
            return _confirm(command, state)
        case DeclineEnrolment():
            known_reason(command.reason, ENROLMENT_DECLINED)
            step(command, at_stage(command.enrolment, "requested", state))
            return [say(EnrolmentDeclined, command)]
        case StartEnrolment():
            step(command, at_stage(command.enrolment, "confirmed", state))
            return [say(EnrolmentStarted, command)]
        case CompleteEnrolment():
            step(command, at_stage(command.enrolment, "started", state))
            return [say(EnrolmentCompleted, command)]
        case WithdrawEnrolment():
            known_reason(command.reason, ENROLMENT_WITHDRAWN)
            step(command, at_stage(command.enrolment, "started", state))
            return [say(EnrolmentWithdrawn, command)]
        case DiscussOutcome():
            step(command, at_stage(command.enrolment, "completed", state))
            return [say(OutcomeDiscussed, command)]
        case _:
            assert_never(command)


def _request(command: RequestEnrolment, state: SchoolState) -> list[SchoolFact]:
    still_open(command, state)
    if state.membership_on(command.teacher, command.day) is None:
        raise refusal("not-a-member", "/teacher", day=command.day)
    module = offered_version(command)
    if command.goal is not None:
        if command.goal not in state.goals:
            raise refusal("unknown-goal", "/goal")
        standing_goal(command.goal, state)
    for known in state.enrolments.values():
        asked = known.requested
        if (asked.teacher, asked.module) == (command.teacher, module.module) and (
            known.stage in OPEN
        ):
            raise refusal("enrolled-already", "/module", module=module.module)
    return [
        say(
            EnrolmentRequested,
            command,
            module_version=module.version,
            theme=module.theme,
            planned_hours=hours_asked(command, module),
            planned_practice=(
                module.practice_lessons
                if command.planned_practice is None
                else command.planned_practice
            ),
        )
    ]


def hours_asked(command: RequestEnrolment, module: ModuleRegistered) -> float:
    """The study hours that the request is for: those of the module unless it names others."""
    return module.study_hours if command.planned_hours is None else command.planned_hours


def offered_version(command: RequestEnrolment) -> ModuleRegistered:
    """The version asked for, or the latest that is offered on the day of the request."""
    if not command.offered:
        raise refusal("unknown-module", "/module", module=command.module)
    day = str(command.day)
    if command.module_version is not None:
        for module in command.offered:
            if module.version == command.module_version:
                break
        else:
            raise refusal(
                "unknown-module-version",
                "/moduleVersion",
                version=command.module_version,
                module=command.module,
            )
    else:
        valid = [found for found in command.offered if found.valid_from <= day]
        module = (valid or command.offered)[-1]
    if module.valid_from > day:
        raise refusal("module-not-yet-offered", "/module", day=module.valid_from)
    return module


def _confirm(command: ConfirmEnrolment, state: SchoolState) -> list[SchoolFact]:
    enrolment = at_stage(command.enrolment, "requested", state)
    step(command, enrolment)
    asked = enrolment.requested
    hours = year_hours(state, asked.teacher, school_year_of(day_of(asked.occurred_at)))
    if hours.beyond(asked.planned_hours) and not command.beyond_allowance:
        raise refusal(
            "beyond-allowance",
            "/beyondAllowance",
            hours=f"{hours.committed + asked.planned_hours:g}",
            allowance=f"{hours.allowance:g}",
            year=hours.school_year,
        )
    return [say(EnrolmentConfirmed, command)]


REFUSED_UNLESS: dict[Stage, str] = {
    "requested": "not-requested",
    "confirmed": "not-confirmed",
    "started": "not-started",
    "completed": "not-completed",
}


def at_stage(enrolment: str, stage: Stage, state: SchoolState) -> Enrolment:
    """The enrolment at that stage; Absent when there is none, refused at any other stage."""
    found = state.enrolments.get(enrolment)
    if found is None:
        raise Absent
    if found.stage != stage:
        raise refusal(REFUSED_UNLESS[stage], stage=found.stage)
    return found


def step(command: Act, enrolment: Enrolment) -> None:
    """Refuse a step on a day before the stage that it follows was reached."""
    not_before(command, enrolment.steps[enrolment.stage])
