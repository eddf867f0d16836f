"""The one place where evidence is put together; nothing happens on import."""

import contextlib
from collections.abc import AsyncIterator

import httpx
from fastapi import FastAPI

from services.evidence.coaching import CoachDesk
from services.evidence.consume import consumer
from services.evidence.desk import Desk
from services.evidence.dossier.office import open_office
from services.evidence.frameworks.loading import SHIPPED, load
from services.evidence.freshen import Freshener
from services.evidence.own import OwnDesk
from services.evidence.own_texts import OwnTexts
from services.evidence.pages.building import build_pages
from services.evidence.pages.names import Names
from services.evidence.portfolio.credential import Addresses
from services.evidence.portfolios import Portfolios
from services.evidence.project import GROUP, Projection
from services.evidence.publish import language
from services.evidence.refold import LedgerPlace, Refolder
from services.evidence.releasing import Releaser
from services.evidence.serve.boards import boards_router
from services.evidence.serve.coachees import coachees_router
from services.evidence.serve.dossiers import dossiers_router
from services.evidence.serve.frameworks import frameworks_router
from services.evidence.serve.issuers import issuers_router
from services.evidence.serve.me import me_router
from services.evidence.serve.ops import Kept, ops_doors
from services.evidence.serve.own_figures import own_figures_router
from services.evidence.serve.portfolio import portfolio_router
from services.evidence.serve.recommendations import recommendations_router
from services.evidence.serve.schools import schools_router
from services.evidence.serve.traces import traces_router
from services.evidence.settings import EvidenceSettings
from services.evidence.standards import Standards
from services.evidence.states import States
from services.evidence.store.certificates import Certificates
from services.evidence.store.derived import DerivedStore
from services.evidence.store.directory import Directory
from services.evidence.store.dismissals import Dismissals
from services.evidence.store.dossiers import DossierStore
from services.evidence.store.ledger import Ledger
from services.evidence.store.mappings import Mappings
from services.evidence.store.releases import ReleaseStore
from services.evidence.translate import read
from shared.chassis import kafka
from shared.chassis.app import build, run
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
from shared.chassis.workers import Workers
from shared.contracts.asyncapi import asyncapi
from shared.contracts.catalogue import dead_letter_topic, facts_topic
from shared.contracts.envelope import service_source

SERVICE = "evidence"
DESCRIPTION = """Keeps every fact and shows what the facts of a school year add up to."""


def make_app(settings: EvidenceSettings, fetch: Fetch = fetch_json) -> FastAPI:
    """The whole service; its background work runs within the app's lifespan."""
    clock = clock_for(settings.clock_file)
    metrics, health = Metrics(), Health()
    uri = settings.mongodb_uri.get_secret_value()
    mongo = Mongo(uri, settings.database, settings.mongo_driver)
    outbox = Outbox(mongo)
    relay = Relay(mongo, outbox, lambda: kafka.producer(settings, SERVICE), metrics)
    ledger, directory, derived = Ledger(mongo), Directory(mongo), DerivedStore(mongo)
    releases, dismissals = ReleaseStore(mongo), Dismissals(mongo)
    freshener = Freshener(derived, directory, clock, metrics)
    states = States(ledger, derived, freshener.touch)
    prefix, group = settings.topic_prefix, settings.topic_prefix + GROUP
    letters = DeadLetters(mongo, outbox, prefix + dead_letter_topic(GROUP), metrics, group)
    codec = chain_codec(read)
    releaser = Releaser(mongo, releases, directory, clock, settings.settling_seconds)
    certificates = Certificates(mongo)
    projection = Projection(
        ledger, directory, certificates, states, metrics, releaser.arrived, dismissals=dismissals
    )
    inbox = Inbox(mongo, letters, codec, projection, metrics, group)
    broker = kafka.broker(settings, metrics, SERVICE)
    reader = consumer(broker, mongo, codec, inbox, metrics, prefix)
    http = httpx.AsyncClient(timeout=5.0)
    pseudonyms = Pseudonyms(settings.enrolment_url, http)
    desk = Desk(states, derived, releases, directory, pseudonyms, clock)
    own = OwnDesk(states, directory, pseudonyms, dismissals, clock)
    coaching = CoachDesk(states, directory, pseudonyms, clock)
    workers, place = Workers(), LedgerPlace(uri, settings.database, settings.mongo_driver)
    refolder = Refolder(place, workers)
    kept = Kept(mongo, states, derived, releases, directory, ledger, refolder, clock)
    corrected = [settings.frameworks] if settings.frameworks else []
    standards = Standards(load(SHIPPED, *corrected), Mappings(mongo))
    topic = prefix + facts_topic(SERVICE)
    spoken = language(service_source(settings.operator_kvk, SERVICE), topic)
    streams = Streams(mongo, spoken, outbox, clock, metrics)
    key = settings.key_of_dossiers()
    office = open_office(desk, standards, streams, DossierStore(mongo), key, settings.public_url)
    verifier = Verifier(
        str(settings.issuer), settings.audience, fetch, settings.issuer_metadata_url
    )
    portfolios = Portfolios(
        desk,
        certificates,
        settings.keys_of_credentials(),
        Addresses(settings.public_url),
        OwnTexts(settings.feedback_url, http),
        Names(settings.enrolment_url, http).own,
    )
    pages = build_pages(
        settings,
        desk,
        standards,
        verifier,
        fetch,
        http,
        portfolios=portfolios,
        own=own,
        coaching=coaching,
        office=office,
    )

    health.live |= {"consume-loop": reader.why_not_live}
    health.ready |= {
        "mongodb": mongo.why_not_ready,
        "kafka": reader.why_not_ready,
        "relay": relay.why_not_ready,
    }

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with (
            http,
            workers.running(),
            preparing(
                ledger,
                directory,
                certificates,
                derived,
                releases,
                dismissals,
                letters,
                office.sealing,
            ),
            streams.running() as committing,
            freshener.running(states) as deriving,
            releaser.running(states, reader.is_behind) as releasing,
            relay.running() as relaying,
            kafka.reading(broker, reader),
        ):
            health.watch("freshener", deriving)
            health.watch("releaser", releasing)
            health.watch("relay", relaying)
            health.watch("committer", committing)
            yield
        await mongo.close()

    app = build(
        title="Aantoonbaar: evidence",
        description=DESCRIPTION,
        settings=settings,
        metrics=metrics,
        health=health,
        verifier=verifier,
        routers=[
            schools_router(desk),
            boards_router(desk),
            frameworks_router(desk, standards),
            me_router(desk),
            own_figures_router(own),
            recommendations_router(own),
            coachees_router(coaching),
            traces_router(dismissals),
            portfolio_router(portfolios),
            issuers_router(portfolios),
            dossiers_router(office),
            chains_router(mongo, outbox, topic),
            ops_doors(kept, freshener),
            dead_letters_router([Line(group, letters, inbox.redrive, shows_bytes=True)]),
            *pages.routers,
        ],
        lifespan=lifespan,
        asyncapi=asyncapi(SERVICE),
    )
    pages.furnish(app)
    return app


def main() -> None:
    """Run the service until it is told to stop."""
    run(SERVICE, EvidenceSettings, make_app)
