"""Which pseudonym a platform's own person is, as a board linked them; erased with the person.

`links` {_id: keyed hash of board, platform and the platform's id, board, platform, teacher}: the
platform's own id is nowhere readable.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shared.chassis.field_encryption import FieldKeys
from shared.chassis.mongo import (
    ASCENDING,
    DeleteOne,
    InsertOne,
    Mongo,
    Session,
    UpdateOne,
    documents,
)

LINKS = "links"


@dataclass(slots=True)
class Changes:
    """What linking many at once came to: counts, and the places of those that were refused."""

    linked: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: list[int] = field(default_factory=list)


class LinkStore:
    """Links of platforms' people."""

    def __init__(self, mongo: Mongo, keys: FieldKeys) -> None:
        self._mongo = mongo
        self._keys = keys

    async def prepare(self) -> None:
        """Make the indexes."""
        by_person = [("board", ASCENDING), ("teacher", ASCENDING)]
        await self._mongo[LINKS].create_index(by_person)
        await self._mongo[LINKS].create_index([("board", ASCENDING), ("platform", ASCENDING)])

    async def pseudonyms(
        self, wanted: Collection[tuple[str, str]], platform: str
    ) -> Mapping[tuple[str, str], str]:
        """(board, platform's own id) -> pseudonym, of those that are linked."""
        ids = {self._id(board, platform, theirs): (board, theirs) for board, theirs in wanted}
        found = self._mongo[LINKS].find({"_id": {"$in": list(ids)}})
        return {ids[entry["_id"]]: entry["teacher"] for entry in await documents(found)}

    async def count(self, board: str, platform: str) -> int:
        """How many people of a platform the board has linked."""
        return await self._mongo[LINKS].count_documents({"board": board, "platform": platform})

    async def link(
        self, board: str, platform: str, asked: Sequence[tuple[str, str | None]]
    ) -> Changes:
        """Link each, or undo it where the pseudonym is None; nothing is done if any is refused."""
        async with self._mongo.session() as session:
            return await self._mongo.transaction(
                session, lambda inside: self._link(board, platform, asked, inside)
            )

    async def _link(
        self, board: str, platform: str, asked: Sequence[tuple[str, str | None]], session: Session
    ) -> Changes:
        ids = [self._id(board, platform, theirs) for theirs, _ in asked]
        found = self._mongo[LINKS].find({"_id": {"$in": ids}}, session=session)
        stands = {entry["_id"]: entry["teacher"] for entry in await documents(found)}
        changes = Changes()
        writes: list[InsertOne[dict[str, object]] | UpdateOne | DeleteOne] = []
        for place, (key, (_, teacher)) in enumerate(zip(ids, asked, strict=True)):
            before = stands.get(key)
            if teacher == before:
                changes.unchanged += 1
            elif teacher is None:
                writes.append(DeleteOne({"_id": key}))
                changes.removed += 1
            elif before is not None:
                changes.refused.append(place)
                continue
            else:
                entry = {"board": board, "platform": platform, "teacher": teacher}
                writes.append(InsertOne({"_id": key, **entry}))
                changes.linked += 1
            stands[key] = teacher
        if writes and not changes.refused:
            await self._mongo[LINKS].bulk_write(writes, session=session)
        return changes

    async def erase(self, board: str, teacher: str, session: Session) -> None:
        """Forget every link to a pseudonym."""
        await self._mongo[LINKS].delete_many({"board": board, "teacher": teacher}, session=session)

    async def kept_of(self, teacher: str) -> dict[str, int]:
        """Board -> how many platforms' people are linked to this pseudonym; for ops."""
        found = await documents(self._mongo[LINKS].find({"teacher": teacher}, {"board": 1}))
        return dict(Counter(str(entry["board"]) for entry in found))

    def _id(self, board: str, platform: str, theirs: str) -> str:
        return self._keys.blind(f"links/{board}/{platform}", theirs)
