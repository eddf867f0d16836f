"""What the tests of the running service have in common: tokens, callers, and a fresh board."""

import base64
import contextlib
import json
import socket
import ssl
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import pytest
from confluent_kafka import Consumer, Message
from confluent_kafka.admin import AdminClient, NewTopic
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from services.enrolment.settings import EnrolmentSettings
from shared.contracts.catalogue import facts_topic

ISSUER = "http://127.0.0.1:9"  # never called: the keys come through `fetch`
KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
FIELD_KEYS = "k1:" + base64.b64encode(bytes(range(32))).decode()
JWK = {**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "test", "alg": "RS256"}
FACTS_TOPIC = facts_topic("enrolment")
PARTITIONS = 12
PLAIN = ssl.create_default_context()  # made once: it is dear, and nothing here speaks TLS


async def fetch(url: str) -> dict[str, Any]:
    return {"jwks_uri": "keys"} if "openid" in url else {"keys": [JWK]}


def token(
    subject: str,
    *roles: str,
    boards: Any = (),
    schools: Any = (),
    key: Any = KEY,
    issuer: str = ISSUER,
    **claims: Any,
) -> str:
    now = int(time.time())
    said = {
        "iss": issuer,
        "sub": subject,
        "aud": "aantoonbaar",
        "exp": now + 3_600,
        "iat": now,
        "jti": str(uuid.uuid4()),
        "client_id": "tests",
        "roles": list(roles),
        "boards": list(boards),
        "schools": list(schools),
        **claims,
    }
    return jwt.encode(said, key, "RS256", headers={"kid": "test", "typ": "at+jwt"})


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(condition: Callable[[], Any], what: str, seconds: float = 90.0) -> Any:
    """The condition's first true value; fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail(f"waited {seconds} s for: {what}")


def arrived(consumer: Consumer) -> list[Message]:
    """What came now, without the passing troubles of a connection, which come as records too."""
    found = consumer.consume(1_000, 0.2)
    assert not any(error.fatal() for record in found if (error := record.error()))
    return [record for record in found if record.error() is None]


def new_topic(kafka_bootstrap: str) -> str:
    """A topic for one service; returns the prefix that makes it that service's."""
    prefix = f"t{uuid.uuid4().hex[:12]}."
    admin = AdminClient({"bootstrap.servers": kafka_bootstrap})
    for made in admin.create_topics([NewTopic(prefix + FACTS_TOPIC, PARTITIONS, 1)]).values():
        made.result()
    return prefix


@dataclass
class Caller:
    """An HTTP client with a token; every command carries a fresh idempotency key."""

    http: httpx.Client

    def get(self, path: str, expect: int = 200, **more: Any) -> httpx.Response:
        return self._answer(self.http.get(path, **more), expect)

    def post(self, path: str, body: Any = None, expect: int = 201, **more: Any) -> httpx.Response:
        headers = {"idempotency-key": str(uuid.uuid4()), **more.pop("headers", {})}
        content = {} if body is None else {"json": body}
        answer = self.http.post(path, headers=headers, **content, **more)
        return self._answer(answer, expect)

    def call(self, method: str, path: str, expect: int, **more: Any) -> httpx.Response:
        return self._answer(self.http.request(method, path, **more), expect)

    def _answer(self, answer: httpx.Response, expect: int) -> httpx.Response:
        assert answer.status_code == expect, f"{answer.request.url}: {answer.text[:800]}"
        if expect >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["api-version"]
        return answer


@dataclass
class Running:
    """The service that runs, and ways to look behind it."""

    url: str
    settings: EnrolmentSettings
    database: Any
    clients: list[httpx.Client] = field(default_factory=list)

    def caller(self, subject: str, *roles: str, **claims: Any) -> Caller:
        headers = {"authorization": f"Bearer {token(subject, *roles, **claims)}"}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=60, verify=PLAIN)
        self.clients.append(client)
        return Caller(client)

    def ops(self) -> Caller:
        return self.caller("ops", "ops")


def is_ready(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/health/ready", timeout=5, verify=PLAIN).status_code == 200
    return False


_numbers = iter(range(10_000, 99_999))


def fresh_board() -> str:
    """A board number that no other test has."""
    return str(next(_numbers))


@dataclass
class Place:
    """A fresh board with two schools, a catalogue, and people in their roles."""

    service: Running
    board: str
    school: str
    second: str
    admin: Caller
    leader: Caller
    subjects: dict[str, str] = field(default_factory=dict)
    teachers: dict[str, str] = field(default_factory=dict)

    def join(self, name: str, function: str = "teacher", **values: Any) -> httpx.Response:
        """A person joins; their pseudonym is kept under the name."""
        school = values.pop("school", self.school)
        subject = self.subjects.setdefault(name, f"sub-{name}-{uuid.uuid4().hex}")
        body = {
            "person": {
                "name": f"{name.title()} van Elders",
                "email": f"{name}@{self.board}.example.org",
                "subject": subject,
            },
            "from": "2025-08-01",
            "fte": 1.0,
            "function": function,
            **values,
        }
        answer = self.admin.post(f"/v1/schools/{school}/memberships", body)
        self.teachers[name] = answer.json()["teacher"]
        return answer

    def me(self, name: str, *roles: str) -> Caller:
        return self.service.caller(
            self.subjects[name],
            *(roles or ("teacher",)),
            boards=[self.board],
            schools=[self.school],
        )

    def path(self, rest: str) -> str:
        return f"/v1/schools/{self.school}/{rest}"


MODULES = {
    "modules": [
        {
            "module": code,
            "theme": theme,
            "titles": {"nl": code, "en": code},
            "studyHours": hours,
            "practiceLessons": 3,
            "form": "coached",
            "validFrom": "2025-08-01",
        }
        for code, theme, hours in (
            ("KM-01", "classroom-management", 6),
            ("EF-01", "feedback", 12.5),
            ("DI-09", "differentiation", 90),
        )
    ]
}
