"""Reading: batches from Kafka, taken in effectively once, by position.

Positions move in the same MongoDB transaction as what a batch leads to (`positions.py`), so a
crash at any moment repeats a batch or does not, but never half. Kafka's own offsets are committed
as well, only so that lag tools can see them. Any failure goes the same way: read the positions
again until that works, seek there, wait with jitter, go on. Nothing is skipped.

While one batch is being committed the next is fetched and decoded; it is planned only when the one
before stands. What was fetched behind a batch that failed does not fit the positions: Kafka is
asked again from where they stand. When another batch waits, what a batch leaves for later is done
while that one is written, so that neither MongoDB nor this process waits for the other.

The file is long because reading is one loop: its steps share one lock and the same few marks.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from shared.chassis.kafka import Record
from shared.chassis.mongo import Mongo, PyMongoError, Session
from shared.chassis.observe import Metrics
from shared.chassis.positions import FROM_THE_START, Fenced, Positions

log = structlog.get_logger(__name__)

BATCH_TIMEOUT_MS = 20
MAX_RECORDS = 2_000
MAX_PARTITION_FETCH_BYTES = 2 * 1024 * 1024
DECODED_AT_ONCE = 200  # a millisecond or two
LONGEST_PAUSE_SECONDS = 5.0
STOP_SECONDS = 3.0


class Read(Protocol):
    """What a codec makes of a record; it keeps the record, for its position."""

    record: Record


R = TypeVar("R", bound=Read)
R_contra = TypeVar("R_contra", bound=Read, contravariant=True)


@dataclass(slots=True)
class Plan:
    """What a batch leads to: writes for the transaction, and what to do once it stands.

    `after` is done before another batch is planned; `later` bit by bit, perhaps while that one is
    written.
    """

    write: Callable[[Session], Awaitable[None]]
    after: Callable[[], None]
    later: Iterable[None] = ()


class Work(Protocol[R_contra]):
    """What a service does with a batch."""

    async def plan(self, batch: Sequence[R_contra]) -> Plan:
        """Decide on a batch; may read the database, and may run again for the same batch."""

    def forget(self) -> None:
        """Drop what was cached about the database: others may have written, or a write failed."""


class BatchConsumer(Generic[R]):
    """One group's reader in this process."""

    def __init__(
        self,
        *,
        broker: KafkaBroker,
        mongo: Mongo,
        group: str,
        decode: Callable[[Record], R],
        work: Work[R],
        metrics: Metrics,
        topics: Sequence[str] = (),
        pattern: str | None = None,
        max_records: int = MAX_RECORDS,
    ) -> None:
        self._mongo = mongo
        self._group = group
        self._work = work
        self._topics = topics
        self._by_pattern = pattern is not None
        self._metrics = metrics
        self._decode = decode
        self._positions = Positions(mongo, group)
        self._in_flight = asyncio.Lock()
        self._session: Session | None = None
        self._failures = 0
        self._trouble: str | None = None
        self._read_until: dict[TopicPartition, float] = {}
        self._committing: asyncio.Task[None] | None = None
        self._next_waits = False
        self._writing = asyncio.Event()
        self._left: Iterable[None] = ()
        self._asked_again: dict[TopicPartition, int] = {}
        self._unshown: dict[TopicPartition, int] = {}
        self._showing: asyncio.Task[None] | None = None
        self._subscriber: Any = broker.subscriber(  # type: ignore[call-overload]  # `codec` is typed for single messages only
            *topics,
            pattern=pattern,
            group_id=group,
            batch=True,
            max_records=max_records,
            batch_timeout_ms=BATCH_TIMEOUT_MS,
            max_partition_fetch_bytes=MAX_PARTITION_FETCH_BYTES,
            auto_offset_reset="earliest",  # positions rule; a jump past one is told as a loss
            ack_policy=AckPolicy.MANUAL,
            listener=_Listener(self),
            parser=self._parse,
            codec=_AsTheyCame(),
        )
        self._subscriber(self._take_in)
        metrics.lag.labels(group).set_function(self._lag_seconds)
        for outcome in ("taken-in", "duplicate", "parked"):
            metrics.batch_records.labels(group, outcome)
        for known in (
            metrics.batches,
            metrics.batch_failures,
            metrics.lost_offsets,
            metrics.freshness,
        ):
            known.labels(group)

    async def why_not_live(self) -> str | None:
        """A reason when the consume loop is dead: only a restart cures that."""
        tasks: list[asyncio.Task[Any]] = self._subscriber.tasks
        if self._subscriber.running and all(task.done() for task in tasks):
            return f"the consume loop of {self._group} is dead"
        return None

    async def why_not_ready(self) -> str | None:
        """A reason when nothing is assigned yet, or when taking in fails."""
        consumer = self._subscriber.consumer
        if not self._subscriber.running or consumer is None:
            return f"{self._group} has not started reading"
        if self._trouble:
            return self._trouble
        try:
            await consumer.topics()  # asks a broker; reading alone would wait for one in silence
        except KafkaError as error:
            return f"Kafka does not answer: {type(error).__name__}"
        # A pattern may match no topic yet: then there is nothing to be assigned.
        if not self._by_pattern and not self._positions.owned and not consumer.assignment():
            return f"{self._group} has no partitions yet"
        return None

    async def is_behind(self) -> bool:
        """Whether Kafka holds records that no process of this group has taken in yet."""
        consumer = self._subscriber.consumer
        if not self._subscriber.running or consumer is None or self._trouble:
            return True
        partitions = [
            TopicPartition(topic, number)
            for topic in self._topics
            for number in consumer.partitions_for_topic(topic) or ()
        ]
        try:
            ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
        except KafkaError:
            return True
        reached = await self._positions.reached()
        return not partitions or any(
            end > max(reached.get(partition, FROM_THE_START), 0) for partition, end in ends.items()
        )

    async def assigned(self, partitions: set[TopicPartition]) -> None:
        """Claim partitions, and read on from where their positions stand."""
        consumer = self._subscriber.consumer
        consumer.pause(*partitions)  # first of all: records may come before this ends (#738)
        async for attempt in _until_it_works(self._note_trouble):
            with attempt:
                if self._session is None:
                    self._session = await self._mongo.open_session()
                for partition in partitions:
                    await self._positions.claim(partition, self._session)
                await self._seek(partitions)
        self._work.forget()
        self._asked_again.clear()
        self._trouble = None
        consumer.resume(*partitions)

    async def revoked(self, partitions: set[TopicPartition]) -> None:
        """Let the batch in flight end before the partitions go to another."""
        async with self._in_flight:
            self._finish()
            self._positions.release(partitions)
            self._work.forget()

    async def _parse(self, records: tuple[Record, ...]) -> KafkaMessage:
        """FastStream's message without its header decoding, which one binary header would break."""
        first, last = records[0], records[-1]
        return KafkaMessage(
            body=[record.value or b"" for record in records],
            headers={},
            batch_headers=[],
            message_id=f"{first.topic}/{first.offset}-{last.offset}",
            correlation_id=None,
            raw_message=records,
            consumer=self._subscriber.consumer,
        )

    async def settled(self) -> None:
        """Let what is being committed end, for an orderly stop; who still tries again gives up."""
        tasks = {task for task in (self._committing, self._showing) if task is not None}
        if tasks:
            _, trying = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in trying:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._finish()

    async def _take_in(self, batch: Any) -> None:  # FastStream builds a model of the annotation
        """FastStream's handler; never raises, for FastStream would go on behind the batch."""
        read: list[R] = []
        try:
            for start in range(0, len(batch), DECODED_AT_ONCE):
                read += [self._decode(record) for record in batch[start : start + DECODED_AT_ONCE]]
                await asyncio.sleep(0)  # the batch before goes on
        except Exception as defect:  # noqa: BLE001  of the codec: repeated, not lost
            following = partial(self._failed, defect)
        else:
            following = partial(self._commit_or_recover, read)
        if self._committing is not None:
            self._next_waits = True
            try:
                await asyncio.wait({self._committing})  # a stop of this loop must stop no commit
            finally:
                self._next_waits = False
        self._writing.clear()
        self._committing = asyncio.create_task(self._end(following))
        await self._writing.wait()  # then MongoDB has work, and the next can be fetched meanwhile

    async def _end(self, following: Callable[[], Awaitable[None]]) -> None:
        try:
            await following()
        finally:
            self._writing.set()

    async def _commit_or_recover(self, read: list[R]) -> None:
        async with self._in_flight:
            try:
                await self._commit(read)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001  transient or not: it is repeated, not lost
                await self._failed(error)
            else:
                if self._positions.owned:
                    self._failures, self._trouble = 0, None

    async def _failed(self, error: Exception) -> None:
        self._metrics.batch_failures.labels(self._group).inc()
        self._note_trouble(error)
        await self._recover()

    async def _commit(self, batch: list[R]) -> None:
        fresh, reached = self._fresh(batch)
        if not fresh:
            self._finish()
            return
        session = self._session
        assert session is not None  # noqa: S101  set before anything is assigned
        with self._metrics.batches.labels(self._group).time():
            plan = await self._work.plan(fresh)
            finishing = asyncio.create_task(self._finish_meanwhile())
            self._writing.set()

            async def write(inside: Session) -> None:
                await plan.write(inside)
                await self._positions.move(reached, inside)

            await self._mongo.transaction(session, write)
        self._positions.moved(reached)
        plan.after()
        self._show(fresh, reached)
        await finishing
        self._left = plan.later
        if not self._next_waits:
            self._finish()

    def _finish(self) -> None:
        """Do what is left of a batch that stands."""
        try:
            for _ in self._left:
                pass
        except Exception:  # noqa: BLE001  a defect of the service: told, and no reason to stop
            self._left_undone()
        self._left = ()

    async def _finish_meanwhile(self) -> None:
        """The same while the next batch is written, which comes first."""
        try:
            for _ in self._left:
                await asyncio.sleep(0)
        except Exception:  # noqa: BLE001  as above
            self._left_undone()

    def _left_undone(self) -> None:
        """What was left to do has a defect: the batch stands, so it is read from there again."""
        self._metrics.batch_failures.labels(self._group).inc()
        log.exception("what a batch left for later failed", group=self._group)
        self._work.forget()

    def _fresh(self, batch: list[R]) -> tuple[list[R], dict[TopicPartition, int]]:
        """The records at or after the position of a partition we own, and where that leads."""
        fresh: list[R] = []
        reached: dict[TopicPartition, int] = {}
        for (topic, number), found in groupby(batch, key=_place):
            partition = TopicPartition(topic, number)
            position = self._positions.owned.get(partition)
            if position is None:
                continue
            expected = reached.get(partition, position.next)
            for read in found:
                offset = read.record.offset
                if offset < expected:
                    continue
                if offset > expected != FROM_THE_START:
                    if self._asked_again.get(partition) != expected:
                        self._ask_again(partition, expected)
                        break
                    self._tell_loss(partition, expected, offset)
                fresh.append(read)
                expected = offset + 1
            if expected > position.next:
                reached[partition] = expected
        return fresh, reached

    def _ask_again(self, partition: TopicPartition, expected: int) -> None:
        """These were fetched behind a batch that failed: go back to where the positions stand."""
        self._asked_again[partition] = expected
        if partition in self._subscriber.consumer.assignment():
            self._subscriber.consumer.seek(partition, expected)

    def _tell_loss(self, partition: TopicPartition, expected: int, found: int) -> None:
        """Offsets are contiguous here: where Kafka goes on further along even when it is asked
        again, it threw records away too early."""
        self._metrics.lost_offsets.labels(self._group).inc(found - expected)
        log.error(
            "records are gone from Kafka",
            topic=partition.topic,
            partition=partition.partition,
            expected=expected,
            found=found,
        )

    def _show(self, fresh: list[R], reached: dict[TopicPartition, int]) -> None:
        for partition, offset in reached.items():
            self._metrics.position.labels(
                self._group, partition.topic, str(partition.partition)
            ).set(offset)
        for read in fresh[-1:]:
            at = TopicPartition(read.record.topic, read.record.partition)
            self._read_until[at] = read.record.timestamp / 1000
        self._unshown |= reached
        if self._showing is None or self._showing.done():
            self._showing = asyncio.create_task(self._show_to_kafka())

    async def _show_to_kafka(self) -> None:
        """Commit the offsets that were reached; nobody waits, only lag tools look at these."""
        while self._unshown:
            shown, self._unshown = self._unshown, {}
            try:
                await self._subscriber.consumer.commit(shown)
            except KafkaError as error:
                log.info("offsets not shown to Kafka", error=str(error))

    async def _recover(self) -> None:
        """Go back to the positions in the database, however long it takes to read them."""
        self._failures += 1
        self._finish()
        self._work.forget()
        self._asked_again.clear()  # what was fetched meanwhile does not fit once more
        async for attempt in _until_it_works(self._note_trouble, first_pause=self._failures > 1):
            with attempt:
                try:
                    await self._positions.reread()
                except Fenced as fenced:
                    self._note_trouble(fenced)
                    self._positions.owned.clear()  # a rebalance gives us partitions again
                    return
                await self._seek(set(self._positions.owned))
        await asyncio.sleep(min(0.05 * 2**self._failures, LONGEST_PAUSE_SECONDS))

    async def _seek(self, partitions: set[TopicPartition]) -> None:
        consumer = self._subscriber.consumer
        unread = [p for p in partitions if self._positions.owned[p].next == FROM_THE_START]
        beginnings = await consumer.beginning_offsets(unread) if unread else {}
        for partition in partitions & consumer.assignment():  # a new topic may be changing it now
            position = self._positions.owned[partition]
            consumer.seek(partition, beginnings.get(partition, position.next))

    def _note_trouble(self, error: BaseException) -> None:
        self._trouble = f"{self._group}: {type(error).__name__}"
        log.warning("taking in failed, trying again", group=self._group, error=str(error)[:500])

    def _lag_seconds(self) -> float:
        consumer = self._subscriber.consumer
        behind = [
            self._read_until.get(partition, time.time())
            for partition, position in self._positions.owned.items()
            if consumer and (consumer.highwater(partition) or 0) > max(position.next, 0)
        ]
        return max(0.0, time.time() - min(behind)) if behind else 0.0


_place = attrgetter("record.topic", "record.partition")


class _AsTheyCame:
    """FastStream's codec: records are decoded in the handler, where a failure is repeated.

    Whatever fails in a codec is logged by FastStream, and the batch is then skipped.
    """

    async def decode_batch(self, message: Any) -> list[Record]:
        return list(message.raw_message)

    async def encode_batch(self, *_: Any) -> list[tuple[bytes, str | None]]:
        raise TypeError("this codec only reads")


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """aiokafka's listener; async, for sync methods would run in a worker thread."""

    def __init__(self, consumer: "BatchConsumer[Any]") -> None:
        self._consumer = consumer

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._consumer.assigned(assigned)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._consumer.revoked(revoked)


def _until_it_works(
    note: Callable[[BaseException], None], *, first_pause: bool = False
) -> AsyncRetrying:
    def tell(state: Any) -> None:
        note(state.outcome.exception())

    return AsyncRetrying(
        wait=wait_random_exponential(multiplier=0.2, max=LONGEST_PAUSE_SECONDS),
        retry=retry_if_exception_type((PyMongoError, KafkaError, OSError)),
        before_sleep=tell,
    )
