"""`bench append`: commands a second onto hashed chains, beside plain `insert_one`.

The command is enrolment's own kind: decide on folded state, append with chain and outbox, remember
the idempotency key; the rival only inserts the same bytes, without any of that.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import msgspec

from shared.chassis.clock import real_clock
from shared.chassis.commands import Command, Language, Once, Wrapping
from shared.chassis.mongo import Binary
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.streams import Streams
from shared.contracts.enrolment import EnrolmentConfirmed
from shared.contracts.envelope import enveloped, service_source
from tests.bench.facts import BOARD, school_code
from tests.bench.ground import Ground, Tell, ground, interleaved, percentile, report

AT_ONCE = 64
COMMANDS = 6_400
ALONE = 300
SCHOOLS = 50
ROUNDS = 3
OURS = "aantoonbaar"


async def measure(tell: Tell) -> dict[str, Any]:
    """The report of `bench append`."""
    waits: list[float] = []
    with ground(tell) as place:
        rates = await interleaved(
            {
                OURS: lambda: append(place, AT_ONCE, COMMANDS, SCHOOLS, waits),
                "insert-one": lambda: insert_one(place, AT_ONCE, COMMANDS),
                "one-school": lambda: append(place, AT_ONCE, COMMANDS, 1, []),
                "alone": lambda: append(place, 1, ALONE, SCHOOLS, []),
                "insert-one-alone": lambda: insert_one(place, 1, ALONE),
            },
            ROUNDS,
            tell,
        )
    found = report("append", "commands/s", OURS, rates, ("one-school", "alone"), ROUNDS)
    found["p50_ms"] = round(percentile(waits, 0.5) * 1000, 2)
    found["p99_ms"] = round(percentile(waits, 0.99) * 1000, 2)
    return found


def language() -> Language[int, EnrolmentConfirmed]:
    """Facts of an enrolment; the state counts them."""

    def wrap(wrapping: Wrapping[EnrolmentConfirmed]) -> dict[str, Any]:
        return enveloped(
            wrapping.fact,
            event_id=wrapping.id,
            source=service_source("00000000", "enrolment"),
            key=wrapping.stream,
            board=wrapping.tenant,
            sequence=wrapping.sequence,
            logged_at=wrapping.logged_at,
            traceparent=wrapping.traceparent,
        )

    def unwrap(body: bytes) -> EnrolmentConfirmed:
        return EnrolmentConfirmed.model_validate(msgspec.json.decode(body)["data"])

    return Language(lambda _: 0, lambda count, _: count + 1, wrap, unwrap, "bench.facts.v1")


async def append(
    place: Ground, at_once: int, commands: int, schools: int, waits: list[float]
) -> float:
    """Commands by so many callers at once, each waiting for its answer."""
    mongo = place.mongo()
    streams = Streams(mongo, language(), Outbox(mongo), real_clock, Metrics())
    schools_codes = [school_code(number) for number in range(schools)]

    async def one(number: int) -> None:
        fact = EnrolmentConfirmed(occurred_at="2026-03-05", enrolment=str(uuid4()))
        started = time.perf_counter()
        await streams.submit(
            Command(
                BOARD,
                schools_codes[number % schools],
                lambda _: [fact],
                once=Once(uuid4().hex, "bench"),
            )
        )
        waits.append(time.perf_counter() - started)

    async with streams.running():
        await one(0)
        rate = await callers(at_once, commands, one)
    await mongo.close()
    return rate


async def insert_one(place: Ground, at_once: int, commands: int) -> float:
    """Plain inserts of as many bytes, by as many callers at once."""
    mongo = place.mongo()
    body = Binary(b"x" * 600)
    await mongo["facts"].insert_one({"_id": "first", "body": body})

    async def one(_: int) -> None:
        await mongo["facts"].insert_one({"_id": uuid4().hex, "body": body})

    rate = await callers(at_once, commands, one)
    await mongo.close()
    return rate


async def callers(at_once: int, count: int, one: Callable[[int], Awaitable[None]]) -> float:
    """How many a second, when so many callers each do one after another."""

    async def caller(first: int) -> None:
        for number in range(first, count, at_once):
            await one(number)

    started = time.perf_counter()
    await asyncio.gather(*(caller(first) for first in range(at_once)))
    return count / (time.perf_counter() - started)
