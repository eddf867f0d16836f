"""The door that proves an erasure: what still leads from a pseudonym to a person, as counts."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from services.enrolment.serve.authority import OPS
from services.enrolment.serve.desk import Asked, Desk
from shared.chassis.problems import documented
from shared.contracts.identifiers import Pseudonym


def traces_router(desk: Desk) -> APIRouter:
    """The route /v1/people/{teacher}/traces."""
    router = APIRouter(prefix="/v1/people", tags=["people"], responses=documented(401, 403, 422))

    @router.get("/{teacher}/traces")
    async def traces(ask: Asked, teacher: Annotated[Pseudonym, Path()]) -> dict[str, Any]:
        """At which boards a name and a sign-in are kept for this pseudonym. Role: ops."""
        ask.caller.need(OPS)
        found = await desk.store.kept_of(teacher)
        return {
            "traces": [
                {"what": "name and sign-in", "board": board, "count": count}
                for board, count in sorted(found.items())
            ]
        }

    return router
