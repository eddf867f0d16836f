"""A reader of chains as a service has one: what it takes in stands in `taken`, each fact once."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.chassis import kafka
from shared.chassis.batch import MAX_RECORDS, BatchConsumer, Plan
from shared.chassis.dead_letters import PARKED, DeadLetters
from shared.chassis.inbox import Arrival, Inbox, chain_codec
from shared.chassis.mongo import Document, Mongo, Session, documents
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from tests.integration.chassis.conftest import Place
from tests.integration.chassis.counting import Sent, read

TAKEN = "taken"


class Take:
    """Writes each fact under its place in its chain: a second time would be an error."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self.forgotten = 0
        self.told: list[str] = []

    def forget(self) -> None:
        self.forgotten += 1

    async def take(self, facts: Sequence[Arrival[int]]) -> Plan:
        taken = [
            {"_id": f"{fact.key}/{fact.sequence:04}", "number": fact.content} for fact in facts
        ]

        async def write(session: Session) -> None:
            if taken:
                await self._mongo[TAKEN].insert_many(taken, session=session)

        return Plan(write, lambda: None, self._tell([str(fact["_id"]) for fact in taken]))

    def _tell(self, taken: Sequence[str]) -> Iterator[None]:
        for place in taken:
            self.told.append(place)
            yield


class Reader:
    """One process of a reading group."""

    def __init__(
        self,
        place: Place,
        topic: str,
        read: Callable[[str, int, bytes], int] = read,
        letter_topic: str = "nowhere",
        max_records: int = MAX_RECORDS,
    ) -> None:
        self.mongo = place.open()
        self.metrics = Metrics()
        self.group = f"{place.database}.readers"
        outbox = Outbox(self.mongo)
        self.letters = DeadLetters(self.mongo, outbox, letter_topic, self.metrics, self.group)
        codec = chain_codec(read)
        self.take = Take(self.mongo)
        self.inbox = Inbox(self.mongo, self.letters, codec, self.take, self.metrics, self.group)
        self.broker = kafka.broker(place.settings, self.metrics, "reader")
        self.consumer = BatchConsumer(
            broker=self.broker,
            mongo=self.mongo,
            group=self.group,
            decode=codec,
            work=self.inbox,
            metrics=self.metrics,
            topics=[topic],
            max_records=max_records,
        )

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Reader"]:
        await self.letters.prepare()
        async with kafka.reading(self.broker, self.consumer):
            yield self

    def counted(self, outcome: str) -> float:
        return self.metrics.batch_records.labels(self.group, outcome)._value.get()

    async def taken(self) -> list[str]:
        """The places of what was taken in, in order of their chains."""
        found = await documents(self.mongo[TAKEN].find(sort=[("_id", 1)]))
        return [fact["_id"] for fact in found]

    async def parked(self) -> list[Document]:
        return list(await documents(self.mongo[PARKED].find(sort=[("offset", 1)])))

    async def codes(self) -> list[str]:
        return [found["code"] for found in await self.parked()]

    async def has(self, *places: str) -> bool:
        return await self.taken() == sorted(places)


def places(key: str, *sequences: int) -> list[str]:
    return [f"{key}/{sequence:04}" for sequence in sequences]


@contextlib.asynccontextmanager
async def sending(place: Place) -> AsyncIterator[Callable[..., Any]]:
    """Yields a call that sends records and returns when all of them stand in Kafka."""
    producer: AIOKafkaProducer = await kafka.producer(place.settings, "sender")

    async def send(*records: Sent) -> None:
        waiting = [
            await producer.send(r.topic, r.value, key=r.key, headers=r.headers) for r in records
        ]
        for sent in waiting:
            await sent

    try:
        yield send
    finally:
        await producer.stop()
