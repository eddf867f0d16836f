"""What teachers put away of what was recommended to them: their own, and erased with the person.

`dismissals` {_id: "board/teacher", board, teacher, dismissed: [{recommendation, why, until}]}, a
document per teacher; `until` is a date, or null for good. After the erasure {erased: true} is left
of it, so that what a browser still sends cannot come back.
"""

from collections.abc import Callable, Sequence
from datetime import date

from services.evidence.recommend.dismissal import Dismissal
from shared.chassis.errors import Absent
from shared.chassis.mongo import Document, Mongo, Session, documents

DISMISSALS = "dismissals"
Change = Callable[[list[Dismissal]], list[Dismissal]]


class Dismissals:
    """Keeping, undoing and erasing dismissals."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """A person's are found at every board, to be erased."""
        await self._mongo[DISMISSALS].create_index([("teacher", 1)])

    async def of(self, board: str, teacher: str) -> list[Dismissal]:
        """What a teacher put away at a board, in order of the recommendation's id."""
        found = await self._mongo[DISMISSALS].find_one({"_id": f"{board}/{teacher}"})
        return _read(found)

    async def keep(self, board: str, teacher: str, dismissal: Dismissal) -> None:
        """Put a recommendation away; a second time takes the place of the first."""
        name = dismissal.recommendation

        def change(kept: list[Dismissal]) -> list[Dismissal]:
            return [*(one for one in kept if one.recommendation != name), dismissal]

        await self._change(board, teacher, change)

    async def undo(self, board: str, teacher: str, recommendation: str) -> None:
        """Let a recommendation come back; nothing happens when it was not put away."""

        def change(kept: list[Dismissal]) -> list[Dismissal]:
            return [one for one in kept if one.recommendation != recommendation]

        await self._change(board, teacher, change)

    async def erase(self, boards: Sequence[str], teacher: str, session: Session) -> None:
        """Forget all of a person, within the caller's transaction; nothing is written after it."""
        for board in boards:
            place = {"_id": f"{board}/{teacher}"}
            left = {**place, "board": board, "teacher": teacher, "erased": True}
            await self._mongo[DISMISSALS].replace_one(place, left, upsert=True, session=session)

    async def kept_of(self, teacher: str) -> dict[str, int]:
        """Per board how many dismissals are kept of a person; for the proof of an erasure."""
        found = await documents(self._mongo[DISMISSALS].find({"teacher": teacher}))
        counts = {one["board"]: len(one.get("dismissed", ())) for one in found}
        return {board: count for board, count in counts.items() if count}

    async def _change(self, board: str, teacher: str, change: Change) -> None:
        """Change a teacher's list in one transaction; Absent when the person was erased."""
        place = {"_id": f"{board}/{teacher}"}

        async def write(session: Session) -> None:
            found = await self._mongo[DISMISSALS].find_one(place, session=session)
            if found is not None and found.get("erased"):
                raise Absent
            kept = [_stored(one) for one in change(_read(found))]
            said = {**place, "board": board, "teacher": teacher, "dismissed": kept}
            await self._mongo[DISMISSALS].replace_one(place, said, upsert=True, session=session)

        async with self._mongo.session() as session:
            await self._mongo.transaction(session, write)


def _stored(one: Dismissal) -> Document:
    until = date.fromordinal(one.until).isoformat() if one.until is not None else None
    return {"recommendation": one.recommendation, "why": one.why, "until": until}


def _read(found: Document | None) -> list[Dismissal]:
    kept = [
        Dismissal(
            one["recommendation"],
            one["why"],
            date.fromisoformat(one["until"]).toordinal() if one["until"] else None,
        )
        for one in (found or {}).get("dismissed", ())
    ]
    return sorted(kept, key=lambda one: one.recommendation)
