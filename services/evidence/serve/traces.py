"""The door that proves an erasure: what evidence still keeps for a person, as counts."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from services.evidence.serve.schools import Who
from services.evidence.store.dismissals import Dismissals
from shared.chassis.problems import documented
from shared.contracts.identifiers import Pseudonym


def traces_router(dismissals: Dismissals) -> APIRouter:
    """The route /v1/people/{teacher}/traces."""
    router = APIRouter(prefix="/v1/people", tags=["people"], responses=documented(401, 403, 422))

    @router.get("/{teacher}/traces")
    async def traces(teacher: Annotated[Pseudonym, Path()], caller: Who) -> dict[str, Any]:
        """Per board what a teacher put away of what was recommended. Role: ops."""
        caller.need("ops")
        found = await dismissals.kept_of(teacher)
        return {
            "traces": [
                {"what": "dismissed recommendation", "board": board, "count": count}
                for board, count in sorted(found.items())
            ]
        }

    return router
