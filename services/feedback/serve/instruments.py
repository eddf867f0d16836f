"""Doors to instruments and measures: those that ship with the service, and a board's own."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from services.feedback.instruments import Described, measures
from services.feedback.refusals import refuse
from services.feedback.serve import asking
from services.feedback.serve.asking import ADMIN, LEADER, BoardPath, Doors
from shared.chassis.errors import Absent
from shared.chassis.idempotency import answered_once, once_of
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts.feedback import Code, InstrumentVersion

Who = Annotated[Caller, Depends(caller_of)]


def instruments_router(doors: Doors) -> APIRouter:
    """Routes of instruments and measures."""
    router = APIRouter(prefix="/v1", tags=["instruments"], responses=documented(401, 403, 404, 422))

    @router.get("/instruments")
    async def listed(caller: Who) -> dict[str, Any]:
        """The shipped instruments, and those of the caller's boards. Any role."""
        found = await doors.store.instruments.listed(await _boards(doors, caller))
        return {"instruments": [_shown(one) for one in found]}

    @router.get("/instruments/{instrument}/versions/{version}")
    async def shown(instrument: Code, version: InstrumentVersion, caller: Who) -> dict[str, Any]:
        """One version of an instrument. Any role."""
        for found in await doors.store.instruments.listed(await _boards(doors, caller)):
            if (found.id, found.version) == (instrument, version):
                return _shown(found)
        raise Absent

    @router.get("/measures")
    async def measured(caller: Who) -> dict[str, Any]:
        """The closed list of measures of pupils. Any role."""
        return {"measures": [found.model_dump(mode="json", by_alias=True) for found in measures()]}

    @router.post("/boards/{board}/instruments", status_code=201, responses=documented(409))
    async def register(
        board: BoardPath, asked: Described, request: Request, caller: Who
    ) -> Response:
        """Register a version of an own instrument. Roles: board-admin, school-leader.

        A version never changes: the same once more changes nothing, another content is refused.
        """
        asking.at_board(caller, board, ADMIN, LEADER)
        if any(asked.id == shipped.id for shipped in doors.store.instruments.shipped.values()):
            raise refuse("instrument-taken", "/body/id")

        async def act() -> tuple[int, dict[str, Any]]:
            added = await doors.store.instruments.register(board, asked)
            if added is None:
                raise refuse("instrument-exists", "/body/version")
            return 201 if added else 200, _shown(asked)

        once = await once_of(request, board, caller)
        answer = await answered_once(doors.streams, board, once, act)
        answer.headers["location"] = f"/v1/instruments/{asked.id}/versions/{asked.version}"
        return answer

    return router


async def _boards(doors: Doors, caller: Caller) -> set[str]:
    """The boards of the token, and those of its schools."""
    places = await doors.store.heard.places(caller.schools)
    return {*caller.boards, *(board for place in places.values() for _, board in place.boards)}


def _shown(described: Described) -> dict[str, Any]:
    shown: dict[str, Any] = described.model_dump(mode="json", by_alias=True)
    return shown
