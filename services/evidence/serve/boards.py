"""A board's matrix, and the export of its facts; what is about people waits for its release."""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import msgspec
import structlog
from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse

from services.evidence.desk import Desk
from services.evidence.figures.registry import kind_of
from services.evidence.serve.schools import ERRORS, AsOf, Who, YearPath, moment_of
from shared.chassis.canonical import canonical, link
from shared.chassis.errors import Absent
from shared.contracts.moments import instant_of

log = structlog.get_logger(__name__)

BoardPath = Annotated[str, Path(pattern=r"^[0-9]{5}$")]
NDJSON = "application/x-ndjson"
WITHHELD = "not-released"


def boards_router(desk: Desk) -> APIRouter:
    """Routes for a board's administrators."""
    router = APIRouter(prefix="/v1/boards", tags=["boards"], responses=ERRORS)

    @router.get("/{board}/schools")
    async def schools(board: BoardPath, caller: Who) -> dict[str, Any]:
        await desk.governs(caller, board)
        found = await desk.directory.schools(board)
        return {
            "board": board,
            "schools": [
                {"school": s.code, "name": s.name, "sector": s.sector, "place": s.place}
                for s in found
            ],
        }

    @router.get("/{board}/years/{year}")
    async def matrix(
        board: BoardPath, year: YearPath, caller: Who, as_of: AsOf = None
    ) -> dict[str, Any]:
        await desk.governs(caller, board)
        return {
            "board": board,
            "name": await desk.directory.board_name(board),
            "schoolYear": year,
            "schools": await board_rows(desk, board, year, moment_of(as_of)),
        }

    @router.get("/{board}/facts", response_class=StreamingResponse)
    async def facts(
        board: BoardPath, caller: Who, school: str | None = None, as_of: AsOf = None
    ) -> StreamingResponse:
        await desk.governs(caller, board)
        keys = await _keys(desk, board, school)
        log.info("facts exported", board=board, keys=len(keys), by_client=caller.client)
        return StreamingResponse(exported(desk, board, keys, moment_of(as_of)), media_type=NDJSON)

    return router


async def board_rows(
    desk: Desk, board: str, year: str, moment: datetime | None = None
) -> list[dict[str, Any]]:
    """Per school of the board, by name, the figures that it may see, now or as of an instant."""
    schools = await desk.directory.schools(board)
    if moment is None:
        derived = await desk.derived.of_board(board, year)
        figures = {one.school: msgspec.json.decode(one.body)["figures"] for one in derived}
    else:
        figures = await _figures_as_of(desk, board, [s.code for s in schools], year, moment)
    return [
        {
            "school": school.code,
            "name": school.name,
            "sector": school.sector,
            "figures": [_withheld(figure) for figure in figures[school.code]],
        }
        for school in schools
        if school.code in figures
    ]


async def _figures_as_of(
    desk: Desk, board: str, schools: list[str], year: str, moment: datetime
) -> dict[str, list[dict[str, Any]]]:
    """Per school its figures as they were known then, where it was this board's."""
    found = {}
    for school in schools:
        with contextlib.suppress(Absent):  # it had no figures then
            standing = await desk.standing_as_of(board, school, year, moment)
            if standing.board == board:
                found[school] = standing.figures
    return found


def _withheld(figure: dict[str, Any]) -> dict[str, Any]:
    if kind_of(figure["figure"]) == "open" or "suppressed" in figure:
        return figure
    names = ("figure", "board", "school", "schoolYear", "theme")
    hidden = {name: figure[name] for name in names}
    return {**hidden, "value": None, "n": None, "suppressed": WITHHELD}


async def _keys(desk: Desk, board: str, school: str | None) -> list[str]:
    if school is not None:
        return [(await desk.directory.school(board, school)).code]
    schools = await desk.directory.schools(board)
    return [board, *sorted(found.code for found in schools)]


async def exported(
    desk: Desk, board: str, keys: list[str], moment: datetime | None
) -> AsyncIterator[bytes]:
    """Facts as NDJSON CloudEvents with hash and prevhash, key by key in the order of logging."""
    for key in keys:
        hashes: dict[int, bytes] = {}
        for known, body in await desk.states.facts(board, key):
            if moment is not None and instant_of(known.event.time) > moment:
                break
            previous = hashes.get(known.publisher, bytes(32))
            digest = link(previous, body)
            hashes[known.publisher] = digest
            event = msgspec.json.decode(body)
            yield canonical({**event, "hash": digest.hex(), "prevhash": previous.hex()}) + b"\n"
