"""What a service hands to its streams: commands, the language of its facts, and the outcome."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from shared.chassis.mongo import Session

S = TypeVar("S")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Link:
    """One fact on its chain, as stored and as sent."""

    stream: str
    sequence: int
    body: bytes
    hash: bytes
    prevhash: bytes


@dataclass(frozen=True, slots=True)
class Language(Generic[S, F]):
    """How a service's facts are written, read and folded; the chassis knows no more of them.

    `wrap` makes the envelope (a JSON object) of a fact; `unwrap` reads a stored one.
    """

    initial: Callable[[str], S]
    evolve: Callable[[S, F], S]
    wrap: Callable[["Wrapping[F]"], Mapping[str, Any]]
    unwrap: Callable[[bytes], F]
    topic: str


@dataclass(frozen=True, slots=True)
class Wrapping(Generic[F]):
    """What an envelope is made of."""

    fact: F
    id: str
    stream: str
    tenant: str
    sequence: int
    logged_at: datetime
    causation: str | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key: who said it, and a fingerprint of what was asked with it."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Command(Generic[S, F]):
    """A wish to append to one stream.

    `decide` is pure and may run more than once: it returns the facts, or raises a Problem.
    `answer` may be made from the state that was decided on. `also` writes in the same transaction
    what is not a fact, such as an encrypted text. `note` is handed, with the ids of the facts, to
    what the service writes `beside` a whole group commit.
    """

    tenant: str
    stream: str
    decide: Callable[[S], Sequence[F]]
    once: Once | None = None
    answer: Mapping[str, Any] | Callable[[S], Mapping[str, Any]] = field(default_factory=dict)
    also: Callable[[Session], Awaitable[None]] | None = None
    note: Any = None
    causation: str | None = None
    traceparent: str | None = None


Noted = tuple[Any, tuple[str, ...]]
"""A command's note, and the ids of the facts it led to."""

Beside = Callable[[Sequence[Noted], Session], Awaitable[None]]
"""Writes once per group commit, in its transaction, what must stand exactly when the facts do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command: its answer, the stream's version, and the ids of its facts."""

    answer: Mapping[str, Any]
    version: int
    facts: tuple[str, ...]
    repeated: bool = False
