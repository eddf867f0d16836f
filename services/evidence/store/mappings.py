"""Boards' own corrections of which themes speak to which standard; every earlier one stays.

`mappings` {_id: "board/sector/number", board, sector, at, by, links}: what was known on a day can
be asked for ever. `by` is the client through which it came, never a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.chassis.mongo import DuplicateKeyError, Mongo

MAPPINGS = "mappings"
Links = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: its number (1 is the first), since when, and the links."""

    number: int
    at: datetime
    links: Links


class Overtaken(Exception):
    """Another correction came first: decide again."""


class Mappings:
    """Reading and adding corrections."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def latest(self, board: str, sector: str, moment: datetime | None) -> Correction | None:
        """The correction that stood at a moment, or stands now; None while there is none."""
        query: dict[str, Any] = {"board": board, "sector": sector}
        if moment is not None:
            query["at"] = {"$lte": moment}
        found = await self._mongo[MAPPINGS].find_one(query, sort=[("_id", -1)])
        if found is None:
            return None
        return Correction(int(found["_id"].rpartition("/")[2]), found["at"], found["links"])

    async def add(
        self, board: str, sector: str, number: int, at: datetime, by: str, links: Links
    ) -> None:
        """Add a correction under its number; Overtaken when that one is there already."""
        stored = {
            "_id": f"{board}/{sector}/{number:06d}",
            "board": board,
            "sector": sector,
            "at": at,
            "by": by,
            "links": [dict(link) for link in links],
        }
        try:
            await self._mongo[MAPPINGS].insert_one(stored)
        except DuplicateKeyError as error:
            raise Overtaken from error
