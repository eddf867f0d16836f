"""Doors for boards: registered by operations, changed by their administrator."""

from functools import partial
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field

from services.enrolment.decide import boards
from services.enrolment.serve.authority import BOARD_ADMIN, OPS, of_board, own_board
from services.enrolment.serve.bodies import Body, Text, each_once
from services.enrolment.serve.desk import Asked, Board, Desk
from services.enrolment.serve.pages import Paging, cut_rows, listed, shown
from services.enrolment.state import BoardState
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.codes import Purpose, Sector
from shared.contracts.enrolment import ALL_PURPOSES
from shared.contracts.identifiers import BoardNumber
from shared.contracts.moments import Day

Sectors = Annotated[
    tuple[Sector, ...], Field(min_length=1, max_length=5), AfterValidator(each_once)
]
Purposes = Annotated[tuple[Purpose, ...], Field(max_length=4), AfterValidator(each_once)]


class NewBoard(Body):
    """A board that becomes a tenant."""

    DAYS: ClassVar[tuple[str, ...]] = ("valid_from",)
    board: BoardNumber
    name: Text
    sectors: Sectors
    counted_purposes: Purposes = ALL_PURPOSES
    valid_from: Day


class BoardChange(Body):
    """The particulars that change; what is absent stays."""

    DAYS: ClassVar[tuple[str, ...]] = ("valid_from",)
    name: Text | None = None
    sectors: Sectors | None = None
    counted_purposes: Purposes | None = None
    valid_from: Day


def boards_router(desk: Desk) -> APIRouter:
    """The routes under /v1/boards that are about a board itself."""
    router = APIRouter(
        prefix="/v1/boards", tags=["boards"], responses=documented(401, 403, 404, 422)
    )

    @router.post("", status_code=201, responses=documented(409))
    async def register(ask: Asked, body: NewBoard) -> Response:
        """Register a board. Role: ops."""
        ask.caller.need(OPS)
        command = body.act(boards.RegisterBoard, desk.clock())
        return await desk.submit(
            ask,
            body.board,
            body.board,
            partial(boards.decide, command),
            answer={"board": body.board},
            location="/v1/boards/{board}",
        )

    @router.patch("/{board}", responses=documented(409, 412))
    async def change(ask: Asked, board: Board, body: BoardChange) -> Response:
        """Change name, sectors or counted purposes. Role: board-admin of this board, or ops."""
        own_board(ask.caller, board, BOARD_ADMIN, OPS)
        command = body.act(boards.ChangeBoard, desk.clock())
        return await desk.submit(
            ask,
            board,
            board,
            partial(boards.decide, command),
            answer={"board": board},
            revision=lambda state: state.revision,
            status=200,
        )

    @router.get("")
    async def list_boards(ask: Asked, page: Paging) -> Response:
        """Your own boards. Role: any; ops see all of them."""
        mine = None if ask.caller.has(OPS) else ask.caller.boards
        rows = await desk.store.boards(mine, page.after, page.limit + 1)
        return listed(ask.request, "boards", *cut_rows(rows, page, lambda row: str(row["board"])))

    @router.get("/{board}")
    async def show(ask: Asked, board: Board) -> Response:
        """One board. Role: any, of this board; or ops."""
        of_board(ask.caller, board)
        state = await desk.board(board)
        return shown(ask.request, _told(state), state.revision)

    return router


def _told(state: BoardState) -> dict[str, Any]:
    if state.registered is None:
        raise Absent
    return state.registered.model_dump(mode="json", by_alias=True, exclude={"occurred_at"})
