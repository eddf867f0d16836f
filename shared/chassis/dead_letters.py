"""Records that could not be taken in: kept with their reason, told on Kafka, and tried again.

`parked` {_id: "topic/partition/offset", group, topic, partition, offset, key, sequence, code,
words, headers, value, digest, timestamp, raw_key, at}. A sequence of 0 means: parked alone, it
blocks no key. Every parked record is also relayed to the group's dead-letter topic, with the usual
`kafka_dlt-*` headers and ours, in the same transaction.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from aiokafka import ConsumerRecord

from shared.chassis.kafka import Record
from shared.chassis.mongo import ASCENDING, Binary, Document, Mongo, Session, documents
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Message, Outbox

PARKED = "parked"
REDRIVES = "redrives"
MOST_LETTER_BYTES = 512 * 1024  # with its headers a letter must pass where the record just passed


@dataclass(frozen=True, slots=True)
class Parked:
    """One record that waits for a cure."""

    topic: str
    partition: int
    offset: int
    key: str
    sequence: int
    code: str
    words: str
    headers: tuple[tuple[str, bytes], ...]
    value: bytes
    timestamp: int
    raw_key: bytes | None
    at: datetime | None = None  # since when it is parked

    @classmethod
    def of(cls, record: Record, key: str, sequence: int, code: str, words: str) -> "Parked":
        """A record with the reason why it is parked."""
        return cls(
            record.topic,
            record.partition,
            record.offset,
            key,
            sequence,
            code,
            words[:500],
            tuple((name, value or b"") for name, value in record.headers),
            record.value or b"",
            record.timestamp,
            record.key,
        )

    @property
    def id(self) -> str:
        """Where it stood in Kafka."""
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def digest(self) -> bytes:
        """What tells it from another record of the same number, whatever that one claims."""
        return sha256(self.value).digest()

    def record(self) -> Record:
        """The record as it came."""
        record: Record = ConsumerRecord(
            self.topic,
            self.partition,
            self.offset,
            self.timestamp,
            0,
            self.raw_key,
            self.value,
            None,
            len(self.raw_key or b""),
            len(self.value),
            self.headers,
        )
        return record


class DeadLetters:
    """What one group has parked."""

    def __init__(
        self, mongo: Mongo, outbox: Outbox, topic: str, metrics: Metrics, group: str
    ) -> None:
        self._mongo = mongo
        self._outbox = outbox
        self._topic = topic
        self._group = group
        self._gauge = metrics.parked.labels(group)
        self._blocked: dict[tuple[str, str], set[tuple[int, bytes]]] = defaultdict(set)
        self._loaded: set[str] = set()

    async def prepare(self) -> None:
        """Make the index by which the records of a key are found, and show how many there are."""
        await self._mongo[PARKED].create_index([("topic", ASCENDING), ("key", ASCENDING)])
        await self._mongo[PARKED].create_index([("at", ASCENDING)])
        self._gauge.set(await self._mongo[PARKED].count_documents({"group": self._group}))

    def forget(self) -> None:
        """Drop the cache; it is read again before the next batch."""
        self._blocked.clear()
        self._loaded.clear()

    async def load(self, topics: Iterable[str]) -> None:
        """Know which keys of these topics are blocked."""
        for topic in set(topics) - self._loaded:
            cursor = self._mongo[PARKED].find(
                {"topic": topic, "sequence": {"$gt": 0}}, {"key": 1, "sequence": 1, "digest": 1}
            )
            for found in await documents(cursor):
                held = (found["sequence"], bytes(found["digest"]))
                self._blocked[(topic, found["key"])].add(held)
            self._loaded.add(topic)

    def blocks(self, topic: str, key: str) -> bool:
        """Whether facts of this key wait behind a parked one."""
        return bool(self._blocked.get((topic, key)))

    def reached(self, topic: str, key: str, sequence: int) -> bool:
        """Whether a fact of this key is parked at or before a sequence."""
        held = self._blocked.get((topic, key))
        return min(held)[0] <= sequence if held else False

    def holds(self, topic: str, key: str, sequence: int, value: bytes) -> bool:
        """Whether exactly this fact is parked already: another of its number is not this one."""
        held = self._blocked.get((topic, key))
        return held is not None and (sequence, sha256(value).digest()) in held

    def note(self, parked: Parked) -> None:
        """From now on the key of this record is blocked, also within the present batch."""
        if parked.sequence:
            self._blocked[(parked.topic, parked.key)].add((parked.sequence, parked.digest))

    async def of_key(self, topic: str, key: str, unwritten: Sequence[Parked]) -> Sequence[Parked]:
        """The parked facts of a key in order of their chain, those of this batch included."""
        cursor = self._mongo[PARKED].find({"topic": topic, "key": key, "sequence": {"$gt": 0}})
        found = [_parked(stored) for stored in await documents(cursor)]
        found += [p for p in unwritten if p.sequence and (p.topic, p.key) == (topic, key)]
        return sorted(found, key=lambda parked: parked.sequence)

    async def write(
        self,
        parked: Sequence[Parked],
        healed: Collection[str],
        session: Session,
        passed: Collection[str] = (),
    ) -> None:
        """Park and unpark within the caller's transaction; what was passed by blocks no longer."""
        fresh = [entry for entry in parked if entry.id not in healed]
        if fresh:
            stored = [{"group": self._group, **_stored(entry)} for entry in fresh]
            await self._mongo[PARKED].insert_many(stored, session=session)
            letters = [_letter(self._topic, entry) for entry in fresh]
            await self._outbox.put(time.time_ns(), letters, session)
        if healed:
            await self._mongo[PARKED].delete_many({"_id": {"$in": list(healed)}}, session=session)
        if passed:
            alone = {"$set": {"sequence": 0}}
            await self._mongo[PARKED].update_many(
                {"_id": {"$in": list(passed)}}, alone, session=session
            )

    def written(self, parked: Sequence[Parked], healed: Collection[str]) -> None:
        """Bring the cache and the gauge up to date after the transaction."""
        self._gauge.inc(sum(entry.id not in healed for entry in parked))
        known = {entry.id for entry in parked}
        self._gauge.dec(sum(name not in known for name in healed))
        if healed:
            self.forget()

    async def listed(
        self, query: Document, limit: int, after: str | None = None
    ) -> Sequence[Parked]:
        """Parked records that fit the query, oldest first, from behind the one named `after`."""
        wanted: Document = {"group": self._group, **query}
        if after and (last := await self._mongo[PARKED].find_one({"_id": after}, {"at": 1})):
            later = {"at": {"$gt": last["at"]}}
            wanted = {**wanted, "$or": [later, {"at": last["at"], "_id": {"$gt": after}}]}
        cursor = self._mongo[PARKED].find(wanted, sort=[("at", 1), ("_id", 1)], limit=limit)
        return [_parked(stored) for stored in await documents(cursor)]

    async def among(self, ids: Collection[str]) -> set[str]:
        """Which of these records are parked."""
        cursor = self._mongo[PARKED].find({"_id": {"$in": list(ids)}}, {"_id": 1})
        return {entry["_id"] for entry in await documents(cursor)}

    async def keys(self, query: Document, limit: int, skip: int = 0) -> Sequence[tuple[str, str]]:
        """Topic and key of what is parked and fits the query, each once, oldest first."""
        found = await self._mongo.aggregate(
            PARKED,
            [
                {"$match": {"group": self._group, **query}},
                {"$group": {"_id": {"topic": "$topic", "key": "$key"}, "at": {"$min": "$at"}}},
                {"$sort": {"at": 1, "_id": 1}},
                {"$skip": skip},
                {"$limit": limit},
            ],
        )
        return [(entry["_id"]["topic"], entry["_id"]["key"]) for entry in found]

    async def audit(self, entry: Document) -> None:
        """Remember who had what tried again, and what came of it."""
        await self._mongo[REDRIVES].insert_one({**entry, "group": self._group})

    async def audited(self, limit: int) -> Sequence[Document]:
        """The latest redrives, newest first."""
        cursor = self._mongo[REDRIVES].find(
            {"group": self._group}, {"_id": 0}, sort=[("at", -1)], limit=limit
        )
        return await documents(cursor)


def _letter(topic: str, parked: Parked) -> Message:
    headers = {
        "kafka_dlt-original-topic": parked.topic,
        "kafka_dlt-original-partition": str(parked.partition),
        "kafka_dlt-original-offset": str(parked.offset),
        "kafka_dlt-original-timestamp": str(parked.timestamp),
        "kafka_dlt-exception-message": parked.words,
        "aantoonbaar-reason": parked.code,
        "aantoonbaar-sequence": str(parked.sequence),
        "aantoonbaar-size": str(len(parked.value)),
    }
    # What is too large to be told whole is told without its value, which stays in `parked`: a
    # letter that Kafka refuses would hold up everything behind it.
    value = parked.value if len(parked.value) <= MOST_LETTER_BYTES else b""
    return Message(topic, parked.key or None, value, tuple(headers.items()))


def _stored(parked: Parked) -> Document:
    return {
        "_id": parked.id,
        "topic": parked.topic,
        "partition": parked.partition,
        "offset": parked.offset,
        "key": parked.key,
        "sequence": parked.sequence,
        "code": parked.code,
        "words": parked.words,
        "headers": [[name, Binary(value)] for name, value in parked.headers],
        "value": Binary(parked.value),
        "digest": Binary(parked.digest),
        "timestamp": parked.timestamp,
        "raw_key": None if parked.raw_key is None else Binary(parked.raw_key),
        "at": datetime.now(UTC),
    }


def _parked(stored: Document) -> Parked:
    return Parked(
        stored["topic"],
        stored["partition"],
        stored["offset"],
        stored["key"],
        stored["sequence"],
        stored["code"],
        stored["words"],
        tuple((name, bytes(value)) for name, value in stored["headers"]),
        bytes(stored["value"]),
        stored["timestamp"],
        None if stored["raw_key"] is None else bytes(stored["raw_key"]),
        stored["at"],
    )
