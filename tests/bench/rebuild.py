"""`bench rebuild`: folding every school of a board again, beside reading its facts from Kafka.

One board of fifty schools. Ours reads the ledger, folds every school from its first fact on,
derives all figures of all years, compares them with those that are kept and puts them in place.
Rivals in the same run: reading the same facts from Kafka and decoding them with the product's own
codec, as whoever rebuilds from the topics must at least; a plain FastStream handler; and, as a
limit, taking the records and nothing else.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaConsumer
from faststream.kafka import KafkaBroker

from services.evidence.translate import read
from shared.chassis.inbox import chain_codec
from shared.contracts.catalogue import BY_TYPE
from tests.bench.ground import Tell, interleaved, report
from tests.bench.region import Board, Region, region
from tests.integration.evidence.world import OWNERS

SCHOOLS, TEACHERS = 50, 60
ROUNDS = 3
OURS = "aantoonbaar"
HANDLED = 5_000  # enough to know its rate
PATIENCE_SECONDS = 300
Decode = Callable[[Any], object]


async def measure(tell: Tell) -> dict[str, Any]:
    """The report of `bench rebuild`."""
    return await asyncio.to_thread(_measure, tell)


def _measure(tell: Tell) -> dict[str, Any]:
    with region(tell, 1, SCHOOLS, TEACHERS, released=False) as (world, known):
        return asyncio.run(_beside(world, known[0], tell))


async def _beside(world: Region, board: Board, tell: Tell) -> dict[str, Any]:
    count = len(board.events)
    rates = await interleaved(
        {
            OURS: lambda: _ours(world, board.number),
            "read": lambda: _read(world, count, chain_codec(read)),
            "handler": lambda: _handled(world),
            "consume": lambda: _read(world, count, lambda record: record),
        },
        ROUNDS,
        tell,
    )
    return {**report("rebuild", "facts/s", OURS, rates, ("consume",), ROUNDS), "facts": count}


async def _ours(world: Region, board: str) -> float:
    with world.client("ops") as ops:
        started = time.perf_counter()
        answer = await asyncio.to_thread(ops.post, "/v1/rebuilds", json={"board": board})
        seconds = time.perf_counter() - started
    if answer.status_code != httpx.codes.OK or not answer.json()["equal"]:
        raise AssertionError(f"rebuilding answered {answer.status_code}: {answer.text[:200]}")
    return float(answer.json()["facts"]) / seconds


async def _read(world: Region, count: int, decode: Decode) -> float:
    """Facts per second until the last was taken from Kafka and decoded."""
    consumer = AIOKafkaConsumer(
        *(f"{world.prefix}{owner}.facts.v1" for owner in OWNERS),
        bootstrap_servers=world.bootstrap,
        group_id=f"bench-{uuid4().hex[:12]}",
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=2 * 1024 * 1024,
    )
    await consumer.start()
    taken, started = 0, 0.0
    async with asyncio.timeout(PATIENCE_SECONDS):
        while taken < count:
            found = await consumer.getmany(timeout_ms=100, max_records=4_000)
            started = started or (time.perf_counter() if found else 0.0)
            for records in found.values():
                for record in records:
                    decode(record)
                taken += len(records)
    seconds = time.perf_counter() - started
    await consumer.stop()
    return count / seconds


async def _handled(world: Region) -> float:
    """Facts per second by a handler as the tutorial has it: one by one, each validated."""
    broker = KafkaBroker(world.bootstrap, logger=None)
    handled: list[float] = []

    @broker.subscriber(
        *(f"{world.prefix}{owner}.facts.v1" for owner in OWNERS),
        group_id=f"bench-{uuid4().hex[:12]}",
        auto_offset_reset="earliest",
    )
    async def handle(event: dict[str, Any]) -> None:
        BY_TYPE[event["type"]].contract.model_validate(event["data"])
        handled.append(time.perf_counter())

    async with broker:
        await broker.start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(handled) < HANDLED:
                await asyncio.sleep(0.01)
    return (HANDLED - 1) / (handled[HANDLED - 1] - handled[0])
