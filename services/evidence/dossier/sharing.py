"""With whom a dossier is shared, and until when: decided by its school's leader alone.

The fact, the sharing, and the line in the trail stand together or not at all.
"""

from collections.abc import Mapping
from typing import Any

from services.evidence.dossier import acts
from services.evidence.dossier.acts import LEADER, Asked, Said, State
from services.evidence.dossier.links import Links
from services.evidence.dossier.reading_room import ReadingRoom
from services.evidence.dossier.signing import hashed
from services.evidence.figures.calendar import date_of
from services.evidence.publish import with_ids
from services.evidence.store.dossiers import Deed, DossierStore, Kept, Shared
from shared.chassis.clock import Clock
from shared.chassis.commands import Command, Outcome
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.mongo import Session
from shared.chassis.streams import Streams
from shared.contracts.codes import Audience
from shared.contracts.evidence import DossierShared, DossierWithdrawn
from shared.contracts.moments import logged


class Sharer:
    """Shares dossiers, and withdraws them."""

    def __init__(
        self,
        reading: ReadingRoom,
        streams: Streams[State, Said],
        store: DossierStore,
        links: Links,
        clock: Clock,
    ) -> None:
        self._reading = reading
        self._streams = streams
        self._store = store
        self._links = links
        self._clock = clock

    async def share(
        self, caller: Caller, dossier: str, audience: Audience, until: str, asked: Asked
    ) -> Outcome:
        """Share a dossier until a day; the same again says nothing new. For its leader."""
        kept = await self._led(caller, dossier)
        now = self._clock()
        fact = DossierShared(
            occurred_at=logged(now), dossier=dossier, audience=audience, until=until
        )
        decided: list[acts.Share] = []

        def decide(state: State) -> list[Said]:
            facts = acts.share(state, fact, date_of(now))
            decided[:] = [acts.shared(state.share(dossier, audience), until)] if facts else []
            return with_ids(facts)

        async def keep(session: Session) -> None:
            for made in decided:
                link = self._links.link(dossier, audience, made.number)
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
        now = self._clock()
        fact = DossierWithdrawn(occurred_at=logged(now), dossier=dossier, audience=audience)

        async def keep(session: Session) -> None:
            await self._store.unshare(kept.board, dossier, audience, session)
            deed = Deed(now, "withdrawn", LEADER, audience)
            await self._store.note(kept.board, dossier, deed, session)

        answer = {"dossier": dossier, "audience": audience}
        return await self._submit(
            kept, lambda state: with_ids(acts.withdraw(state, fact)), answer, keep, asked
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
        reader = await self._reading.read(caller, dossier)
        if not reader.leads:
            raise Absent
        return reader.kept
