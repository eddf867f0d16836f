"""A database per test on each driver, topics of its own, and everything closed at the end."""

import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from pydantic import SecretStr

from shared.chassis.clock import real_clock
from shared.chassis.mongo import Document, Mongo, documents
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.settings import ServiceSettings
from shared.chassis.streams import FACTS
from tests.integration.chassis.counting import Counting, language

DRIVERS = ("motor", "pymongo")


@dataclass
class Place:
    """Where a test works: servers, a database of its own, and names nobody else uses."""

    bootstrap: str
    uri: str
    driver: str
    database: str = field(default_factory=lambda: f"chassis-{uuid.uuid4().hex[:12]}")
    opened: list[Mongo] = field(default_factory=list)

    @property
    def settings(self) -> ServiceSettings:
        return ServiceSettings(
            environment="development",
            http_port=1,
            issuer="http://127.0.0.1:1",
            kafka_bootstrap=self.bootstrap,
            mongodb_uri=SecretStr(self.uri),
        )

    def open(self) -> Mongo:
        """A client of its own, as another process would have."""
        mongo = Mongo(self.uri, self.database, self.driver)
        self.opened.append(mongo)
        return mongo

    def streams(self, mongo: Mongo, topic: str = "nowhere", **more: Any) -> Counting:
        return Counting(
            mongo, language(topic), Outbox(mongo), more.pop("clock", real_clock), Metrics(), **more
        )

    def topic(self, partitions: int = 1) -> str:
        name = f"{self.database}.{uuid.uuid4().hex[:8]}"
        admin = AdminClient({"bootstrap.servers": self.bootstrap})
        for made in admin.create_topics([NewTopic(name, partitions, 1)]).values():
            made.result()
        return name

    def delete_before(self, topic: str, offset: int) -> None:
        """Let Kafka throw away the records before an offset, as retention would."""
        admin = AdminClient({"bootstrap.servers": self.bootstrap})
        for done in admin.delete_records([TopicPartition(topic, 0, offset)]).values():
            done.result()

    async def facts(self, mongo: Mongo, stream: str) -> list[Document]:
        """What stands of a stream, with its sequence."""
        found = await documents(
            mongo[FACTS].find({"_id": {"$regex": f"^{stream}/"}}, sort=[("_id", 1)])
        )
        return [
            {
                "sequence": int(fact["_id"].rsplit("/", 1)[1]),
                "body": bytes(fact["body"]),
                "hash": bytes(fact["hash"]),
                "ordinal": fact["ordinal"],
            }
            for fact in found
        ]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A running Kafka and MongoDB: those named in the environment, or the suite's own."""
    kafka = os.environ.get("AANTOONBAAR_TEST_KAFKA_BOOTSTRAP")
    mongodb = os.environ.get("AANTOONBAAR_TEST_MONGODB_URI")
    if kafka and mongodb:
        return kafka, mongodb
    return request.getfixturevalue("kafka_bootstrap"), request.getfixturevalue("mongodb_uri")


@pytest.fixture(params=DRIVERS)
async def place(request: pytest.FixtureRequest, servers: tuple[str, str]) -> AsyncIterator[Place]:
    found = Place(*servers, request.param)
    found.open()
    try:
        yield found
    finally:
        await found.opened[0]._client.drop_database(found.database)
        for mongo in found.opened:
            await mongo.close()


@pytest.fixture
def mongo(place: Place) -> Mongo:
    return place.opened[0]
