"""The only place besides the chassis that speaks to MongoDB; the tenant is an argument everywhere.

Boards are the tenants of what people capture, platforms of their verdicts and waiting events.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.feedback.store.heard import HeardStore
from services.feedback.store.instruments import InstrumentStore
from services.feedback.store.kept import Drop, Keep, KeptStore
from services.feedback.store.links import LinkStore
from services.feedback.store.pulses import PulseStore
from services.feedback.store.verdicts import Given, VerdictStore
from services.feedback.store.waiting import WaitingStore
from shared.chassis.clock import Clock
from shared.chassis.commands import Noted
from shared.chassis.field_encryption import FieldKeys
from shared.chassis.mongo import Mongo, Session
from shared.chassis.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Note:
    """What stands exactly when a command's facts do: a verdict, a text kept, a text dropped."""

    given: Given | None = None
    keep: Keep | None = None
    drop: Drop | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """All that is stored, by subject."""

    heard: HeardStore
    links: LinkStore
    kept: KeptStore
    pulses: PulseStore
    instruments: InstrumentStore
    verdicts: VerdictStore
    waiting: WaitingStore

    async def prepare(self) -> None:
        """Make all indexes; harmless when they are there."""
        for part in (
            self.heard,
            self.links,
            self.kept,
            self.pulses,
            self.instruments,
            self.verdicts,
            self.waiting,
        ):
            await part.prepare()

    async def beside(self, noted: Sequence[Noted], session: Session) -> None:
        """Write what belongs to the commands of one group commit (`Streams.beside`)."""
        notes: list[tuple[Note, tuple[str, ...]]] = list(noted)
        keeps = [note.keep for note, _ in notes if note.keep]
        drops = [note.drop for note, _ in notes if note.drop]
        await self.kept.write(keeps, drops, session)
        given = [replace(note.given, facts=facts) for note, facts in notes if note.given]
        await self.give(given, session)

    async def give(self, given: Sequence[Given], session: Session) -> None:
        """Give verdicts; what was waiting for one waits no longer."""
        await self.waiting.done([one.arrival for one in given], session)
        for platform in sorted({one.platform for one in given}):
            own = [one for one in given if one.platform == platform]
            await self.verdicts.give(platform, own, session)

    async def erase(self, board: str, teacher: str, session: Session) -> None:
        """Forget everything that leads to a person, within the transaction of who says so."""
        await self.links.erase(board, teacher, session)
        await self.kept.erase(board, teacher, session)


def opened(
    mongo: Mongo,
    outbox: Outbox,
    keys: FieldKeys,
    clock: Clock,
    *,
    operator_kvk: str,
    topic_prefix: str,
) -> Store:
    """The store in this database."""
    return Store(
        heard=HeardStore(mongo),
        links=LinkStore(mongo, keys),
        kept=KeptStore(mongo, keys),
        pulses=PulseStore(mongo, keys),
        instruments=InstrumentStore(mongo),
        verdicts=VerdictStore(mongo, outbox, clock, operator_kvk, topic_prefix),
        waiting=WaitingStore(mongo),
    )
