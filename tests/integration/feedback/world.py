"""A world for feedback: topics of its own, enrolment's voice, platforms, and the service itself."""

import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pymongo
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from shared.chassis.canonical import canonical, link
from shared.contracts.envelope import enveloped
from shared.contracts.fact import Fact
from tests.integration.feedback.sign_in import SignIn

T = TypeVar("T")
PLAIN = ssl.create_default_context()  # made once: it is dear, and nothing here speaks TLS
SOURCE = "urn:nld:kvknummer:09220932:observaties"
FIELD_KEY = "a:" + "A" * 43 + "="
Record = tuple[str | None, bytes, dict[str, str]]


def until(find: Callable[[], T | None], what: str, seconds: float = 90.0) -> T:
    """What `find` finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


class World:
    """Everything around one database and one set of topics."""

    def __init__(self, bootstrap: str, mongodb: str, folder: Path) -> None:
        self.prefix = f"t{uuid.uuid4().hex[:10]}."
        self.database = f"feedback-{self.prefix[:-1]}"
        self.folder = folder
        self.sign_in = SignIn()
        self._bootstrap, self._mongodb = bootstrap, mongodb
        self._admin = AdminClient({"bootstrap.servers": bootstrap})
        self._producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 1})
        self._chains: dict[str, tuple[int, bytes]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self.make_topics("enrolment.facts.v1", "feedback.facts.v1", partitions=3)
        self.make_topics("feedback.dead-letters.v1", partitions=1)

    # the service

    def start(self, **settings: Any) -> None:
        """Start the service as a process of its own, and wait until it is ready."""
        environment = {
            **os.environ,
            "AANTOONBAAR_ENVIRONMENT": "development",
            "AANTOONBAAR_HTTP_PORT": str(self.port),
            "AANTOONBAAR_KAFKA_BOOTSTRAP": self._bootstrap,
            "AANTOONBAAR_MONGODB_URI": self._mongodb,
            "AANTOONBAAR_DATABASE": self.database,
            "AANTOONBAAR_TOPIC_PREFIX": self.prefix,
            "AANTOONBAAR_ISSUER": self.sign_in.url,
            "AANTOONBAAR_ENROLMENT_URL": self.sign_in.url,
            "AANTOONBAAR_FIELD_KEYS": FIELD_KEY,
            "AANTOONBAAR_WAITING_SWEEP_SECONDS": "0.2",
            "AANTOONBAAR_WAVE_CHECK_SECONDS": "0.5",
            "AANTOONBAAR_DOOR_SEND_SECONDS": "2",
            **{f"AANTOONBAAR_{name.upper()}": str(value) for name, value in settings.items()},
        }
        log = (self.folder / f"{self.prefix}log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.feedback"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        until(self._ready, f"feedback is ready (log: {log.name})")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def close(self) -> None:
        self.stop()
        self.sign_in.close()
        with pymongo.MongoClient(self._mongodb) as client:
            client.drop_database(self.database)

    def log(self) -> str:
        return (self.folder / f"{self.prefix}log").read_text(errors="replace")

    def mongo(self) -> Any:
        return pymongo.MongoClient(self._mongodb)[self.database]

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log()[-3_000:]
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/health/ready", verify=PLAIN).is_success
        return False

    # HTTP

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, subject: str, *roles: str, **claims: Any) -> httpx.Client:
        token = self.sign_in.token(subject, *roles, **claims)
        headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20, verify=PLAIN)

    def metric(self, line: str) -> float:
        text = httpx.get(f"{self.url}/metrics", verify=PLAIN).text
        found = [one for one in text.splitlines() if one.startswith(line)]
        return sum(float(one.rsplit(" ", 1)[1]) for one in found)

    # Kafka

    def make_topics(self, *names: str, partitions: int) -> None:
        wanted = [NewTopic(self.prefix + name, partitions, 1) for name in names]
        for made in self._admin.create_topics(wanted).values():
            made.result(20)

    def make_platform(self, name: str, partitions: int = 3) -> None:
        self.make_topics(
            f"platform.{name}.events.v1", f"platform.{name}.verdicts.v1", partitions=partitions
        )

    def say(self, fact: Fact, key: str, board: str) -> str:
        """Say a fact as enrolment would, on its chain; returns its id."""
        sequence, _ = self._chains.get(key, (0, bytes(32)))
        fact_id = str(uuid.uuid4())
        body = canonical(
            enveloped(
                fact,
                event_id=fact_id,
                source="urn:nld:kvknummer:00000000:enrolment",
                key=key,
                board=board,
                sequence=sequence + 1,
                logged_at=datetime.now(UTC),
            )
        )
        self.say_raw(key, body)
        return fact_id

    def say_raw(self, key: str, body: bytes) -> None:
        """Put any bytes on enrolment's chain."""
        sequence, previous = self._chains.get(key, (0, bytes(32)))
        digest = link(previous, body)
        self._chains[key] = (sequence + 1, digest)
        headers = {"sequence": f"{sequence + 1:010d}", "hash": digest.hex()}
        self.send("enrolment.facts.v1", key, body, {**headers, "prevhash": previous.hex()})

    def send(
        self,
        topic: str,
        key: str | None,
        value: bytes | None,
        headers: dict[str, str | bytes] | None = None,
    ) -> None:
        self._producer.produce(
            self.prefix + topic, value, key, headers=list((headers or {}).items())
        )
        self._producer.flush(20)

    def produce(self, topic: str, messages: Sequence[tuple[str, bytes, dict[str, Any]]]) -> None:
        """Many records, without waiting for each."""
        for key, value, headers in messages:
            self._producer.produce(self.prefix + topic, value, key, headers=list(headers.items()))
            self._producer.poll(0)
        self._producer.flush(30)

    def read(self, topic: str) -> list[Record]:
        """Everything in a topic, partition by partition: key, value, headers."""
        return list(self._read(self.prefix + topic))

    def _read(self, topic: str) -> Iterator[Record]:
        consumer = Consumer(
            {
                "bootstrap.servers": self._bootstrap,
                "group.id": f"{self.prefix}{uuid.uuid4().hex}",
                "enable.partition.eof": True,
                "enable.auto.commit": False,
            }
        )
        try:
            partitions = self._admin.list_topics(topic, 20).topics[topic].partitions
            consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
            ended: set[int] = set()
            deadline = time.monotonic() + 30
            while len(ended) < len(partitions) and time.monotonic() < deadline:
                message = consumer.poll(0.5)
                if message is None:
                    continue
                if error := message.error():
                    assert error.code() == KafkaError._PARTITION_EOF, error
                    ended.add(message.partition())
                    continue
                key = message.key()
                headers = {name: _text(value) for name, value in message.headers() or []}
                yield key.decode() if key else None, message.value() or b"", headers
        finally:
            consumer.close()

    def facts(self) -> list[dict[str, Any]]:
        """What feedback said, per school in order."""
        return [json.loads(value) for _, value, _ in self.read("feedback.facts.v1")]

    def verdicts(self, platform: str) -> list[dict[str, Any]]:
        """What a platform was told, by number."""
        found = self.read(f"platform.{platform}.verdicts.v1")
        told = [json.loads(value)["data"] for _, value, _ in found]
        return sorted(told, key=lambda verdict: verdict["number"])


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
