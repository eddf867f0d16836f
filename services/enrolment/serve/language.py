"""The door at which programs read what this service says on Kafka."""

from typing import Any

from fastapi import APIRouter

from shared.contracts.asyncapi import asyncapi


def language_router(owner: str) -> APIRouter:
    """The route /asyncapi.json, open to anyone as /openapi.json is."""
    router = APIRouter(include_in_schema=False)
    described = asyncapi(owner)

    @router.get("/asyncapi.json")
    async def show() -> dict[str, Any]:
        return described

    return router
