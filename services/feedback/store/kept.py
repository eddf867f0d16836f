"""What was captured, beside the fact it became: who captured it, and its text, encrypted.

`kept` {_id: "school/kind/thing", order, board, school, kind, thing, author, teacher, observer,
purpose, said, text, retracted}. Written in the transaction of the fact. A text is readable only
where it stands (its `_id` is bound into the cipher) and goes when the thing is retracted or the
person is erased.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import uuid_utils

from services.feedback.known import Place
from services.feedback.state import Kind
from shared.chassis.field_encryption import FieldKeys, Undecipherable
from shared.chassis.mongo import ASCENDING, Document, Mongo, Session, documents

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Keep:
    """Something recorded: its fact's payload, who recorded it, and what they wrote with it."""

    board: str
    school: str
    kind: Kind
    thing: str
    author: str
    said: dict[str, Any]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Something retracted: its text goes."""

    school: str
    kind: Kind
    thing: str


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: what comes after an entry's `order`, and how many."""

    after: str | None
    limit: int


class KeptStore:
    """Everything captured."""

    def __init__(self, mongo: Mongo, keys: FieldKeys) -> None:
        self._mongo = mongo
        self._keys = keys

    async def prepare(self) -> None:
        """Make the indexes."""
        for whose in ("teacher", "author", "observer"):
            order = [(whose, ASCENDING), ("kind", ASCENDING), ("order", ASCENDING)]
            await self._mongo[KEPT].create_index(order)
        by_school = [("school", ASCENDING), ("kind", ASCENDING), ("order", ASCENDING)]
        await self._mongo[KEPT].create_index(by_school)

    async def write(self, keeps: Sequence[Keep], drops: Sequence[Drop], session: Session) -> None:
        """Keep and drop, within the transaction of the facts."""
        if keeps:
            await self._mongo[KEPT].insert_many([self._stored(k) for k in keeps], session=session)
        if drops:
            ids = [_id(drop.school, drop.kind, drop.thing) for drop in drops]
            gone = {"$set": {"retracted": True, "text": None}}
            await self._mongo[KEPT].update_many({"_id": {"$in": ids}}, gone, session=session)

    async def author(self, place: Place, kind: Kind, thing: str) -> str | None:
        """Who captured it at this school, under whatever board; None for what is not there."""
        boards = [board for _, board in place.boards]
        wanted = {"_id": _id(place.school, kind, thing), "board": {"$in": boards}}
        found = await self._mongo[KEPT].find_one(wanted, {"author": 1})
        return found["author"] if found else None

    async def own(
        self, mine: Mapping[str, str], whose: Sequence[str], kind: Kind, page: Page
    ) -> Sequence[Document]:
        """Entries of a person, given as board -> pseudonym, in the order of capture."""
        me = sorted(mine.values())
        query = {"kind": kind, "$or": [{who: {"$in": me}} for who in whose]}
        return await self._page(query, page) if me else []

    async def appraisals(self, place: Place, page: Page) -> Sequence[Document]:
        """The appraisal observations of a school, in the order of capture."""
        query = {"school": place.school, "kind": "observation", "purpose": "appraisal"}
        return await self._page(query, page)

    async def _page(self, query: Document, page: Page) -> Sequence[Document]:
        if page.after:
            query["order"] = {"$gt": page.after}
        found = self._mongo[KEPT].find(query, sort=[("order", 1)], limit=page.limit)
        return await documents(found)

    def text_of(self, entry: Document) -> str | None:
        """The text of an entry, in the clear; None when there is none, or none to be read."""
        if entry["text"] is None:
            return None
        try:
            return self._keys.decrypt(_place(entry["_id"]), entry["text"])
        except Undecipherable:
            return None

    async def erase(self, board: str, teacher: str, session: Session) -> None:
        """Forget the texts of a person and about a person."""
        whose = [{"teacher": teacher}, {"author": teacher}]
        await self._mongo[KEPT].update_many(
            {"board": board, "$or": whose}, {"$set": {"text": None}}, session=session
        )

    async def own_texts(self, board: str, me: str) -> int:
        """How many texts a person of this board wrote about themselves and are still kept."""
        found = await self._mongo[KEPT].count_documents(_own_texts(board, me))
        return int(found)

    async def forget_own_texts(self, board: str, me: str) -> int:
        """Delete the texts that a person wrote about themselves; how many there were.

        What a coach or observer wrote about somebody is not theirs alone, and stays.
        """
        gone = {"$set": {"text": None}}
        done = await self._mongo[KEPT].update_many(_own_texts(board, me), gone)
        return int(done.modified_count)

    async def texts_of(self, teacher: str) -> dict[str, int]:
        """Board -> how many texts by or about this pseudonym are kept; for ops."""
        whose = [{"teacher": teacher}, {"author": teacher}]
        query = {"$or": whose, "text": {"$ne": None}}
        found = await documents(self._mongo[KEPT].find(query, {"board": 1}))
        return dict(Counter(str(entry["board"]) for entry in found))

    def _stored(self, keep: Keep) -> Document:
        key = _id(keep.school, keep.kind, keep.thing)
        sealed = self._keys.encrypt(_place(key), keep.text) if keep.text else None
        return {
            "_id": key,
            "order": str(uuid_utils.uuid7()),
            "board": keep.board,
            "school": keep.school,
            "kind": keep.kind,
            "thing": keep.thing,
            "author": keep.author,
            "teacher": keep.said.get("teacher"),
            "observer": keep.said.get("observer") or keep.said.get("coach"),
            "purpose": keep.said.get("purpose"),
            "said": keep.said,
            "text": sealed,
            "retracted": False,
        }


def _own_texts(board: str, me: str) -> Document:
    return {"board": board, "author": me, "teacher": me, "text": {"$ne": None}}


def _id(school: str, kind: Kind, thing: str) -> str:
    return f"{school}/{kind}/{thing}"


def _place(key: str) -> str:
    return f"kept/{key}/text"
