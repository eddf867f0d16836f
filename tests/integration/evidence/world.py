"""Evidence as a process of its own, between topics and a database of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pymongo
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from shared.chassis.canonical import canonical
from shared.contracts.moments import AMSTERDAM
from tests.integration.evidence.keeper import Keeper
from tests.integration.feedback.sign_in import SignIn
from tests.integration.feedback.world import until
from tests.integration.free_port import free_port

Event = Mapping[str, Any]
OWNERS = ("enrolment", "feedback", "evidence")


class World:
    """One evidence, and the voices of the publishers."""

    settling_seconds = 600.0  # no releases, but for tests that wait for them
    patience_seconds = 60

    def __init__(self, bootstrap: str, mongodb: str, folder: Path, driver: str = "motor") -> None:
        self.prefix = f"t{uuid.uuid4().hex[:10]}."
        self.database = f"evidence-{self.prefix[:-1]}"
        self.sign_in = SignIn()
        self.keeper = Keeper()
        self.url = f"http://127.0.0.1:{free_port()}"
        self.bootstrap, self._mongodb, self._driver = bootstrap, mongodb, driver
        self._log = folder / f"{self.prefix}log"
        self._clock = folder / f"{self.prefix}clock"
        self._producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 5})
        self._process: subprocess.Popen[bytes] | None = None
        topics = [NewTopic(f"{self.prefix}{owner}.facts.v1", 3, 1) for owner in OWNERS]
        topics.append(NewTopic(f"{self.prefix}evidence.dead-letters.v1", 1, 1))
        admin = AdminClient({"bootstrap.servers": bootstrap})
        for made in admin.create_topics(topics).values():
            made.result(20)

    def start(self) -> None:
        self._process = self._started(self.url.rsplit(":", 1)[1])
        until(self._ready, f"evidence is ready (log: {self._log})")

    @contextlib.contextmanager
    def second(self) -> Iterator[None]:
        """Another process of the same evidence, for the length of a block."""
        process = self._started(str(free_port()))
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)

    def _started(self, port: str) -> "subprocess.Popen[bytes]":
        settings = {
            "ENVIRONMENT": "development",
            "HTTP_PORT": port,
            "KAFKA_BOOTSTRAP": self.bootstrap,
            "MONGODB_URI": self._mongodb,
            "MONGO_DRIVER": self._driver,
            "DATABASE": self.database,
            "TOPIC_PREFIX": self.prefix,
            "ISSUER": self.sign_in.url,
            "ENROLMENT_URL": self.sign_in.url,
            "FEEDBACK_URL": self.keeper.url,
            "PUBLIC_URL": self.url,
            "FIELD_KEYS": "a:" + "A" * 43 + "=",
            "RELEASE_SETTLING_SECONDS": str(self.settling_seconds),
            "CLOCK_FILE": str(self._clock),
        }
        named = {f"AANTOONBAAR_{name}": value for name, value in settings.items()}
        return subprocess.Popen(
            [sys.executable, "-m", "services.evidence"],
            env={**os.environ, **named, "MONGO_DRIVER": self._driver},
            stdout=self._log.open("ab"),
            stderr=subprocess.STDOUT,
        )

    def at(self, moment: datetime) -> None:
        """Let evidence believe that it is this moment."""
        draft = self._clock.with_suffix(".draft")
        draft.write_text(moment.isoformat())
        draft.replace(self._clock)

    def kill(self) -> None:
        self._stop(signal.SIGKILL)

    def close(self) -> None:
        self._stop(signal.SIGTERM)
        self.sign_in.close()
        self.keeper.close()
        with pymongo.MongoClient(self._mongodb) as client:
            client.drop_database(self.database)

    def publish(self, events: Sequence[Event]) -> None:
        """Facts as their publishers send them: canonical bytes, the chain in headers."""
        for event in events:
            body = canonical({k: v for k, v in event.items() if k not in ("hash", "prevhash")})
            headers = {name: str(event[name]) for name in ("sequence", "hash", "prevhash")}
            self.send(event, body, headers)
        self._producer.flush(30)

    def send(self, event: Event, body: bytes, headers: Mapping[str, str]) -> None:
        owner = event["source"].rsplit(":", 1)[1]
        topic = f"{self.prefix}{owner}.facts.v1"
        self._producer.produce(topic, body, event["subject"], headers=list(headers.items()))
        self._producer.poll(0)

    def client(self, *roles: str, subject: str = "someone", **claims: Any) -> httpx.Client:
        token = self.sign_in.token(subject, *roles, **claims)
        return httpx.Client(
            base_url=self.url, headers={"authorization": f"Bearer {token}"}, timeout=60
        )

    def facts(self) -> int:
        """How many facts are in the ledger."""
        with self.client("ops") as ops:
            answer = ops.post("/v1/verifications", json={}).json()
        return int(answer["checked"]["facts"])

    def verified(self, **asked: Any) -> dict[str, Any]:
        with self.client("ops") as ops:
            answer: dict[str, Any] = ops.post("/v1/verifications", json=asked).json()
        return answer

    def has_all(self, events: Sequence[Event]) -> None:
        """Wait until every fact is taken in and every figure derived from them."""
        until(
            lambda: self.facts() == len(events),
            f"{len(events)} facts in the ledger",
            self.patience_seconds,
        )
        until(lambda: self.verified()["ok"], "all figures derived", self.patience_seconds)

    def is_at_rest(self) -> None:
        """Wait until nothing is derived in the background, for whoever measures something else."""
        until(
            lambda: self.verified(keys=[])["deriving"] == 0,
            "nothing is derived in the background",
            self.patience_seconds,
        )

    def has_released(self, events: Sequence[Event]) -> None:
        """Wait until every board has moved on to the last release day."""
        boards, now = boards_of(events), datetime.now(UTC)
        if self._clock.exists():
            now = datetime.fromisoformat(self._clock.read_text())
        due = now.astimezone(AMSTERDAM).date().replace(day=1).isoformat()
        made = self.mongo()["release_days"]
        until(
            lambda: made.count_documents({"day": due, "board": {"$in": boards}}) == len(boards),
            f"all boards have had the release of {due}",
            180,
        )

    def releases_verified(self, board: str) -> dict[str, Any]:
        with self.client("ops") as ops:
            answer: dict[str, Any] = ops.post(
                "/v1/release-verifications", json={"board": board}
            ).json()
        return answer

    def mongo(self) -> Any:
        return pymongo.MongoClient(self._mongodb)[self.database]

    def metric(self, line: str) -> float:
        text = httpx.get(f"{self.url}/metrics").text
        found = [one for one in text.splitlines() if one.startswith(line)]
        return sum(float(one.rsplit(" ", 1)[1]) for one in found)

    def _ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text(errors="replace")[-3_000:]
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/health/ready").is_success
        return False

    def _stop(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None


def schools_of(events: Sequence[Event]) -> list[str]:
    """The schools that the facts are about."""
    return sorted({event["subject"] for event in events if len(event["subject"]) > 5})


def boards_of(events: Sequence[Event]) -> list[str]:
    """The boards that the facts name."""
    return sorted({event["boardid"] for event in events})


def heads_of(events: Sequence[Event]) -> dict[str, dict[str, dict[str, Any]]]:
    """The ends of the chains, as the publishers would say them."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for event in events:
        owner = event["source"].rsplit(":", 1)[1]
        end = {"sequence": int(event["sequence"]), "hash": event["hash"]}
        found.setdefault(owner, {})[event["subject"]] = end
    return found
