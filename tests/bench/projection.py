"""`bench projection`: facts per second from Kafka into ledger plus folded states, beside rivals.

Rivals in the same run: a plain FastStream handler that takes one message at a time; raw
`insert_many` of the same facts; and, as a limit, raw consumption with aiokafka.
"""

import asyncio
import time
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic
from faststream.kafka import KafkaBroker

from shared.chassis.mongo import Binary
from shared.contracts.catalogue import BY_TYPE, FACT_PARTITIONS, OWNERS, facts_topic
from tests.bench.facts import Made, facts, school_code
from tests.bench.ground import Ground, Tell, ground, interleaved, report
from tests.bench.reader import reading

SCHOOLS, TEACHERS = 50, 15
PER_MESSAGE = 500  # enough to know a rate of a few hundred a second
DOCUMENTS_AT_ONCE = 2_000
ROUNDS = 5
OURS = "aantoonbaar"
PATIENCE_SECONDS = 300


async def measure(tell: Tell) -> dict[str, Any]:
    """The report of `bench projection`."""
    with ground(tell) as place:
        made = list(facts(SCHOOLS, TEACHERS))
        topics = publish(place, made)
        rates = await interleaved(
            {
                OURS: lambda: ours(place, topics, len(made)),
                "insert-many": lambda: insert_many(place, made),
                "per-message": lambda: per_message(place, topics),
                "consume": lambda: consume(place, topics, len(made)),
            },
            ROUNDS,
            tell,
        )
    return report("projection", "facts/s", OURS, rates, ("consume",), ROUNDS)


def publish(place: Ground, made: list[Made]) -> list[str]:
    """Put the facts on topics of their own; returns the topics."""
    mark = uuid4().hex[:8]
    topics = {facts_topic(owner): f"{mark}.{facts_topic(owner)}" for owner in OWNERS}
    admin = AdminClient({"bootstrap.servers": place.kafka})
    new = [NewTopic(topic, FACT_PARTITIONS, 1) for topic in topics.values()]
    for created in admin.create_topics(new).values():
        created.result()
    known: set[str] = set()
    producer = Producer(
        {
            "bootstrap.servers": place.kafka,
            "queue.buffering.max.messages": 10**6,
            "compression.type": "lz4",  # as the relay sends
            "linger.ms": 20,
        }
    )
    for fact in made:
        producer.produce(topics[fact.topic], fact.body, key=fact.key, headers=fact.headers)
        if fact.topic not in known:  # until it knows the partitions, it does not keep the order
            producer.flush()
            known.add(fact.topic)
    producer.flush()
    return list(topics.values())


async def ours(place: Ground, topics: list[str], count: int) -> float:
    """Until every fact stands in the ledger and every school's state is folded to its end."""
    async with reading(place, topics) as reader:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while reader.taken < count or reader.states.folded < count:
                await asyncio.sleep(0.005)
        seconds, folded = time.perf_counter() - reader.started_at(), reader.states.folded
        stand = [await reader.states.school("", school_code(number)) for number in range(SCHOOLS)]
    if not folded == sum(held.facts for held in stand) == count:
        raise AssertionError(f"{folded} facts were folded of {count}")
    return count / seconds


async def insert_many(place: Ground, made: list[Made]) -> float:
    """One document per fact, in the largest helpings that pay."""
    mongo = place.mongo()
    documents = [
        {"_id": f"{fact.topic}/{fact.key}/{fact.headers['sequence']}", "body": Binary(fact.body)}
        for fact in made
    ]
    await mongo["facts"].insert_one({})
    started = time.perf_counter()
    for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
        await mongo["facts"].insert_many(
            documents[start : start + DOCUMENTS_AT_ONCE], ordered=False
        )
    seconds = time.perf_counter() - started
    await mongo.close()
    return len(documents) / seconds


async def per_message(place: Ground, topics: list[str]) -> float:
    """A handler as the tutorial has it: validate, insert, count, acknowledge; one by one."""
    mongo = place.mongo()
    broker = KafkaBroker(place.kafka, logger=None)
    handled: list[float] = []

    @broker.subscriber(*topics, group_id=f"bench-{uuid4().hex[:12]}", auto_offset_reset="earliest")
    async def handle(event: dict[str, Any]) -> None:
        BY_TYPE[event["type"]].contract.model_validate(event["data"])
        await mongo["facts"].insert_one({"_id": event["id"], "event": event})
        await mongo["states"].update_one(
            {"_id": event["subject"]}, {"$inc": {event["type"].replace(".", "-"): 1}}, upsert=True
        )
        handled.append(time.perf_counter())

    async with broker:
        await broker.start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(handled) < PER_MESSAGE:
                await asyncio.sleep(0.01)
    await mongo.close()
    return (PER_MESSAGE - 1) / (handled[PER_MESSAGE - 1] - handled[0])


async def consume(place: Ground, topics: list[str], count: int) -> float:
    """Nothing but taking records from Kafka."""
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=place.kafka,
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
            taken += sum(len(records) for records in found.values())
    seconds = time.perf_counter() - started
    await consumer.stop()
    return count / seconds
