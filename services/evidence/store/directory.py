"""Who is where: schools of boards, teachers at schools, modules' titles; and so the tenant fence.

Moved in the transaction of the facts that say it, so that a school is never seen by a board that
it has left. `schools` {_id: school, board, boards, name, sector, place}, with `boards` all that it
ever belonged to; `boards` {_id, name};
`teachers` {_id: "teacher/school", board}; `modules` {_id: "board/module/version", titles, ...}.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.chassis.errors import Absent
from shared.chassis.mongo import Document, Mongo, ReplaceOne, Session, UpdateOne, documents
from shared.contracts import enrolment as e
from shared.contracts.catalogue import BY_NAME

SCHOOLS, BOARDS, TEACHERS, MODULES = "schools", "boards", "teachers", "modules"
Write = tuple[str, ReplaceOne[Document] | UpdateOne]
CONCERNED = frozenset(
    BY_NAME[contract.NAME].type_name
    for contract in (e.SchoolRegistered, e.BoardRegistered, e.TeacherJoined, e.ModuleRegistered)
)
"""The types of fact that change the directory: few, so all others are passed by first."""


@dataclass(frozen=True, slots=True)
class School:
    """A school as it is known now."""

    code: str
    board: str
    name: str
    sector: str
    place: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module as the catalogue tells it: its theme, and its titles in Dutch and English."""

    theme: str
    titles: tuple[str, str]


def entry(board: str, key: str, fact: Any) -> Write | None:
    """What a fact changes in the directory, if anything."""
    match fact.__class__.__name__:
        case e.SchoolRegistered.__name__:
            stored = {
                "board": fact.board,
                "name": fact.name,
                "sector": fact.sector,
                "place": fact.place or "",
            }
            change = {"$set": stored, "$addToSet": {"boards": fact.board}}
            return SCHOOLS, UpdateOne({"_id": key}, change, upsert=True)
        case e.BoardRegistered.__name__:
            stored = {"_id": key, "name": fact.name}
            return BOARDS, ReplaceOne({"_id": key}, stored, upsert=True)
        case e.TeacherJoined.__name__:
            place = {"_id": f"{fact.teacher}/{key}"}
            return TEACHERS, UpdateOne(place, {"$set": {"board": board}}, upsert=True)
        case e.ModuleRegistered.__name__:
            stored = {
                "_id": f"{key}/{fact.module}/{fact.version}",
                "theme": fact.theme,
                "nl": fact.titles.nl,
                "en": fact.titles.en,
            }
            return MODULES, ReplaceOne({"_id": stored["_id"]}, stored, upsert=True)
    return None


class Directory:
    """Reading the directory, always for one tenant."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Schools are listed per board, now and ever."""
        await self._mongo[SCHOOLS].create_index([("board", 1), ("_id", 1)])
        await self._mongo[SCHOOLS].create_index([("boards", 1)])

    async def write(self, writes: Sequence[Write], session: Session) -> None:
        """Apply changes, in order, within the caller's transaction."""
        for collection in dict.fromkeys(name for name, _ in writes):
            changes = [change for name, change in writes if name == collection]
            await self._mongo[collection].bulk_write(changes, ordered=True, session=session)

    async def school(self, board: str, school: str) -> School:
        """A school of this board; Absent when it is another's, or nobody's."""
        found = await self._mongo[SCHOOLS].find_one({"_id": school, "board": board})
        if found is None:
            raise Absent
        return _school(found)

    async def board_of(self, boards: frozenset[str], school: str) -> str:
        """Which of a caller's boards the school belongs to now; Absent when none."""
        found = await self._mongo[SCHOOLS].find_one({"_id": school}, {"board": 1})
        if found is None or found["board"] not in boards:
            raise Absent
        return str(found["board"])

    async def schools(self, board: str) -> Sequence[School]:
        """All schools of a board, by name."""
        cursor = self._mongo[SCHOOLS].find({"board": board}, sort=[("name", 1), ("_id", 1)])
        return [_school(found) for found in await documents(cursor)]

    async def boards(self) -> Sequence[str]:
        """All boards that have schools; for ops and for background work, which show nothing."""
        found = await self._mongo.aggregate(SCHOOLS, [{"$group": {"_id": "$board"}}])
        return sorted(entry["_id"] for entry in found)

    async def connected(self, board: str) -> tuple[list[str], list[str]]:
        """Boards that ever shared a school, from this one on, and all their schools, in order.

        For background work, which shows nothing of one board to another.
        """
        boards: set[str] = set()
        schools: set[str] = set()
        found = {board}
        while found - boards:
            boards |= found
            cursor = self._mongo[SCHOOLS].find({"boards": {"$in": sorted(boards)}}, {"boards": 1})
            for school in await documents(cursor):
                schools.add(school["_id"])
                found |= set(school["boards"])
        return sorted(boards), sorted(schools)

    async def board_name(self, board: str) -> str:
        """The board's name; its number while it is not known."""
        found = await self._mongo[BOARDS].find_one({"_id": board})
        return str(found["name"]) if found else board

    async def schools_of_teacher(self, board: str, teacher: str) -> Sequence[str]:
        """Where a teacher of this board is or was a member."""
        cursor = self._mongo[TEACHERS].find(
            {"_id": {"$gte": f"{teacher}/", "$lt": f"{teacher}/~"}, "board": board}, {"_id": 1}
        )
        return [found["_id"].split("/")[1] for found in await documents(cursor)]

    async def module(self, board: str, module: str, version: int) -> Module | None:
        """A module of a board's catalogue in one version; None while it is not known."""
        found = await self._mongo[MODULES].find_one({"_id": f"{board}/{module}/{version}"})
        return Module(found["theme"], (found["nl"], found["en"])) if found else None

    async def school_name(self, board: str, school: str) -> str:
        """What a school that is or was this board's is called; its code while it is not known."""
        found = await self._mongo[SCHOOLS].find_one({"_id": school, "boards": board}, {"name": 1})
        return str(found["name"]) if found else school

    async def issuer(self, board: str) -> str:
        """The name of a board, which issues certificates; Absent when there is no such board."""
        found = await self._mongo[BOARDS].find_one({"_id": board})
        if found is None:
            raise Absent
        return str(found["name"])

    async def titles(self, board: str) -> dict[str, tuple[str, str]]:
        """Per module code the Dutch and English title of its newest version."""
        cursor = self._mongo[MODULES].find(
            {"_id": {"$gte": f"{board}/", "$lt": f"{board}/~"}}, sort=[("_id", 1)]
        )
        newest = sorted(await documents(cursor), key=lambda found: int(found["_id"].split("/")[2]))
        return {found["_id"].split("/")[1]: (found["nl"], found["en"]) for found in newest}


def _school(found: Document) -> School:
    return School(found["_id"], found["board"], found["name"], found["sector"], found["place"])
