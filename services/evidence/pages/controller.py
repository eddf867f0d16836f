"""What a board has as the controller: all its facts as a file, and the platforms that publish."""

from collections.abc import Sequence
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse

from services.evidence.desk import Desk
from services.evidence.figures.calendar import date_of
from services.evidence.pages import urls
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say.platforms import Platform, platforms
from services.evidence.pages.sessions import Token
from services.evidence.serve.boards import NDJSON, BoardPath, exported, keys_of
from shared.contracts.enrolment import PlatformAdmitted, PlatformSuspended

log = structlog.get_logger(__name__)

ABOUT_PLATFORMS = (PlatformAdmitted.__name__, PlatformSuspended.__name__)


def controller_router(front: Front, desk: Desk) -> APIRouter:
    """Routes of a board's administrators."""
    router = APIRouter(include_in_schema=False)
    signed_in = Depends(front.visit)

    @router.get("/boards/{board}/facts")
    async def about_facts(board: BoardPath, visit: Annotated[Visit, signed_in]) -> Response:
        await desk.seats.governs(visit.caller, board)
        name = await desk.directory.board_name(board)
        title = visit.speech.say("Alle feiten")
        return front.page(
            visit,
            "board_facts.html",
            crumbs=[(name, urls.board(board)), (title, None)],
            board=board,
            name=name,
        )

    @router.post("/boards/{board}/facts")
    async def facts(
        board: BoardPath,
        visit: Annotated[Visit, signed_in],
        token: Token,
    ) -> StreamingResponse:
        await desk.seats.governs(visit.caller, board)
        front.cookies.own_form(visit.session, token)
        keys = await keys_of(desk, board, None)
        log.info("facts exported", board=board, keys=len(keys), by_client=visit.caller.client)
        day = date_of(desk.clock()).isoformat()
        headers = {
            "content-disposition": f'attachment; filename="facts-{board}-{day}.ndjson"',
            "cache-control": "no-store",
        }
        return StreamingResponse(
            exported(desk, board, keys, None), media_type=NDJSON, headers=headers
        )

    @router.get("/boards/{board}/platforms")
    async def may_publish(board: BoardPath, visit: Annotated[Visit, signed_in]) -> Response:
        await desk.seats.governs(visit.caller, board)
        name, speech = await desk.directory.board_name(board), visit.speech
        told = [
            known.event.fact
            for known, _ in await desk.facts(board, board)
            if known.event.fact.__class__.__name__ in ABOUT_PLATFORMS
        ]
        shown: Sequence[Platform] = platforms(told, date_of(desk.clock()), speech)
        return front.page(
            visit,
            "board_platforms.html",
            crumbs=[(name, urls.board(board)), (speech.say("Platforms"), None)],
            name=name,
            platforms=shown,
        )

    return router
