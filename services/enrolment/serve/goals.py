"""Doors for goals."""

import uuid
from functools import partial
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from services.enrolment.decide import goals
from services.enrolment.serve.authority import BOARD_ADMIN, COACH, LEADER, TEACHER, at_school
from services.enrolment.serve.bodies import Body
from services.enrolment.serve.desk import Asked, Desk, School
from services.enrolment.serve.pages import Paging, cut, listed, shown
from services.enrolment.state import SchoolState
from services.enrolment.state.things import Goal
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.codes import GoalDecision, GoalOutcome, Indicator, Theme
from shared.contracts.fact import ReasonCode
from shared.contracts.identifiers import SchoolYear, ThingId
from shared.contracts.moments import Day

GoalId = Annotated[ThingId, Path()]


class NewGoal(Body):
    """What the school wants to reach for a theme, how it is measured, and when it will look."""

    DAYS: ClassVar[tuple[str, ...]] = ("due_on",)
    theme: Theme
    school_year: SchoolYear
    indicator: Indicator
    target: Annotated[float, Field(strict=True)]
    due_on: Day


class Evaluation(Body):
    """What became of a goal, and what was decided."""

    outcome: GoalOutcome
    decision: GoalDecision
    replaced_by: ThingId | None = None


class GoalWithdrawal(Body):
    """Why it no longer counts."""

    reason: ReasonCode | None = None


def goals_router(desk: Desk) -> APIRouter:
    """The routes under /v1/schools/{school}/goals."""
    router = APIRouter(
        prefix="/v1/schools/{school}/goals",
        tags=["goals"],
        responses=documented(401, 403, 404, 422),
    )

    @router.post("", status_code=201, responses=documented(409))
    async def set_goal(ask: Asked, school: School, body: NewGoal) -> Response:
        """Set a goal. Role: school-leader of the school."""
        at = await at_school(desk, ask, school, LEADER)
        command = body.act(goals.SetGoal, desk.clock(), goal=str(uuid.uuid4()))
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(goals.decide, command),
            answer={"goal": command.goal},
            location=f"/v1/schools/{school}/goals/{{goal}}",
        )

    @router.post("/{goal}/evaluations", status_code=201, responses=documented(409, 412))
    async def evaluate(ask: Asked, school: School, goal: GoalId, body: Evaluation) -> Response:
        """Evaluate a goal; of several evaluations the last counts. Role: school-leader."""
        at = await at_school(desk, ask, school, LEADER)
        command = body.act(goals.EvaluateGoal, desk.clock(), goal=goal)
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(goals.decide, command),
            answer={"goal": goal},
            revision=lambda state: _found(state, goal).revision,
        )

    @router.post("/{goal}/withdrawals", status_code=201, responses=documented(409, 412))
    async def withdraw(ask: Asked, school: School, goal: GoalId, body: GoalWithdrawal) -> Response:
        """Withdraw a goal: it counts nowhere. Role: school-leader of the school."""
        at = await at_school(desk, ask, school, LEADER)
        command = body.act(goals.WithdrawGoal, desk.clock(), goal=goal)
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(goals.decide, command),
            answer={"goal": goal},
            revision=lambda state: _found(state, goal).revision,
        )

    @router.get("")
    async def list_goals(
        ask: Asked,
        school: School,
        page: Paging,
        theme: Theme | None = None,
        school_year: Annotated[SchoolYear | None, Query(alias="schoolYear")] = None,
    ) -> Response:
        """The goals of a school. Role: any, of this school or its board."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER, COACH, TEACHER)

        def keep(goal: Goal) -> bool:
            said = goal.set
            return theme in (None, said.theme) and school_year in (None, said.school_year)

        found, last = cut(at.state.goals, page, keep)
        return listed(ask.request, "goals", [_told(goal) for goal in found], last)

    @router.get("/{goal}")
    async def show(ask: Asked, school: School, goal: GoalId) -> Response:
        """One goal. Role: any, of this school or its board."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER, COACH, TEACHER)
        found = _found(at.state, goal)
        return shown(ask.request, _told(found), found.revision)

    return router


def _found(state: SchoolState, goal: str) -> Goal:
    found = state.goals.get(goal)
    if found is None:
        raise Absent
    return found


def _told(goal: Goal) -> dict[str, Any]:
    evaluated, withdrawn = goal.evaluated, goal.withdrawn
    return {
        **goal.set.model_dump(mode="json", by_alias=True),
        "evaluated": evaluated and evaluated.model_dump(mode="json", by_alias=True),
        "withdrawn": withdrawn and withdrawn.model_dump(mode="json", by_alias=True),
        "version": goal.revision,
    }
