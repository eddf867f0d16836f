"""Doors by which a board links a platform's own people to our pseudonyms, in bulk."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from services.feedback.lanes import Lanes
from services.feedback.refusals import finding
from services.feedback.serve import asking
from services.feedback.serve.asking import ADMIN, BoardPath, Doors, PlatformPath
from shared.chassis.errors import Invalid
from shared.chassis.idempotency import answered_once, once_of
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts.identifiers import Pseudonym

Who = Annotated[Caller, Depends(caller_of)]
MOST_LINKS = 2_000


class LinkAsked(asking.Asked):
    """A platform's own id of a person, and the pseudonym; null undoes the link."""

    platform_person: Annotated[
        str,
        Field(pattern=r"^[\x21-\x3f\x41-\x7e]{1,200}$", description="opaque: no e-mail address"),
    ]
    teacher: Pseudonym | None


class LinksAsked(asking.Asked):
    """Many links at once: all are made, or none."""

    links: Annotated[tuple[LinkAsked, ...], Field(min_length=1, max_length=MOST_LINKS)]


def links_router(doors: Doors, lanes: Lanes) -> APIRouter:
    """Routes of links; the links themselves are never shown."""
    router = APIRouter(
        prefix="/v1/boards/{board}/platforms/{platform}/links",
        tags=["platform links"],
        responses=documented(401, 403, 404, 422),
    )

    @router.post("", responses=documented(409))
    async def link(
        board: BoardPath, platform: PlatformPath, asked: LinksAsked, request: Request, caller: Who
    ) -> Response:
        """Link people; the same once more changes nothing. Role: board-admin."""
        asking.at_board(caller, board, ADMIN)
        pairs = [(link.platform_person, link.teacher) for link in asked.links]

        async def act() -> tuple[int, dict[str, int]]:
            changes = await doors.store.links.link(board, platform, pairs)
            if changes.refused:
                raise Invalid(
                    [
                        finding("linked-to-another", f"/body/links/{place}/teacher")
                        for place in changes.refused
                    ]
                )
            lanes.wake((), {board})
            names = ("linked", "unchanged", "removed")
            return 200, {name: getattr(changes, name) for name in names}

        once = await once_of(request, board, caller)
        return await answered_once(doors.streams, board, once, act)

    @router.get("")
    async def count(board: BoardPath, platform: PlatformPath, caller: Who) -> dict[str, int]:
        """How many people are linked. Role: board-admin."""
        asking.at_board(caller, board, ADMIN)
        return {"linked": await doors.store.links.count(board, platform)}

    return router
