"""Instruments that boards registered, beside those that ship with the service.

`instruments` {_id: "board/id/version", board, id, version, described}: a version never changes.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.feedback.instruments import Described, shipped
from services.feedback.known import Instrument
from shared.chassis.mongo import ASCENDING, Mongo, PyMongoError, documents, is_duplicate

INSTRUMENTS = "instruments"


class InstrumentStore:
    """Instruments of boards, and the shipped ones, which belong to nobody."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self.shipped: Mapping[tuple[str, str], Described] = {
            (found.id, found.version): found for found in shipped()
        }

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._mongo[INSTRUMENTS].create_index([("board", ASCENDING)])

    async def listed(self, boards: Collection[str]) -> Sequence[Described]:
        """The shipped instruments, and those of these boards."""
        found = self._mongo[INSTRUMENTS].find({"board": {"$in": sorted(boards)}}, sort=[("_id", 1)])
        own = [Described.model_validate(entry["described"]) for entry in await documents(found)]
        return [*self.shipped.values(), *own]

    async def find(
        self, wanted: Collection[tuple[str, str, str]]
    ) -> dict[tuple[str, str, str], Instrument]:
        """(board, id, version) -> instrument, of those that exist for that board."""
        found: dict[tuple[str, str, str], Instrument] = {}
        own: list[str] = []
        for board, name, version in wanted:
            if ships := self.shipped.get((name, version)):
                found[(board, name, version)] = ships.known()
            else:
                own.append(f"{board}/{name}/{version}")
        if own:
            cursor = self._mongo[INSTRUMENTS].find({"_id": {"$in": own}})
            for entry in await documents(cursor):
                at = (entry["board"], entry["id"], entry["version"])
                found[at] = Described.model_validate(entry["described"]).known()
        return found

    async def register(self, board: str, described: Described) -> bool | None:
        """True when it is new, False when it was there already, None when it differs."""
        entry: dict[str, Any] = described.model_dump(mode="json", by_alias=True)
        key = f"{board}/{described.id}/{described.version}"
        named = {"board": board, "id": described.id, "version": described.version}
        try:
            await self._mongo[INSTRUMENTS].insert_one({"_id": key, **named, "described": entry})
        except PyMongoError as error:
            if not is_duplicate(error):
                raise
            stands = await self._mongo[INSTRUMENTS].find_one({"_id": key})
            return False if stands and stands["described"] == entry else None
        return True
