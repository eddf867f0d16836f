"""Snapshots of folded states and derived figures: both can be thrown away and made again.

`snapshots` {_id: key, fold, heads, state}: a state after the ledger positions `heads`, by the fold
code with this version. `figures` {_id: "school/year", board, day, heads, digest, body, stand,
lived}: the rows of a school year as sorted JSON, stamped with the positions and the day that they
stand for; `stand` is a digest of those about people alone, `lived` whether anything happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.chassis.mongo import Binary, Document, Mongo, ReplaceOne, documents

SNAPSHOTS, FIGURES = "snapshots", "figures"
Heads = Mapping[str, int]
"""Per publisher the sequence of the last fact taken into account."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A folded state, msgpack, and where it stands."""

    key: str
    fold: str
    heads: Heads
    state: bytes


@dataclass(frozen=True, slots=True)
class Derived:
    """The figures of one school year as bytes, and what they stand for."""

    board: str
    school: str
    year: str
    day: date
    heads: Heads
    digest: str
    body: bytes
    stand: str
    made_at: datetime
    lived: bool = True
    """Whether something was recorded in the year beyond people who stay."""


class DerivedStore:
    """Keeping and finding what was derived."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """A board's figures are found by year."""
        await self._mongo[FIGURES].create_index([("board", 1), ("year", 1)])

    async def snapshot(self, board: str, key: str, fold: str) -> Snapshot | None:
        """The last snapshot of a key that this version of the fold made."""
        del board  # snapshots are read for keys that the directory gave to the tenant
        found = await self._mongo[SNAPSHOTS].find_one({"_id": key, "fold": fold})
        if found is None:
            return None
        return Snapshot(key, fold, found["heads"], bytes(found["state"]))

    async def keep_snapshot(self, board: str, snapshot: Snapshot) -> None:
        """Replace the snapshot of a key; an older one that comes late does no harm."""
        del board  # as above
        stored = {
            "_id": snapshot.key,
            "fold": snapshot.fold,
            "heads": dict(snapshot.heads),
            "state": Binary(snapshot.state),
        }
        await self._mongo[SNAPSHOTS].replace_one({"_id": snapshot.key}, stored, upsert=True)

    async def keep(self, found: Sequence[Derived]) -> None:
        """Replace the figures of school years."""
        if found:
            await self._mongo[FIGURES].bulk_write(
                [
                    ReplaceOne({"_id": _id(d.school, d.year)}, _stored(d), upsert=True)
                    for d in found
                ],
                ordered=False,
            )

    async def keep_all(self, board: str, school: str, found: Sequence[Derived]) -> None:
        """Replace all the figures of a school; years that it no longer has go."""
        del board  # the years of a school go with it
        await self.keep(found)
        others = {"$gte": f"{school}/", "$lt": f"{school}/~"}
        kept = [_id(school, derived.year) for derived in found]
        await self._mongo[FIGURES].delete_many({"_id": {**others, "$nin": kept}})

    async def figures(self, board: str, school: str, year: str) -> Derived | None:
        """The figures of a school year; None while there are none, or for another board."""
        found = await self._mongo[FIGURES].find_one({"_id": _id(school, year), "board": board})
        return _derived(found) if found else None

    async def heads(self, board: str, school: str) -> Heads | None:
        """What the figures of a school's latest year stand for; None while there are none."""
        span = {"$gte": f"{school}/", "$lt": f"{school}/~"}
        found = await self._mongo[FIGURES].find_one(
            {"_id": span, "board": board}, {"heads": 1}, sort=[("_id", -1)]
        )
        return found["heads"] if found else None

    async def years(self, board: str, school: str) -> Sequence[str]:
        """The school years for which a school has figures, oldest first."""
        cursor = self._mongo[FIGURES].find(
            {"_id": {"$gte": f"{school}/", "$lt": f"{school}/~"}}, {"year": 1}, sort=[("_id", 1)]
        )
        del board  # the years of a school go with it
        return [found["year"] for found in await documents(cursor)]

    async def lived(self, board: str, school: str) -> Sequence[str]:
        """Those of them in which something was recorded beyond people who stay."""
        span = {"$gte": f"{school}/", "$lt": f"{school}/~"}
        cursor = self._mongo[FIGURES].find(
            {"_id": span, "lived": {"$ne": False}}, {"year": 1}, sort=[("_id", 1)]
        )
        del board  # as above
        return [found["year"] for found in await documents(cursor)]

    async def of_board(self, board: str, year: str) -> Sequence[Derived]:
        """The figures of all schools of a board in a year."""
        cursor = self._mongo[FIGURES].find({"board": board, "year": year}, sort=[("_id", 1)])
        return [_derived(found) for found in await documents(cursor)]


def _id(school: str, year: str) -> str:
    return f"{school}/{year}"


def _stored(derived: Derived) -> Document:
    return {
        "_id": _id(derived.school, derived.year),
        "board": derived.board,
        "year": derived.year,
        "day": derived.day.isoformat(),
        "heads": dict(derived.heads),
        "digest": derived.digest,
        "body": Binary(derived.body),
        "stand": derived.stand,
        "made_at": derived.made_at,
        "lived": derived.lived,
    }


def _derived(found: Document) -> Derived:
    return Derived(
        found["board"],
        found["_id"].partition("/")[0],
        found["year"],
        date.fromisoformat(found["day"]),
        found["heads"],
        found["digest"],
        bytes(found["body"]),
        found["stand"],
        found["made_at"],
        found.get("lived", True),
    )
