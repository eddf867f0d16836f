"""The stand-in for a platform of lessons: publishes CloudEvents, and waits for their verdicts.

It signs in to Kafka as any platform does (SASL/SCRAM), and may do no more than write its own
events and read its own verdicts.
"""

import asyncio
import json
import threading
from collections import defaultdict
from collections.abc import Iterable
from time import monotonic
from types import TracebackType
from typing import Any, Self

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition

from demo.acts import Event
from demo.doors import DemoFailed, Doors
from demo.journal import Journal
from demo.plot.script import PLATFORM, SOURCE
from shared.contracts.catalogue import platform_topics
from shared.contracts.envelope import CONTENT_TYPE, DATA_CONTENT_TYPE, SPEC_VERSION

EVENTS, VERDICTS = platform_topics(PLATFORM)
VERDICT_SECONDS = 60.0  # a service that is started again is back within this time
POLL_SECONDS = 0.02
AT_ONCE = 500

Verdict = dict[str, Any]


class Platform:
    """Sends events and checks what became of each."""

    def __init__(self, doors: Doors, journal: Journal) -> None:
        self._journal = journal
        self._options = {
            "bootstrap.servers": doors.kafka_bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": PLATFORM,
            "sasl.password": doors.platform_password,
            "log_level": 0,
        }
        self._producer = Producer(
            {**self._options, "enable.idempotence": True, "linger.ms": 2, "acks": "all"}
        )
        self._verdicts: dict[str, list[Verdict]] = defaultdict(list)
        self._news = asyncio.Condition()
        self._stop = threading.Event()
        self._caught_up = threading.Event()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._reader = threading.Thread(target=self._read, name="verdicts", daemon=True)
        self._reader.start()
        # Verdicts of before an interruption are known again before anything is sent.
        if not await asyncio.to_thread(self._caught_up.wait, VERDICT_SECONDS):
            raise DemoFailed(f"The topic {VERDICTS} cannot be read as platform {PLATFORM}.")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        await asyncio.to_thread(self._reader.join)

    async def send(self, events: Iterable[Event]) -> None:
        """Send events in order, and wait for a verdict on each; DemoFailed for a wrong one."""
        waiting: list[tuple[Event, int]] = []
        for event in events:
            earlier = len(self._verdicts[event.id])
            if earlier and not event.attributes.get("id"):
                waiting.append((event, 0))  # it was sent before an interruption
                continue
            before = sum(one.id == event.id for one, _ in waiting)
            waiting.append((event, earlier + before))
            self._produce(event)
        try:
            async with asyncio.timeout(VERDICT_SECONDS):
                for event, number in waiting:
                    self._check(event, await self._verdict(event.id, number))
        except TimeoutError:
            raise DemoFailed(
                f"Of {len(waiting)} events no verdict came within {VERDICT_SECONDS:g} s."
            ) from None

    def _produce(self, event: Event) -> None:
        attributes = _attributes(event)
        headers: dict[str, str | bytes | None]
        if event.mode == "binary":
            headers = {f"ce_{name}": text for name, text in attributes.items()}
            headers["content-type"] = DATA_CONTENT_TYPE
            value = json.dumps(event.data).encode()
        else:
            headers = {"content-type": CONTENT_TYPE}
            value = json.dumps(
                {**attributes, "datacontenttype": DATA_CONTENT_TYPE, "data": event.data}
            ).encode()
        self._producer.produce(EVENTS, value, event.school, headers=headers)
        self._producer.poll(0)

    async def _verdict(self, event: str, number: int) -> Verdict:
        async with self._news:
            await self._news.wait_for(lambda: len(self._verdicts[event]) > number)
        return self._verdicts[event][number]

    def _check(self, event: Event, verdict: Verdict) -> None:
        reason = verdict["reason"]
        outcome = reason["code"] if verdict["outcome"] == "refused" else verdict["outcome"]
        if outcome != event.expect:
            raise DemoFailed(f"{event.name}: expected {event.expect}, got {outcome} ({reason})")
        self._journal.note(event.name, {})

    def _read(self) -> None:
        """Read verdicts for as long as the platform works; runs in a thread of its own."""
        consumer = Consumer(
            {
                **self._options,
                "group.id": f"{PLATFORM}.demo",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 50,
            }
        )
        try:
            ends = _assign_all(consumer)
            while not self._stop.is_set():
                messages = consumer.consume(AT_ONCE, POLL_SECONDS)
                found = [message for message in messages if _is_record(message)]
                for message in found:
                    ends[message.partition() or 0] -= 1
                if found:
                    asyncio.run_coroutine_threadsafe(self._take(found), self._loop).result()
                if all(left <= 0 for left in ends.values()):
                    self._caught_up.set()
                self._producer.poll(0)
        finally:
            consumer.close()

    async def _take(self, messages: list[Message]) -> None:
        async with self._news:
            for message in messages:
                verdict: Verdict = json.loads(message.value() or b"{}")["data"]
                self._verdicts[verdict["event"]["id"]].append(verdict)
            self._news.notify_all()


def _attributes(event: Event) -> dict[str, str]:
    return {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": SOURCE,
        "type": event.type_name,
        "subject": event.school,
        "time": event.at.isoformat(),
        **event.attributes,
    }


def _assign_all(consumer: Consumer) -> dict[int, int]:
    """Read every partition from its beginning; partition -> records that are in it now."""
    deadline = monotonic() + VERDICT_SECONDS
    while monotonic() < deadline:
        topic = consumer.list_topics(VERDICTS, timeout=VERDICT_SECONDS).topics[VERDICTS]
        if topic.partitions and topic.error is None:
            break
    ends = {}
    for number in topic.partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(VERDICTS, number), 30.0)
        ends[number] = high - low
    places = [TopicPartition(VERDICTS, number, 0) for number in topic.partitions]
    consumer.assign(places)
    return ends


def _is_record(message: Message) -> bool:
    """Whether it is a record; what Kafka cures by itself is passed over."""
    error = message.error()
    if error is not None and error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED:
        raise DemoFailed(f"Platform {PLATFORM} may not read {VERDICTS}.")
    return error is None
