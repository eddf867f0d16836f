"""Where sealed dossiers are kept, with whom they are shared, and who did what.

`dossiers` {_id: dossier, board, school, year, ...what a list shows}; `dossier_pieces`
{_id: "dossier/number", board, bytes}: the archive in pieces, for a document has a limit;
`dossier_shares` {_id: "dossier/audience", board, dossier, school, audience, until, number, at,
link}, gone when withdrawn, with `link` a hash where the audience has a link; `dossier_trail`
{_id, board, dossier, at, what, role, audience}: roles, never persons; `dossier_keys`
{_id: fingerprint, pem, since}: public keys, of no board.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import uuid_utils

from shared.chassis.canonical import canonical
from shared.chassis.errors import Absent
from shared.chassis.mongo import Binary, Document, Mongo, Session, documents

DOSSIERS, PIECES, SHARES = "dossiers", "dossier_pieces", "dossier_shares"
TRAIL, KEYS = "dossier_trail", "dossier_keys"
PIECE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed dossier as it is listed: `manifest` is what was signed, `size` in bytes."""

    dossier: str
    board: str
    school: str
    year: str
    sealed_at: datetime
    size: int
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shared:
    """With whom a dossier is shared, until and with which day, and how many times anew."""

    audience: str
    until: str
    number: int
    at: datetime
    link: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done with a dossier: what, when, in which role, for which audience."""

    at: datetime
    what: str
    role: str
    audience: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """A deed that was done so many times, the last time as `last` says."""

    last: Deed
    times: int


class DossierStore:
    """The dossiers; the board comes first in every call that shows one."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Make the indexes; harmless when they are there."""
        await self._mongo[DOSSIERS].create_index([("board", 1), ("school", 1), ("year", 1)])
        await self._mongo[SHARES].create_index([("dossier", 1), ("link", 1)])
        await self._mongo[SHARES].create_index([("board", 1), ("audience", 1)])
        await self._mongo[TRAIL].create_index([("dossier", 1), ("_id", 1)])
        await self._mongo[TRAIL].create_index([("board", 1), ("dossier", 1)])

    async def add(self, board: str, kept: Kept, raw: bytes, session: Session) -> None:
        """Keep a sealed dossier within the transaction of its fact."""
        await self._mongo[DOSSIERS].insert_one(
            {
                "_id": kept.dossier,
                "board": board,
                "school": kept.school,
                "year": kept.year,
                "sealed_at": kept.sealed_at,
                "size": kept.size,
                "manifest": Binary(canonical(kept.manifest)),  # names of files have dots
            },
            session=session,
        )
        pieces = [raw[at : at + PIECE_BYTES] for at in range(0, len(raw), PIECE_BYTES)]
        await self._mongo[PIECES].insert_many(
            [
                {"_id": f"{kept.dossier}/{number:04d}", "board": board, "bytes": Binary(piece)}
                for number, piece in enumerate(pieces)
            ],
            session=session,
        )

    async def board_of(self, dossier: str) -> str:
        """Under which board a dossier was sealed, to fence by; Absent when there is none."""
        found = await self._mongo[DOSSIERS].find_one({"_id": dossier}, {"board": 1})
        if found is None:
            raise Absent
        return str(found["board"])

    async def one(self, board: str, dossier: str) -> Kept:
        """A dossier of this board; Absent when there is none."""
        found = await self._mongo[DOSSIERS].find_one({"_id": dossier, "board": board})
        if found is None:
            raise Absent
        return _kept(found)

    async def of_year(self, board: str, school: str, year: str) -> Sequence[Kept]:
        """The dossiers of a school year, the newest first."""
        query = {"board": board, "school": school, "year": year}
        cursor = self._mongo[DOSSIERS].find(query, sort=[("_id", -1)])
        return [_kept(found) for found in await documents(cursor)]

    async def of_board(self, board: str) -> Sequence[Kept]:
        """Every dossier that was sealed under a board, the newest first."""
        cursor = self._mongo[DOSSIERS].find({"board": board}, sort=[("_id", -1)])
        return [_kept(found) for found in await documents(cursor)]

    async def raw(self, board: str, dossier: str) -> bytes:
        """The archive, byte for byte as it was sealed."""
        cursor = self._mongo[PIECES].find(
            {"_id": {"$gte": f"{dossier}/", "$lt": f"{dossier}/~"}, "board": board},
            sort=[("_id", 1)],
        )
        return b"".join([bytes(piece["bytes"]) for piece in await documents(cursor)])

    async def share(
        self, board: str, school: str, dossier: str, made: Shared, session: Session
    ) -> None:
        """Keep with whom it is shared, in place of what was there, within a transaction."""
        place = f"{dossier}/{made.audience}"
        said = {
            "board": board,
            "dossier": dossier,
            "school": school,
            "audience": made.audience,
            "until": made.until,
            "number": made.number,
            "at": made.at,
            "link": made.link,
        }
        await self._mongo[SHARES].replace_one({"_id": place}, said, upsert=True, session=session)

    async def unshare(self, board: str, dossier: str, audience: str, session: Session) -> None:
        """Forget a sharing, within a transaction."""
        place = {"_id": f"{dossier}/{audience}", "board": board}
        await self._mongo[SHARES].delete_one(place, session=session)

    async def shares(self, board: str, dossier: str) -> Sequence[Shared]:
        """With whom a dossier is shared, past its day or not."""
        cursor = self._mongo[SHARES].find({"dossier": dossier, "board": board}, sort=[("_id", 1)])
        return [_shared(found) for found in await documents(cursor)]

    async def shared_with(self, board: str, audience: str) -> Sequence[tuple[str, Shared]]:
        """Which dossiers of a board are shared with an audience, past their day or not."""
        query = {"board": board, "audience": audience}
        cursor = self._mongo[SHARES].find(query, sort=[("_id", -1)])
        return [(found["dossier"], _shared(found)) for found in await documents(cursor)]

    async def shares_of(self, board: str) -> Mapping[str, Sequence[Shared]]:
        """Per dossier of a board with whom it is shared, past its day or not."""
        cursor = self._mongo[SHARES].find({"board": board}, sort=[("_id", 1)])
        found: dict[str, list[Shared]] = {}
        for one in await documents(cursor):
            found.setdefault(one["dossier"], []).append(_shared(one))
        return found

    async def shared_by(self, dossier: str, link: str) -> tuple[str, Shared]:
        """The board and sharing that a link (its hash) opens; Absent when it opens none."""
        found = await self._mongo[SHARES].find_one({"dossier": dossier, "link": link})
        if found is None:
            raise Absent
        return found["board"], _shared(found)

    async def note(
        self, board: str, dossier: str, deed: Deed, session: Session | None = None
    ) -> None:
        """Add to the trail; within a transaction when there is one."""
        said = {"at": deed.at, "what": deed.what, "role": deed.role, "audience": deed.audience}
        place = {"_id": str(uuid_utils.uuid7()), "board": board, "dossier": dossier}
        await self._mongo[TRAIL].insert_one({**place, **said}, session=session)

    async def trail(self, board: str, dossier: str, limit: int = 200) -> Sequence[Deed]:
        """What was done with a dossier, the newest first."""
        query = {"dossier": dossier, "board": board}
        cursor = self._mongo[TRAIL].find(query, sort=[("_id", -1)], limit=limit)
        return [
            Deed(found["at"], found["what"], found["role"], found["audience"])
            for found in await documents(cursor)
        ]

    async def withdrawals(self, board: str, dossier: str, audience: str) -> Sequence[datetime]:
        """When a dossier was withdrawn from an audience, in order."""
        query = {"dossier": dossier, "board": board, "what": "withdrawn", "audience": audience}
        cursor = self._mongo[TRAIL].find(query, {"at": 1}, sort=[("_id", 1)])
        return [found["at"] for found in await documents(cursor)]

    async def done_with(self, board: str) -> Mapping[str, Sequence[Done]]:
        """Per dossier of a board what was done with it: how many times, and when last."""
        what = {"dossier": "$dossier", "what": "$what", "role": "$role", "audience": "$audience"}
        group = {"_id": what, "times": {"$sum": 1}, "last": {"$max": "$at"}}
        stages: list[dict[str, Any]] = [
            {"$match": {"board": board}},
            {"$group": group},
            {"$sort": {"last": -1}},
        ]
        found: dict[str, list[Done]] = {}
        for one in await self._mongo.aggregate(TRAIL, stages):
            place = one["_id"]
            deed = Deed(one["last"], place["what"], place["role"], place["audience"])
            found.setdefault(place["dossier"], []).append(Done(deed, one["times"]))
        return found

    async def keep_key(self, fingerprint: str, pem: bytes, now: datetime) -> None:
        """Remember a public key for ever: dossiers that it sealed outlive it."""
        said = {"$setOnInsert": {"pem": pem.decode(), "since": now}}
        await self._mongo[KEYS].update_one({"_id": fingerprint}, said, upsert=True)

    async def keys(self) -> Sequence[Document]:
        """Every public key that this service had: {_id: fingerprint, pem, since}."""
        return await documents(self._mongo[KEYS].find(sort=[("since", 1), ("_id", 1)]))


def _kept(found: Document) -> Kept:
    return Kept(
        found["_id"],
        found["board"],
        found["school"],
        found["year"],
        found["sealed_at"],
        found["size"],
        msgspec.json.decode(found["manifest"]),
    )


def _shared(found: Document) -> Shared:
    return Shared(found["audience"], found["until"], found["number"], found["at"], found["link"])
