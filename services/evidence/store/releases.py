"""Releases as they were made: written once on each release day, and never changed after.

`releases` {_id: "owner/year/k/day", owner, year, k, day, leaf, contributions}: what a release day
changed for a school or board in a year (`figures/book.py`), msgpack; `contributions` is apart, for
only the next release day needs it. `release_days` {_id: "board/day", board, day, together, heads}:
a board has moved on to that day, with these boards, over the facts up to these heads. Of several
processes that make the same release day the unique `_id` lets one succeed.
"""

import zlib
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from services.evidence.figures.book import Leaf
from services.evidence.figures.contributions import Contributions
from services.evidence.figures.derive import Name
from services.evidence.history.until import Heads
from shared.chassis.mongo import Binary, Document, Mongo, Session, documents

RELEASES, RELEASE_DAYS = "releases", "release_days"
_WITHOUT_CONTRIBUTIONS = {"contributions": 0}


class ReleaseDay(msgspec.Struct, frozen=True):
    """A release day that a board has had: with which boards, and over which facts of which keys."""

    board: str
    day: date
    together: Sequence[str]
    heads: Mapping[str, Heads]


class ReleaseStore:
    """Keeping and finding releases."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Leaves are found by owner and year, the last release day by board."""
        await self._mongo[RELEASES].create_index(
            [("owner", 1), ("year", 1), ("k", 1), ("day", 1)], unique=True
        )
        await self._mongo[RELEASE_DAYS].create_index([("day", 1), ("board", 1)])

    async def add(
        self,
        boards: Sequence[str],
        days: Sequence[ReleaseDay],
        leaves: Sequence[Leaf],
        session: Session,
    ) -> None:
        """Add a release day of these boards within a transaction; fails when it is there."""
        assert {one.board for one in days} == set(boards)  # noqa: S101  no board by accident
        await self._mongo[RELEASE_DAYS].insert_many([_day(one) for one in days], session=session)
        if leaves:
            await self._mongo[RELEASES].insert_many(
                [_stored(leaf) for leaf in leaves], ordered=False, session=session
            )

    async def replace(
        self, boards: Sequence[str], owners: Sequence[str], leaves: Sequence[Leaf], session: Session
    ) -> None:
        """Put leaves that were made again in the place of all that these owners had."""
        del boards  # their owners go with them
        await self._mongo[RELEASES].delete_many({"owner": {"$in": list(owners)}}, session=session)
        if leaves:
            await self._mongo[RELEASES].insert_many(
                [_stored(leaf) for leaf in leaves], ordered=False, session=session
            )

    async def leaves(
        self,
        board: str,
        owners: Sequence[str],
        k: int,
        *,
        year: str | None = None,
        until: date | None = None,
        contributions: bool = False,
    ) -> Sequence[Leaf]:
        """Leaves of schools, or of the board itself, in the order of their days."""
        del board  # the caller was fenced by it; a school keeps its releases when it moves
        query: Document = {"owner": {"$in": list(owners)}, "k": k}
        if year is not None:
            query["year"] = year
        if until is not None:
            query["day"] = {"$lte": until.isoformat()}
        shown = None if contributions else _WITHOUT_CONTRIBUTIONS
        cursor = self._mongo[RELEASES].find(query, shown, sort=[("day", 1), ("_id", 1)])
        return [_leaf(found) for found in await documents(cursor)]

    async def days(self, board: str) -> Sequence[ReleaseDay]:
        """The release days that a board has had, in order."""
        span = {"$gte": f"{board}/", "$lt": f"{board}/~"}
        cursor = self._mongo[RELEASE_DAYS].find({"_id": span}, sort=[("_id", 1)])
        return [_release_day(found) for found in await documents(cursor)]

    async def day(self, board: str, until: date) -> ReleaseDay | None:
        """The last release day that a board has had, on or before a day."""
        found = await self._mongo[RELEASE_DAYS].find_one(
            {"_id": {"$gte": f"{board}/", "$lte": _id(board, until)}}, sort=[("_id", -1)]
        )
        return _release_day(found) if found else None

    async def boards(self, day: date) -> frozenset[str]:
        """The boards that have moved on to a release day; for background work, which shows none."""
        cursor = self._mongo[RELEASE_DAYS].find({"day": day.isoformat()}, {"board": 1})
        return frozenset(found["board"] for found in await documents(cursor))


def _id(board: str, day: date) -> str:
    return f"{board}/{day.isoformat()}"


def _day(made: ReleaseDay) -> Document:
    return {
        "_id": _id(made.board, made.day),
        "board": made.board,
        "day": made.day.isoformat(),
        "together": list(made.together),
        "heads": {key: dict(heads) for key, heads in made.heads.items()},
    }


def _release_day(found: Document) -> ReleaseDay:
    day = date.fromisoformat(found["day"])
    return ReleaseDay(found["board"], day, found["together"], found["heads"])


def _stored(leaf: Leaf) -> Document:
    day = leaf.day.isoformat()
    rest = msgspec.structs.replace(leaf, contributions=())
    return {
        "_id": f"{leaf.owner}/{leaf.year}/{leaf.k}/{day}",
        "owner": leaf.owner,
        "year": leaf.year,
        "k": leaf.k,
        "day": day,
        "leaf": Binary(msgspec.msgpack.encode(rest)),
        "contributions": Binary(zlib.compress(msgspec.msgpack.encode(leaf.contributions), 1)),
    }


_read = msgspec.msgpack.Decoder(Leaf)
_contributions = msgspec.msgpack.Decoder(list[tuple[Name, Contributions]])


def _leaf(found: Document) -> Leaf:
    leaf = _read.decode(found["leaf"])
    if "contributions" not in found:
        return leaf
    kept = _contributions.decode(zlib.decompress(found["contributions"]))
    return msgspec.structs.replace(leaf, contributions=kept)
