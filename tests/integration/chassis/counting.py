"""A language without any domain: facts are numbers, a stream's state is the numbers so far."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import ConsumerRecord

from shared.chassis.commands import Command, Language, Once, Outcome, Wrapping
from shared.chassis.errors import Refusal, Unreadable
from shared.chassis.idempotency import check_version
from shared.chassis.streams import Streams

Numbers = tuple[int, ...]
Counting = Streams[Numbers, int]
TAKEN = ("Al gezegd.", "Said already.")


def language(topic: str) -> Language[Numbers, int]:
    return Language(
        initial=lambda _: (),
        evolve=lambda state, number: (*state, number),
        wrap=wrap,
        unwrap=lambda body: int(json.loads(body)["data"]["number"]),
        topic=topic,
    )


def wrap(made: Wrapping[int]) -> Mapping[str, Any]:
    return {
        "specversion": "1.0",
        "id": made.id,
        "source": "urn:nld:kvknummer:00000000:counting",
        "type": "number.said",
        "time": made.logged_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "subject": made.stream,
        "sequence": f"{made.sequence:010d}",
        "tenant": made.tenant,
        "data": {"number": made.fact},
    }


def say(stream: str, *numbers: int, **more: Any) -> Command[Numbers, int]:
    """Say numbers, whatever was said before."""
    return Command("tenant", stream, lambda _: numbers, **more)


def say_new(stream: str, number: int, **more: Any) -> Command[Numbers, int]:
    """Say a number once; refused when it was said before."""

    def decide(state: Numbers) -> Sequence[int]:
        if number in state:
            raise Refusal("said-already", TAKEN)
        return [number]

    return Command("tenant", stream, decide, **more)


def say_on(version: int, stream: str, number: int) -> Command[Numbers, int]:
    """Say a number on a version of the stream, as If-Match asks."""

    def decide(state: Numbers) -> Sequence[int]:
        check_version(version, len(state))
        return [number]

    return Command("tenant", stream, decide)


def once(key: str, asked: str = "the same") -> Once:
    return Once(key, hashlib.sha256(asked.encode()).hexdigest())


def read(key: str, sequence: int, body: bytes) -> int:
    """The number in a body; Unreadable when it is none, or not of this place."""
    try:
        event = json.loads(body)
    except ValueError as error:
        raise Unreadable("malformed", "not JSON") from error
    if event.get("type") != "number.said":
        raise Unreadable("unknown-type", "something else was said")
    if (event["subject"], int(event["sequence"])) != (key, sequence):
        raise Unreadable("other-place", "subject or sequence differ")
    return int(event["data"]["number"])


class Chain:
    """A publisher of hand-made records, which can also make them wrong."""

    def __init__(self, topic: str, key: str) -> None:
        self.topic, self.key = topic, key
        self._previous, self._sequence = bytes(32), 0

    def next(self, number: int, kind: str = "number.said") -> "Sent":
        self._sequence += 1
        event = {
            "type": kind,
            "subject": self.key,
            "sequence": f"{self._sequence:010d}",
            "data": {"number": number},
        }
        body = json.dumps(event, sort_keys=True, separators=(",", ":")).encode()
        digest = hashlib.sha256(self._previous + body).digest()
        headers = [
            ("sequence", f"{self._sequence:010d}".encode()),
            ("hash", digest.hex().encode()),
            ("prevhash", self._previous.hex().encode()),
        ]
        self._previous = digest
        return Sent(self.topic, self.key.encode(), body, headers)


class Sent:
    """One record to send, as aiokafka takes it."""

    def __init__(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: list[tuple[str, bytes | None]] | list[tuple[str, bytes]],
    ) -> None:
        self.topic, self.key, self.value, self.headers = topic, key, value, headers

    def but(self, **changes: Any) -> "Sent":
        """The same record with something else in it."""
        return Sent(**{**vars(self), **changes})

    def header(self, name: str, value: bytes | None) -> "Sent":
        """The same record with one header changed."""
        return self.but(headers=[(n, value if n == name else v) for n, v in self.headers])

    def record(self, offset: int = 0) -> Any:
        return ConsumerRecord(
            self.topic, 0, offset, 0, 0, self.key, self.value, None, 0, 0, tuple(self.headers)
        )  # fmt: skip


def assert_linked(facts: Sequence[Mapping[str, Any]], start: int = 1) -> None:
    """Stored or received facts of one stream follow each other without a gap, by hash."""
    previous = bytes(32)
    for expected, fact in enumerate(facts, start=start):
        assert fact["sequence"] == expected
        assert hashlib.sha256(previous + fact["body"]).digest() == fact["hash"]
        assert json.loads(fact["body"])["sequence"] == f"{expected:010d}"
        previous = fact["hash"]


def failures(outcomes: Sequence[Outcome | BaseException]) -> list[BaseException]:
    return [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
