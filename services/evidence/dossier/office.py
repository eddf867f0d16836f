"""The one door to dossiers, for API and pages: who may seal, share, withdraw and read them.

Sealing is one transaction: the fact, its place in the outbox, the archive, and the line in the
trail stand together or not at all. What a reader may not have answers as what is not there. The
file is long because it is one door: whoever may do one thing is decided beside all the others.
"""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog
import uuid_utils

from services.evidence.as_of import moment_named
from services.evidence.desk import Desk, Seat
from services.evidence.dossier import acts
from services.evidence.dossier.acts import BY_LINK, Said, State
from services.evidence.dossier.archive import PDF, Archive, file_in, sealed
from services.evidence.dossier.gathering import Gathered, gather
from services.evidence.dossier.manifest import Sealing
from services.evidence.dossier.pdf import pdf_of
from services.evidence.dossier.signing import SigningKey, hashed
from services.evidence.figures.calendar import date_of
from services.evidence.standards import Standards
from services.evidence.store.dossiers import Deed, Done, DossierStore, Kept, Shared
from shared.chassis.clock import Clock
from shared.chassis.commands import Command, Once, Outcome
from shared.chassis.errors import Absent, Finding, Invalid, Outdated
from shared.chassis.identity import Caller
from shared.chassis.mongo import Document, Session
from shared.chassis.streams import Streams
from shared.contracts.codes import Audience
from shared.contracts.evidence import DossierSealed, DossierShared, DossierWithdrawn, Head
from shared.contracts.moments import logged

log = structlog.get_logger(__name__)

LEADER, ADMIN = "school-leader", "board-admin"
KEYS_PATH = "/v1/dossier-keys"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sealed: a school year as of a moment, from a leader's seat."""

    seat: Seat
    year: str
    moment: datetime
    gathered: Gathered

    @property
    def as_of(self) -> str:
        """The moment as it is asked for again."""
        return logged(self.moment)


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes with a command: its idempotency key and trace."""

    once: Once | None = None
    traceparent: str | None = None


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


class Office:
    """All that is done with dossiers."""

    def __init__(
        self,
        desk: Desk,
        standards: Standards,
        streams: Streams[State, Said],
        store: DossierStore,
        key: SigningKey,
        public_url: str,
    ) -> None:
        self.desk = desk
        self._standards = standards
        self._streams = streams
        self._store = store
        self._key = key
        self._public_url = public_url.rstrip("/")

    @property
    def clock(self) -> Clock:
        """The clock of the service."""
        return self.desk.clock

    @property
    def keys_at(self) -> str:
        """Where anybody finds the public keys."""
        return self._public_url + KEYS_PATH

    async def prepare(self) -> None:
        """Indexes, and the present key among those that this service ever had."""
        await self._store.prepare()
        await self._store.keep_key(self._key.fingerprint, self._key.public_pem, self.clock())

    async def keys(self) -> Sequence[Document]:
        """The public keys of this service, former ones too."""
        return await self._store.keys()

    async def preview(self, caller: Caller, school: str, year: str, as_of: str | None) -> Preview:
        """Exactly what would be sealed; Absent for anybody but the leader, or without figures."""
        seat = await self.desk.leads(caller, school)
        moment = self._moment(as_of)
        gathered = await gather(self.desk, self._standards, seat, year, moment)
        return Preview(seat, year, moment, gathered)

    async def preview_pdf(self, preview: Preview) -> bytes:
        """The PDF as it would be, with a mark on each page that it is not sealed."""
        contents = preview.gathered.contents
        return await asyncio.to_thread(pdf_of, contents, None, self.keys_at)

    async def seal(
        self, caller: Caller, school: str, year: str, as_of: str, digest: str, asked: Asked
    ) -> Outcome:
        """Seal what was previewed; Outdated when it is no longer that."""
        if asked.once and (before := await self._streams.told_before(asked.once)):
            return before
        preview = await self.preview(caller, school, year, as_of)
        found = preview.gathered.contents.digest
        if found != digest:
            raise Outdated(
                (
                    "Wat je zag, is intussen veranderd. Bekijk het opnieuw en verzegel dan.",
                    "What you saw has changed meanwhile. Look again, and then seal.",
                ),
                code="contents-changed",
            )
        return await self._sealed(preview, asked)

    async def _sealed(self, preview: Preview, asked: Asked) -> Outcome:
        contents, heads = preview.gathered.contents, preview.gathered.heads
        now, dossier = self.clock(), str(uuid_utils.uuid7())
        sealing = Sealing(dossier, logged(now), heads, self._key.fingerprint)
        pdf = await asyncio.to_thread(pdf_of, contents, sealing, self.keys_at)
        archive: Archive = sealed(contents, sealing, pdf, self._key)
        seat, school = preview.seat, preview.seat.school.code
        kept = Kept(
            dossier, seat.board, school, preview.year, now, len(archive.raw), archive.manifest
        )
        fact = DossierSealed(
            occurred_at=logged(now),
            dossier=dossier,
            school_year=preview.year,
            as_of=preview.as_of,
            framework=contents.said["framework"]["id"],
            digest=contents.digest,
            fact_heads={
                head.publisher: Head(sequence=head.sequence, hash=head.hash)
                for head in heads
                if head.key == school
            },
        )

        async def keep(session: Session) -> None:
            await self._store.add(seat.board, kept, archive.raw, session)
            deed = Deed(now, "sealed", LEADER, None)
            await self._store.note(seat.board, dossier, deed, session)

        answer = {"dossier": dossier, "digest": contents.digest, "asOf": preview.as_of}
        outcome = await self._streams.submit(
            Command(
                tenant=seat.board,
                stream=school,
                decide=lambda state: _said(acts.seal(state, fact)),
                once=asked.once,
                answer=answer,
                also=keep,
                traceparent=asked.traceparent,
            )
        )
        log.info("dossier sealed", dossier=dossier, school=school, board=seat.board)
        return outcome

    async def of_year(self, caller: Caller, school: str, year: str) -> Sequence[Kept]:
        """The sealed dossiers of a school year, for its leader."""
        seat = await self.desk.leads(caller, school)
        return await self._store.of_year(seat.board, school, year)

    async def of_board(self, caller: Caller, board: str) -> Sequence[Reader]:
        """The dossiers that schools share with this board now, for its administrators."""
        await self.desk.governs(caller, board)
        return [
            Reader(await self._store.one(board, dossier), ADMIN, "board", share.until)
            for dossier, share in await self._store.shared_with(board, "board")
            if self._stands(share)
        ]

    async def overseen(self, caller: Caller, board: str) -> Sequence[Overseen]:
        """Every dossier of a board's schools with its sharing, for the board's administrators.

        What is in it they read only where it is shared with the board.
        """
        await self.desk.governs(caller, board)
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
        await self.desk.governs(caller, board)
        return await self._store.one(board, dossier), await self._store.trail(board, dossier)

    async def read(self, caller: Caller, dossier: str) -> Reader:
        """A dossier for who is signed in: its school's leader, or the board it is shared with."""
        board = await self._store.board_of(dossier)
        kept = await self._store.one(board, dossier)
        if caller.has(LEADER) and kept.school in caller.schools:
            seat = await self.desk.leads(caller, kept.school)
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
                once = self._key.link(f"{dossier}/{audience}/{number}")
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

    def link(self, dossier: str, audience: str, number: int) -> str | None:
        """Where an audience without a sign-in finds the dossier; None for one that has none."""
        if audience not in BY_LINK:
            return None
        secret = self._key.link(f"{dossier}/{audience}/{number}")
        return f"{self._public_url}/dossiers/{dossier}?key={secret}"

    def link_of(self, dossier: str, share: Shared) -> str | None:
        """The link of a sharing; None too when it was made with a former key."""
        link = self.link(dossier, share.audience, share.number)
        known = link is not None and hashed(link.rpartition("=")[2]) == share.link
        return link if known else None

    async def share(
        self, caller: Caller, dossier: str, audience: Audience, until: str, asked: Asked
    ) -> Outcome:
        """Share a dossier until a day; the same again says nothing new. For its leader."""
        kept = await self._led(caller, dossier)
        now = self.clock()
        fact = DossierShared(
            occurred_at=logged(now), dossier=dossier, audience=audience, until=until
        )
        decided: list[acts.Share] = []

        def decide(state: State) -> list[Said]:
            facts = acts.share(state, fact, date_of(now))
            decided[:] = [acts.shared(state.share(dossier, audience), until)] if facts else []
            return _said(facts)

        async def keep(session: Session) -> None:
            for made in decided:
                link = self.link(dossier, audience, made.number)
                secret = hashed(link.rpartition("=")[2]) if link else None
                shared = Shared(audience, until, made.number, now, secret)
                await self._store.share(kept.board, kept.school, dossier, shared, session)
                deed = Deed(now, "shared", LEADER, audience)
                await self._store.note(kept.board, dossier, deed, session)

        def answer(state: State) -> Mapping[str, Any]:
            number = acts.shared(state.share(dossier, audience), until).number
            return {"dossier": dossier, "audience": audience, "until": until, "number": number}

        return await self._submit(kept, decide, answer, keep, asked)

    async def withdraw(
        self, caller: Caller, dossier: str, audience: Audience, asked: Asked
    ) -> Outcome:
        """Withdraw what is shared; from then on it is absent for that audience. For its leader."""
        kept = await self._led(caller, dossier)
        now = self.clock()
        fact = DossierWithdrawn(occurred_at=logged(now), dossier=dossier, audience=audience)

        async def keep(session: Session) -> None:
            await self._store.unshare(kept.board, dossier, audience, session)
            deed = Deed(now, "withdrawn", LEADER, audience)
            await self._store.note(kept.board, dossier, deed, session)

        answer = {"dossier": dossier, "audience": audience}
        return await self._submit(
            kept, lambda state: _said(acts.withdraw(state, fact)), answer, keep, asked
        )

    async def _submit(
        self, kept: Kept, decide: Any, answer: Any, keep: Any, asked: Asked
    ) -> Outcome:
        command: Command[State, Said] = Command(
            tenant=kept.board,
            stream=kept.school,
            decide=decide,
            once=asked.once,
            answer=answer,
            also=keep,
            traceparent=asked.traceparent,
        )
        return await self._streams.submit(command)

    async def _led(self, caller: Caller, dossier: str) -> Kept:
        reader = await self.read(caller, dossier)
        if not reader.leads:
            raise Absent
        return reader.kept

    async def _standing(self, board: str, dossier: str) -> list[Shared]:
        return [one for one in await self._store.shares(board, dossier) if self._stands(one)]

    def _stands(self, share: Shared) -> bool:
        return date_of(self.clock()) <= date.fromisoformat(share.until)

    async def _raw(self, reader: Reader) -> bytes:
        return await self._store.raw(reader.kept.board, reader.kept.dossier)

    async def _note(self, reader: Reader, what: str) -> None:
        deed = Deed(self.clock(), what, reader.role, reader.audience)
        await self._store.note(reader.kept.board, reader.kept.dossier, deed)

    def _moment(self, as_of: str | None) -> datetime:
        """The moment that is asked for: now, or earlier; a whole day of today ends now."""
        now = self.clock().astimezone(UTC)
        if not as_of:
            return now
        try:
            moment = moment_named(as_of)
        except ValueError as error:
            raise Invalid([_not_a_moment()]) from error
        if date_of(moment) > date_of(now):
            raise Invalid([_not_a_moment()])
        return min(moment, now)


def _said(facts: Sequence[Any]) -> list[Said]:
    return [Said(fact, str(uuid_utils.uuid7())) for fact in facts]


def _not_a_moment() -> Finding:
    words = (
        "Geef een datum of een tijd met zone, niet later dan nu.",
        "Give a date, or a time with its zone, no later than now.",
    )
    return Finding("/asOf", "not-a-moment", words)
