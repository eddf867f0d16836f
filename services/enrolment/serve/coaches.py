"""Doors for coaches and the roles that teachers hold."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Response
from pydantic import Field

from services.enrolment.decide import coaches, roles
from services.enrolment.serve.authority import BOARD_ADMIN, COACH, LEADER, TEACHER, at_school
from services.enrolment.serve.bodies import Body
from services.enrolment.serve.desk import Asked, Desk, School
from services.enrolment.serve.pages import Paging, cut, listed
from services.enrolment.state.school import Pair
from services.enrolment.state.things import Assignment, Holding
from shared.chassis.problems import documented
from shared.contracts.codes import Role
from shared.contracts.identifiers import Pseudonym
from shared.contracts.moments import Day


class NewAssignment(Body):
    """Who coaches whom, from when on."""

    DAYS: ClassVar[tuple[str, ...]] = ("from_",)
    coach: Pseudonym
    teacher: Pseudonym
    from_: Annotated[Day, Field(alias="from")]


class Release(Body):
    """The last day of an assignment."""

    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    coach: Pseudonym
    teacher: Pseudonym
    until: Day


class RoleBody(Body):
    """A teacher and a role."""

    teacher: Pseudonym
    role: Role


def coaches_router(desk: Desk) -> APIRouter:
    """The routes /coach-assignments and /coach-releases of a school."""
    router = APIRouter(
        prefix="/v1/schools/{school}", tags=["coaches"], responses=documented(401, 403, 404, 422)
    )

    @router.post("/coach-assignments", status_code=201, responses=documented(409))
    async def assign(ask: Asked, school: School, body: NewAssignment) -> Response:
        """Assign a coach, never the manager. Role: school-leader, or board-admin."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN)
        command = body.act(coaches.AssignCoach, desk.clock())
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(coaches.decide, command),
            answer={"coach": body.coach, "teacher": body.teacher},
        )

    @router.post("/coach-releases", status_code=201, responses=documented(409, 412))
    async def release(ask: Asked, school: School, body: Release) -> Response:
        """End an assignment. Role: school-leader, or board-admin."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN)
        command = body.act(coaches.ReleaseCoach, desk.clock())
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(coaches.decide, command),
            answer={"coach": body.coach, "teacher": body.teacher},
            revision=lambda state: _version(state.assignments, (body.coach, body.teacher)),
        )

    @router.get("/coach-assignments")
    async def list_assignments(ask: Asked, school: School, page: Paging) -> Response:
        """Who coaches whom. Role: school-leader, board-admin; coach and teacher: their own."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN, COACH, TEACHER)
        all_seen = at.leads or BOARD_ADMIN in at.roles

        def keep(assignment: Assignment) -> bool:
            said = assignment.assigned
            return all_seen or at.me in (said.coach, said.teacher)

        known = {"/".join(pair): found for pair, found in at.state.assignments.items()}
        found, last = cut(known, page, keep)
        return listed(ask.request, "coachAssignments", [_assignment(one) for one in found], last)

    return router


def roles_router(desk: Desk) -> APIRouter:
    """The routes /roles and /role-departures of a school."""
    router = APIRouter(
        prefix="/v1/schools/{school}", tags=["roles"], responses=documented(401, 403, 404, 422)
    )

    @router.post("/roles", status_code=201, responses=documented(409))
    async def take(ask: Asked, school: School, body: RoleBody) -> Response:
        """A teacher takes a role on. Role: school-leader, or board-admin."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN)
        command = body.act(roles.TakeRole, desk.clock())
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(roles.decide, command),
            answer={"teacher": body.teacher, "role": body.role},
        )

    @router.post("/role-departures", status_code=201, responses=documented(409, 412))
    async def leave(ask: Asked, school: School, body: RoleBody) -> Response:
        """A teacher leaves a role. Role: school-leader, or board-admin."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN)
        command = body.act(roles.LeaveRole, desk.clock())
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(roles.decide, command),
            answer={"teacher": body.teacher, "role": body.role},
            revision=lambda state: _version(state.roles, (body.teacher, body.role)),
        )

    @router.get("/roles")
    async def list_roles(ask: Asked, school: School, page: Paging) -> Response:
        """Who holds which role. Role: school-leader, board-admin; coach and teacher: their own."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN, COACH, TEACHER)
        all_seen = at.leads or BOARD_ADMIN in at.roles

        def keep(holding: Holding) -> bool:
            return all_seen or at.sees(holding.taken.teacher)

        known = {"/".join(pair): found for pair, found in at.state.roles.items()}
        found, last = cut(known, page, keep)
        return listed(ask.request, "roles", [_holding(one) for one in found], last)

    return router


def _version(known: Mapping[Pair, Assignment] | Mapping[Pair, Holding], pair: Pair) -> int:
    """The version that If-Match names; 0 for what never was."""
    found = known.get(pair)
    return found.revision if found else 0


def _assignment(assignment: Assignment) -> dict[str, Any]:
    released = assignment.released
    return {
        **assignment.assigned.model_dump(mode="json", by_alias=True),
        "until": released.until if released else None,
        "version": assignment.revision,
    }


def _holding(holding: Holding) -> dict[str, Any]:
    return {
        **holding.taken.model_dump(mode="json", by_alias=True),
        "leftAt": holding.left.occurred_at if holding.left else None,
        "version": holding.revision,
    }
