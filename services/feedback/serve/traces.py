"""The door that proves an erasure: what still leads from a pseudonym to a person, as counts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from services.feedback.serve.asking import Doors
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts.identifiers import Pseudonym

OPS = "ops"


def traces_router(doors: Doors) -> APIRouter:
    """The route /v1/people/{teacher}/traces."""
    router = APIRouter(prefix="/v1/people", tags=["people"], responses=documented(401, 403, 422))

    @router.get("/{teacher}/traces")
    async def traces(
        teacher: Annotated[Pseudonym, Path()], caller: Annotated[Caller, Depends(caller_of)]
    ) -> dict[str, Any]:
        """Per board the platforms' links to this pseudonym, and texts by or about it. Role: ops."""
        caller.need(OPS)
        links = await doors.store.links.kept_of(teacher)
        texts = await doors.store.kept.texts_of(teacher)
        told = (("platform link", links), ("text", texts))
        return {
            "traces": [
                {"what": what, "board": board, "count": count}
                for what, found in told
                for board, count in sorted(found.items())
            ]
        }

    return router
