"""The composition root of feedback: everything is made here, and nothing happens on import."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import uvloop
from fastapi import APIRouter, FastAPI
from faststream.kafka import KafkaBroker

from services.feedback import __doc__ as card
from services.feedback.consume import (
    GROUP,
    PLATFORMS_GROUP,
    Hearing,
    Receiving,
    platforms_pattern,
    reader,
)
from services.feedback.instruments import known_measures
from services.feedback.lanes import Lanes
from services.feedback.observe import Observed
from services.feedback.project import Heard
from services.feedback.publish import language
from services.feedback.serve.asking import Doors
from services.feedback.serve.asyncapi import asyncapi_router
from services.feedback.serve.instruments import instruments_router
from services.feedback.serve.links import links_router
from services.feedback.serve.me import me_router
from services.feedback.serve.platform_events import platform_events_router
from services.feedback.serve.pulses import pulses_router
from services.feedback.serve.recordings import recordings_router
from services.feedback.serve.retractions import retractions_router
from services.feedback.serve.verdicts import verdicts_router
from services.feedback.settings import Settings
from services.feedback.state import School
from services.feedback.store import Store, opened
from services.feedback.translate.heard import heard
from services.feedback.waves import Waves
from shared.chassis import app as chassis
from shared.chassis import kafka
from shared.chassis.batch import BatchConsumer
from shared.chassis.chains import chains_router
from shared.chassis.clock import Clock, clock_for
from shared.chassis.dead_letter_doors import Line, dead_letters_router
from shared.chassis.dead_letters import DeadLetters
from shared.chassis.field_encryption import FieldKeys
from shared.chassis.health import Health
from shared.chassis.identity import Fetch, Verifier, fetch_json
from shared.chassis.inbox import Inbox, chain_codec
from shared.chassis.mongo import Mongo
from shared.chassis.observe import Metrics, configure_logging
from shared.chassis.outbox import Outbox
from shared.chassis.pseudonyms import Pseudonyms
from shared.chassis.relay import Relay
from shared.chassis.streams import Streams
from shared.contracts.catalogue import dead_letter_topic, facts_topic
from shared.contracts.feedback import FeedbackFact

MAX_BODY_BYTES = 8 * 1024 * 1024  # a batch of events may be many times one of 64 KB


@dataclass(frozen=True, slots=True)
class Parts:
    """What the service is made of, as far as more than one other part needs it."""

    settings: Settings
    metrics: Metrics
    mongo: Mongo
    outbox: Outbox
    clock: Clock
    store: Store
    streams: Streams[School, FeedbackFact]
    topic: str

    @classmethod
    def of(cls, settings: Settings) -> "Parts":
        """Everything that writing needs."""
        metrics, clock = Metrics(), clock_for(settings.clock_file)
        uri = settings.mongodb_uri.get_secret_value()
        mongo = Mongo(uri, settings.feedback_database, settings.mongo_driver)
        outbox = Outbox(mongo)
        store = opened(
            mongo,
            outbox,
            FieldKeys.parse(settings.field_keys.get_secret_value()),
            clock,
            operator_kvk=settings.operator_kvk,
            topic_prefix=settings.topic_prefix,
        )
        topic = settings.topic_prefix + facts_topic("feedback")
        spoken = language(settings.operator_kvk, topic)
        streams = Streams(mongo, spoken, outbox, clock, metrics, store.beside)
        return cls(settings, metrics, mongo, outbox, clock, store, streams, topic)

    def letters(self, group: str) -> DeadLetters:
        """What a group of this service parks; they share a topic."""
        topic = self.settings.topic_prefix + dead_letter_topic(GROUP)
        return DeadLetters(self.mongo, self.outbox, topic, self.metrics, group)

    def lanes(self, letters: DeadLetters) -> Lanes:
        """The lanes of platforms' events."""
        settings = self.settings
        return Lanes(
            mongo=self.mongo,
            store=self.store,
            streams=self.streams,
            letters=letters,
            decode=reader(settings.topic_prefix),
            observed=Observed(self.metrics),
            clock=self.clock,
            measures=known_measures(),
            limit=timedelta(seconds=settings.waiting_limit_seconds),
            sweep_seconds=settings.waiting_sweep_seconds,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What the service hears: two groups, and what each parked."""

    broker: KafkaBroker
    lanes: Lanes
    consumers: Sequence[BatchConsumer[Any]]
    letters: Sequence[DeadLetters]
    lines: Sequence[Line]

    @classmethod
    def of(cls, parts: Parts) -> "Reading":
        """Everything that reading needs."""
        prefix, metrics, mongo = parts.settings.topic_prefix, parts.metrics, parts.mongo
        hearing, receiving = prefix + GROUP, prefix + PLATFORMS_GROUP
        of_chains, of_platforms = parts.letters(hearing), parts.letters(receiving)
        lanes = parts.lanes(of_platforms)
        broker = kafka.broker(parts.settings, metrics, "feedback")
        codec = chain_codec(heard)
        take = Hearing(parts.store, lanes)
        inbox: Inbox[Heard | None] = Inbox(mongo, of_chains, codec, take, metrics, hearing)
        facts: BatchConsumer[Any] = BatchConsumer(
            broker=broker,
            mongo=mongo,
            group=hearing,
            decode=codec,
            work=inbox,
            metrics=metrics,
            topics=[prefix + facts_topic("enrolment")],
        )
        events: BatchConsumer[Any] = BatchConsumer(
            broker=broker,
            mongo=mongo,
            group=receiving,
            decode=reader(prefix),
            work=Receiving(lanes, metrics, receiving),
            metrics=metrics,
            pattern=platforms_pattern(prefix),
        )
        lines = (
            Line(
                hearing,
                of_chains,
                lambda topic, key, dry_run: inbox.redrive(topic, key, dry_run=dry_run),
                shows_bytes=True,
            ),
            Line(receiving, of_platforms, lanes.redrive, shows_bytes=False),
        )
        return cls(broker, lanes, (facts, events), (of_chains, of_platforms), lines)


def build(
    settings: Settings, *, fetch: Fetch = fetch_json, directory: httpx.AsyncClient | None = None
) -> FastAPI:
    """The service as these settings describe it; it starts with its lifespan.

    `fetch` gets the issuer's keys; `directory` asks enrolment who a caller is.
    """
    parts = Parts.of(settings)
    reading = Reading.of(parts)
    relay = Relay(
        parts.mongo,
        parts.outbox,
        lambda: kafka.producer(settings, "feedback-relay"),
        parts.metrics,
    )
    sender = kafka.Sender(lambda: kafka.producer(settings, "feedback-door"))
    waves = Waves(parts.store, parts.streams, parts.clock, settings.wave_check_seconds)
    people = directory or httpx.AsyncClient(timeout=5.0)
    doors = Doors(
        parts.store,
        parts.streams,
        Pseudonyms(str(settings.enrolment_url), people),
        parts.clock,
        known_measures(),
    )
    health = Health(ready={"mongodb": _answers(parts.mongo), "relay": relay.why_not_ready})
    for name, consumer in zip(("facts", "events"), reading.consumers, strict=True):
        health.live[name] = consumer.why_not_live
        health.ready[name] = consumer.why_not_ready

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            running.push_async_callback(parts.mongo.close)
            running.push_async_callback(people.aclose)
            await parts.store.prepare()
            for letters in reading.letters:
                await letters.prepare()
            running.push_async_callback(sender.close)
            tasks = [
                await running.enter_async_context(started)
                for started in (
                    parts.streams.running(),
                    relay.running(),
                    reading.lanes.running(),
                    waves.running(),
                )
            ]
            for task in tasks:
                health.live[task.get_name()] = _runs(task)
            await running.enter_async_context(kafka.reading(reading.broker))
            yield

    return chassis.build(
        title="Aantoonbaar: feedback",
        description=card or "",
        settings=settings,
        metrics=parts.metrics,
        health=health,
        verifier=Verifier(str(settings.issuer), settings.audience, fetch),
        routers=_routers(parts, reading, doors, waves, sender),
        lifespan=lifespan,
        max_body_bytes=MAX_BODY_BYTES,
    )


def _routers(
    parts: Parts, reading: Reading, doors: Doors, waves: Waves, sender: kafka.Sender
) -> Sequence[APIRouter]:
    return (
        recordings_router(doors),
        retractions_router(doors),
        me_router(doors),
        pulses_router(doors, waves),
        instruments_router(doors),
        links_router(doors, reading.lanes),
        platform_events_router(sender, parts.settings.topic_prefix),
        verdicts_router(doors),
        dead_letters_router(reading.lines),
        chains_router(parts.mongo, parts.outbox, parts.topic),
        asyncapi_router(),
    )


def _answers(mongo: Mongo) -> Callable[[], Any]:
    async def check() -> str | None:
        await mongo.ping()
        return None

    return check


def _runs(task: "asyncio.Task[None]") -> Callable[[], Any]:
    async def check() -> str | None:
        return f"{task.get_name()} has stopped" if task.done() else None

    return check


def main() -> None:
    """Serve until a signal ends the process."""
    settings = Settings()
    configure_logging(settings.log_format, "feedback")
    uvloop.run(chassis.serve(build(settings), settings))
