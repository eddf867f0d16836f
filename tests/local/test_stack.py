"""A real Kafka and MongoDB: started, fenced, killed, moved and started again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType  # type: ignore[attr-defined]
from pymongo import MongoClient

from deploy.kafka import platforms, topics
from deploy.kafka.administration import open_admin
from deploy.local import services
from deploy.local.failures import DidNotStart
from deploy.local.paths import PROJECT
from deploy.local.ports import Ports
from deploy.local.services import SIGN_IN, Service, url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack
from shared.contracts.catalogue import CATALOGUE

SECONDS = 20.0
DAY_MS = 86_400_000
STAND_IN = Service("stand-in", "stand_in", "evidence")


@pytest.fixture
def admin(stack: Stack) -> AdminClient:
    return open_admin(stack.kafka_bootstrap)


def sign_in(stack: Stack, platform: str, **more: str | int | bool) -> dict[str, str | int | bool]:
    return {
        "bootstrap.servers": stack.platform_bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": platform,
        "sasl.password": stack.secrets.platform_password(platform),
        "log_level": 0,
        **more,
    }


def send(stack: Stack, platform: str, topic: str) -> KafkaError | None:
    """Send one event as a platform; None when it is stored, else why not."""
    told: list[KafkaError | None] = []
    producer = Producer(sign_in(stack, platform, **{"message.timeout.ms": 8000}))
    producer.produce(topic, b"{}", key=b"98WL00", on_delivery=lambda error, _: told.append(error))
    producer.flush(SECONDS)
    return told[0]


def receive(stack: Stack, platform: str, topic: str, group: str) -> bytes | KafkaError:
    """The first record of a topic as a platform reads it, or why it may not."""
    options = {"group.id": group, "auto.offset.reset": "earliest"}
    consumer = Consumer(sign_in(stack, platform, **options))
    consumer.subscribe([topic])
    try:
        deadline = monotonic() + SECONDS
        while monotonic() < deadline:
            record = consumer.poll(0.5)
            if record is not None:
                return record.error() or record.value() or b""
        raise AssertionError(f"nothing came from {topic}")
    finally:
        consumer.close()


def test_every_topic_of_the_language_exists_with_its_retention(admin: AdminClient) -> None:
    found = admin.list_topics(timeout=SECONDS).topics
    expected = {entry.topic: (12, -1) for entry in CATALOGUE}
    expected |= dict.fromkeys(("feedback.dead-letters.v1", "evidence.dead-letters.v1"), (1, 90))
    resources = [ConfigResource(ResourceType.TOPIC, name) for name in expected]
    settings = {r.name: f.result(SECONDS) for r, f in admin.describe_configs(resources).items()}
    for name, (partitions, days) in expected.items():
        assert len(found[name].partitions) == partitions
        kept = int(settings[name]["retention.ms"].value)
        assert kept == (days * DAY_MS if days > 0 else -1)
        assert settings[name]["cleanup.policy"].value == "delete"


def test_nothing_appears_by_being_misspelt(stack: Stack) -> None:
    producer = Producer({"bootstrap.servers": stack.kafka_bootstrap, "message.timeout.ms": 2000})
    told: list[KafkaError | None] = []
    producer.produce("no.such.topic", b"", on_delivery=lambda error, _: told.append(error))
    producer.flush(SECONDS)
    assert told[0] is not None


def test_a_changed_setting_is_put_right_and_lost_partitions_are_refused(
    admin: AdminClient,
) -> None:
    wanted = topics.Topic("try.out", 2, {"retention.ms": "1000"})
    topics.create(admin, [wanted])
    topics.create(admin, [replace(wanted, settings={"retention.ms": "2000"})])
    (found,) = admin.describe_configs([ConfigResource(ResourceType.TOPIC, "try.out")]).values()
    assert found.result(SECONDS)["retention.ms"].value == "2000"
    with pytest.raises(topics.WrongTopic, match=r"try\.out has 2 partitions and must have 3"):
        topics.create(admin, [replace(wanted, partitions=3)])


def test_a_platform_writes_its_own_topic_and_no_other(stack: Stack) -> None:
    for platform in ("e-loo", "other"):
        stack.admit_platform(platform)
    assert send(stack, "e-loo", "platform.e-loo.events.v1") is None
    for topic in (
        "platform.other.events.v1",
        "platform.e-loo.verdicts.v1",
        "feedback.facts.v1",
    ):
        refused = send(stack, "e-loo", topic)
        assert refused is not None
        assert refused.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_a_platform_reads_its_own_verdicts_in_its_own_groups(stack: Stack) -> None:
    for platform in ("e-loo", "e-loo-test"):
        stack.admit_platform(platform)
    producer = Producer({"bootstrap.servers": stack.kafka_bootstrap})
    for platform in ("e-loo", "e-loo-test"):
        producer.produce(f"platform.{platform}.verdicts.v1", platform.encode())
    producer.flush(SECONDS)
    verdicts = "platform.e-loo.verdicts.v1"
    assert receive(stack, "e-loo", verdicts, "e-loo") == b"e-loo"
    assert receive(stack, "e-loo", verdicts, "e-loo.reader") == b"e-loo"
    for topic, group, code in (
        (verdicts, "e-loo-test", KafkaError.GROUP_AUTHORIZATION_FAILED),
        (verdicts, "evidence", KafkaError.GROUP_AUTHORIZATION_FAILED),
        ("platform.e-loo-test.verdicts.v1", "e-loo", KafkaError.TOPIC_AUTHORIZATION_FAILED),
        ("evidence.facts.v1", "e-loo", KafkaError.TOPIC_AUTHORIZATION_FAILED),
    ):
        refused = receive(stack, "e-loo", topic, group)
        assert isinstance(refused, KafkaError)
        assert refused.code() == code


def test_a_platform_may_create_and_administer_nothing(stack: Stack) -> None:
    stack.admit_platform("e-loo")
    options = {name: str(value) for name, value in sign_in(stack, "e-loo").items()}
    bootstrap = options.pop("bootstrap.servers")
    mine = open_admin(bootstrap, **options)
    with pytest.raises(KafkaException, match="AUTHORIZATION_FAILED"):
        topics.create(mine, [topics.Topic("mine", 1, {})])
    with pytest.raises(KafkaException, match="AUTHORIZATION_FAILED"):
        platforms.suspend(mine, "other")


def test_a_wrong_password_gets_nowhere(stack: Stack) -> None:
    stack.admit_platform("e-loo")
    told: list[KafkaError] = []
    wrong = sign_in(stack, "e-loo", **{"sasl.password": "guess"})
    producer = Producer({**wrong, "error_cb": told.append})
    deadline = monotonic() + SECONDS
    while not any(error.code() == KafkaError._AUTHENTICATION for error in told):
        assert monotonic() < deadline
        producer.poll(0.1)


def test_a_suspended_platform_is_silent_until_it_is_admitted_again(
    stack: Stack, admin: AdminClient
) -> None:
    stack.admit_platform("fickle")
    events = "platform.fickle.events.v1"
    assert send(stack, "fickle", events) is None
    for _ in range(2):  # twice is harmless
        platforms.suspend(admin, "fickle")
    refused = send(stack, "fickle", events)
    assert refused is not None
    assert refused.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    stack.admit_platform("fickle")
    assert send(stack, "fickle", events) is None
    for _ in range(2):
        platforms.remove(admin, "fickle")
    assert send(stack, "fickle", events) is not None


def test_mongodb_takes_transactions_and_gives_up_on_them_soon(stack: Stack) -> None:
    with MongoClient[dict[str, object]](stack.mongodb_uri) as client:
        with client.start_session() as session, session.start_transaction():
            client["try"]["out"].insert_one({"_id": 1}, session=session)
        assert client["try"]["out"].count_documents({}) == 1
        asked = {"getParameter": 1, "transactionLifetimeLimitSeconds": 1}
        assert client.admin.command(asked)["transactionLifetimeLimitSeconds"] == 10


def test_starting_twice_starts_nothing_twice(stack: Stack) -> None:
    before = [stack.processes.find(name) for name in stack.names]
    stack.start()
    assert [stack.processes.find(name) for name in stack.names] == before


def test_stores_that_were_killed_start_again_with_what_they_held(
    stack: Stack, admin: AdminClient
) -> None:
    stack.admit_platform("survivor")
    with MongoClient[dict[str, object]](stack.mongodb_uri) as client:
        client["kept"]["things"].insert_one({"_id": "before"})
    for name in stack.names:
        stack.processes.kill(name)
        assert stack.why_not_ready(name) == "it ended by itself"
    stack.start()
    assert "platform.survivor.events.v1" in admin.list_topics(timeout=SECONDS).topics
    with MongoClient[dict[str, object]](stack.mongodb_uri) as client:
        assert client["kept"]["things"].count_documents({}) == 1


def test_moved_ports_are_followed_by_what_is_stored(stack: Stack) -> None:
    before, free = stack.ports, Ports.free()
    stack.ports = replace(before, kafka=free.kafka, mongodb=free.mongodb)
    try:
        stack.start()
        with MongoClient[dict[str, object]](stack.mongodb_uri) as client:
            assert client.admin.command("hello")["isWritablePrimary"]
        assert open_admin(stack.kafka_bootstrap).list_topics(timeout=SECONDS).topics
    finally:
        stack.ports = before
        stack.start()


@pytest.fixture
def beside(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Service], Stack]]:
    """Services over the stores that run already; only the services are stopped afterwards."""
    stand_ins = Path(__file__).parent / "stand_ins"
    monkeypatch.setenv("PYTHONPATH", f"{stand_ins}:{PROJECT}")
    made: list[Stack] = []

    def start(service: Service) -> Stack:
        made.append(Stack(stack.paths, stack.ports, (service,), tied=True))
        made[-1].start()
        return made[-1]

    yield start
    for one in made:
        one.processes.stop([service.name for service in one.services])


def test_a_service_gets_its_settings_and_is_waited_for(
    beside: Callable[[Service], Stack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AANTOONBAAR_LOG_FORMAT", "json")
    running = beside(STAND_IN)
    assert running.why_not_ready("stand-in") is None
    running.processes.kill("stand-in")
    assert running.why_not_ready("stand-in") == "it ended by itself"


def test_a_service_that_does_not_get_ready_is_reported_with_its_reason(
    beside: Callable[[Service], Stack], stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "READY_SECONDS", 3.0)
    with pytest.raises(DidNotStart, match="it is away"):
        beside(STAND_IN)
    stack.processes.stop(["stand-in"])


def test_the_sign_in_runs_as_a_service(beside: Callable[[Service], Stack]) -> None:
    running = beside(SIGN_IN)
    door = SignIn(url(running.ports.sign_in), running.secrets.issuer_admin())
    door.put_person("noor", {"roles": ["coach"], "name": "Noor de Wit"})
    assert door.token_of_person("noor").count(".") == 2
    assert json.loads(running.paths.people.read_text())["people"]["noor"]["roles"] == ["coach"]
