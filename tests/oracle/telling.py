"""How invented facts are said: moments on a day, logged times, and sealed chains."""

import hashlib
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import rfc8785

from tests.oracle.chain import PREFIX
from tests.oracle.days import AMSTERDAM, days, first_moment, instant_of

PUBLISHERS = {
    "enrolment": "urn:nld:kvknummer:09220932:enrolment",
    "feedback": "urn:nld:kvknummer:09220932:feedback",
    "evidence": "urn:nld:kvknummer:09220932:evidence",
}
FIRST_HASH = "0" * 64
Event = dict[str, Any]


def new_id(rng: random.Random) -> str:
    """A UUID for a thing."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def event_id(rng: random.Random, at: datetime) -> str:
    """A UUIDv7 for a fact logged at a time."""
    milliseconds = int(at.timestamp() * 1000)
    bits = (milliseconds << 80) | (7 << 76) | (rng.getrandbits(12) << 64)
    return str(uuid.UUID(int=bits | (2 << 62) | rng.getrandbits(62)))


def moment_on(rng: random.Random, day: date) -> str:
    """A text for some moment of a day in Amsterdam: a date, or an instant in any offset.

    Loves instants whose own calendar day is another: 00:10 in Amsterdam is the evening before in
    UTC, winter and summer.
    """
    if rng.random() < 0.35:
        return day.isoformat()
    clock = rng.choice([time(0, 0), time(0, 10), time(1, 40), time(9, 30), time(15), time(23, 55)])
    instant = datetime.combine(day, clock, tzinfo=AMSTERDAM).astimezone(UTC)
    if instant.astimezone(AMSTERDAM).date() != day:  # an hour that the clocks skip
        instant = datetime.combine(day, time(12), tzinfo=AMSTERDAM).astimezone(UTC)
    offset = rng.choice([None, None, AMSTERDAM, AMSTERDAM, -8.0, 5.5, 13.0])
    if offset is None:
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    zone = timezone(timedelta(hours=offset)) if isinstance(offset, float) else offset
    return instant.astimezone(zone).isoformat()


@dataclass(frozen=True)
class Said:
    """A fact that was said, before its chain is sealed."""

    id: str
    at: datetime
    publisher: str
    key: str
    board: str
    name: str
    data: dict[str, Any]


class Teller:
    """Collects facts in any order and seals them into chains ordered by their logged time."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.said: list[Said] = []

    def log_time(self, day: date, occurred: str, after: Said | None) -> datetime:
        """When a fact of a day is logged: soon, sometimes weeks late, never before another."""
        late = self.rng.choices(
            [0, self.rng.randint(1, 6), self.rng.randint(20, 80)], [0.75, 0.17, 0.08]
        )[0]
        at = max(instant_of(occurred), first_moment(day))
        at += days(late) + timedelta(microseconds=self.rng.randrange(0, 40_000_000_000))
        return at if after is None else max(at, after.at)

    def say(
        self,
        name: str,
        key: str,
        board: str,
        day: date,
        data: dict[str, Any],
        *,
        publisher: str = "enrolment",
        after: Said | None = None,
        at: datetime | None = None,
        occurred: str | None = None,
    ) -> Said:
        """Say a fact of a day; `after` is the fact it depends on, `at` forces the logged time."""
        text = occurred or moment_on(self.rng, day)
        logged = at if at is not None else self.log_time(day, text, after)
        is_answer = name == "pulses.recorded"  # "`id` a random UUIDv4": it may not tell an order
        fact = Said(
            new_id(self.rng) if is_answer else event_id(self.rng, logged),
            logged,
            publisher,
            key,
            board,
            name,
            {"occurredAt": text, **data},
        )
        self.said.append(fact)
        return fact

    def history(self) -> list[Event]:
        """All facts as sealed events, in the order in which they were logged."""
        chains: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for fact in sorted(self.said, key=lambda one: one.at):
            chains[fact.publisher, fact.key].append(self._event(fact))
        sealed = [event for chain in chains.values() for event in seal(chain)]
        return sorted(
            sealed, key=lambda one: (one["time"], one["source"], one["subject"], one["sequence"])
        )

    def _event(self, fact: Said) -> Event:
        event = {
            "specversion": "1.0",
            "id": fact.id,
            "source": PUBLISHERS[fact.publisher],
            "type": f"{PREFIX}{fact.name}.v1",
            "time": fact.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "subject": fact.key,
            "partitionkey": fact.key,
            "datacontenttype": "application/json",
            "dataschema": f"urn:aantoonbaar:schema:{fact.name}.v1",
            "boardid": fact.board,
            "data": fact.data,
        }
        if fact.name != "pulses.recorded" and self.rng.random() < 0.2:
            event["causationid"] = new_id(self.rng)
        return event


def seal(chain: list[Event]) -> list[Event]:
    """The events of one chain with `sequence`, `prevhash` and `hash` (facts.md, **Chain**).

    `hash = SHA-256(prevhash || body)`; the body is the event in canonical form (RFC 8785) without
    both.
    """
    sealed = []
    previous = FIRST_HASH
    for number, event in enumerate(chain, start=1):
        bare = {name: value for name, value in event.items() if name not in ("hash", "prevhash")}
        bare["sequence"] = f"{number:010d}"
        digest = hashlib.sha256(bytes.fromhex(previous) + rfc8785.dumps(bare)).hexdigest()
        sealed.append({**bare, "prevhash": previous, "hash": digest})
        previous = digest
    return sealed


def is_sealed(events: list[Event]) -> bool:
    """Whether every chain is gapless, hashed and never goes back in time."""
    chains: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        chains[event["source"], event["subject"]].append(event)
    return all(
        sorted(chain, key=lambda one: str(one["sequence"])) == seal(chain)
        and [one["time"] for one in chain] == sorted(one["time"] for one in chain)
        for chain in chains.values()
    )
