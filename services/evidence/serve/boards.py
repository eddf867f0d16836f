"""A board's matrix, and the export of its facts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
import structlog
from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from services.evidence.desk import Desk, Standing
from services.evidence.figures.groups import BOARD
from services.evidence.serve.schools import ERRORS, AsOf, Who, YearPath, answered, moment_of
from shared.chassis.canonical import canonical, link
from shared.contracts.moments import instant_of

log = structlog.get_logger(__name__)

BoardPath = Annotated[str, Path(pattern=r"^[0-9]{5}$")]
NDJSON = "application/x-ndjson"


def boards_router(desk: Desk) -> APIRouter:
    """Routes for a board's administrators."""
    router = APIRouter(prefix="/v1/boards", tags=["boards"], responses=ERRORS)

    @router.get("/{board}/schools")
    async def schools(board: BoardPath, caller: Who) -> dict[str, Any]:
        await desk.seats.governs(caller, board)
        found = await desk.directory.schools(board)
        return {
            "board": board,
            "schools": [
                {"school": s.code, "name": s.name, "sector": s.sector, "place": s.place}
                for s in found
            ],
        }

    @router.get("/{board}/years/{year}")
    async def matrix(board: BoardPath, year: YearPath, caller: Who, as_of: AsOf = None) -> Response:
        await desk.seats.governs(caller, board)
        found = await matrix_of(desk, board, year, moment_of(as_of))
        own = found.own
        return answered(
            {
                "board": board,
                "name": await desk.directory.board_name(board),
                "schoolYear": year,
                "released": own and own.released,
                "nextRelease": own and own.next_release,
                "releasing": own is not None and own.releasing,
                "figures": own.figures if own else [],
                "schools": found.schools,
            }
        )

    @router.get("/{board}/facts", response_class=StreamingResponse)
    async def facts(
        board: BoardPath, caller: Who, school: str | None = None, as_of: AsOf = None
    ) -> StreamingResponse:
        await desk.seats.governs(caller, board)
        keys = await keys_of(desk, board, school)
        log.info("facts exported", board=board, keys=len(keys), by_client=caller.client)
        return StreamingResponse(exported(desk, board, keys, moment_of(as_of)), media_type=NDJSON)

    return router


@dataclass(frozen=True, slots=True)
class Matrix:
    """A board's own year where there is one, and its schools by name with what may be seen."""

    own: Standing | None
    schools: list[dict[str, Any]]


async def matrix_of(desk: Desk, board: str, year: str, moment: datetime | None = None) -> Matrix:
    """What a board's administrators see of a year, now or as of an instant."""
    own, found = await desk.seen_board(BOARD, board, year, moment)
    schools = [
        {
            "school": school.code,
            "name": school.name,
            "sector": school.sector,
            "figures": found[school.code].figures,
            "gaps": found[school.code].gaps,
        }
        for school in await desk.directory.schools(board)
        if school.code in found
    ]
    return Matrix(own, schools)


async def keys_of(desk: Desk, board: str, school: str | None) -> list[str]:
    """The chains of a board: one school's, or its own and those of all its schools."""
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
        for known, body in await desk.facts(board, key):
            if moment is not None and instant_of(known.event.time) > moment:
                break
            previous = hashes.get(known.publisher, bytes(32))
            digest = link(previous, body)
            hashes[known.publisher] = digest
            event = msgspec.json.decode(body)
            yield canonical({**event, "hash": digest.hex(), "prevhash": previous.hex()}) + b"\n"
