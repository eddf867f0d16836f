"""Sends what was committed to Kafka, in order, and forgets it once it is acknowledged.

One relay at a time per service, by a lease with an epoch. A change stream on the outbox wakes it,
polling is the truth. A crash between send and forget sends twice, which readers drop by sequence;
nothing is ever lost. aiokafka's producer is made anew after any failure: it cannot recover from
OutOfOrderSequenceNumber (aiokafka #1017).
"""

import asyncio
import contextlib
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from shared.chassis.mongo import Mongo, PyMongoError, ReturnDocument
from shared.chassis.observe import Metrics
from shared.chassis.outbox import OUTBOX, Batch, Outbox

log = structlog.get_logger(__name__)

LEASES = "leases"
LEASE_SECONDS = 6.0
RENEW_SECONDS = 2.0
POLL_SECONDS = 1.0
BATCHES_AT_ONCE = 50
STALE_SECONDS = 30.0

MakeProducer = Callable[[], Awaitable[AIOKafkaProducer]]


class LeaseLost(Exception):
    """Another relay took over: what this one still wanted to send, the other sends."""


class Relay:
    """The relay of one service in this process; it stands by while another one leads."""

    def __init__(
        self, mongo: Mongo, outbox: Outbox, make_producer: MakeProducer, metrics: Metrics
    ) -> None:
        self._mongo = mongo
        self._outbox = outbox
        self._make_producer = make_producer
        self._metrics = metrics
        self._owner = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4()}"
        self._held_until = 0.0
        self._failing: str | None = None
        self._producer: AIOKafkaProducer | None = None

    async def why_not_ready(self) -> str | None:
        """A reason when sending fails or would, or when a batch waits too long whoever leads."""
        if self._failing:
            return self._failing
        if self._producer and not await self._producer.client.force_metadata_update():
            return "sending would fail: Kafka does not answer"
        _, oldest = await self._outbox.backlog()
        if oldest and time.time() - oldest / 1e9 > STALE_SECONDS:
            return f"a committed batch has waited for more than {STALE_SECONDS:.0f} s to be sent"
        return None

    async def run(self) -> None:
        """Lead when no other does, and send, for ever."""
        retrying = AsyncRetrying(
            wait=wait_random_exponential(multiplier=0.2, max=5),
            retry=retry_if_exception_type((KafkaError, PyMongoError, OSError, LeaseLost)),
            before_sleep=self._note_failure,
        )
        while True:
            async for attempt in retrying:
                with attempt:
                    await self._lead_once()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """Run for the length of a block."""
        task = asyncio.create_task(self.run(), name="relay")
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _note_failure(self, state: Any) -> None:
        error = state.outcome.exception()
        if isinstance(error, LeaseLost):
            log.info("relay stands by", reason=str(error))
            return
        self._failing = f"sending fails: {type(error).__name__}"
        log.warning("relay failed, trying again", error=str(error))

    async def _lead_once(self) -> None:
        """Wait for the lease, then send until it is lost or something fails."""
        while not await self._hold_lease():
            self._failing = None
            await self._watch_backlog()
            await asyncio.sleep(RENEW_SECONDS)
        self._producer = producer = await self._make_producer()
        try:
            async with self._mongo.watch_inserts(OUTBOX) as inserted:
                await self._send_for_ever(producer, inserted)
        finally:
            self._producer = None
            with contextlib.suppress(KafkaError, OSError):
                await producer.stop()
            await self._give_up_lease()

    async def _send_for_ever(
        self, producer: AIOKafkaProducer, inserted: Callable[[], Awaitable[None]]
    ) -> None:
        waking = asyncio.ensure_future(inserted())
        try:
            while True:
                await self._renew_when_due()
                if await self._send_oldest(producer):
                    continue
                self._failing = None
                await self._watch_backlog()
                await asyncio.wait({waking}, timeout=POLL_SECONDS)
                if waking.done():
                    waking.result()
                    waking = asyncio.ensure_future(inserted())
        finally:
            waking.cancel()
            await asyncio.gather(waking, return_exceptions=True)

    async def _send_oldest(self, producer: AIOKafkaProducer) -> bool:
        """Send and forget the oldest batches; False when there are none."""
        batches = await self._outbox.oldest(BATCHES_AT_ONCE)
        if not batches:
            return False
        if time.monotonic() > self._held_until:
            raise LeaseLost("the lease ran out before it could be renewed")
        await _send(producer, batches)
        await self._outbox.sent(batches)
        self._failing = None
        self._metrics.relayed.inc(sum(len(batch.messages) for batch in batches))
        return True

    async def _renew_when_due(self) -> None:
        left = self._held_until - time.monotonic()
        if left >= LEASE_SECONDS - RENEW_SECONDS:
            return
        if not await self._hold_lease():
            raise LeaseLost("another relay leads")
        await self._watch_backlog()

    async def _hold_lease(self) -> bool:
        """Take or renew the lease by the database's clock; False while another holds it."""
        asked = time.monotonic()
        until = {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]}
        mine = {"$eq": ["$owner", self._owner]}
        free = {"$lt": [{"$ifNull": ["$until", 0]}, "$$NOW"]}
        take = {"$or": [mine, free]}
        lease: Any = await self._mongo[LEASES].find_one_and_update(
            {"_id": "relay"},
            [
                {
                    "$set": {
                        "epoch": {
                            "$add": [
                                {"$ifNull": ["$epoch", 0]},
                                {"$cond": [{"$and": [free, {"$not": mine}]}, 1, 0]},
                            ]
                        },
                        "until": {"$cond": [take, until, "$until"]},
                        "owner": {"$cond": [take, self._owner, "$owner"]},
                    }
                }
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        held: bool = lease["owner"] == self._owner
        self._held_until = asked + LEASE_SECONDS if held else 0.0
        return held

    async def _give_up_lease(self) -> None:
        with contextlib.suppress(PyMongoError):
            await self._mongo[LEASES].update_one(
                {"_id": "relay", "owner": self._owner}, {"$unset": {"until": ""}}
            )

    async def _watch_backlog(self) -> None:
        count, oldest = await self._outbox.backlog()
        self._metrics.unsent.set(count)
        self._metrics.oldest_unsent.set(oldest / 1e9 if oldest else 0)


async def _send(producer: AIOKafkaProducer, batches: list[Batch]) -> None:
    """Send all messages in order and wait until every one is acknowledged."""
    waiting = []
    for batch in batches:
        for message in batch.messages:
            headers = [(name, value.encode()) for name, value in message.headers]
            waiting.append(
                await producer.send(
                    message.topic,
                    message.value,
                    key=message.key.encode() if message.key is not None else None,
                    headers=headers,
                )
            )
    await asyncio.gather(*waiting)
