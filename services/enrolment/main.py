"""The one place where enrolment is put together; nothing happens on import."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI

from services.enrolment.publish import language
from services.enrolment.serve.allowances import allowances_router
from services.enrolment.serve.boards import boards_router
from services.enrolment.serve.catalogue import catalogue_router
from services.enrolment.serve.coaches import coaches_router, roles_router
from services.enrolment.serve.desk import Desk
from services.enrolment.serve.enrolments import enrolments_router
from services.enrolment.serve.goals import goals_router
from services.enrolment.serve.learnings import certificates_router, learnings_router
from services.enrolment.serve.members import members_router
from services.enrolment.serve.people import people_router
from services.enrolment.serve.platforms import platforms_router
from services.enrolment.serve.practices import practices_router
from services.enrolment.serve.register_imports import register_imports_router
from services.enrolment.serve.schools import schools_router
from services.enrolment.serve.traces import traces_router
from services.enrolment.settings import EnrolmentSettings
from services.enrolment.store import Store
from shared.chassis import kafka
from shared.chassis.app import build, run
from shared.chassis.chains import chains_router
from shared.chassis.clock import clock_for
from shared.chassis.health import Health
from shared.chassis.identity import Fetch, Verifier, fetch_json
from shared.chassis.mongo import Mongo
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.preparing import preparing
from shared.chassis.relay import Relay
from shared.chassis.streams import Streams
from shared.contracts.asyncapi import asyncapi
from shared.contracts.catalogue import facts_topic
from shared.contracts.envelope import service_source

SERVICE = "enrolment"
DESCRIPTION = """Who takes part, in what, for which goal, and what came of it."""
MAX_BODY_BYTES = 16 * 1024 * 1024  # the register's largest file has 7,700 lines of 30 years


def make_app(settings: EnrolmentSettings, fetch: Fetch = fetch_json) -> FastAPI:
    """The whole service; its background work runs within the app's lifespan."""
    clock = clock_for(settings.clock_file)
    metrics, health = Metrics(), Health()
    mongo = Mongo(settings.mongodb_uri.get_secret_value(), settings.database, settings.mongo_driver)
    outbox = Outbox(mongo)
    relay = Relay(mongo, outbox, lambda: kafka.producer(settings, SERVICE), metrics)
    store = Store(mongo, settings.keys())
    topic = settings.topic_prefix + facts_topic(SERVICE)
    spoken = language(service_source(settings.operator_kvk, SERVICE), topic)
    streams = Streams(mongo, spoken, outbox, clock, metrics, beside=store.keep_directory)
    desk = Desk(streams, store, clock)

    health.ready |= {"mongodb": mongo.why_not_ready, "relay": relay.why_not_ready}

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with (
            preparing(store),
            streams.running() as committing,
            relay.running() as relaying,
        ):
            health.watch("committer", committing)
            health.watch("relay", relaying)
            yield
        await mongo.close()

    return build(
        title="Aantoonbaar: enrolment",
        description=DESCRIPTION,
        settings=settings,
        metrics=metrics,
        health=health,
        verifier=Verifier(
            str(settings.issuer), settings.audience, fetch, settings.issuer_metadata_url
        ),
        routers=[*_routers(desk), chains_router(mongo, outbox, topic)],
        lifespan=lifespan,
        asyncapi=asyncapi(SERVICE),
        max_body_bytes=MAX_BODY_BYTES,
    )


def _routers(desk: Desk) -> list[APIRouter]:
    return [
        boards_router(desk),
        platforms_router(desk),
        schools_router(desk),
        members_router(desk),
        people_router(desk),
        traces_router(desk),
        catalogue_router(desk),
        goals_router(desk),
        enrolments_router(desk),
        practices_router(desk),
        coaches_router(desk),
        roles_router(desk),
        learnings_router(desk),
        certificates_router(desk),
        allowances_router(desk),
        register_imports_router(desk),
    ]


def main() -> None:
    """Run the service until it is told to stop."""
    run(SERVICE, EnrolmentSettings, make_app)
