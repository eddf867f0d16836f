"""Who may read a sealed dossier, what they take from it, and the trail that this leaves.

What a reader may not have answers as what is not there.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.evidence.desk import Desk
from services.evidence.dossier.acts import ADMIN, BY_LINK, LEADER
from services.evidence.dossier.archive import PDF, file_in
from services.evidence.dossier.links import Links
from services.evidence.dossier.signing import hashed
from services.evidence.figures.calendar import date_of
from services.evidence.store.dossiers import Deed, Done, DossierStore, Kept, Shared
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.contracts.codes import Audience


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a dossier in hand: as what, and for whom it was shared when not the leader."""

    kept: Kept
    role: str
    audience: Audience | None = None
    until: str | None = None

    @property
    def leads(self) -> bool:
        """Whether it is the school's own leader."""
        return self.audience is None


@dataclass(frozen=True, slots=True)
class Overseen:
    """A dossier as a board accounts for it: shared with whom now, and what was done with it."""

    kept: Kept
    shares: Sequence[Shared]
    done: Sequence[Done]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A link that once opened a dossier: withdrawn on a day, or its last day has passed."""

    audience: Audience
    day: date
    withdrawn: bool


class ReadingRoom:
    """The sealed dossiers, for who may read them."""

    def __init__(self, desk: Desk, store: DossierStore, links: Links) -> None:
        self._desk = desk
        self._store = store
        self._links = links

    async def of_year(self, caller: Caller, school: str, year: str) -> Sequence[Kept]:
        """The sealed dossiers of a school year, for its leader."""
        seat = await self._desk.seats.leads(caller, school)
        return await self._store.of_year(seat.board, school, year)

    async def of_board(self, caller: Caller, board: str) -> Sequence[Reader]:
        """The dossiers that schools share with this board now, for its administrators."""
        await self._desk.seats.governs(caller, board)
        return [
            Reader(await self._store.one(board, dossier), ADMIN, "board", share.until)
            for dossier, share in await self._store.shared_with(board, "board")
            if self._stands(share)
        ]

    async def overseen(self, caller: Caller, board: str) -> Sequence[Overseen]:
        """Every dossier of a board's schools with its sharing, for the board's administrators.

        What is in it they read only where it is shared with the board.
        """
        await self._desk.seats.governs(caller, board)
        shares, done = await self._store.shares_of(board), await self._store.done_with(board)
        return [
            Overseen(
                kept,
                [one for one in shares.get(kept.dossier, ()) if self._stands(one)],
                done.get(kept.dossier, ()),
            )
            for kept in await self._store.of_board(board)
        ]

    async def trail_of(
        self, caller: Caller, board: str, dossier: str
    ) -> tuple[Kept, Sequence[Deed]]:
        """A dossier of a board with what was done with it, for the board's administrators."""
        await self._desk.seats.governs(caller, board)
        return await self._store.one(board, dossier), await self._store.trail(board, dossier)

    async def read(self, caller: Caller, dossier: str) -> Reader:
        """A dossier for who is signed in: its school's leader, or the board it is shared with."""
        board = await self._store.board_of(dossier)
        kept = await self._store.one(board, dossier)
        if caller.has(LEADER) and kept.school in caller.schools:
            seat = await self._desk.seats.leads(caller, kept.school)
            if seat.board == board:
                return Reader(kept, LEADER)
        if caller.has(ADMIN) and board in caller.boards:
            for share in await self._standing(board, dossier):
                if share.audience == "board":
                    return Reader(kept, ADMIN, "board", share.until)
        raise Absent

    async def read_by_link(self, dossier: str, link: str) -> Reader:
        """A dossier for who has a link that was not withdrawn, up to its last day."""
        board, share = await self._store.shared_by(dossier, hashed(link))
        if not self._stands(share):
            raise Absent
        audience = next(one for one in BY_LINK if one == share.audience)
        return Reader(await self._store.one(board, dossier), audience, audience, share.until)

    async def lapsed(self, dossier: str, link: str) -> Lapsed | None:
        """What became of a link that opens nothing: None when it never opened anything.

        Links that were withdrawn are kept nowhere, but whoever has the key can make them again.
        """
        try:
            _, share = await self._store.shared_by(dossier, hashed(link))
        except Absent:
            return await self._withdrawn(dossier, link)
        until = date.fromisoformat(share.until)
        audience = next(one for one in BY_LINK if one == share.audience)
        return None if self._stands(share) else Lapsed(audience, until, withdrawn=False)

    async def _withdrawn(self, dossier: str, link: str) -> Lapsed | None:
        try:
            board = await self._store.board_of(dossier)
        except Absent:
            return None
        for audience in BY_LINK:
            moments = await self._store.withdrawals(board, dossier, audience)
            for number, moment in enumerate(moments, 1):
                once = self._links.secret(dossier, audience, number)
                if hmac.compare_digest(hashed(once), hashed(link)):
                    return Lapsed(audience, date_of(moment), withdrawn=True)
        return None

    async def opened(self, reader: Reader) -> None:
        """Note that a dossier was looked at."""
        await self._note(reader, "opened")

    async def pdf(self, reader: Reader) -> bytes:
        """The PDF in a dossier, as it was sealed; noted in the trail."""
        await self._note(reader, "pdf-taken")
        return file_in(await self._raw(reader), PDF)

    async def archive(self, reader: Reader) -> bytes:
        """The whole dossier, byte for byte; noted in the trail."""
        await self._note(reader, "archive-taken")
        return await self._raw(reader)

    async def contents(self, reader: Reader, name: str) -> bytes:
        """One file of a dossier, for a page that shows what is in it."""
        return file_in(await self._raw(reader), name)

    async def shares(self, reader: Reader) -> Sequence[Shared]:
        """With whom a dossier is shared now; of interest to its leader alone."""
        return await self._standing(reader.kept.board, reader.kept.dossier)

    async def trail(self, reader: Reader) -> Sequence[Deed]:
        """What was done with a dossier, the newest first; for its leader alone."""
        return await self._store.trail(reader.kept.board, reader.kept.dossier)

    async def _standing(self, board: str, dossier: str) -> list[Shared]:
        return [one for one in await self._store.shares(board, dossier) if self._stands(one)]

    def _stands(self, share: Shared) -> bool:
        return date_of(self._desk.clock()) <= date.fromisoformat(share.until)

    async def _raw(self, reader: Reader) -> bytes:
        return await self._store.raw(reader.kept.board, reader.kept.dossier)

    async def _note(self, reader: Reader, what: str) -> None:
        deed = Deed(self._desk.clock(), what, reader.role, reader.audience)
        await self._store.note(reader.kept.board, reader.kept.dossier, deed)
