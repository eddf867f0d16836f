"""`bench freshness`: from accepted to visible, at 500 facts a second through everything.

The publisher (streams and relay) runs in a process of its own, as in deployment; the reader here.
A fact is visible when its state is folded behind its transaction, a figure when it is stored.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from random import choice
from typing import Any
from uuid import uuid4

import uvloop

from services.evidence.translate import Known
from shared.chassis import kafka
from shared.chassis.clock import real_clock
from shared.chassis.commands import Command, Language, Wrapping
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.relay import Relay
from shared.chassis.streams import Streams
from shared.contracts import enrolment as e
from shared.contracts.catalogue import OWNERS, facts_topic, read_fact
from shared.contracts.envelope import enveloped, service_source
from shared.contracts.fact import Fact
from shared.contracts.moments import instant_of
from tests.bench.facts import BOARD, school_code
from tests.bench.ground import Ground, Tell, ground, machine, percentile
from tests.bench.projection import publish
from tests.bench.reader import Reader, reading

PER_SECOND = 500
SECONDS = 20
WARM_SECONDS = 5
SCHOOLS = 50
TICK_SECONDS = 0.02
ASK_EVERY_SECONDS = 0.1
YEAR = "2025-2026"


async def measure(tell: Tell) -> dict[str, Any]:
    """The report of `bench freshness`."""
    with ground(tell) as place:
        topics = publish(place, [])
        said = next(topic for topic in topics if topic.endswith(facts_topic(OWNERS[0])))
        folded: list[tuple[float, float]] = []
        figures: list[tuple[float, float]] = []

        newest: dict[str, Known] = {}

        def seen(facts: Sequence[Known]) -> None:
            now = time.time()
            folded.extend((logged(known.event.time), now) for known in facts)
            newest[facts[-1].key] = facts[-1]

        async with (
            reading(place, topics, seen) as reader,
            reader.freshener.running(reader.states),
        ):
            tell(f"{PER_SECOND} facts a second for {SECONDS} seconds")
            publisher = multiprocessing.get_context("spawn").Process(
                target=publish_for_a_while, args=(place, said)
            )
            publisher.start()
            while publisher.is_alive():
                await asyncio.sleep(ASK_EVERY_SECONDS)
                if newest:
                    figures.append(await asked(reader, choice(list(newest.values()))))
    waits = after_warming_up(folded)
    derived = after_warming_up(figures)
    return {
        "bench": "freshness",
        "rate": round(len(waits) / (SECONDS - WARM_SECONDS), 1),
        "unit": "facts/s",
        "p50_ms": round(percentile(waits, 0.5) * 1000, 1),
        "p99_ms": round(percentile(waits, 0.99) * 1000, 1),
        "derived_p50_ms": round(percentile(derived, 0.5) * 1000, 1),
        "derived_p99_ms": round(percentile(derived, 0.99) * 1000, 1),
        "rivals": {},
        "ratios": {},
        "limits": {},
        "runs": 1,
        "machine": machine(),
    }


async def asked(reader: Reader, fact: Known) -> tuple[float, float]:
    """When a fact was logged, and when somebody who asks again and again has figures with it."""
    while True:
        found = await reader.desk.seen("school-leader", BOARD, fact.key, YEAR)
        if found.heads.get(OWNERS[0], 0) >= fact.sequence:
            return logged(fact.event.time), time.time()
        await asyncio.sleep(TICK_SECONDS)


def logged(text: str) -> float:
    """When a fact was logged, in seconds since 1970."""
    return instant_of(text).timestamp()


def after_warming_up(waits: list[tuple[float, float]]) -> list[float]:
    """The waits of what was logged after the first seconds."""
    first = min(at for at, _ in waits)
    return [now - at for at, now in waits if at >= first + WARM_SECONDS]


def publish_for_a_while(place: Ground, topic: str) -> None:
    """A publishing service in a process of its own."""
    uvloop.run(_publish(place, topic))


async def _publish(place: Ground, topic: str) -> None:
    mongo, metrics = place.mongo(), Metrics()
    outbox = Outbox(mongo)
    streams = Streams(mongo, _language(topic), outbox, real_clock, metrics)
    relay = Relay(mongo, outbox, lambda: kafka.producer(place.settings(), "bench"), metrics)
    async with streams.running(), relay.running():
        for number in range(SCHOOLS):
            await streams.submit(_command(number, _beginning(number)))
        started, sent = time.perf_counter(), 0
        waiting: set[asyncio.Task[Any]] = set()
        while (elapsed := time.perf_counter() - started) < SECONDS:
            while sent < elapsed * PER_SECOND:
                waiting.add(asyncio.create_task(streams.submit(_command(sent, [_next(sent)]))))
                sent += 1
            await asyncio.sleep(TICK_SECONDS)
            waiting = {task for task in waiting if not task.done()}
        await asyncio.gather(*waiting)
        while (await outbox.backlog())[1] is not None:
            await asyncio.sleep(TICK_SECONDS)


def _command(number: int, facts: list[Fact]) -> Command[None, Fact]:
    return Command(BOARD, school_code(number % SCHOOLS), lambda _: facts)


def _beginning(number: int) -> list[Fact]:
    code, day = school_code(number), "2025-08-01"
    return [
        e.SchoolRegistered(
            occurred_at=day, school=code, board=BOARD, name=code, sector="vo", valid_from=day
        ),
        *(
            e.TeacherJoined(
                occurred_at=day, teacher=f"t{teacher}", from_=day, fte=0.8, function="teacher"
            )
            for teacher in range(30)
        ),
    ]


def _next(number: int) -> Fact:
    return e.InformalLearningRecorded(
        occurred_at="2026-03-05",
        learning=str(uuid4()),
        teacher=f"t{number % 30}",
        theme="feedback",
        kind="reading",
        minutes=30,
    )


def _language(topic: str) -> Language[None, Fact]:
    def wrap(wrapping: Wrapping[Fact]) -> dict[str, Any]:
        return enveloped(
            wrapping.fact,
            event_id=wrapping.id,
            source=service_source("00000000", "enrolment"),
            key=wrapping.stream,
            board=wrapping.tenant,
            sequence=wrapping.sequence,
            logged_at=wrapping.logged_at,
        )

    return Language(lambda _: None, lambda state, _: state, wrap, read_fact, topic)
