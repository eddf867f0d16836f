"""Doors for ops on a publisher's chains: where they end, the facts as stored, and sending again.

Whoever verifies a reader asks here what should have come; the answer is recomputed from the facts.

A reader that found a gap is repaired from here: the facts go out again, in order, and readers
drop what they had already.
"""

import time
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from shared.chassis.commands import Link
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller, caller_of
from shared.chassis.mongo import Mongo, Session, documents
from shared.chassis.outbox import Message, Outbox
from shared.chassis.problems import documented
from shared.chassis.recompute import recomputed, recomputed_one
from shared.chassis.streams import FACTS, fact_id, message_of

MOST_LINKS = 1_000
Key = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,40}$")]


async def stored_links(mongo: Mongo, key: str, start: int, limit: int) -> Sequence[Link]:
    """Links of one chain from a sequence on, with the hash before the first."""
    if start > 1:
        before = await mongo[FACTS].find_one({"_id": fact_id(key, start - 1)}, {"hash": 1})
        if before is None:
            return []
    cursor = mongo[FACTS].find(
        {"_id": {"$gte": fact_id(key, start), "$lt": fact_id(key, None)}},
        sort=[("_id", 1)],
        limit=limit,
    )
    previous = bytes(before["hash"]) if start > 1 and before else bytes(32)
    links: list[Link] = []
    for sequence, stored in enumerate(await documents(cursor), start=start):
        digest = bytes(stored["hash"])
        links.append(Link(key, sequence, bytes(stored["body"]), digest, previous))
        previous = digest
    return links


class SendAgain(BaseModel):
    """From which sequence on the facts of a chain go out again."""

    start: Annotated[int, Field(ge=1, alias="from")] = 1


def chains_router(mongo: Mongo, outbox: Outbox, topic: str) -> APIRouter:
    """Routes for the ops role only; they show pseudonymous facts, never a person."""
    router = APIRouter(
        prefix="/v1/chains", tags=["chains"], responses=documented(401, 403, 404, 422)
    )

    @router.get("")
    async def ends(
        caller: Annotated[Caller, Depends(caller_of)],
        after: Annotated[str | None, Query(max_length=40)] = None,
    ) -> dict[str, Any]:
        """Where every chain ends, recomputed from its facts. Role: ops.

        `next` is the cursor of the following page; `wrong` the first thing that is not right.
        """
        caller.need("ops")
        found, more = await recomputed(mongo, after)
        return {
            "chains": [chain.told() for chain in found],
            "next": found[-1].key if more else None,
        }

    @router.get("/{key}")
    async def end(key: Key, caller: Annotated[Caller, Depends(caller_of)]) -> dict[str, Any]:
        """Where one chain ends, recomputed from its facts. Role: ops."""
        caller.need("ops")
        found = await recomputed_one(mongo, key)
        if found is None:
            raise Absent
        return found.told()

    @router.get("/{key}/facts")
    async def facts(
        key: Key,
        caller: Annotated[Caller, Depends(caller_of)],
        start: Annotated[int, Query(alias="from", ge=1)] = 1,
        limit: Annotated[int, Query(ge=1, le=MOST_LINKS)] = 100,
    ) -> dict[str, Any]:
        """Facts of a chain as stored, from a sequence on. Role: ops."""
        caller.need("ops")
        links = await stored_links(mongo, key, start, limit)
        if not links:
            raise Absent
        return {"facts": [_shown(found) for found in links]}

    @router.post(
        "/{key}/relays",
        status_code=202,
        openapi_extra={"x-repeatable": "readers drop what they had"},
    )
    async def send_again(
        key: Key, asked: SendAgain, caller: Annotated[Caller, Depends(caller_of)]
    ) -> dict[str, int]:
        """Send facts of a chain again. Role: ops."""
        caller.need("ops")
        start = asked.start
        while links := await stored_links(mongo, key, start, MOST_LINKS):
            await _put_again(mongo, outbox, [message_of(topic, found) for found in links])
            start = links[-1].sequence + 1
        if start == asked.start:
            raise Absent
        return {"facts": start - asked.start}

    return router


def _shown(found: Link) -> dict[str, Any]:
    return {
        "sequence": found.sequence,
        "hash": found.hash.hex(),
        "prevhash": found.prevhash.hex(),
        "body": found.body.decode(),
    }


async def _put_again(mongo: Mongo, outbox: Outbox, messages: Sequence[Message]) -> None:
    async def write(session: Session) -> None:
        await outbox.put(time.time_ns(), messages, session)

    async with mongo.session() as session:
        await mongo.transaction(session, write)
