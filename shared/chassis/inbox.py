"""Reading chains: every fact once, in order, unaltered; what does not fit is parked, not lost.

Per topic and key a head {seq, hash} says how far the chain was taken in. A record at or below it
is a duplicate and dropped, for ever; one that links on is taken in; one further on shows a loss
and is parked with all behind it until the missing one comes; one that links on but cannot be read
(an unknown type, a broken contract) is parked and blocks its key; one that is not a link at all
is parked alone, for it is not part of the chain and must not be able to block one.

Collections: `heads` {_id: "topic/key", seq, hash}, and `parked` (`dead_letters.py`).

The file is long because judging a batch is one algorithm over one set of heads.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import msgspec
import structlog

from shared.chassis.batch import Plan
from shared.chassis.canonical import link
from shared.chassis.dead_letters import DeadLetters, Parked
from shared.chassis.errors import Unreadable
from shared.chassis.kafka import Record
from shared.chassis.mongo import (
    Binary,
    InsertOne,
    Mongo,
    Session,
    UpdateOne,
    documents,
)
from shared.chassis.observe import Metrics

log = structlog.get_logger(__name__)

HEADS = "heads"
FIRST = bytes(32)
MOST_DIGITS = 18  # what a 64-bit integer can hold
T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Arrival(msgspec.Struct, Generic[T], gc=False):
    """A record from a chain, as the codec read it; `content` is None when `wrong` says why.

    `hash` and `prevhash` are the headers as they came, in hex: that is what they are compared by.
    """

    record: Record
    topic: str
    key: str
    sequence: int
    hash: bytes
    prevhash: bytes
    content: T | None
    wrong: Unreadable | None


@dataclass(slots=True)
class Head:
    """How far a chain was taken in."""

    sequence: int = 0
    hash: bytes = FIRST

    def follows(self, arrival: Arrival[Any]) -> "Head | None":
        """The head behind a record that links on to this one; None when it does not."""
        after, linked = self.run([arrival])
        return after if linked else None

    def run(self, arrivals: Sequence[Arrival[Any]]) -> tuple["Head", int]:
        """The head behind the records that link on to this one, and how many of them do."""
        sequence, digest, told, linked = self.sequence, self.hash, self.hash.hex().encode(), 0
        for arrival in arrivals:
            if arrival.sequence != sequence + 1 or arrival.prevhash != told:
                break
            after = link(digest, arrival.record.value or b"")
            told = after.hex().encode()
            if arrival.hash != told:
                break
            sequence, digest, linked = sequence + 1, after, linked + 1
        return (Head(sequence, digest) if linked else self), linked


class Take(Protocol[T]):
    """What a service does with facts that fit: writes for the transaction, and what comes after."""

    async def take(self, facts: Sequence[Arrival[T]]) -> Plan:
        """Plan the facts of one batch, chain by chain and in order."""

    def forget(self) -> None:
        """Drop what was cached about the database."""


class ChangedMeanwhile(Exception):
    """Another process moved a head: forget and take in again."""


@dataclass(slots=True)
class _Sorted(Generic[T]):
    """A batch, judged; `known` is where its chains stood, whatever is forgotten meanwhile."""

    known: dict[tuple[str, str], Head]
    taken: list[Arrival[T]] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    healed: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    heads: dict[tuple[str, str], Head] = field(default_factory=dict)
    duplicates: int = 0

    def head(self, chain: tuple[str, str]) -> Head:
        """Where a chain stands after what was taken so far."""
        return self.heads.get(chain) or self.known[chain]


def chain_codec(read: Callable[[str, int, bytes], T]) -> Callable[[Record], Arrival[T]]:
    """A codec for records of a chain; `read(key, sequence, body)` raises Unreadable."""

    def decode(record: Record) -> Arrival[T]:
        body, topic = record.value or b"", record.topic
        try:
            key, sequence, digest, previous = _link_of(record)
        except (ValueError, KeyError) as error:
            wrong = Unreadable("not-a-link", f"no chain headers that can be read: {error}")
            return Arrival(record, topic, _text(record.key), 0, b"", b"", None, wrong)
        try:
            content = read(key, sequence, body)
        except Unreadable as wrong:
            return Arrival(record, topic, key, sequence, digest, previous, None, wrong)
        except Exception as error:  # one record must never fail the others
            log.exception("a record could not be read", topic=topic, offset=record.offset)
            defect = Unreadable("unreadable", type(error).__name__)
            return Arrival(record, topic, key, sequence, digest, previous, None, defect)
        return Arrival(record, topic, key, sequence, digest, previous, content, None)

    return decode


def _link_of(record: Record) -> tuple[str, int, bytes, bytes]:
    headers = dict(record.headers)
    told = headers["sequence"] or b""
    sequence = int(told) if told.isdigit() and len(told) <= MOST_DIGITS else 0
    if record.key is None or sequence < 1:
        raise ValueError("the key is missing, or the sequence is not a positive number")
    return record.key.decode(), sequence, headers["hash"] or b"", headers["prevhash"] or b""


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")


class Inbox(Generic[T]):
    """One group's chains, as far as this process has taken them in; implements `batch.Work`."""

    def __init__(
        self,
        mongo: Mongo,
        letters: DeadLetters,
        codec: Callable[[Record], Arrival[T]],
        take: Take[T],
        metrics: Metrics,
        group: str,
    ) -> None:
        self._mongo = mongo
        self._letters = letters
        self._codec = codec
        self._take = take
        self._metrics = metrics
        self._group = group
        self._heads: dict[tuple[str, str], Head] = {}

    def forget(self) -> None:
        """Drop cached heads: another process may own them."""
        self._heads.clear()
        self._letters.forget()
        self._take.forget()

    async def plan(self, batch: Sequence[Arrival[T]]) -> Plan:
        """Judge a batch and plan its transaction."""
        chains: dict[tuple[str, str], list[Arrival[T]]] = {}
        for arrival in batch:
            chains.setdefault((arrival.topic, arrival.key), []).append(arrival)
        judged: _Sorted[T] = _Sorted(await self._load(chains))
        for chain, arrivals in chains.items():
            for arrival in self._links_on(chain, arrivals, judged):
                following = arrival.sequence + 1
                if self._judge(arrival, judged) and self._letters.reached(*chain, following):
                    await self._heal(*chain, judged)
        taking = await self._take.take(judged.taken)
        return Plan(
            self._writes(judged, taking.write),
            lambda: self._reached(judged, taking.after),
            taking.later,
        )

    async def redrive(self, topic: str, key: str, dry_run: bool) -> tuple[int, int]:
        """Try the parked records of a key again: how many fit now, and how many stay parked."""
        self.forget()
        await self._letters.load([topic])
        judged: _Sorted[T] = _Sorted(await self._load_heads([(topic, key)]))
        await self._heal(topic, key, judged)
        waiting = len(await self._letters.of_key(topic, key, ()))
        if judged.taken and not dry_run:
            taking = await self._take.take(judged.taken)
            async with self._mongo.session() as session:
                await self._mongo.transaction(session, self._writes(judged, taking.write))
            self._reached(judged, taking.after)
            for _ in taking.later:
                pass
        self.forget()
        return len(judged.taken), waiting - len(judged.taken)

    async def _load(self, chains: Collection[tuple[str, str]]) -> dict[tuple[str, str], Head]:
        """Know what is parked, and where these chains stand."""
        await self._letters.load({topic for topic, _ in chains})
        known = {chain: self._heads[chain] for chain in chains if chain in self._heads}
        if unknown := [chain for chain in chains if chain not in known]:
            known |= await self._load_heads(unknown)
        return known

    async def _load_heads(self, chains: list[tuple[str, str]]) -> dict[tuple[str, str], Head]:
        ids = {f"{topic}/{key}": (topic, key) for topic, key in chains}
        heads = {chain: Head() for chain in chains}
        for found in await documents(self._mongo[HEADS].find({"_id": {"$in": list(ids)}})):
            heads[ids[found["_id"]]] = Head(found["seq"], bytes(found["hash"]))
        self._heads.update(heads)
        return heads

    def _links_on(
        self, chain: tuple[str, str], arrivals: list[Arrival[T]], judged: _Sorted[T]
    ) -> list[Arrival[T]]:
        """Take what simply links on, which is nearly always all of it; the rest is returned."""
        if self._letters.blocks(*chain):
            return arrivals
        wrong = [place for place, arrival in enumerate(arrivals) if arrival.wrong is not None]
        head, taken = judged.known[chain].run(arrivals[: wrong[0]] if wrong else arrivals)
        if taken:
            judged.heads[chain] = head
            judged.taken += arrivals[:taken]
        return arrivals[taken:]

    def _judge(self, arrival: Arrival[T], judged: _Sorted[T]) -> bool:
        """Sort one record into taken, duplicate or parked; True when it was taken."""
        if not arrival.sequence:
            self._park(arrival, "not-a-link", str(arrival.wrong), judged, alone=True)
            return False
        chain = (arrival.topic, arrival.key)
        head = judged.head(chain)
        held = self._letters.holds(*chain, arrival.sequence, arrival.record.value or b"")
        if arrival.sequence <= head.sequence or held:
            judged.duplicates += 1
            return False
        if arrival.sequence > head.sequence + 1:
            blocked = self._letters.blocks(*chain)
            why = "behind a parked fact" if blocked else f"expected sequence {head.sequence + 1}"
            self._park(arrival, "behind" if blocked else "gap", why, judged)
            return False
        after = head.follows(arrival)
        if after is None:
            self._park(arrival, "broken-chain", "the hash is not right", judged, alone=True)
            return False
        if arrival.wrong is not None:
            self._park(arrival, arrival.wrong.code, str(arrival.wrong), judged)
            return False
        judged.heads[chain] = after
        judged.taken.append(arrival)
        return True

    def _park(
        self, arrival: Arrival[T], code: str, words: str, judged: _Sorted[T], *, alone: bool = False
    ) -> None:
        sequence = 0 if alone else arrival.sequence
        parked = Parked.of(arrival.record, arrival.key, sequence, code, words)
        judged.parked.append(parked)
        self._letters.note(parked)

    async def _heal(self, topic: str, key: str, judged: _Sorted[T]) -> None:
        """Take in parked facts of a key that now link on, until the next one is not there."""
        for parked in await self._letters.of_key(topic, key, judged.parked):
            head = judged.head((topic, key))
            if parked.sequence <= head.sequence:
                judged.passed.append(parked.id)  # the chain went on without it: it was forged
                continue
            if parked.sequence > head.sequence + 1:
                return
            arrival = self._codec(parked.record())
            after = head.follows(arrival) if arrival.wrong is None else None
            if after is None:
                continue  # another may have come in its place
            judged.heads[(topic, key)] = after
            judged.taken.append(arrival)
            judged.healed.append(parked.id)

    def _writes(
        self, judged: _Sorted[T], take: Callable[[Session], Awaitable[None]]
    ) -> Callable[[Session], Awaitable[None]]:
        async def write(session: Session) -> None:
            await take(session)
            await self._move_heads(judged, session)
            await self._letters.write(judged.parked, judged.healed, session, judged.passed)

        return write

    async def _move_heads(self, judged: _Sorted[T], session: Session) -> None:
        if not judged.heads:
            return
        moves: list[InsertOne[dict[str, object]] | UpdateOne] = []
        updates = 0
        for (topic, key), head in judged.heads.items():
            before = judged.known[(topic, key)]
            name = f"{topic}/{key}"
            after = {"seq": head.sequence, "hash": Binary(head.hash)}
            if before.sequence == 0:
                moves.append(InsertOne({"_id": name, **after}))
            else:
                updates += 1
                moves.append(UpdateOne({"_id": name, "seq": before.sequence}, {"$set": after}))
        result = await self._mongo[HEADS].bulk_write(moves, ordered=False, session=session)
        if result.modified_count != updates:
            raise ChangedMeanwhile

    def _reached(self, judged: _Sorted[T], after: Callable[[], None]) -> None:
        """Know what the next batch is judged by, and tell what became of this one."""
        self._heads.update(judged.heads)
        self._letters.written(judged.parked, judged.healed)
        after()
        counts = self._metrics.batch_records
        counts.labels(self._group, "taken-in").inc(len(judged.taken))
        counts.labels(self._group, "duplicate").inc(judged.duplicates)
        counts.labels(self._group, "parked").inc(len(judged.parked))
        for parked in judged.parked:
            self._metrics.refused.labels(self._group, parked.code).inc()
            log.warning(
                "parked",
                group=self._group,
                topic=parked.topic,
                offset=parked.offset,
                code=parked.code,
            )
