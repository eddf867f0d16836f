"""Goals of a school per theme: set, evaluated with a decision, withdrawn."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from services.enrolment.decide.acts import Act, known_reason, not_before, say
from services.enrolment.decide.schools import still_open
from services.enrolment.refusals import finding, refusal
from services.enrolment.school_years import first_day, last_day
from services.enrolment.state import SchoolFact, SchoolState
from services.enrolment.state.things import Goal
from shared.chassis.errors import Absent, Finding, Invalid
from shared.contracts.codes import (
    GOAL_WITHDRAWN,
    GoalDecision,
    GoalOutcome,
    Indicator,
    Theme,
)
from shared.contracts.enrolment import GoalEvaluated, GoalSet, GoalWithdrawn

# A year's goals are looked back on until the autumn after it, when the next year is planned.
LOOKING_BACK = timedelta(days=92)
SHARE, SCORE, DIFFERENCE, LESSONS = (0.0, 1.0), (1.0, 4.0), (-3.0, 3.0), (0.0, 100_000.0)
TARGETS: dict[Indicator, tuple[float, float]] = {
    "participation-share": SHARE,
    "mean-observer": SCORE,
    "mean-pupils": SCORE,
    "growth-observer": DIFFERENCE,
    "discussed-share": SHARE,
    "practice-lessons": LESSONS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetGoal(Act):
    """What the school wants to reach."""

    goal: str
    theme: Theme
    school_year: str
    indicator: Indicator
    target: float
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateGoal(Act):
    """What became of it; of several evaluations the last counts."""

    goal: str
    outcome: GoalOutcome
    decision: GoalDecision
    replaced_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawGoal(Act):
    """It no longer counts."""

    goal: str
    reason: str | None


GoalCommand = SetGoal | EvaluateGoal | WithdrawGoal


def decide(command: GoalCommand, state: SchoolState) -> list[SchoolFact]:
    """The facts that a command on a goal leads to; a Problem when a rule forbids it."""
    match command:
        case SetGoal():
            return _set(command, state)
        case EvaluateGoal():
            return _evaluate(command, state)
        case WithdrawGoal():
            return _withdraw(command, state)
        case _:
            assert_never(command)


def _set(command: SetGoal, state: SchoolState) -> list[SchoolFact]:
    still_open(command, state)
    findings: list[Finding] = []
    earliest = first_day(command.school_year)
    latest = last_day(command.school_year) + LOOKING_BACK
    if not earliest <= date.fromisoformat(command.due_on) <= latest:
        findings.append(
            finding(
                "due-outside-year",
                "/dueOn",
                year=command.school_year,
                earliest=earliest,
                latest=latest,
            )
        )
    lowest, highest = TARGETS[command.indicator]
    if not lowest <= command.target <= highest:
        findings.append(
            finding(
                "target-out-of-range",
                "/target",
                indicator=command.indicator,
                lowest=lowest,
                highest=highest,
            )
        )
    if findings:
        raise Invalid(findings)
    return [say(GoalSet, command)]


def _evaluate(command: EvaluateGoal, state: SchoolState) -> list[SchoolFact]:
    goal = standing_goal(command.goal, state)
    not_before(command, goal.set.occurred_at)
    if command.replaced_by is not None:
        if command.decision != "replace":
            raise Invalid([finding("replaced-without-replacing", "/replacedBy")])
        if command.replaced_by == command.goal:
            raise refusal("own-replacement", "/replacedBy")
        if command.replaced_by not in state.goals:
            raise refusal("unknown-goal", "/replacedBy")
    return [say(GoalEvaluated, command)]


def _withdraw(command: WithdrawGoal, state: SchoolState) -> list[SchoolFact]:
    known_reason(command.reason, GOAL_WITHDRAWN)
    goal = standing_goal(command.goal, state)
    not_before(command, goal.set.occurred_at)
    return [say(GoalWithdrawn, command)]


def standing_goal(goal: str, state: SchoolState) -> Goal:
    """The goal, unless there is none (Absent) or it was withdrawn (refused)."""
    found = state.goals.get(goal)
    if found is None:
        raise Absent
    if found.withdrawn:
        raise refusal("goal-withdrawn")
    return found
