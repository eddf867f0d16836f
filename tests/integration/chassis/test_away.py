"""Kafka or MongoDB goes away while a service runs: it says so, waits, and goes on without loss."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from deploy.local import kafka as kafka_program
from deploy.local import mongodb as mongodb_program
from deploy.local.paths import Paths
from deploy.local.stack import Stack
from shared.chassis.health import Health
from tests.integration.chassis.conftest import DRIVERS, Place
from tests.integration.chassis.counting import say
from tests.integration.chassis.reading import Reader, places
from tests.integration.chassis.test_relay import a_relay
from tests.integration.chassis.waiting import eventually

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Servers that nobody else stands on, so that they can be stopped."""
    jars = Paths.from_environment().jars
    with Stack.for_tests(tmp_path_factory.mktemp("away"), jars) as running:
        yield running
    running.paths.wipe()


@pytest.fixture(params=DRIVERS)
async def away(request: pytest.FixtureRequest, own_stack: Stack) -> AsyncIterator[Place]:
    found = Place(own_stack.kafka_bootstrap, own_stack.mongodb_uri, request.param)
    found.open()
    yield found
    for mongo in found.opened:
        await mongo.close()


# What a thread starts ends with that thread (`Stack.for_tests`), so it must outlive its test.
HANDS = ThreadPoolExecutor(1)


async def restarted(stack: Stack) -> None:
    await asyncio.get_running_loop().run_in_executor(HANDS, stack.start)


async def stopped(stack: Stack, name: str) -> None:
    await asyncio.get_running_loop().run_in_executor(HANDS, stack.processes.stop, [name])


class Service:
    """What writes, relays and reads, with its health."""

    def __init__(self, place: Place) -> None:
        self.mongo, topic = place.opened[0], place.topic()
        self.streams = place.streams(self.mongo, topic)
        self.relay = a_relay(place, self.mongo)
        self.reader = Reader(place, topic)
        self.health = Health(
            live={"reader": self.reader.consumer.why_not_live},
            ready={
                "reader": self.reader.consumer.why_not_ready,
                "relay": self.relay.why_not_ready,
                "mongodb": self.mongo.why_not_ready,
            },
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Service"]:
        async with self.streams.running(), self.relay.running(), self.reader.running():
            await self.says(1)
            await eventually(self.is_ready, "it to be ready")
            yield self
            assert await self.health.why_not_live() == {}
            assert await self.reader.parked() == []

    async def says(self, number: int) -> None:
        """Say the next number and wait until it, and all before it, was taken in."""
        await self.streams.submit(say("A", number))
        wanted = places("A", *range(1, number + 1))
        await eventually(lambda: self.reader.has(*wanted), f"{number} facts", 60)

    async def is_ready(self) -> bool:
        return not await self.health.why_not_ready()

    async def misses(self, *names: str) -> bool:
        return set(names) <= (await self.health.why_not_ready()).keys()


@pytest.mark.parametrize("away", ["motor"], indirect=True)
async def test_a_service_lives_through_kafka_going_away(away: Place, own_stack: Stack) -> None:
    async with Service(away).running() as service:
        await stopped(own_stack, kafka_program.NAME)
        await eventually(lambda: service.misses("reader", "relay"), "Kafka to be missed")
        await service.streams.submit(say("A", 2))
        await restarted(own_stack)
        await service.says(3)
        await eventually(service.is_ready, "it to be ready again", 60)


async def test_a_service_lives_through_mongodb_going_away(away: Place, own_stack: Stack) -> None:
    async with Service(away).running() as service:
        await stopped(own_stack, mongodb_program.NAME)
        await eventually(lambda: service.misses("mongodb"), "MongoDB to be missed")
        await restarted(own_stack)
        await eventually(service.is_ready, "it to be ready again", 60)
        await service.says(2)
