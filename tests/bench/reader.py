"""Evidence's reading side on a ground: from Kafka into ledger, directory and states."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx

from services.evidence.consume import MAX_RECORDS
from services.evidence.desk import Desk
from services.evidence.freshen import Freshener
from services.evidence.project import GROUP, Projection
from services.evidence.states import States
from services.evidence.store.certificates import Certificates
from services.evidence.store.derived import DerivedStore
from services.evidence.store.directory import Directory
from services.evidence.store.dismissals import Dismissals
from services.evidence.store.ledger import Ledger
from services.evidence.store.releases import ReleaseStore
from services.evidence.translate import Known, read
from shared.chassis import kafka
from shared.chassis.batch import BatchConsumer
from shared.chassis.clock import real_clock
from shared.chassis.dead_letters import DeadLetters
from shared.chassis.inbox import Inbox, chain_codec
from shared.chassis.observe import Metrics
from shared.chassis.outbox import Outbox
from shared.chassis.pseudonyms import Pseudonyms
from tests.bench.ground import Ground


@dataclass(frozen=True, slots=True)
class Reader:
    """A running reader, and what can be asked of it."""

    states: "_Watched"
    freshener: Freshener
    desk: Desk
    metrics: Metrics
    started_at: Callable[[], float]

    @property
    def taken(self) -> int:
        """Facts that stand in the ledger."""
        return int(self.metrics.batch_records.labels(GROUP, "taken-in")._value.get())


@asynccontextmanager
async def reading(
    ground: Ground,
    topics: Sequence[str],
    seen: Callable[[Sequence[Known]], None] = lambda _: None,
) -> AsyncIterator[Reader]:
    """Read these topics from their start into a database of its own; `seen` hears what stands."""
    mongo, metrics = ground.mongo(), Metrics()
    outbox = Outbox(mongo)
    ledger, directory, figures = Ledger(mongo), Directory(mongo), DerivedStore(mongo)
    freshener = Freshener(figures, directory, real_clock, metrics)
    states = _Watched(ledger, figures, freshener.touch)
    states.seen = seen
    nobody = Pseudonyms("", httpx.AsyncClient())
    desk = Desk(states, figures, ReleaseStore(mongo), directory, nobody, real_clock)
    codec = chain_codec(read)
    certificates = Certificates(mongo)
    projection = Projection(
        ledger, directory, certificates, states, metrics, dismissals=Dismissals(mongo)
    )
    letters = DeadLetters(mongo, outbox, "none", metrics, GROUP)
    inbox = _Timed(mongo, letters, codec, projection, metrics, GROUP)
    broker = kafka.broker(ground.settings(), metrics, "bench")
    consumer = BatchConsumer(
        broker=broker,
        mongo=mongo,
        group=f"bench-{uuid4().hex[:12]}",
        decode=codec,
        work=inbox,
        metrics=metrics,
        topics=topics,
        max_records=MAX_RECORDS,
    )
    for store in (ledger, directory, certificates, figures, letters):
        await store.prepare()
    async with kafka.reading(broker, consumer):
        yield Reader(states, freshener, desk, metrics, lambda: inbox.first_plan_at)
    await mongo.close()


class _Timed(Inbox[Known]):
    """Knows when its first batch came, so that joining the group is not measured."""

    first_plan_at = 0.0

    async def plan(self, batch):  # type: ignore[no-untyped-def]  # as its base
        self.first_plan_at = self.first_plan_at or time.perf_counter()
        return await super().plan(batch)


class _Watched(States):
    """Tells what was committed and folded, at the moment when readers can see it."""

    seen: Callable[[Sequence[Known]], None]

    @property
    def folded(self) -> int:
        """Facts that are folded into the schools' states at this moment."""
        return sum(held.facts for held in self._schools.values())

    def offer(self, facts: Sequence[Known]) -> None:
        super().offer(facts)
        self.seen(facts)
