"""The ledger: every fact as received, for ever, in segments.

`ledger` {_id: "publisher/key/first sequence", board, last, bodies}: one immutable document per
publisher, school and batch, holding the exact body bytes. A segment costs MongoDB as much as one
fact does, so a busy moment is cheap. `_id` makes every fact unique, and finds it: the segment with
the greatest `_id` at or below the fact's.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from shared.chassis.mongo import Document, Mongo, Session

LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive facts of one publisher about one key; `board` is the tenant that they name."""

    publisher: str
    key: str
    first: int
    board: str
    bodies: tuple[bytes, ...]

    @property
    def last(self) -> int:
        """The sequence of the last fact."""
        return self.first + len(self.bodies) - 1


class Ledger:
    """Reading and adding segments; nothing here changes or removes one."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """The one index besides `_id`: export and rebuild of a board walk its keys."""
        await self._mongo[LEDGER].create_index([("board", 1), ("_id", 1)])

    async def add(self, segments: Sequence[Segment], session: Session) -> None:
        """Add segments within the caller's transaction."""
        if segments:
            await self._mongo[LEDGER].insert_many(
                [_stored(segment) for segment in segments], ordered=False, session=session
            )

    async def after(
        self, board: str, publisher: str, key: str, sequence: int
    ) -> AsyncIterator[Segment]:
        """The segments of a chain that begin after a sequence, in order.

        A school's history goes with it to another board, so the tenant here is the board that may
        read the key (`directory.py` says which), not the one that the facts name.
        """
        del board  # the caller was fenced by it; facts of an earlier board belong to the history
        cursor = self._mongo[LEDGER].find(
            {"_id": {"$gt": _id(publisher, key, sequence), "$lt": f"{publisher}/{key}/~"}},
            sort=[("_id", 1)],
        )
        async for found in cursor:
            yield _segment(found)

    async def fact(self, board: str, publisher: str, key: str, sequence: int) -> bytes | None:
        """The exact bytes of one fact; None when it is not there."""
        del board  # as above
        found = await self._mongo[LEDGER].find_one(
            {"_id": {"$lte": _id(publisher, key, sequence), "$gte": f"{publisher}/{key}/"}},
            sort=[("_id", -1)],
        )
        if found is None:
            return None
        segment = _segment(found)
        inside = sequence <= segment.last
        return segment.bodies[sequence - segment.first] if inside else None

    async def end(self, board: str, publisher: str, key: str) -> int:
        """The sequence of the last fact of a chain; 0 when there is none."""
        del board  # as above
        found = await self._mongo[LEDGER].find_one(
            {"_id": {"$gt": f"{publisher}/{key}/", "$lt": f"{publisher}/{key}/~"}},
            {"last": 1},
            sort=[("_id", -1)],
        )
        return found["last"] if found else 0

    async def keys(self, board: str | None) -> Sequence[str]:
        """The keys with facts that name this board; of every board with None, for ops."""
        query: Document = {} if board is None else {"board": board}
        found = await self._mongo.aggregate(
            LEDGER,
            [
                {"$match": query},
                {"$group": {"_id": {"$arrayElemAt": [{"$split": ["$_id", "/"]}, 1]}}},
                {"$sort": {"_id": 1}},
            ],
        )
        return [entry["_id"] for entry in found]

    async def heads(self, keys: Sequence[str]) -> Sequence[Document]:
        """Of every chain of these keys where it ends: {publisher, key, last}."""
        found = await self._mongo.aggregate(
            LEDGER,
            [
                {"$addFields": {"place": {"$split": ["$_id", "/"]}}},
                {"$match": {"place.1": {"$in": list(keys)}}},
                {
                    "$group": {
                        "_id": {
                            "publisher": {"$arrayElemAt": ["$place", 0]},
                            "key": {"$arrayElemAt": ["$place", 1]},
                        },
                        "last": {"$max": "$last"},
                    }
                },
            ],
        )
        return [{**entry["_id"], "last": entry["last"]} for entry in found]


def _id(publisher: str, key: str, sequence: int) -> str:
    return f"{publisher}/{key}/{sequence:010d}"


def _stored(segment: Segment) -> Document:
    return {
        "_id": _id(segment.publisher, segment.key, segment.first),
        "board": segment.board,
        "last": segment.last,
        "bodies": list(segment.bodies),
    }


def _segment(found: Document) -> Segment:
    publisher, key, first = found["_id"].split("/")
    return Segment(publisher, key, int(first), found["board"], tuple(found["bodies"]))
