"""What would be sealed of a school year, and sealing it: by the school's leader alone.

Sealing is one transaction: the fact, its place in the outbox, the archive, and the line in the
trail stand together or not at all.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
import uuid_utils

from services.evidence.as_of import moment_named
from services.evidence.desk import Desk
from services.evidence.dossier import acts
from services.evidence.dossier.acts import LEADER, Asked, Said, State
from services.evidence.dossier.archive import Archive, sealed
from services.evidence.dossier.gathering import Gathered, gather
from services.evidence.dossier.links import Links
from services.evidence.dossier.manifest import Sealing
from services.evidence.dossier.pdf import pdf_of
from services.evidence.figures.calendar import date_of
from services.evidence.publish import with_ids
from services.evidence.seats import Seat
from services.evidence.standards import Standards
from services.evidence.store.dossiers import Deed, DossierStore, Kept
from shared.chassis.commands import Command, Outcome
from shared.chassis.errors import Finding, Invalid, Outdated
from shared.chassis.identity import Caller
from shared.chassis.mongo import Document, Session
from shared.chassis.streams import Streams
from shared.contracts.evidence import DossierSealed, Head
from shared.contracts.moments import logged

log = structlog.get_logger(__name__)

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


class Sealer:
    """Previews and seals dossiers, and keeps the public keys that they are checked with."""

    def __init__(
        self,
        desk: Desk,
        standards: Standards,
        streams: Streams[State, Said],
        store: DossierStore,
        links: Links,
    ) -> None:
        self._desk = desk
        self._standards = standards
        self._streams = streams
        self._store = store
        self._key = links.key
        self.keys_at = links.public_url + KEYS_PATH
        """Where anybody finds the public keys."""

    async def prepare(self) -> None:
        """Indexes, and the present key among those that this service ever had."""
        await self._store.prepare()
        await self._store.keep_key(self._key.fingerprint, self._key.public_pem, self._desk.clock())

    async def keys(self) -> Sequence[Document]:
        """The public keys of this service, former ones too."""
        return await self._store.keys()

    async def preview(self, caller: Caller, school: str, year: str, as_of: str | None) -> Preview:
        """Exactly what would be sealed; Absent for anybody but the leader, or without figures."""
        seat = await self._desk.seats.leads(caller, school)
        moment = self._moment(as_of)
        gathered = await gather(self._desk, self._standards, seat, year, moment)
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
        now, dossier = self._desk.clock(), str(uuid_utils.uuid7())
        sealing = Sealing(dossier, logged(now), heads, self._key.fingerprint)
        pdf = await asyncio.to_thread(pdf_of, contents, sealing, self.keys_at)
        archive: Archive = sealed(contents, sealing, pdf, self._key)
        seat, school = preview.seat, preview.seat.school.code
        kept = Kept(
            dossier, seat.board, school, preview.year, now, len(archive.raw), archive.manifest
        )
        fact = _fact(preview, dossier, now)

        async def keep(session: Session) -> None:
            await self._store.add(seat.board, kept, archive.raw, session)
            deed = Deed(now, "sealed", LEADER, None)
            await self._store.note(seat.board, dossier, deed, session)

        answer = {"dossier": dossier, "digest": contents.digest, "asOf": preview.as_of}
        outcome = await self._streams.submit(
            Command(
                tenant=seat.board,
                stream=school,
                decide=lambda state: with_ids(acts.seal(state, fact)),
                once=asked.once,
                answer=answer,
                also=keep,
                traceparent=asked.traceparent,
            )
        )
        log.info("dossier sealed", dossier=dossier, school=school, board=seat.board)
        return outcome

    def _moment(self, as_of: str | None) -> datetime:
        """The moment that is asked for: now, or earlier; a whole day of today ends now."""
        now = self._desk.clock().astimezone(UTC)
        if not as_of:
            return now
        try:
            moment = moment_named(as_of)
        except ValueError as error:
            raise Invalid([_not_a_moment()]) from error
        if date_of(moment) > date_of(now):
            raise Invalid([_not_a_moment()])
        return min(moment, now)


def _fact(preview: Preview, dossier: str, now: datetime) -> DossierSealed:
    """What the school's chain says of a dossier: its digest, and where the chain stood."""
    contents, school = preview.gathered.contents, preview.seat.school.code
    return DossierSealed(
        occurred_at=logged(now),
        dossier=dossier,
        school_year=preview.year,
        as_of=preview.as_of,
        framework=contents.said["framework"]["id"],
        digest=contents.digest,
        fact_heads={
            head.publisher: Head(sequence=head.sequence, hash=head.hash)
            for head in preview.gathered.heads
            if head.key == school
        },
    )


def _not_a_moment() -> Finding:
    words = (
        "Geef een datum of een tijd met zone, niet later dan nu.",
        "Give a date, or a time with its zone, no later than now.",
    )
    return Finding("/asOf", "not-a-moment", words)
