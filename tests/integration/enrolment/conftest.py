"""The whole service in this process, on a real Kafka and a real MongoDB, with tokens of its own."""

import os
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pymongo
import pytest
import uvicorn
from confluent_kafka.admin import AdminClient
from pydantic import SecretStr

from services.enrolment.main import make_app
from services.enrolment.settings import EnrolmentSettings
from tests.integration.enrolment.running import (
    FACTS_TOPIC,
    FIELD_KEYS,
    ISSUER,
    MODULES,
    Caller,
    Place,
    Running,
    fetch,
    free_port,
    fresh_board,
    is_ready,
    new_topic,
    wait_for,
)


@pytest.fixture(scope="session")
def kafka_bootstrap(request: pytest.FixtureRequest) -> str:
    return os.environ.get("AANTOONBAAR_TEST_KAFKA_BOOTSTRAP") or (
        request.getfixturevalue("stack").kafka_bootstrap
    )


@pytest.fixture(scope="session")
def mongodb_uri(request: pytest.FixtureRequest) -> str:
    return os.environ.get("AANTOONBAAR_TEST_MONGODB_URI") or (
        request.getfixturevalue("stack").mongodb_uri
    )


@pytest.fixture(scope="session", params=["motor", "pymongo"])
def service(
    request: pytest.FixtureRequest, kafka_bootstrap: str, mongodb_uri: str
) -> Iterator[Running]:
    settings = EnrolmentSettings(
        environment="development",
        http_port=free_port(),
        kafka_bootstrap=kafka_bootstrap,
        mongodb_uri=SecretStr(mongodb_uri),
        AANTOONBAAR_MONGO_DRIVER=request.param,
        issuer=ISSUER,
        database=f"enrolment-{uuid.uuid4().hex[:12]}",
        topic_prefix=new_topic(kafka_bootstrap),
        field_keys=SecretStr(FIELD_KEYS),
    )
    app = make_app(settings, fetch)
    server = uvicorn.Server(
        uvicorn.Config(app, port=settings.http_port, log_level="warning", loop="asyncio")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{settings.http_port}"
    mongo: Any = pymongo.MongoClient(mongodb_uri)
    running = Running(url, settings, mongo[settings.database])
    try:
        wait_for(lambda: is_ready(url), "the service to be ready")
        yield running
    finally:
        server.should_exit = True
        thread.join(30)
        for client in running.clients:
            client.close()
        mongo.drop_database(settings.database)
        mongo.close()
        admin = AdminClient({"bootstrap.servers": kafka_bootstrap})
        for gone in admin.delete_topics([settings.topic_prefix + FACTS_TOPIC]).values():
            gone.result()
    assert not thread.is_alive()


@pytest.fixture
def place(service: Running) -> Place:
    number = fresh_board()
    letters = "".join(chr(65 + int(digit)) for digit in number[:2])
    school, second = (
        f"9{number[2]}{letters}{number[3:]}"[:6],
        f"8{number[2]}{letters}{number[3:]}",
    )
    ops = service.ops()
    ops.post(
        "/v1/boards",
        {
            "board": number,
            "name": f"Stichting {number}",
            "sectors": ["vo"],
            "validFrom": "2020-08-01",
        },
    )
    admin = service.caller(f"admin-{number}", "board-admin", boards=[number])
    for code in (school, second):
        admin.post(
            f"/v1/boards/{number}/schools",
            {"school": code, "name": f"School {code}", "sector": "vo", "validFrom": "2020-08-01"},
        )
    admin.post(f"/v1/boards/{number}/catalogue-imports", MODULES)
    leader = service.caller(f"leader-{number}", "school-leader", boards=[number], schools=[school])
    return Place(service, number, school, second, admin, leader)


@pytest.fixture
def elsewhere(service: Running) -> Caller:
    """Someone with every role, but of another board and school."""
    return service.caller(
        "elsewhere",
        "board-admin",
        "school-leader",
        "coach",
        "teacher",
        boards=["00001"],
        schools=["00AA00"],
    )
