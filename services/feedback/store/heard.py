"""What was heard from enrolment: schools, members and admissions as they stand in the database.

Collections: `schools` {_id: school, boards: [[from, board]], closed}, `members` {_id:
"school/teacher", school, spells}, `admissions` {_id: "board/platform", board, said}. Schools alone
are found without a board: where a school belongs is how the board becomes known.
"""

from collections.abc import Collection, Sequence
from datetime import date

from services.feedback.known import TEAM, Admission, Admissions, Member, Place, Spell
from services.feedback.project import Held
from shared.chassis.mongo import (
    ASCENDING,
    Document,
    Mongo,
    ReplaceOne,
    Session,
    documents,
)

SCHOOLS = "schools"
MEMBERS = "members"
ADMISSIONS = "admissions"


class HeardStore:
    """Schools, members and admissions."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Make the indexes."""
        await self._mongo[MEMBERS].create_index([("school", ASCENDING)])
        await self._mongo[MEMBERS].create_index([("teacher", ASCENDING)])

    async def places(self, schools: Collection[str]) -> dict[str, Place]:
        """The schools that are known, and their boards through time."""
        found = self._mongo[SCHOOLS].find({"_id": {"$in": list(schools)}})
        return {entry["_id"]: _place(entry) for entry in await documents(found)}

    async def members(
        self, boards: Collection[str], wanted: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], Member]:
        """(school, teacher) -> membership, of schools that ever belonged to these boards."""
        places = await self.places({school for school, _ in wanted})
        own = [
            f"{school}/{teacher}"
            for school, teacher in wanted
            if school in places and any(places[school].ever(board) for board in boards)
        ]
        found = self._mongo[MEMBERS].find({"_id": {"$in": own}})
        return {
            (entry["school"], entry["teacher"]): _member(entry) for entry in await documents(found)
        }

    async def boards_of(self, board: str, teacher: str) -> set[str]:
        """The board, and those that its schools with this teacher ever belonged to."""
        found = await documents(self._mongo[MEMBERS].find({"teacher": teacher}, {"school": 1}))
        places = await self.places({entry["school"] for entry in found})
        own = [place for place in places.values() if place.ever(board)]
        return {board, *(owner for place in own for _, owner in place.boards)}

    async def team(self, place: Place, day: date) -> int:
        """How many team members a school has on a day."""
        found = await documents(self._mongo[MEMBERS].find({"school": place.school}))
        spells = [_member(entry).on(day) for entry in found]
        return sum(spell is not None and spell.function in TEAM for spell in spells)

    async def admissions(self, boards: Collection[str], platform: str) -> dict[str, Admissions]:
        """Board -> what it said of a platform."""
        ids = [f"{board}/{platform}" for board in boards]
        found = self._mongo[ADMISSIONS].find({"_id": {"$in": ids}})
        return {entry["board"]: _admissions(entry) for entry in await documents(found)}

    async def held(self, touched: Held) -> Held:
        """The same keys, as they stand in the database."""
        members = [f"{school}/{teacher}" for school, teacher in touched.members]
        admissions = [f"{board}/{platform}" for board, platform in touched.admissions]
        found = await documents(self._mongo[MEMBERS].find({"_id": {"$in": members}}))
        said = await documents(self._mongo[ADMISSIONS].find({"_id": {"$in": admissions}}))
        return Held(
            places=await self.places(touched.places.keys()),
            members={(entry["school"], entry["teacher"]): _member(entry) for entry in found},
            admissions={(entry["board"], entry["platform"]): _admissions(entry) for entry in said},
        )

    async def save(self, held: Held, session: Session) -> None:
        """Write what a batch of facts led to, within its transaction."""
        await self._replace(SCHOOLS, [_of_place(place) for place in held.places.values()], session)
        members = [_of_member(school, member) for (school, _), member in held.members.items()]
        await self._replace(MEMBERS, members, session)
        said = [_of_admissions(admissions) for admissions in held.admissions.values()]
        await self._replace(ADMISSIONS, said, session)

    async def _replace(
        self, collection: str, entries: Sequence[Document], session: Session
    ) -> None:
        if entries:
            writes = [ReplaceOne({"_id": entry["_id"]}, entry, upsert=True) for entry in entries]
            await self._mongo[collection].bulk_write(writes, ordered=False, session=session)


def _place(entry: Document) -> Place:
    boards = tuple((date.fromisoformat(since), board) for since, board in entry["boards"])
    return Place(entry["_id"], boards, _day(entry["closed"]))


def _of_place(place: Place) -> Document:
    boards = [[since.isoformat(), board] for since, board in place.boards]
    return {"_id": place.school, "boards": boards, "closed": _text(place.closed)}


def _member(entry: Document) -> Member:
    spells = tuple(
        Spell(joined, date.fromisoformat(since), function, left, _day(until))
        for joined, since, function, left, until in entry["spells"]
    )
    return Member(entry["teacher"], spells)


def _of_member(school: str, member: Member) -> Document:
    spells = [
        [spell.joined, spell.since.isoformat(), spell.function, spell.left, _text(spell.until)]
        for spell in member.spells
    ]
    key = f"{school}/{member.teacher}"
    return {"_id": key, "school": school, "teacher": member.teacher, "spells": spells}


def _admissions(entry: Document) -> Admissions:
    said = tuple(
        Admission(date.fromisoformat(since), source, None if types is None else frozenset(types))
        for since, source, types in entry["said"]
    )
    return Admissions(entry["board"], entry["platform"], said)


def _of_admissions(admissions: Admissions) -> Document:
    said = [
        [one.valid_from.isoformat(), one.source, None if one.types is None else sorted(one.types)]
        for one in admissions.said
    ]
    board, platform = admissions.board, admissions.platform
    return {"_id": f"{board}/{platform}", "board": board, "platform": platform, "said": said}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
