"""Answers to pulse waves that still run: which answers came, and who answered, never together.

`waves` {_id: wave, board, school, closesOn, answers, closing}: the answers are a sorted list, so
neither order nor time can be read off it. `participations` {_id: keyed hash of wave and person,
wave, replay}: only who holds the key and knows the person can ask whether they answered. Both go
when the wave closes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.feedback.decide.pulses import Items
from services.feedback.known import Place
from services.feedback.refusals import refuse
from shared.chassis.field_encryption import FieldKeys
from shared.chassis.mongo import (
    ASCENDING,
    Document,
    Mongo,
    PyMongoError,
    Session,
    documents,
    is_duplicate,
)

WAVES = "waves"
PARTICIPATIONS = "participations"


@dataclass(frozen=True, slots=True)
class Participation:
    """That somebody took part, as a keyed hash; and the request it came with, as another."""

    id: str
    wave: str
    replay: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A wave that takes no more answers, and those it has."""

    board: str
    school: str
    wave: str
    closes_on: str
    answers: tuple[Items, ...]


class PulseStore:
    """Waves that run, and their answers."""

    def __init__(self, mongo: Mongo, keys: FieldKeys) -> None:
        self._mongo = mongo
        self._keys = keys

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._mongo[WAVES].create_index([("closesOn", ASCENDING)])
        await self._mongo[PARTICIPATIONS].create_index([("wave", ASCENDING)])

    def participation(self, wave: str, person: str, request: str | None) -> Participation:
        """How it is remembered that a person (or a platform's response) took part."""
        place = f"pulses/{wave}"
        replay = self._keys.blind(place, f"{person}\n{request}") if request else None
        return Participation(self._keys.blind(place, person), wave, replay)

    async def took_part(self, place: Place, participation: Participation) -> Participation | None:
        """The same participation, if it is there already."""
        found = await self._mongo[PARTICIPATIONS].find_one(
            {"_id": participation.id, "school": place.school}
        )
        return Participation(found["_id"], found["wave"], found["replay"]) if found else None

    async def open(
        self, board: str, school: str, wave: str, closes_on: str, session: Session
    ) -> None:
        """A wave begins, within the transaction of its fact."""
        entry = {"board": board, "school": school, "closesOn": closes_on}
        await self._mongo[WAVES].insert_one(
            {"_id": wave, **entry, "answers": [], "closing": False}, session=session
        )

    async def answer(
        self, place: Place, participation: Participation, items: Items, session: Session
    ) -> None:
        """Add one answer and that somebody took part; a Refusal when the wave just closed."""
        taken = {"_id": participation.id, "school": place.school, "wave": participation.wave}
        await self._mongo[PARTICIPATIONS].insert_one(
            {**taken, "replay": participation.replay}, session=session
        )
        together = {"$concatArrays": ["$answers", [_text(items)]]}
        added = await self._mongo[WAVES].update_one(
            {"_id": participation.wave, "school": place.school, "closing": False},
            [{"$set": {"answers": {"$sortArray": {"input": together, "sortBy": 1}}}}],
            session=session,
        )
        if added.modified_count != 1:
            raise refuse("wave-closed")

    async def add(
        self, place: Place, participation: Participation, items: Items
    ) -> Participation | None:
        """Add one answer in a transaction of its own; the earlier participation if there is one."""
        if before := await self.took_part(place, participation):
            return before
        try:
            async with self._mongo.session() as session:
                await self._mongo.transaction(
                    session, lambda inside: self.answer(place, participation, items, inside)
                )
        except PyMongoError as error:
            if not is_duplicate(error):
                raise
            return await self.took_part(place, participation)
        return None

    async def begin_closing(self, school: str, wave: str) -> Closing | None:
        """From now on no answer is added; None for a wave that is not there (any more)."""
        wanted = {"_id": wave, "school": school}
        await self._mongo[WAVES].update_one(wanted, {"$set": {"closing": True}})
        found = await self._mongo[WAVES].find_one(wanted)
        return _closing(found) if found else None

    async def overdue(self, today: date) -> Sequence[tuple[str, str, str]]:
        """(board, school, wave) of those whose last day has passed, or that began to close."""
        due: Document = {"$or": [{"closesOn": {"$lt": today.isoformat()}}, {"closing": True}]}
        found = await documents(self._mongo[WAVES].find(due, {"board": 1, "school": 1}))
        return [(entry["board"], entry["school"], entry["_id"]) for entry in found]

    async def close(self, school: str, wave: str, session: Session) -> None:
        """Forget answers and participations, within the transaction that tells the answers."""
        await self._mongo[WAVES].delete_one({"_id": wave, "school": school}, session=session)
        await self._mongo[PARTICIPATIONS].delete_many(
            {"wave": wave, "school": school}, session=session
        )


def _text(items: Items) -> str:
    return "-".join(str(item or 0) for item in items)


def _items(text: str) -> Items:
    control, support, resources, autonomy = (int(item) or None for item in text.split("-"))
    return control, support, resources, autonomy


def _closing(found: Document) -> Closing:
    answers = tuple(_items(text) for text in found["answers"])
    return Closing(found["board"], found["school"], found["_id"], found["closesOn"], answers)
