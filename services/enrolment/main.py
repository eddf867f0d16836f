"""The one place where enrolment is put together; nothing happens on import."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from services.enrolment.publish import language
from services.enrolment.serve.allowances import allowances_router
from services.enrolment.serve.boards import boards_router
from services.enrolment.serve.catalogue import catalogue_router
from services.enrolment.serve.coaches import coaches_router, roles_router
from services.enrolment.serve.desk import Desk
from services.enrolment.serve.enrolments import enrolments_router
from services.enrolment.serve.goals import goals_router
from services.enrolment.serve.language import language_router
from services.enrolment.serve.learnings import certificates_router, learnings_router
from services.enrolment.serve.members import members_router
from services.enrolment.serve.people import people_router
from services.enrolment.serve.platforms import platforms_router
from services.enrolment.serve.practices import practices_router
from services.enrolment.serve.register_imports import register_imports_router
from services.enrolment.serve.schools import schools_router
from services.enrolment.settings import EnrolmentSettings
from services.enrolment.store import Store
from shared.chassis import kafka
from shared.chassis.app import build
from shared.chassis.chains import chains_router
from shared.chassis.clock import clock_for
from shared.chassis.health import Health
from shared.chassis.identity import Fetch, Verifier, fetch_json
from shared.chassis.mongo import Mongo, PyMongoError
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.relay import Relay
from shared.chassis.streams import Streams
from shared.contracts.envelope import service_source

NAME = "enrolment"
MAX_BODY_BYTES = 16 * 1024 * 1024  # the register's largest file has 7,700 lines of 30 years


def create_app(settings: EnrolmentSettings, fetch: Fetch = fetch_json) -> FastAPI:
    """The whole service; it starts working when its lifespan does."""
    metrics, health = Metrics(), Health()
    clock = clock_for(settings.clock_file)
    mongo = Mongo(settings.mongodb_uri.get_secret_value(), settings.database, settings.mongo_driver)
    outbox = Outbox(mongo)
    store = Store(mongo, settings.keys())
    spoken = language(service_source(settings.operator_kvk, NAME), settings.facts_topic)
    streams = Streams(mongo, spoken, outbox, clock, metrics, beside=store.keep_directory)
    relay = Relay(mongo, outbox, lambda: kafka.producer(settings, NAME), metrics)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(_prepare(store), name="indexes")
        async with streams.running() as committer, relay.running() as relaying:
            _watch(health, mongo, relay, {"committer": committer, "relay": relaying})
            yield
        preparing.cancel()
        await asyncio.gather(preparing, return_exceptions=True)
        await mongo.close()

    return build(
        title="Aantoonbaar: enrolment",
        description="Who takes part, in what, for which goal, and what came of it.",
        settings=settings,
        metrics=metrics,
        health=health,
        verifier=Verifier(str(settings.issuer), settings.audience, fetch),
        routers=[
            *_routers(Desk(streams, store, clock)),
            chains_router(mongo, outbox, settings.facts_topic),
            language_router(NAME),
        ],
        lifespan=lifespan,
        max_body_bytes=MAX_BODY_BYTES,
    )


async def _prepare(store: Store) -> None:
    """Make the indexes as soon as the database is there."""
    async for attempt in AsyncRetrying(
        wait=wait_random_exponential(multiplier=0.2, max=5),
        retry=retry_if_exception_type(PyMongoError),
    ):
        with attempt:
            await store.prepare()


def _routers(desk: Desk) -> list[APIRouter]:
    return [
        boards_router(desk),
        platforms_router(desk),
        schools_router(desk),
        members_router(desk),
        people_router(desk),
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


def _watch(
    health: Health, mongo: Mongo, relay: Relay, loops: dict[str, "asyncio.Task[None]"]
) -> None:
    """A loop that ended is cured by a restart; what is away is waited for."""

    def alive(name: str, task: "asyncio.Task[None]") -> None:
        async def check() -> str | None:
            return f"the {name} has ended" if task.done() else None

        health.live[name] = check

    for name, task in loops.items():
        alive(name, task)

    async def database() -> str | None:
        await mongo.ping()
        return None

    health.ready["mongodb"] = database
    health.ready["relay"] = relay.why_not_ready
