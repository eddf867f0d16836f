"""What enrolment keeps beside its chains: people, encrypted, and the directory of boards.

`people` {_id: "board/blind index of the subject", board, teacher, name, email, subject, schools,
formerly}: a document without a name is a pseudonym that was given out, for a fact that may not have
come; `formerly` holds pseudonyms that came along with a school from another board.
`boards` and `schools` {_id: key, ...the last registration}: organisations, not persons.
"""

import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from services.enrolment.project import directory_entries
from shared.chassis.commands import Noted
from shared.chassis.field_encryption import FieldKeys
from shared.chassis.mongo import (
    ASCENDING,
    Document,
    Mongo,
    ReturnDocument,
    Session,
    UpdateOne,
    documents,
)
from shared.contracts.enrolment import EnrolmentFact

PEOPLE = "people"
Also = Callable[[Session], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Person:
    """Who a pseudonym stands for; in no fact, log or metric."""

    name: str
    email: str
    subject: str


class Store:
    """The people and the directory; the board comes first in every call."""

    def __init__(self, mongo: Mongo, keys: FieldKeys) -> None:
        self._mongo = mongo
        self._keys = keys

    async def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        await self._mongo[PEOPLE].create_index(
            [("board", ASCENDING), ("teacher", ASCENDING)], unique=True
        )
        await self._mongo[PEOPLE].create_index([("board", ASCENDING), ("formerly", ASCENDING)])
        await self._mongo["schools"].create_index([("board", ASCENDING), ("_id", ASCENDING)])

    async def pseudonym_for(self, board: str, subject: str) -> str:
        """The pseudonym of a sign-in subject at a board, given out now if there was none."""
        found: Any = await self._mongo[PEOPLE].find_one_and_update(
            {"_id": self._place(board, subject)},
            {"$setOnInsert": {"board": board, "teacher": str(uuid.uuid4())}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return str(found["teacher"])

    def joining(self, board: str, teacher: str, school: str, person: Person | None) -> Also:
        """Writes, with the joined fact, who the teacher is and at which school.

        It writes nothing for a pseudonym that was erased meanwhile: then nothing leads to anyone.
        """
        told = {} if person is None else self._sealed(teacher, person)

        async def write(session: Session) -> None:
            await self._mongo[PEOPLE].update_one(
                {"board": board, "teacher": teacher},
                {"$addToSet": {"schools": school}, **({"$set": told} if told else {})},
                session=session,
            )

        return write

    def moving(self, board: str, from_board: str, school: str, teachers: Collection[str]) -> Also:
        """Takes along, with a school that moves here, the links to those who ever joined it."""

        async def write(session: Session) -> None:
            query = {"board": from_board, "teacher": {"$in": list(teachers)}}
            moved = self._mongo[PEOPLE].find({**query, "name": {"$exists": True}}, session=session)
            for found in await documents(moved):
                await self._take_over(board, found, school, session)
            gone = {"$pull": {"schools": school}}
            await self._mongo[PEOPLE].update_many(query, gone, session=session)
            await self._mongo[PEOPLE].delete_many({**query, "schools": []}, session=session)

        return write

    async def _take_over(self, board: str, found: Document, school: str, session: Session) -> None:
        """Give a person a link at another board, beside one that may be there already."""
        teacher = found["teacher"]
        place = self._place(board, self._keys.decrypt(_field(teacher, "subject"), found["subject"]))
        known = await self._mongo[PEOPLE].find_one({"_id": place}, session=session)
        if known is None:
            told = {name: found[name] for name in ("teacher", "name", "email", "subject")}
            fresh = {"_id": place, "board": board, **told, "schools": [school]}
            await self._mongo[PEOPLE].insert_one(fresh, session=session)
            return
        more = {"schools": school, **({"formerly": teacher} if known["teacher"] != teacher else {})}
        await self._mongo[PEOPLE].update_one({"_id": place}, {"$addToSet": more}, session=session)

    def forgetting(self, board: str, teacher: str) -> Also:
        """Removes, with the erased fact, all that leads from the pseudonym to the person."""

        async def write(session: Session) -> None:
            await self._mongo[PEOPLE].delete_many(
                {"board": board, **_named(teacher)}, session=session
            )

        return write

    async def kept_of(self, teacher: str) -> dict[str, int]:
        """Board -> how many entries lead from this pseudonym to a person; for the proof of none."""
        found = await documents(self._mongo[PEOPLE].find(_named(teacher), {"board": 1}))
        return dict(Counter(str(entry["board"]) for entry in found))

    async def teachers_of(self, board: str, subject: str) -> tuple[str, ...]:
        """The pseudonyms of who signed in, at this board; nearly always one, or none."""
        found = await self._mongo[PEOPLE].find_one(
            {"_id": self._place(board, subject), "name": {"$exists": True}},
            {"teacher": 1, "formerly": 1},
        )
        return (str(found["teacher"]), *found.get("formerly", ())) if found else ()

    async def person(self, board: str, teacher: str) -> Person | None:
        """Who a pseudonym stands for."""
        found = await self._mongo[PEOPLE].find_one(_standing_for(board, [teacher]))
        return self._opened(found) if found else None

    async def schools_of(self, board: str, teacher: str) -> list[str]:
        """The schools that a teacher ever joined."""
        found = await self._mongo[PEOPLE].find_one(_standing_for(board, [teacher]))
        return sorted(found.get("schools", [])) if found else []

    async def names(self, board: str, teachers: Collection[str]) -> dict[str, str]:
        """The names of those of these pseudonyms that stand for someone."""
        cursor = self._mongo[PEOPLE].find(_standing_for(board, teachers))
        return {
            teacher: self._keys.decrypt(_field(found["teacher"], "name"), found["name"])
            for found in await documents(cursor)
            for teacher in (found["teacher"], *found.get("formerly", ()))
            if teacher in teachers
        }

    async def keep_directory(self, noted: Sequence[Noted], session: Session) -> None:
        """Let the directory follow the facts of one group commit."""
        facts: list[EnrolmentFact] = [fact for note, _ in noted for fact in note]
        writes: dict[str, list[Any]] = {}
        for collection, key, fields in directory_entries(facts):
            change = UpdateOne({"_id": key}, {"$set": fields}, upsert=True)
            writes.setdefault(collection, []).append(change)
        for name, changes in writes.items():
            await self._mongo[name].bulk_write(changes, session=session)

    async def boards(
        self, boards: Collection[str] | None, after: str, limit: int
    ) -> list[Document]:
        """Registered boards in order of number: these, or for operations all of them."""
        return await self._listed("boards", _among(boards), after, limit)

    async def schools(self, board: str, after: str, limit: int) -> list[Document]:
        """The schools of a board in order of code."""
        return await self._listed("schools", {"board": board}, after, limit)

    async def board_of(self, school: str) -> str | None:
        """The board to which a school belongs now; None for one that is not registered."""
        found = await self._mongo["schools"].find_one({"_id": school}, {"board": 1})
        return str(found["board"]) if found else None

    async def registered(
        self, boards: Collection[str], schools: Collection[str]
    ) -> tuple[dict[str, Document], dict[str, Document]]:
        """The directory's entries for these boards and schools, by key."""
        known = await documents(self._mongo["boards"].find(_among(boards)))
        homes = await documents(self._mongo["schools"].find(_among(schools)))
        return ({found["_id"]: found for found in known}, {found["_id"]: found for found in homes})

    async def _listed(
        self, collection: str, query: Document, after: str, limit: int
    ) -> list[Document]:
        wanted = {"$and": [query, {"_id": {"$gt": after}}]}
        cursor = self._mongo[collection].find(wanted, {"_id": 0}, sort=[("_id", 1)], limit=limit)
        return list(await documents(cursor))

    def _place(self, board: str, subject: str) -> str:
        return f"{board}/{self._keys.blind(f'people/{board}/subject', subject)}"

    def _sealed(self, teacher: str, person: Person) -> dict[str, str]:
        return {
            name: self._keys.encrypt(_field(teacher, name), getattr(person, name))
            for name in ("name", "email", "subject")
        }

    def _opened(self, found: Document) -> Person:
        return Person(
            **{
                name: self._keys.decrypt(_field(found["teacher"], name), found[name])
                for name in ("name", "email", "subject")
            }
        )


def _standing_for(board: str, teachers: Collection[str]) -> Document:
    asked = {"$in": list(teachers)}
    return {
        "board": board,
        "name": {"$exists": True},
        "$or": [{"teacher": asked}, {"formerly": asked}],
    }


def _named(teacher: str) -> Document:
    return {"$or": [{"teacher": teacher}, {"formerly": teacher}]}


def _field(teacher: str, name: str) -> str:
    """Where an encrypted value stands: it cannot be read anywhere else."""
    return f"people/{teacher}/{name}"


def _among(keys: Collection[str] | None) -> Document:
    return {} if keys is None else {"_id": {"$in": list(keys)}}
