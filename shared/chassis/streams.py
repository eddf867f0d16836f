"""Writing: commands decide on a stream's state, and their facts are appended to its chain.

Per stream (a key such as a school) facts are numbered without gaps and chained by hash; the exact
bytes are kept. Commands that wait at the same moment share one transaction (group commit): there
is no timer, so a lone command pays nothing for it. Two processes may write to one stream: the
unique `_id` of a fact lets one of them through, the other folds on and decides again.

Collections: `facts` {_id: "key/sequence", body, hash, ordinal}, `commands` {_id, fingerprint,
answer, version, facts, at}, and the outbox (`outbox.py`). The file is long because committing is
one algorithm: its steps share one lock and one cache.
"""

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

import msgspec
import structlog
import uuid_utils

from shared.chassis.canonical import canonical, link
from shared.chassis.clock import Clock
from shared.chassis.commands import (
    Beside,
    Command,
    F,
    Language,
    Link,
    Noted,
    Once,
    Outcome,
    S,
    Wrapping,
)
from shared.chassis.errors import Problem, Refusal, TooLarge
from shared.chassis.mongo import (
    Binary,
    Document,
    Mongo,
    PyMongoError,
    Session,
    documents,
    is_duplicate,
)
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Message, Outbox, last_ordinal
from shared.chassis.pausing import pause_after

log = structlog.get_logger(__name__)

FACTS = "facts"
COMMANDS = "commands"
MOST_COMMANDS = 500  # in one transaction: larger ones hold locks longer and gain nothing
MOST_CONFLICTS = 20
CACHED_STREAMS = 2_000
MANY_STREAMS = 10
MOST_BYTES = 65_536  # NL GOV profile for CloudEvents: an event is at most 64 KB
LAST = "~"  # sorts after every digit


def fact_id(stream: str, sequence: int | None) -> str:
    """The `_id` of a fact; without a sequence, one that sorts after all of the stream."""
    return f"{stream}/{LAST if sequence is None else f'{sequence:010d}'}"


def message_of(topic: str, made: Link) -> Message:
    """A link of a chain as it goes to Kafka: the exact body, and the chain in text headers."""
    return Message(
        topic,
        made.stream,
        made.body,
        (
            ("content-type", "application/cloudevents+json; charset=UTF-8"),
            ("sequence", f"{made.sequence:010d}"),
            ("hash", made.hash.hex()),
            ("prevhash", made.prevhash.hex()),
        ),
    )


@dataclass(slots=True)
class _Stream(Generic[S]):
    """A stream as far as this process has folded it."""

    state: S
    sequence: int = 0
    hash: bytes = bytes(32)
    logged_at: str = ""
    ordinal: int = 0
    committed: int = 0  # the sequence that stands in the database


@dataclass(slots=True)
class _Pending(Generic[S, F]):
    command: Command[S, F]
    done: "asyncio.Future[Outcome]"

    def settle(self, outcome: Outcome) -> None:
        """Tell the caller, if it still waits."""
        if not self.done.done():
            self.done.set_result(outcome)

    def fail(self, error: Exception) -> None:
        """Tell the caller what went wrong, if it still waits."""
        if not self.done.done():
            self.done.set_exception(error)


@dataclass(slots=True)
class _Decided(Generic[S, F]):
    pending: _Pending[S, F]
    answer: Mapping[str, Any]
    links: list[Link]
    ids: tuple[str, ...]
    version: int


class Streams(Generic[S, F]):
    """The one writer of a service's chains in this process."""

    def __init__(
        self,
        mongo: Mongo,
        language: Language[S, F],
        outbox: Outbox,
        clock: Clock,
        metrics: Metrics,
        beside: Beside | None = None,
    ) -> None:
        self._mongo = mongo
        self._beside = beside
        self._language = language
        self._outbox = outbox
        self._clock = clock
        self._metrics = metrics
        self._streams: OrderedDict[str, _Stream[S]] = OrderedDict()
        self._waiting: list[_Pending[S, F]] = []
        self._wake = asyncio.Event()
        self._lock = asyncio.Lock()  # held while deciding and committing: readers see what stands

    async def submit(self, command: Command[S, F]) -> Outcome:
        """Append what the command decides; returns when it is durable. Raises its Problem."""
        pending = _Pending(command, asyncio.get_running_loop().create_future())
        self._waiting.append(pending)
        self._wake.set()
        return await pending.done

    async def told_before(self, once: Once) -> Outcome | None:
        """What a command with this key came to; raises when that asked for something else."""
        stored = await self._mongo[COMMANDS].find_one({"_id": once.key})
        return _repeated(once, stored) if stored else None

    async def state(self, stream: str) -> S:
        """The stream's state, folded to its present end.

        The database is asked outside the lock, or many readers would hold up the committer.
        """
        known = self._streams.get(stream)
        seen = known.committed if known else 0
        following = {"_id": fact_id(stream, seen + 1)}
        newer = await self._mongo[FACTS].find_one(following, {"_id": 1})
        needed = seen + 1 if newer else seen
        async with self._lock:
            known = self._streams.get(stream)
            if known and known.committed >= needed:
                return known.state
            return (await self._caught_up(stream)).state

    async def run(self) -> None:
        """Commit whatever waits, for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch = self._waiting[:MOST_COMMANDS]
                del self._waiting[: len(batch)]
                async with self._lock:
                    await self._settle(batch)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        """Run the committer for the length of a block; what waits at its end is still committed."""
        task = asyncio.create_task(self.run(), name="committer")
        try:
            yield task
        finally:
            while self._waiting and not task.done():  # noqa: ASYNC110  while the last commits end
                await asyncio.sleep(0.01)
            async with self._lock:
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _settle(self, batch: list[_Pending[S, F]]) -> None:
        """Give every command of a batch its outcome, whatever happens."""
        try:
            await self._commit_all(batch)
        except Exception as error:  # every waiting caller must hear of it
            self._streams.clear()
            log.exception("group commit failed", commands=len(batch))
            for pending in batch:
                if not pending.done.done():
                    self._metrics.commands.labels("failed").inc()
                    pending.fail(error)

    async def _commit_all(self, batch: list[_Pending[S, F]]) -> None:
        waiting, conflicts = batch, 0
        while waiting:
            fresh, later = _one_per_key(await self._not_answered_before(waiting))
            decided, postponed = await self._decide_all(fresh)
            waiting = [*postponed, *later]
            if await self._committed(decided):
                continue
            self._metrics.commit_conflicts.inc()
            conflicts += 1
            if conflicts > MOST_CONFLICTS:
                raise TimeoutError(f"{conflicts} group commits in a row met another writer")
            await asyncio.sleep(pause_after(conflicts))
            for entry in decided:
                self._streams.pop(entry.pending.command.stream, None)
            waiting = [*(entry.pending for entry in decided), *waiting]

    async def _not_answered_before(self, waiting: list[_Pending[S, F]]) -> list[_Pending[S, F]]:
        keys = [pending.command.once.key for pending in waiting if pending.command.once]
        if not keys:
            return waiting
        found = await documents(self._mongo[COMMANDS].find({"_id": {"$in": keys}}))
        answers = {entry["_id"]: entry for entry in found}
        fresh: list[_Pending[S, F]] = []
        for pending in waiting:
            once = pending.command.once
            if once and (stored := answers.get(once.key)):
                self._answer_again(pending, once, stored)
            else:
                fresh.append(pending)
        return fresh

    def _answer_again(self, pending: _Pending[S, F], once: Once, stored: Document) -> None:
        try:
            outcome = _repeated(once, stored)
        except Refusal as reused:
            self._refuse(pending, reused)
            return
        self._metrics.commands.labels("answered-before").inc()
        pending.settle(outcome)

    def _refuse(self, pending: _Pending[S, F], problem: Problem) -> None:
        self._metrics.commands.labels("refused").inc()
        pending.fail(problem)

    async def _decide_all(
        self, fresh: list[_Pending[S, F]]
    ) -> tuple[list[_Decided[S, F]], list[_Pending[S, F]]]:
        """What was decided, and what must wait for this commit to be decided fairly."""
        decided: list[_Decided[S, F]] = []
        postponed: list[_Pending[S, F]] = []
        await self._begin_new({pending.command.stream for pending in fresh})
        for pending in fresh:
            stream = await self._at_hand(pending.command.stream)
            try:
                decided.append(self._decide(stream, pending))
            except Problem as problem:
                if stream.sequence > stream.committed:
                    postponed.append(pending)  # refused on facts that do not stand yet
                    continue
                await self._refuse_if_still_so(pending, problem, decided)
            except Exception as error:
                if stream.sequence > stream.committed:
                    raise  # others in this batch stand on a state that may be half folded
                self._streams.pop(pending.command.stream, None)
                self._metrics.commands.labels("failed").inc()
                log.exception("deciding failed", stream=pending.command.stream)
                pending.fail(error)
        return decided, postponed

    async def _refuse_if_still_so(
        self, pending: _Pending[S, F], problem: Problem, decided: list[_Decided[S, F]]
    ) -> None:
        """Refused on what this process had folded: look once more for another writer's facts."""
        key = pending.command.stream
        before = self._streams[key].sequence
        stream = await self._caught_up(key)
        if stream.sequence == before:
            self._refuse(pending, problem)
            return
        try:
            decided.append(self._decide(stream, pending))
        except Problem as still:
            self._refuse(pending, still)

    def _decide(self, stream: _Stream[S], pending: _Pending[S, F]) -> _Decided[S, F]:
        facts = pending.command.decide(stream.state)
        asked = pending.command.answer
        answer = asked(stream.state) if callable(asked) else asked
        version = stream.sequence
        links, ids, logged_at = self._chain(stream, pending.command, facts)
        for fact in facts:
            stream.state = self._language.evolve(stream.state, fact)
        if links:
            stream.sequence, stream.hash = links[-1].sequence, links[-1].hash
            stream.logged_at = logged_at
        return _Decided(pending, answer, links, ids, version + len(links))

    def _chain(
        self, stream: _Stream[S], command: Command[S, F], facts: Sequence[F]
    ) -> tuple[list[Link], tuple[str, ...], str]:
        """The links that these facts become at the end of the stream, which stays as it is."""
        links: list[Link] = []
        ids: list[str] = []
        previous, logged_at = stream.hash, stream.logged_at
        now = self._clock()
        if logged_at:
            now = max(now, datetime.fromisoformat(logged_at))  # never decreases along a chain
        for offset, fact in enumerate(facts, start=1):
            envelope = self._language.wrap(
                Wrapping(
                    fact,
                    str(uuid_utils.uuid7()),
                    command.stream,
                    command.tenant,
                    stream.sequence + offset,
                    now,
                    command.causation,
                    command.traceparent,
                )
            )
            body = _sized(canonical(envelope))
            made = Link(
                command.stream, stream.sequence + offset, body, link(previous, body), previous
            )
            links.append(made)
            ids.append(str(envelope["id"]))
            previous, logged_at = made.hash, str(envelope["time"])
        return links, tuple(ids), logged_at

    async def _committed(self, decided: list[_Decided[S, F]]) -> bool:
        """Write all of it in one transaction; False when another process was first."""
        touched = {entry.pending.command.stream for entry in decided if entry.links}
        # A hybrid clock: what is later on a chain is always later in the outbox.
        first = max([time.time_ns(), *(self._streams[key].ordinal + 1 for key in touched)])
        last = last_ordinal(first, sum(len(entry.links) for entry in decided))
        try:
            await self._write(decided, first, last)
        except PyMongoError as error:
            if is_duplicate(error):
                return False
            raise
        for key in touched:
            stream = self._streams[key]
            stream.ordinal, stream.committed = last, stream.sequence
        self._tell(decided)
        return True

    async def _write(self, decided: list[_Decided[S, F]], first: int, last: int) -> None:
        """Facts, their messages, answers and what stands beside them, or none of it."""
        links = [made for entry in decided for made in entry.links]
        commands = [(entry, entry.pending.command) for entry in decided]
        answers = [_answered(entry, c.once, self._clock()) for entry, c in commands if c.once]
        also = [c.also for _, c in commands if c.also]
        noted: list[Noted] = [(c.note, entry.ids) for entry, c in commands if c.note is not None]

        async def write(session: Session) -> None:
            if links:
                facts = [_stored(made, last) for made in links]
                await self._mongo[FACTS].insert_many(facts, session=session)
                messages = [message_of(self._language.topic, made) for made in links]
                await self._outbox.put(first, messages, session)
            if answers:
                await self._mongo[COMMANDS].insert_many(answers, session=session)
            for step in also:
                await step(session)
            if noted and self._beside:
                await self._beside(noted, session)

        if links or answers or also or noted:
            async with self._mongo.session() as session:
                await self._mongo.transaction(session, write)

    def _tell(self, decided: list[_Decided[S, F]]) -> None:
        for entry in decided:
            outcome = "appended" if entry.links else "nothing-to-do"
            self._metrics.commands.labels(outcome).inc()
            self._metrics.appended.inc(len(entry.links))
            entry.pending.settle(Outcome(entry.answer, entry.version, entry.ids))

    async def _at_hand(self, key: str) -> _Stream[S]:
        stream = self._streams.get(key)
        if stream is None:
            return await self._caught_up(key)
        self._streams.move_to_end(key)  # what this commit decides on must not leave the cache
        return stream

    async def _caught_up(self, key: str) -> _Stream[S]:
        """The stream folded to its end in the database, from where this process left off."""
        stream = self._streams.get(key) or _Stream(self._language.initial(key))
        newer = self._mongo[FACTS].find(
            {"_id": {"$gt": fact_id(key, stream.sequence), "$lt": fact_id(key, None)}},
            sort=[("_id", 1)],
        )
        for stored in await documents(newer):
            body = bytes(stored["body"])
            stream.state = self._language.evolve(stream.state, self._language.unwrap(body))
            stream.sequence += 1
            stream.hash, stream.ordinal = bytes(stored["hash"]), stored["ordinal"]
            stream.logged_at = _time.decode(body).time
        stream.committed = stream.sequence
        self._keep(key, stream)
        return stream

    async def _begin_new(self, keys: set[str]) -> None:
        """Note which streams do not exist yet: one question for all, where a bulk begins many."""
        unknown = keys - self._streams.keys()
        if len(unknown) < MANY_STREAMS:
            return
        firsts = {fact_id(key, 1): key for key in unknown}
        cursor = self._mongo[FACTS].find({"_id": {"$in": list(firsts)}}, {"_id": 1})
        existing = {firsts[found["_id"]] for found in await documents(cursor)}
        for key in unknown - existing:
            self._keep(key, _Stream(self._language.initial(key)))

    def _keep(self, key: str, stream: _Stream[S]) -> None:
        self._streams[key] = stream
        self._streams.move_to_end(key)
        while len(self._streams) > CACHED_STREAMS:
            self._streams.popitem(last=False)


def _repeated(once: Once, stored: Document) -> Outcome:
    if stored["fingerprint"] != once.fingerprint:
        raise Refusal(
            "idempotency-key-reused",
            (
                "Deze Idempotency-Key hoort bij een ander verzoek; kies een nieuwe.",
                "This Idempotency-Key belongs to another request; choose a new one.",
            ),
        )
    return Outcome(stored["answer"], stored["version"], tuple(stored["facts"]), repeated=True)


class _Time(msgspec.Struct):
    time: str


_time = msgspec.json.Decoder(_Time)


def _sized(body: bytes) -> bytes:
    if len(body) > MOST_BYTES:
        raise TooLarge(
            (
                f"Dit feit wordt {len(body)} bytes; ten hoogste {MOST_BYTES} mag.",
                f"This fact becomes {len(body)} bytes; at most {MOST_BYTES} is allowed.",
            )
        )
    return body


def _stored(made: Link, ordinal: int) -> Document:
    return {
        "_id": fact_id(made.stream, made.sequence),
        "body": Binary(made.body),
        "hash": Binary(made.hash),
        "ordinal": ordinal,
    }


def _answered(entry: "_Decided[Any, Any]", once: Once, at: datetime) -> Document:
    return {
        "_id": once.key,
        "fingerprint": once.fingerprint,
        "answer": dict(entry.answer),
        "version": entry.version,
        "facts": list(entry.ids),
        "at": at,
    }


def _one_per_key(
    waiting: "list[_Pending[S, F]]",
) -> "tuple[list[_Pending[S, F]], list[_Pending[S, F]]]":
    """The first command of each idempotency key, and its repeats, which wait for its answer."""
    seen: set[str] = set()
    first: list[_Pending[S, F]] = []
    later: list[_Pending[S, F]] = []
    for pending in waiting:
        once = pending.command.once
        repeat = once is not None and once.key in seen
        (later if repeat else first).append(pending)
        if once:
            seen.add(once.key)
    return first, later
