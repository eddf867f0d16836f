"""Doors by which a platform reads what became of its events: its own verdicts, no others."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from services.feedback.serve.asking import Doors, PlatformPath
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller, caller_of
from shared.chassis.mongo import Document
from shared.chassis.problems import documented
from shared.contracts.verdict import Outcome

Who = Annotated[Caller, Depends(caller_of)]


def own_platform(caller: Caller, platform: str) -> None:
    """Pass the client that is this platform; to others it does not exist."""
    caller.need("platform")
    if caller.subject.removeprefix("platform:") != platform:
        raise Absent


def verdicts_router(doors: Doors) -> APIRouter:
    """Routes of verdicts."""
    router = APIRouter(
        prefix="/v1/platforms/{platform}/verdicts",
        tags=["verdicts"],
        responses=documented(401, 403, 404, 422),
    )

    @router.get("")
    async def listed(
        platform: PlatformPath,
        caller: Who,
        after: Annotated[
            int, Query(ge=0, le=2**53, description="the number of the last one seen")
        ] = 0,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
        outcome: Outcome | None = None,
    ) -> dict[str, Any]:
        """Verdicts in order, from behind a number. Role: platform, its own."""
        own_platform(caller, platform)
        found = await doors.store.verdicts.after(platform, after, limit, outcome)
        return {"verdicts": found, "next": found[-1]["number"] if len(found) == limit else None}

    @router.get("/{event:path}")
    async def shown(
        platform: PlatformPath,
        event: Annotated[str, Path(description="the event's own id, or a verdict's")],
        caller: Who,
    ) -> dict[str, Any]:
        """What became of one event, all its sendings. Role: platform, its own.

        `outcome` is that of the sending that counts; `waiting` while it waits for what it refers
        to.
        """
        own_platform(caller, platform)
        verdicts = await doors.store.verdicts.of_event(platform, event)
        waiting = await doors.store.waiting.of_event(platform, event)
        if not verdicts and waiting is None:
            raise Absent
        return {
            "event": event,
            "outcome": _outcome([one["outcome"] for one in verdicts]),
            "waiting": waiting and _waiting(waiting),
            "verdicts": verdicts,
        }

    return router


def _outcome(outcomes: list[str]) -> str:
    for outcome in ("accepted", "refused", "duplicate"):
        if outcome in outcomes:
            return outcome
    return "waiting"


def _waiting(found: Document) -> dict[str, Any]:
    """For want of what; behind another event of the school when it says nothing."""
    words = found["words"]
    return {
        "since": found["since"],
        "until": found["until"],
        "reason": found["code"],
        "words": {"nl": words[0], "en": words[1]} if words else None,
    }
