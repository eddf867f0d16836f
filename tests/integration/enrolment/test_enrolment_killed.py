"""Killed in the middle of a load: every acknowledged command is there once, and chains verify."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pymongo
import pytest
from confluent_kafka import Consumer

from tests.integration.enrolment.running import (
    FACTS_TOPIC,
    FIELD_KEYS,
    JWK,
    PLAIN,
    arrived,
    free_port,
    is_ready,
    new_topic,
    token,
    wait_for,
)

BOARD, SCHOOLS, CALLERS, KILLS = "50000", 8, 12, 3


@pytest.fixture
def issuer() -> Iterator[str]:
    """An issuer that publishes the tests' key over HTTP, as a process of its own needs it."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = {"jwks_uri": f"{address}/keys"} if "openid" in self.path else {"keys": [JWK]}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


@dataclass
class Process:
    """The service as a process that can be killed and started again."""

    environment: dict[str, str]
    url: str
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "services.enrolment"],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
        )
        wait_for(lambda: is_ready(self.url), "the service to be ready", seconds=60)

    def end(self, how: int) -> None:
        assert self.running
        self.running.send_signal(how)
        self.running.wait(30)


@dataclass
class Load:
    """Callers that go on, sending a command again with its key until it is answered."""

    url: str
    headers: dict[str, str]
    stopped: threading.Event = field(default_factory=threading.Event)
    acknowledged: dict[str, str] = field(default_factory=dict)

    def run(self, number: int) -> None:
        school = f"70AA{number % SCHOOLS:02d}"
        client = httpx.Client(base_url=self.url, headers=self.headers, timeout=10, verify=PLAIN)
        with client:
            while not self.stopped.is_set():
                self._once(client, f"/v1/schools/{school}/goals")

    def _once(self, client: httpx.Client, path: str) -> None:
        key, body = str(uuid.uuid4()), goal()
        while True:
            try:
                answer = client.post(path, json=body, headers={"idempotency-key": key})
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            assert answer.status_code == 201, answer.text
            self.acknowledged[key] = answer.json()["goal"]
            return


def goal() -> dict[str, Any]:
    return {
        "theme": "feedback",
        "schoolYear": "2025-2026",
        "indicator": "discussed-share",
        "target": 0.8,
        "dueOn": "2026-06-01",
    }


def test_kill_9_loses_nothing_and_doubles_nothing(
    issuer: str, kafka_bootstrap: str, mongodb_uri: str
) -> None:
    port, database = free_port(), f"enrolment-{uuid.uuid4().hex[:12]}"
    prefix = new_topic(kafka_bootstrap)
    process = Process(
        {
            "AANTOONBAAR_ENVIRONMENT": "development",
            "AANTOONBAAR_HTTP_PORT": str(port),
            "AANTOONBAAR_ISSUER": issuer,
            "AANTOONBAAR_FIELD_KEYS": FIELD_KEYS,
            "AANTOONBAAR_KAFKA_BOOTSTRAP": kafka_bootstrap,
            "AANTOONBAAR_MONGODB_URI": mongodb_uri,
            "AANTOONBAAR_DATABASE": database,
            "AANTOONBAAR_TOPIC_PREFIX": prefix,
        },
        f"http://127.0.0.1:{port}",
    )
    mongo: Any = pymongo.MongoClient(mongodb_uri)
    process.start()
    try:
        load = begin(process.url, issuer)
        with ThreadPoolExecutor(CALLERS) as callers:
            going = [callers.submit(load.run, number) for number in range(CALLERS)]
            try:
                for _ in range(KILLS):
                    seen = len(load.acknowledged) + 200
                    wait_for(lambda least=seen: len(load.acknowledged) > least, "progress", 90)
                    process.end(signal.SIGKILL)
                    process.start()
            finally:
                load.stopped.set()
            for one in going:
                one.result()
        wait_for(lambda: mongo[database].outbox.count_documents({}) == 0, "all to be sent")
        check_stored(mongo[database], load)
        topic, count = prefix + FACTS_TOPIC, mongo[database].facts.count_documents({})
        check_sent(kafka_bootstrap, topic, count)
    finally:
        process.end(signal.SIGTERM)
        mongo.drop_database(database)
        mongo.close()


def begin(url: str, issuer: str) -> Load:
    """A board with schools, and a load on their goals."""
    schools = [f"70AA{number:02d}" for number in range(SCHOOLS)]
    ops = {"authorization": f"Bearer {token('ops', 'ops', issuer=issuer)}"}
    with httpx.Client(base_url=url, headers=ops, verify=PLAIN) as client:
        board = {"board": BOARD, "name": "X", "sectors": ["vo"], "validFrom": "2020-08-01"}
        assert client.post("/v1/boards", json=board).status_code == 201
        for school in schools:
            told = {"school": school, "name": "X", "sector": "vo", "validFrom": "2020-08-01"}
            assert client.post(f"/v1/boards/{BOARD}/schools", json=told).status_code == 201
    leader = token("leader", "school-leader", boards=[BOARD], schools=schools, issuer=issuer)
    return Load(url, {"authorization": f"Bearer {leader}"})


def check_stored(database: Any, load: Load) -> None:
    """Chains are gapless and hashed, and hold each acknowledged goal exactly once."""
    goals: Counter[str] = Counter()
    last: dict[str, tuple[int, bytes]] = {}
    for stored in database.facts.find(sort=[("_id", 1)]):
        stream, _, number = stored["_id"].partition("/")
        sequence, previous = last.get(stream, (0, bytes(32)))
        body = bytes(stored["body"])
        assert int(number) == sequence + 1
        assert bytes(stored["hash"]) == hashlib.sha256(previous + body).digest()
        last[stream] = (int(number), bytes(stored["hash"]))
        event = json.loads(body)
        if event["type"].endswith("goals.set.v1"):
            goals[event["data"]["goal"]] += 1
    acknowledged = Counter(load.acknowledged.values())
    assert max(acknowledged.values()) == 1
    # Callers stop only when their last command was answered, so nothing else can stand there.
    assert goals == acknowledged
    assert len(acknowledged) > KILLS * 200


def check_sent(kafka: str, topic: str, count: int) -> None:
    """Kafka has every fact, in order; a crash between send and mark may have sent some twice."""
    consumer = Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": str(uuid.uuid4()),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([topic])
    last: dict[bytes, tuple[int, bytes]] = {}

    def all_read() -> bool:
        for record in arrived(consumer):
            headers = dict(record.headers())
            number, previous = last.get(record.key(), (0, bytes(32)))
            sequence = int(headers["sequence"])
            if sequence <= number:
                continue
            assert sequence == number + 1
            assert headers["prevhash"].decode() == previous.hex()
            digest = hashlib.sha256(previous + record.value()).digest()
            assert headers["hash"].decode() == digest.hex()
            last[record.key()] = (sequence, digest)
        return sum(sequence for sequence, _ in last.values()) == count

    try:
        wait_for(all_read, f"{count} facts on Kafka", seconds=60)
    finally:
        consumer.close()
