"""Doors to one's own texts as a whole: how many there are, and away with them.

Own is what a person wrote about themselves: reflections, and comments with the own look at a
lesson. The facts stay; their texts were never in them.
"""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends

from services.feedback.observe import Observed
from services.feedback.serve.asking import Doors
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented

log = structlog.get_logger(__name__)

Who = Annotated[Caller, Depends(caller_of)]


def texts_router(doors: Doors, observed: Observed) -> APIRouter:
    """The route /v1/me/texts."""
    router = APIRouter(prefix="/v1/me", tags=["me"], responses=documented(401, 503))

    @router.get("/texts")
    async def count(caller: Who) -> dict[str, int]:
        """How many texts you wrote about yourself are kept. Role: any; one's own."""
        mine = await doors.pseudonyms.at(caller)
        kept = doors.store.kept
        return {"texts": sum([await kept.own_texts(board, me) for board, me in mine.items()])}

    @router.delete("/texts", openapi_extra={"x-repeatable": "a second time finds none"})
    async def delete(caller: Who) -> dict[str, int]:
        """Delete the texts you wrote about yourself, for good. Role: any; one's own."""
        mine = await doors.pseudonyms.at(caller)
        kept = doors.store.kept
        deleted = sum([await kept.forget_own_texts(board, me) for board, me in mine.items()])
        observed.texts_deleted.inc(deleted)
        log.info("own texts deleted", count=deleted)
        return {"deleted": deleted}

    return router
