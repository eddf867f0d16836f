"""Doors for platforms: admitted and suspended by a board."""

from functools import partial
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Path, Response
from pydantic import Field

from services.enrolment.decide import boards
from services.enrolment.serve.authority import BOARD_ADMIN, OPS, own_board
from services.enrolment.serve.bodies import Body, Text
from services.enrolment.serve.desk import Asked, Board, Desk
from services.enrolment.serve.pages import Paging, cut, listed, shown
from services.enrolment.state import BoardState
from services.enrolment.state.board import Platform
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.identifiers import PlatformName, SourceUrn
from shared.contracts.moments import Day

Name = Annotated[PlatformName, Path()]


class Admission(Body):
    """A platform, and what it may send: types in full, or as the catalogue names them."""

    DAYS: ClassVar[tuple[str, ...]] = ("valid_from",)
    platform: PlatformName
    source: SourceUrn
    types: Annotated[tuple[Text, ...], Field(min_length=1, max_length=50)]
    valid_from: Day


class Suspension(Body):
    """From when on a platform's events are refused."""

    DAYS: ClassVar[tuple[str, ...]] = ("valid_from",)
    valid_from: Day


def platforms_router(desk: Desk) -> APIRouter:
    """The routes under /v1/boards/{board}/platforms."""
    router = APIRouter(
        prefix="/v1/boards/{board}/platforms",
        tags=["platforms"],
        responses=documented(401, 403, 404, 422),
    )

    @router.post("", status_code=201, responses=documented(409, 412))
    async def admit(ask: Asked, board: Board, body: Admission) -> Response:
        """Admit a platform, or change what it may send. Role: board-admin of this board."""
        own_board(ask.caller, board, BOARD_ADMIN)
        await desk.board(board)
        command = body.act(boards.AdmitPlatform, desk.clock())
        return await desk.submit(
            ask,
            board,
            board,
            partial(boards.decide, command),
            answer={"platform": body.platform},
            revision=lambda state: _found(state, body.platform).revision,
            location=f"/v1/boards/{board}/platforms/{{platform}}",
        )

    @router.post("/{platform}/suspensions", status_code=201, responses=documented(409, 412))
    async def suspend(ask: Asked, board: Board, platform: Name, body: Suspension) -> Response:
        """Suspend a platform. Role: board-admin of this board."""
        own_board(ask.caller, board, BOARD_ADMIN)
        command = body.act(boards.SuspendPlatform, desk.clock(), platform=platform)
        return await desk.submit(
            ask,
            board,
            board,
            partial(boards.decide, command),
            answer={"platform": platform},
            revision=lambda state: _found(state, platform).revision,
        )

    @router.get("")
    async def list_platforms(ask: Asked, board: Board, page: Paging) -> Response:
        """The platforms of a board. Role: board-admin of this board, or ops."""
        own_board(ask.caller, board, BOARD_ADMIN, OPS)
        state = await desk.board(board)
        found, last = cut(state.platforms, page, lambda _: True)
        return listed(ask.request, "platforms", [_told(one) for one in found], last)

    @router.get("/{platform}")
    async def show(ask: Asked, board: Board, platform: Name) -> Response:
        """One platform. Role: board-admin of this board, or ops."""
        own_board(ask.caller, board, BOARD_ADMIN, OPS)
        found = _found(await desk.board(board), platform)
        return shown(ask.request, _told(found), found.revision)

    return router


def _found(state: BoardState, platform: str) -> Platform:
    found = state.platforms.get(platform)
    if found is None:
        raise Absent
    return found


def _told(platform: Platform) -> dict[str, Any]:
    told = platform.admitted.model_dump(mode="json", by_alias=True, exclude={"occurred_at"})
    return {**told, "suspendedFrom": platform.suspended and platform.suspended.valid_from}
