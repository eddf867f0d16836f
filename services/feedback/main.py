"""The one place where feedback is put together; nothing happens on import."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

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
from services.feedback.serve.instruments import instruments_router
from services.feedback.serve.links import links_router
from services.feedback.serve.me import me_router
from services.feedback.serve.platform_events import platform_events_router
from services.feedback.serve.pulses import pulses_router
from services.feedback.serve.recordings import recordings_router
from services.feedback.serve.retractions import retractions_router
from services.feedback.serve.texts import texts_router
from services.feedback.serve.traces import traces_router
from services.feedback.serve.verdicts import verdicts_router
from services.feedback.settings import FeedbackSettings
from services.feedback.store import opened
from services.feedback.translate.heard import heard
from services.feedback.waves import Waves
from shared.chassis import kafka
from shared.chassis.app import build, run
from shared.chassis.batch import BatchConsumer
from shared.chassis.chains import chains_router
from shared.chassis.clock import clock_for
from shared.chassis.dead_letter_doors import Line, dead_letters_router
from shared.chassis.dead_letters import DeadLetters
from shared.chassis.health import Health
from shared.chassis.identity import Fetch, Verifier, fetch_json
from shared.chassis.inbox import Inbox, chain_codec
from shared.chassis.mongo import Mongo
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.preparing import preparing
from shared.chassis.pseudonyms import Pseudonyms
from shared.chassis.relay import Relay
from shared.chassis.streams import Streams
from shared.contracts.asyncapi import asyncapi
from shared.contracts.catalogue import dead_letter_topic, facts_topic

SERVICE = "feedback"
DESCRIPTION = """What observers, pupils and teachers saw change, and time taken to look back."""
MAX_BODY_BYTES = 8 * 1024 * 1024  # a batch of events may be many times one of 64 KB


def make_app(settings: FeedbackSettings, fetch: Fetch = fetch_json) -> FastAPI:
    """The whole service; its background work runs within the app's lifespan."""
    clock = clock_for(settings.clock_file)
    metrics, health = Metrics(), Health()
    mongo = Mongo(settings.mongodb_uri.get_secret_value(), settings.database, settings.mongo_driver)
    outbox = Outbox(mongo)
    relay = Relay(mongo, outbox, lambda: kafka.producer(settings, SERVICE), metrics)
    sender = kafka.Sender(
        lambda: kafka.producer(settings, f"{SERVICE}-door"), settings.door_send_seconds
    )
    prefix = settings.topic_prefix
    topic = prefix + facts_topic(SERVICE)
    store = opened(
        mongo,
        outbox,
        settings.keys(),
        clock,
        operator_kvk=settings.operator_kvk,
        topic_prefix=prefix,
    )
    spoken = language(settings.operator_kvk, topic)
    streams = Streams(mongo, spoken, outbox, clock, metrics, beside=store.beside)
    waves = Waves(store, streams, clock, settings.wave_check_seconds)
    hearing, receiving = prefix + GROUP, prefix + PLATFORMS_GROUP
    letters_topic = prefix + dead_letter_topic(GROUP)
    of_chains = DeadLetters(mongo, outbox, letters_topic, metrics, hearing)
    of_platforms = DeadLetters(mongo, outbox, letters_topic, metrics, receiving)
    measures, read = known_measures(), reader(prefix)
    observed = Observed(metrics)
    lanes = Lanes(
        mongo=mongo,
        store=store,
        streams=streams,
        letters=of_platforms,
        decode=read,
        observed=observed,
        clock=clock,
        measures=measures,
        limit=timedelta(seconds=settings.waiting_limit_seconds),
        sweep_seconds=settings.waiting_sweep_seconds,
    )
    broker = kafka.broker(settings, metrics, SERVICE)
    codec = chain_codec(heard)
    take = Hearing(store, lanes, metrics, hearing)
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
        decode=read,
        work=Receiving(lanes, metrics, receiving),
        metrics=metrics,
        pattern=platforms_pattern(prefix),
    )
    http = httpx.AsyncClient(timeout=5.0)
    pseudonyms = Pseudonyms(str(settings.enrolment_url), http)
    doors = Doors(store, streams, pseudonyms, clock, measures)

    health.live |= {"facts": facts.why_not_live, "events": events.why_not_live}
    health.ready |= {
        "mongodb": mongo.why_not_ready,
        "facts": facts.why_not_ready,
        "events": events.why_not_ready,
        "relay": relay.why_not_ready,
    }

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with (
            http,
            preparing(store, of_chains, of_platforms),
            contextlib.aclosing(sender),
            streams.running() as committing,
            relay.running() as relaying,
            lanes.running() as advancing,
            waves.running() as closing,
            kafka.reading(broker, facts, events),
        ):
            health.watch("committer", committing)
            health.watch("relay", relaying)
            health.watch("lanes", advancing)
            health.watch("waves", closing)
            yield
        await mongo.close()

    return build(
        title="Aantoonbaar: feedback",
        description=DESCRIPTION,
        settings=settings,
        metrics=metrics,
        health=health,
        verifier=Verifier(
            str(settings.issuer), settings.audience, fetch, settings.issuer_metadata_url
        ),
        routers=[
            *_routers(doors, lanes, waves),
            texts_router(doors, observed),
            platform_events_router(sender, prefix),
            chains_router(mongo, outbox, topic),
            dead_letters_router(
                [
                    Line(hearing, of_chains, inbox.redrive, shows_bytes=True),
                    Line(receiving, of_platforms, lanes.redrive, shows_bytes=False),
                ]
            ),
        ],
        lifespan=lifespan,
        asyncapi=asyncapi(SERVICE),
        max_body_bytes=MAX_BODY_BYTES,
    )


def _routers(doors: Doors, lanes: Lanes, waves: Waves) -> Sequence[APIRouter]:
    return [
        recordings_router(doors),
        retractions_router(doors),
        me_router(doors),
        pulses_router(doors, waves),
        instruments_router(doors),
        links_router(doors, lanes),
        traces_router(doors),
        verdicts_router(doors),
    ]


def main() -> None:
    """Run the service until it is told to stop."""
    run(SERVICE, FeedbackSettings, make_app)
