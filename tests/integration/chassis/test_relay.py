"""The relay: what was committed comes to Kafka, in order, whatever dies in between."""

import asyncio
import json
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError

from shared.chassis import kafka
from shared.chassis import relay as module
from shared.chassis.mongo import Mongo, PyMongoError
from shared.chassis.observe import Metrics
from shared.chassis.outbox import OUTBOX, Outbox
from shared.chassis.relay import LEASES, Relay
from tests.integration.chassis.conftest import Place
from tests.integration.chassis.counting import assert_linked, say
from tests.integration.chassis.reading import Reader, places
from tests.integration.chassis.waiting import eventually

pytestmark = pytest.mark.anyio


def a_relay(place: Place, mongo: Mongo, make_producer: Any = None) -> Relay:
    async def real() -> AIOKafkaProducer:
        return await kafka.producer(place.settings, "relay")

    return Relay(mongo, Outbox(mongo), make_producer or real, Metrics())


async def in_kafka(place: Place, topic: str) -> list[Any]:
    """Every record of a topic of one partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=place.bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        end = (await consumer.end_offsets([partition]))[partition]
        found: list[Any] = []
        while len(found) < end:
            found += (await consumer.getmany(partition, timeout_ms=1_000)).get(partition, [])
        return found
    finally:
        await consumer.stop()


def numbers(records: list[Any]) -> list[int]:
    return [json.loads(record.value)["data"]["number"] for record in records]


async def empty(mongo: Mongo) -> bool:
    return await mongo[OUTBOX].count_documents({}) == 0


async def committed(place: Place, mongo: Mongo, topic: str, *said: int) -> None:
    streams = place.streams(mongo, topic)
    async with streams.running():
        for number in said:
            await streams.submit(say("A", number))


async def test_what_was_committed_before_a_crash_is_sent_after_the_restart(
    place: Place, mongo: Mongo
) -> None:
    topic = place.topic()
    await committed(place, mongo, topic, *range(12))
    again = place.open()
    async with a_relay(place, again).running():
        await eventually(lambda: empty(again), "the outbox to be empty")
        await committed(place, again, topic, 12, 13)
        await eventually(lambda: empty(again), "the outbox to be empty again")
    sent = await in_kafka(place, topic)
    assert numbers(sent) == list(range(14))
    assert {record.key for record in sent} == {b"A"}
    headers = [dict(record.headers) for record in sent]
    assert_linked(
        [
            {
                "sequence": int(found["sequence"]),
                "body": record.value,
                "hash": bytes.fromhex(found["hash"].decode()),
            }
            for found, record in zip(headers, sent, strict=True)
        ]
    )
    assert [found["prevhash"] for found in headers[1:]] == [h["hash"] for h in headers[:-1]]


async def test_a_crash_between_sending_and_forgetting_repeats_and_readers_take_once(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, forget, crashed = place.topic(), Outbox.sent, []

    async def crash_first(outbox: Outbox, batches: Any) -> None:
        if not crashed:
            crashed.append(batches)
            raise PyMongoError("killed")
        await forget(outbox, batches)

    monkeypatch.setattr(Outbox, "sent", crash_first)
    await committed(place, mongo, topic, *range(5))
    async with Reader(place, topic).running() as reader:
        async with a_relay(place, mongo).running():
            await eventually(lambda: empty(mongo), "the outbox to be empty")
        await eventually(lambda: reader.has(*places("A", 1, 2, 3, 4, 5)), "all of it, once")
        await eventually(lambda: reader.counted("duplicate") == 5, "the repeats")
    assert numbers(await in_kafka(place, topic)) == [*range(5), *range(5)]


async def test_one_relay_leads_and_another_takes_over_when_it_stops(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RENEW_SECONDS", 0.2)
    topic = place.topic()
    first, second = a_relay(place, mongo), a_relay(place, place.open())
    async with second.running():
        await eventually(lambda: leader(mongo, second), "one to lead")
        async with first.running():
            await committed(place, mongo, topic, 1)
            await eventually(lambda: empty(mongo), "the first fact to be sent")
            assert await leader(mongo, second)
            assert await first.why_not_ready() is None
            epoch = await epoch_of(mongo)
            await stop(second)
            await eventually(lambda: leader(mongo, first), "the other to lead")
            await committed(place, mongo, topic, 2)
            await eventually(lambda: empty(mongo), "the second fact to be sent")
            assert await epoch_of(mongo) == epoch + 1
    assert numbers(await in_kafka(place, topic)) == [1, 2]


async def test_a_relay_that_lost_its_lease_sends_nothing_more(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RENEW_SECONDS", 0.2)
    monkeypatch.setattr(module, "LEASE_SECONDS", 0.6)
    monkeypatch.setattr(module, "STALE_SECONDS", 0.5)
    topic, relay = place.topic(), a_relay(place, mongo)
    async with relay.running():
        await eventually(lambda: leader(mongo, relay), "it to lead")
        other = {"$set": {"owner": "another", "until": {"$add": ["$$NOW", 3_000]}}}
        await mongo[LEASES].update_one({"_id": "relay"}, [other])
        await eventually(lambda: relay._held_until == 0.0, "it to notice")
        await committed(place, mongo, topic, 1)
        why = await eventually(relay.why_not_ready, "the waiting batch to be told")
        assert "has waited" in why
        assert not await in_kafka(place, topic)
        await eventually(lambda: empty(mongo), "the lease to end and the fact to be sent")
        await eventually(lambda: healthy(relay), "it to be ready again")
    assert numbers(await in_kafka(place, topic)) == [1]


async def test_it_backs_off_while_the_broker_is_away_and_says_so(
    place: Place, mongo: Mongo
) -> None:
    topic, asked, away = place.topic(), [], True

    async def make_producer() -> AIOKafkaProducer:
        asked.append(asyncio.get_running_loop().time())
        if away:
            raise KafkaConnectionError("nobody there")
        return await kafka.producer(place.settings, "relay")

    relay = a_relay(place, mongo, make_producer)
    await committed(place, mongo, topic, 1)
    async with relay.running():
        await eventually(lambda: len(asked) >= 4, "some attempts")
        assert asked[-1] - asked[0] < 60
        assert "sending fails" in str(await relay.why_not_ready())
        away = False
        await eventually(lambda: empty(mongo), "the fact to be sent")
        await eventually(lambda: healthy(relay), "it to be ready again")
        assert len(asked) <= 5
    assert numbers(await in_kafka(place, topic)) == [1]


async def test_it_is_ready_as_soon_as_sending_works_again_however_much_waits(
    place: Place, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a load without pause there is no idle moment in which to notice."""
    topic = place.topic()
    monkeypatch.setattr(module, "BATCHES_AT_ONCE", 1)
    relay = a_relay(place, mongo)
    await committed(place, mongo, topic, *range(10))
    relay._failing = "sending fails: before"
    seen: list[str | None] = []
    forget = Outbox.sent

    async def note(outbox: Outbox, batches: Any) -> None:
        seen.append(relay._failing)
        await forget(outbox, batches)

    monkeypatch.setattr(Outbox, "sent", note)
    async with relay.running():
        await eventually(lambda: len(seen) == 10, "all of it")
    assert seen[1:] == [None] * 9


async def leader(mongo: Mongo, relay: Relay) -> bool:
    lease = await mongo[LEASES].find_one({"_id": "relay"})
    return lease is not None and lease["owner"] == relay._owner


async def epoch_of(mongo: Mongo) -> int:
    lease = await mongo[LEASES].find_one({"_id": "relay"})
    assert lease is not None
    return int(lease["epoch"])


async def healthy(relay: Relay) -> bool:
    return await relay.why_not_ready() is None


async def stop(relay: Relay) -> None:
    """End its loop as a stop of its process would."""
    (task,) = [
        task
        for task in asyncio.all_tasks()
        if task.get_name() == "relay" and task.get_coro().cr_frame.f_locals["self"] is relay  # type: ignore[union-attr]
    ]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
