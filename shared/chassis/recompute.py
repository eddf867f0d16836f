"""A publisher's own chains, recomputed from what it stored: where each ends, and what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.chassis.canonical import link
from shared.chassis.mongo import Document, Mongo
from shared.chassis.streams import FACTS, fact_id

MOST_FACTS = 20_000  # recomputed in one answer: a fraction of a second


@dataclass(slots=True)
class Recomputed:
    """One chain as far as it was read; `wrong` is the first thing on it that is not right."""

    key: str
    sequence: int = 0
    hash: bytes = bytes(32)
    wrong: dict[str, Any] | None = None

    def take(self, sequence: int, stored: Document) -> None:
        """Go on to the next stored fact; behind something wrong, from what is stored there."""
        digest = bytes(stored["hash"])
        expected = link(self.hash, bytes(stored["body"]))
        if sequence != self.sequence + 1:
            self._wrong("missing", self.sequence + 1, self.sequence + 1, sequence)
        elif expected != digest:
            self._wrong("altered", sequence, digest.hex(), expected.hex())
        self.sequence, self.hash = sequence, digest

    def told(self) -> dict[str, Any]:
        """The end of the chain as its publisher tells it."""
        end = {"key": self.key, "sequence": self.sequence, "hash": self.hash.hex()}
        return {**end, "wrong": self.wrong}

    def _wrong(self, what: str, sequence: int, expected: object, found: object) -> None:
        if self.wrong is None:
            told = {"sequence": sequence, "expected": str(expected), "found": str(found)}
            self.wrong = {"what": what, **told}


async def recomputed(mongo: Mongo, after: str | None) -> tuple[Sequence[Recomputed], bool]:
    """Whole chains behind a key, in the order of their keys; and whether more follow."""
    query: Document = {} if after is None else {"_id": {"$gt": fact_id(after, None)}}
    return await _read(mongo, query)


async def recomputed_one(mongo: Mongo, key: str) -> Recomputed | None:
    """The whole chain of one key; None when it has no facts."""
    span = {"_id": {"$gte": fact_id(key, 0), "$lt": fact_id(key, None)}}
    found, _ = await _read(mongo, span)
    return found[0] if found else None


async def _read(mongo: Mongo, query: Document) -> tuple[Sequence[Recomputed], bool]:
    cursor = mongo[FACTS].find(query, {"body": 1, "hash": 1}, sort=[("_id", 1)])
    found: list[Recomputed] = []
    try:
        facts = 0
        async for stored in cursor:
            key, _, sequence = stored["_id"].rpartition("/")
            if not found or found[-1].key != key:
                if facts >= MOST_FACTS:
                    return found, True
                found.append(Recomputed(key))
            found[-1].take(int(sequence), stored)
            facts += 1
    finally:
        await cursor.close()
    return found, False
