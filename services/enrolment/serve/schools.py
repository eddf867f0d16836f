"""Doors for schools: registered, moved, closed."""

from functools import partial
from typing import Any, ClassVar

from fastapi import APIRouter, Response

from services.enrolment.decide import schools
from services.enrolment.serve.authority import (
    BOARD_ADMIN,
    COACH,
    LEADER,
    OPS,
    TEACHER,
    at_school,
    of_board,
    own_board,
)
from services.enrolment.serve.bodies import Body, Text
from services.enrolment.serve.desk import Asked, Board, Desk, School
from services.enrolment.serve.pages import Paging, cut_rows, listed, shown
from services.enrolment.state import SchoolState
from services.enrolment.store import Also
from shared.chassis.problems import documented
from shared.contracts.codes import Sector
from shared.contracts.identifiers import SchoolCode
from shared.contracts.moments import Day


class NewSchool(Body):
    """A school under this board; for one that was under another, it moves here."""

    DAYS: ClassVar[tuple[str, ...]] = ("valid_from",)
    school: SchoolCode
    name: Text
    sector: Sector
    place: Text | None = None
    valid_from: Day


class Closure(Body):
    """A school's last day, and who carries on."""

    DAYS: ClassVar[tuple[str, ...]] = ("valid_until",)
    valid_until: Day
    successor: SchoolCode | None = None


def schools_router(desk: Desk) -> APIRouter:
    """The routes that are about a school itself."""
    router = APIRouter(prefix="/v1", tags=["schools"], responses=documented(401, 403, 404, 422))

    @router.post("/boards/{board}/schools", status_code=201, responses=documented(409, 412))
    async def register(ask: Asked, board: Board, body: NewSchool) -> Response:
        """Register a school, or change its particulars. Role: board-admin of this board, or ops.

        A school of another board moves here: only ops may do that, when this board asks.
        """
        own_board(ask.caller, board, BOARD_ADMIN, OPS)
        await desk.board(board)
        command = body.act(
            schools.RegisterSchool,
            desk.clock(),
            board=board,
            board_known=True,
            may_move=ask.caller.has(OPS),
        )
        return await desk.submit(
            ask,
            board,
            body.school,
            partial(schools.decide, command),
            answer={"school": body.school, "board": board},
            revision=lambda state: state.revision,
            also=await moving(desk, board, body.school),
            location="/v1/schools/{school}",
        )

    @router.get("/boards/{board}/schools")
    async def list_schools(ask: Asked, board: Board, page: Paging) -> Response:
        """The schools of a board. Role: any, of this board; or ops."""
        of_board(ask.caller, board)
        rows = await desk.store.schools(board, page.after, page.limit + 1)
        return listed(ask.request, "schools", *cut_rows(rows, page, lambda row: str(row["school"])))

    @router.get("/schools/{school}")
    async def show(ask: Asked, school: School) -> Response:
        """One school. Role: any, of this school or its board; or ops."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER, COACH, TEACHER, OPS)
        return shown(ask.request, _told(at.state), at.state.revision)

    @router.post("/schools/{school}/closures", status_code=201, responses=documented(409, 412))
    async def close(ask: Asked, school: School, body: Closure) -> Response:
        """Close a school. Role: board-admin of its board, or ops."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, OPS)
        command = body.act(
            schools.CloseSchool,
            desk.clock(),
            school=school,
            successor_known=await _is_known(desk, at.board, body.successor),
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(schools.decide, command),
            answer={"school": school},
            revision=lambda state: state.revision,
        )

    return router


async def moving(desk: Desk, board: str, school: str) -> Also | None:
    """What goes along when the school moves to this board: the links to its people."""
    state = await desk.streams.state(school)
    if not isinstance(state, SchoolState) or state.board in (None, board):
        return None
    return desk.store.moving(board, str(state.board), school, state.members.keys())


async def _is_known(desk: Desk, board: str, school: str | None) -> bool:
    if school is None:
        return False
    _, known = await desk.store.registered([board], [school])
    return school in known


def _told(state: SchoolState) -> dict[str, Any]:
    present = state.registrations[-1]
    closed = state.closed
    return {
        **present.model_dump(mode="json", by_alias=True, exclude={"occurred_at"}),
        "validUntil": closed.valid_until if closed else None,
        "successor": closed.successor if closed else None,
        "registrations": [
            {"board": said.board, "name": said.name, "validFrom": said.valid_from}
            for said in state.registrations
        ],
    }
