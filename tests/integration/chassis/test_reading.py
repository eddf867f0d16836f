"""Reading: every fact once, in order and unaltered, whatever else comes along.

The file is long because every way to lose or repeat a fact is tried on one reader.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from shared.chassis.errors import Unreadable
from shared.chassis.kafka import Record
from shared.chassis.mongo import ConnectionFailure
from tests.integration.chassis.conftest import Place
from tests.integration.chassis.counting import Chain, Sent, read
from tests.integration.chassis.reading import Reader, places, sending
from tests.integration.chassis.waiting import eventually

pytestmark = pytest.mark.anyio

RUBBISH: dict[str, Any] = {
    "no headers": lambda sent: sent.but(headers=[]),
    "no key": lambda sent: sent.but(key=None),
    "a key that is no text": lambda sent: sent.but(key=b"\xff\xfe"),
    "no value": lambda sent: sent.but(value=None),
    "a binary header": lambda sent: sent.but(headers=[*sent.headers, ("hash", b"\xff\x00")]),
    "a header without value": lambda sent: sent.header("sequence", None),
    "a hash without value": lambda sent: sent.header("hash", None),
    "a sequence that is no number": lambda sent: sent.header("sequence", b"first"),
    "a sequence beyond all numbers": lambda sent: sent.header("sequence", b"9" * 40),
    "a sequence below one": lambda sent: sent.header("sequence", b"-000000001"),
    "another body": lambda sent: sent.but(value=b"{}"),
    "brackets without end": lambda sent: sent.but(value=b"[" * 100_000),
}


async def test_duplicates_are_dropped_however_late(place: Place) -> None:
    chain, topic = Chain("", "A"), place.topic()
    facts = [chain.next(number).but(topic=topic) for number in range(5)]
    async with sending(place) as send, Reader(place, topic).running() as reader:
        await send(*facts, *facts)
        await eventually(lambda: reader.has(*places("A", 1, 2, 3, 4, 5)), "five facts")
        await send(facts[1], facts[4])
        await eventually(lambda: reader.counted("duplicate") == 7, "the duplicates")
        assert await reader.has(*places("A", 1, 2, 3, 4, 5))
        await eventually(lambda: reader.counted("taken-in") == 5, "all are counted once")
        assert await reader.parked() == []


async def test_a_gap_parks_its_key_alone_and_heals_when_the_missing_fact_comes(
    place: Place,
) -> None:
    topic = place.topic()
    a, b = Chain(topic, "A"), Chain(topic, "B")
    first, missing, third, fourth = (a.next(number) for number in range(4))
    async with sending(place) as send, Reader(place, topic).running() as reader:
        await send(first, third, b.next(1), fourth, b.next(2))
        await eventually(lambda: reader.has(*places("A", 1), *places("B", 1, 2)), "what fits")
        assert await reader.codes() == ["gap", "behind"]
        await send(third)
        await eventually(lambda: reader.counted("duplicate") == 1, "the parked one again")
        await send(missing, a.next(5))
        await eventually(
            lambda: reader.has(*places("A", 1, 2, 3, 4, 5), *places("B", 1, 2)), "all of it"
        )
        assert await reader.parked() == []
        assert reader.metrics.parked.labels(reader.group)._value.get() == 0


@pytest.mark.parametrize("spoil", ["body", "hash", "prevhash"])
async def test_a_tampered_fact_is_parked_alone_and_the_true_one_is_taken_in(
    place: Place, spoil: str
) -> None:
    chain, topic = Chain("", "A"), place.topic()
    first, second, third = (chain.next(number).but(topic=topic) for number in range(3))
    forged = (
        second.but(value=second.value.replace(b'"number":1', b'"number":9'))
        if spoil == "body" and second.value
        else second.header(spoil, b"0" * 64)
    )
    async with sending(place) as send, Reader(place, topic).running() as reader:
        await send(first, forged, second, third)
        await eventually(lambda: reader.has(*places("A", 1, 2, 3)), "the true facts")
        assert await reader.codes() == ["broken-chain"]


async def test_a_forged_fact_further_on_does_not_take_the_place_of_the_true_one(
    place: Place,
) -> None:
    chain, topic = Chain("", "A"), place.topic()
    first, second, third = (chain.next(number).but(topic=topic) for number in range(3))
    forged = third.but(value=b'{"forged":true}')
    async with sending(place) as send, Reader(place, topic).running() as reader:
        await send(first, forged, third, second)
        await eventually(lambda: reader.has(*places("A", 1, 2, 3)), "the true facts")


@pytest.mark.parametrize("name", RUBBISH)
async def test_rubbish_is_parked_and_blocks_nobody(place: Place, name: str) -> None:
    topic = place.topic()
    a, b = Chain(topic, "A"), Chain(topic, "B")
    first, second = a.next(1), a.next(2)
    async with sending(place) as send, Reader(place, topic).running() as reader:
        await send(b.next(1), first, RUBBISH[name](second), second, b.next(2))
        wanted = (*places("A", 1, 2), *places("B", 1, 2))
        await eventually(lambda: reader.has(*wanted), f"all others, beside {name}")
        assert len(await reader.parked()) == 1
        # What stands in MongoDB is counted a moment later, when the answer has come.
        await eventually(lambda: reader.counted("parked") == 1, "it is counted")


async def test_what_cannot_be_understood_yet_waits_in_order_and_is_redriven(
    place: Place,
) -> None:
    """An unknown type blocks its key, in order, until a newer version of the service reads it."""
    topic, letters = place.topic(), place.topic()
    a, b = Chain(topic, "A"), Chain(topic, "B")
    facts = [a.next(1), a.next(2, kind="number.whispered"), a.next(3), b.next(1)]
    async with sending(place) as send, Reader(place, topic, read, letters).running() as reader:
        await send(*facts)
        await eventually(lambda: reader.has(*places("A", 1), *places("B", 1)), "what is known")
        await eventually(lambda: reader.counted("parked") == 2, "what is not")
        assert await reader.codes() == ["unknown-type", "behind"]
        assert await reader.inbox.redrive(topic, "A", dry_run=False) == (0, 2)

    def newer(key: str, sequence: int, body: bytes) -> int:
        return read(key, sequence, body.replace(b"whispered", b"said"))

    async with sending(place) as send, Reader(place, topic, newer, letters).running() as reader:
        assert await reader.inbox.redrive(topic, "A", dry_run=True) == (2, 0)
        assert await reader.taken() == [*places("A", 1), *places("B", 1)]
        assert await reader.inbox.redrive(topic, "A", dry_run=False) == (2, 0)
        assert await reader.taken() == [*places("A", 1, 2, 3), *places("B", 1)]
        assert await reader.parked() == []
        await send(a.next(4))
        await eventually(lambda: reader.has(*places("A", 1, 2, 3, 4), *places("B", 1)), "the next")


async def test_what_is_parked_is_told_on_the_dead_letter_topic(place: Place) -> None:
    topic, letters = place.topic(), place.topic()
    chain = Chain(topic, "A")
    gone, late = chain.next(1), chain.next(2)
    async with sending(place) as send, Reader(place, topic, read, letters).running() as reader:
        await send(late)
        await eventually(reader.codes, "the parked fact")
        (batch,) = await reader.letters._outbox.oldest(10)
        (message,) = batch.messages
        headers = dict(message.headers)
        assert (message.topic, message.key, message.value) == (letters, "A", late.value)
        assert headers["kafka_dlt-original-topic"] == topic
        assert headers["kafka_dlt-original-offset"] == "0"
        assert headers["aantoonbaar-reason"] == "gap"
        await send(gone)
        await eventually(lambda: reader.has(*places("A", 1, 2)), "both")


async def test_a_reader_goes_on_where_the_one_before_was(place: Place) -> None:
    chain, topic = Chain("", "A"), place.topic()
    async with sending(place) as send:
        async with Reader(place, topic).running() as reader:
            await send(*(chain.next(n).but(topic=topic) for n in range(3)))
            await eventually(lambda: reader.has(*places("A", 1, 2, 3)), "the first three")
        await send(*(chain.next(n).but(topic=topic) for n in range(3)))
        async with Reader(place, topic).running() as reader:
            await eventually(lambda: reader.has(*places("A", *range(1, 7))), "all six")
            assert reader.counted("duplicate") == 0


async def test_two_readers_share_partitions_and_lose_nothing_when_they_change(
    place: Place,
) -> None:
    topic = place.topic(partitions=4)
    chains = [Chain(topic, key) for key in "ABCDEFGH"]
    said = 0

    async with sending(place) as send:

        async def more() -> None:
            nonlocal said
            said += 10
            await send(*(chain.next(n) for n in range(10) for chain in chains))

        async def all_taken() -> bool:
            return await first.has(*(p for c in "ABCDEFGH" for p in places(c, *range(1, said + 1))))

        async with Reader(place, topic).running() as first:
            await more()
            await eventually(lambda: first.counted("taken-in") > 0, "the first to begin")
            async with Reader(place, topic).running() as second:
                await more()
                owned = second.consumer._positions.owned
                await eventually(lambda: len(owned) == 2, "the second to have its share")
                await eventually(lambda: len(first.consumer._positions.owned) == 2, "shares")
                await more()
                await eventually(all_taken, "all of it, with two")
                await eventually(lambda: second.counted("taken-in") > 0, "the second took some")
            await more()
            await eventually(all_taken, "all of it, with one again")
            assert await first.parked() == []


async def test_a_transaction_that_fails_is_repeated_with_pauses_and_loses_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, topic = Chain("", "A"), place.topic()
    reader = Reader(place, topic)
    real, failed = reader.mongo.transaction, []

    async def failing(*args: Any) -> Any:
        if len(failed) < 4:
            failed.append(reader.consumer._trouble)
            raise ConnectionFailure("the database is away")
        return await real(*args)

    monkeypatch.setattr(reader.mongo, "transaction", failing)
    async with sending(place) as send, reader.running():
        await send(*(chain.next(n).but(topic=topic) for n in range(3)))
        await eventually(lambda: len(failed) >= 2, "the first failures")
        assert failed[1] == f"{reader.group}: ConnectionFailure"
        await eventually(lambda: reader.has(*places("A", 1, 2, 3)), "all of it")
        assert reader.metrics.batch_failures.labels(reader.group)._value.get() == 4
        await eventually(_ready(reader), "to be ready again")


async def test_what_was_fetched_behind_a_failing_batch_comes_again_and_is_no_loss(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a batch is committed the next one is read: when it fails, both must come again."""
    chain, topic = Chain("", "A"), place.topic()
    reader = Reader(place, topic, max_records=5)
    real, tried = reader.mongo.transaction, 0

    async def failing(*args: Any) -> Any:
        nonlocal tried
        tried += 1
        if tried % 3:
            await asyncio.sleep(0.05)  # time for the next batch to be fetched and decoded
            raise ConnectionFailure("the database is away")
        return await real(*args)

    monkeypatch.setattr(reader.mongo, "transaction", failing)
    async with sending(place) as send, reader.running():
        await send(*(chain.next(n).but(topic=topic) for n in range(60)))
        await eventually(lambda: reader.has(*places("A", *range(1, 61))), "all of it")
        assert reader.metrics.batch_failures.labels(reader.group)._value.get() > 5
        assert reader.metrics.lost_offsets.labels(reader.group)._value.get() == 0
        await eventually(lambda: reader.counted("taken-in") == 60, "all are counted once")
        assert await reader.parked() == []
        await eventually(lambda: len(reader.take.told) == 60, "what was left for later")
    assert reader.take.told == places("A", *range(1, 61))


async def test_what_a_batch_leaves_for_later_is_done_by_the_end(place: Place) -> None:
    """Perhaps while the next one is written, and never twice or in another order."""
    chain, topic = Chain("", "A"), place.topic()
    reader = Reader(place, topic, max_records=5)
    async with sending(place) as send, reader.running():
        await send(*(chain.next(n).but(topic=topic) for n in range(200)))
        await eventually(lambda: reader.has(*places("A", *range(1, 201))), "all of it")
    assert reader.take.told == places("A", *range(1, 201))


async def test_what_a_batch_leaves_is_done_also_when_the_next_brings_nothing_new(
    place: Place,
) -> None:
    reader, done = Reader(place, place.topic()), []
    reader.consumer._left = (done.append(number) for number in (1, 2))
    await reader.consumer._commit_or_recover([])
    assert done == [1, 2]


async def test_what_a_batch_leaves_is_done_also_when_that_of_the_one_before_fails(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, topic = Chain("", "A"), place.topic()
    reader = Reader(place, topic)

    def broken() -> Iterator[None]:
        raise LookupError("a defect in what was left")
        yield

    real = reader.take.take

    async def behind_a_broken_one(facts: Sequence[Any]) -> Any:
        reader.consumer._left = broken()
        return await real(facts)

    monkeypatch.setattr(reader.take, "take", behind_a_broken_one)
    async with sending(place) as send, reader.running():
        await send(chain.next(0).but(topic=topic))
        await eventually(lambda: reader.has(*places("A", 1)), "the fact")
        await eventually(lambda: reader.take.told == places("A", 1), "what it left")


async def test_records_that_kafka_threw_away_are_told_and_the_rest_is_read(place: Place) -> None:
    chain, topic = Chain("", "A"), place.topic()
    async with sending(place) as send:
        async with Reader(place, topic).running() as reader:
            await send(chain.next(1).but(topic=topic))
            await eventually(lambda: reader.has(*places("A", 1)), "the first")
        await send(*(chain.next(n).but(topic=topic) for n in range(3)))
        place.delete_before(topic, 3)
        async with Reader(place, topic).running() as reader:
            await eventually(reader.codes, "what is left")
            assert reader.metrics.lost_offsets.labels(reader.group)._value.get() == 2
            assert await reader.codes() == ["gap"]


async def test_a_batch_that_cannot_be_decoded_is_repeated_and_not_skipped(place: Place) -> None:
    """A codec should never raise; when it does nothing is lost, and the trouble is told."""
    chain, topic, failed = Chain("", "A"), place.topic(), 0
    reader = Reader(place, topic)
    decode = reader.consumer._decode

    def failing(record: Record) -> Any:
        nonlocal failed
        if failed < 2:
            failed += 1
            raise RuntimeError("a defect of ours")
        return decode(record)

    reader.consumer._decode = failing
    async with sending(place) as send, reader.running():
        await send(chain.next(1).but(topic=topic))
        await eventually(lambda: failed > 0, "the first failure")
        await send(chain.next(2).but(topic=topic))
        await eventually(lambda: reader.has(*places("A", 1, 2)), "both")


async def test_a_reader_of_contents_that_fails_parks_the_record(place: Place) -> None:
    topic = place.topic()
    a, b = Chain(topic, "A"), Chain(topic, "B")

    def reads(key: str, sequence: int, body: bytes) -> int:
        if key == "A":
            raise RecursionError
        return read(key, sequence, body)

    async with sending(place) as send, Reader(place, topic, reads).running() as reader:
        await send(a.next(1), b.next(1))
        await eventually(lambda: reader.has(*places("B", 1)), "the other key")
        assert await reader.codes() == ["unreadable"]


async def test_it_is_ready_once_it_owns_partitions_and_not_before(place: Place) -> None:
    reader = Reader(place, place.topic())
    assert "has not started" in str(await reader.consumer.why_not_ready())
    assert await reader.consumer.why_not_live() is None
    async with reader.running():
        await eventually(_ready(reader), "to be ready")


async def test_a_dead_consume_loop_is_noticed(place: Place) -> None:
    reader = Reader(place, place.topic())
    async with reader.running():
        await eventually(_ready(reader), "to be ready")
        for task in reader.consumer._subscriber.tasks:
            task.cancel()
        await eventually(reader.consumer.why_not_live, "the loop to be found dead")


async def test_a_reader_that_was_fenced_says_so_and_takes_nothing_in(place: Place) -> None:
    chain, topic = Chain("", "A"), place.topic()
    async with sending(place) as send, Reader(place, topic).running() as reader:
        await send(chain.next(1).but(topic=topic))
        await eventually(lambda: reader.has(*places("A", 1)), "the first")
        await reader.mongo["positions"].update_many({}, {"$inc": {"epoch": 1}})
        await send(chain.next(2).but(topic=topic))
        why = await eventually(reader.consumer.why_not_ready, "the fence to be noticed")
        await send(chain.next(3).but(topic=topic))
        await asyncio.wait_for(reader.consumer._subscriber.consumer.getmany(timeout_ms=1), 5)
        assert await reader.consumer.why_not_ready()
        assert "Fenced" in why
        assert await reader.has(*places("A", 1))


def _ready(reader: Reader) -> Any:
    async def check() -> bool:
        return await reader.consumer.why_not_ready() is None

    return check


def test_unreadable_keeps_its_code() -> None:
    assert Unreadable("gap", "words").code == "gap"


def test_a_sent_record_reads_as_it_was_made() -> None:
    sent = Chain("t", "A").next(1)
    assert isinstance(sent, Sent)
    assert sent.record().headers == tuple(sent.headers)
