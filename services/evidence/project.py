"""Taking facts in: into the ledger and the directory in one transaction, then onto the states."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from time import time

from services.evidence.history.records import PUBLISHERS
from services.evidence.states import States
from services.evidence.store import certificates
from services.evidence.store.certificates import Certificates
from services.evidence.store.directory import CONCERNED, Directory, Write, entry
from services.evidence.store.dismissals import Dismissals
from services.evidence.store.ledger import Ledger, Segment
from services.evidence.translate import Known
from shared.chassis.batch import Plan
from shared.chassis.inbox import Arrival
from shared.chassis.mongo import Session
from shared.chassis.observe import Metrics
from shared.contracts import enrolment as e
from shared.contracts.catalogue import BY_NAME
from shared.contracts.moments import instant_of

GROUP = "evidence"
ERASED = BY_NAME[e.TeacherErased.NAME].type_name
MOST_SEGMENT_BYTES = 4 * 1024 * 1024  # a fact has 64 KB at most, a document of MongoDB 16 MB
_chain, _content = attrgetter("topic", "key"), attrgetter("content")
_body = attrgetter("record.value")


class Projection:
    """What evidence does with facts that fit; implements `inbox.Take`."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        awarded: Certificates,
        states: States,
        metrics: Metrics,
        arrived: Callable[[Sequence[Known]], None] = lambda _: None,
        *,
        dismissals: Dismissals,
    ) -> None:
        self._ledger = ledger
        self._directory = directory
        self._awarded = awarded
        self._states = states
        self._metrics = metrics
        self._dismissals = dismissals
        self._arrived = arrived

    def forget(self) -> None:
        """States are read from the ledger again, for others may have added to it."""
        self._states.forget()

    async def take(self, facts: Sequence[Arrival[Known]]) -> Plan:
        """Plan the segments and the directory's changes of one batch."""
        chains = by_chain(facts)
        segments = [segment for chain in chains for segment in segments_of(chain)]
        changes = directory_changes(facts)
        erased = await self._erased(facts)
        awarded = certificate_changes(facts)

        async def write(session: Session) -> None:
            await self._ledger.add(segments, session)
            await self._directory.write(changes, session)
            for boards, teacher in erased:
                await self._dismissals.erase(boards, teacher, session)
            await self._awarded.write(awarded, session)

        def after() -> None:
            for chain in chains:
                known = list(map(_content, chain))
                self._states.offer(known)
                self._arrived(known)
            self._observe(facts, segments)

        return Plan(write, after)

    async def _erased(self, facts: Sequence[Arrival[Known]]) -> list[tuple[list[str], str]]:
        """Who was erased, and at which boards something may be kept: schools move between them."""
        gone = [known for known in map(_content, facts) if known.type == ERASED]
        return [
            ((await self._directory.connected(known.key))[0], known.event.fact.teacher)
            for known in gone
        ]

    def _observe(self, facts: Sequence[Arrival[Known]], segments: Sequence[Segment]) -> None:
        """Freshness of the oldest and newest fact of a batch, and counts per board."""
        now = time()
        for known in {id(a): a.content for a in (*facts[:1], *facts[-1:])}.values():
            if known is not None:
                age = max(0.0, now - instant_of(known.event.time).timestamp())
                self._metrics.freshness.labels(GROUP).observe(age)
                label = self._metrics.tenant(known.board)
                self._metrics.tenant_freshness.labels(label).set(age)
        for segment in segments:
            label = self._metrics.tenant(segment.board)
            self._metrics.tenant_facts.labels(label).inc(len(segment.bodies))


def by_chain(facts: Sequence[Arrival[Known]]) -> list[list[Arrival[Known]]]:
    """The facts of a batch, which come chain by chain, as one list per chain."""
    return [list(found) for _, found in groupby(facts, key=_chain)]


def segments_of(chain: Sequence[Arrival[Known]]) -> list[Segment]:
    """The segments of the ledger that a chain's facts become: one, unless it grew too large."""
    if sum(map(len, map(_body, chain))) <= MOST_SEGMENT_BYTES:
        return [_segment(chain)]
    half = len(chain) // 2
    return [*segments_of(chain[:half]), *segments_of(chain[half:])]


def _segment(chain: Sequence[Arrival[Known]]) -> Segment:
    """One segment; it names the board of its last fact."""
    first, last = chain[0], chain[-1].content
    assert last is not None  # noqa: S101  only readable facts are taken
    return Segment(
        PUBLISHERS[last.publisher],
        first.key,
        first.sequence,
        last.board,
        tuple(map(_body, chain)),
    )


def directory_changes(facts: Sequence[Arrival[Known]]) -> list[Write]:
    """What the facts change in the directory, in order."""
    found = [
        entry(known.board, known.key, known.event.fact)
        for known in map(_content, facts)
        if known.type in CONCERNED
    ]
    return [change for change in found if change is not None]


def certificate_changes(facts: Sequence[Arrival[Known]]) -> list[certificates.Change]:
    """What the facts say of certificates, in order."""
    found = [
        certificates.change(known.board, known.event.fact)
        for known in map(_content, facts)
        if known.type in certificates.CONCERNED
    ]
    return [change for change in found if change is not None]
