"""Taking facts in: into the ledger and the directory in one transaction, then onto the states."""

from collections.abc import Callable, Iterator, Sequence
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
TOLD = frozenset({*CONCERNED, *certificates.CONCERNED, ERASED})
"""Types of facts that are kept track of besides the ledger: few, so a batch is searched once."""
MOST_SEGMENT_BYTES = 4 * 1024 * 1024  # a fact has 64 KB at most, a document of MongoDB 16 MB
_chain, _content = attrgetter("topic", "key"), attrgetter("content")


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
        told = [known for known in map(_content, facts) if known.type in TOLD]
        changes = directory_changes(told)
        erased = await self._erased(told)
        awarded = certificate_changes(told)

        async def write(session: Session) -> None:
            await self._ledger.add(segments, session)
            await self._directory.write(changes, session)
            for boards, teacher in erased:
                await self._dismissals.erase(boards, teacher, session)
            await self._awarded.write(awarded, session)

        return Plan(write, lambda: None, self._stood(chains, facts, segments))

    def _stood(
        self,
        chains: Sequence[Sequence[Arrival[Known]]],
        facts: Sequence[Arrival[Known]],
        segments: Sequence[Segment],
    ) -> Iterator[None]:
        """Once a batch stands: fold it, chain by chain, onto the states that are at hand."""
        for chain in chains:
            known = list(map(_content, chain))
            self._states.offer(known)
            self._arrived(known)
            yield
        self._observe(facts, segments)

    async def _erased(self, told: Sequence[Known]) -> list[tuple[list[str], str]]:
        """Who was erased, and at which boards something may be kept: schools move between them."""
        return [
            ((await self._directory.connected(known.key))[0], known.event.fact.teacher)
            for known in told
            if known.type == ERASED
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
    bodies = tuple([arrival.record.value or b"" for arrival in chain])
    if sum(map(len, bodies)) > MOST_SEGMENT_BYTES:
        half = len(chain) // 2
        return [*segments_of(chain[:half]), *segments_of(chain[half:])]
    first, last = chain[0], chain[-1].content  # a segment names the board of its last fact
    assert last is not None  # noqa: S101  only readable facts are taken
    return [Segment(PUBLISHERS[last.publisher], first.key, first.sequence, last.board, bodies)]


def directory_changes(told: Sequence[Known]) -> list[Write]:
    """What facts change in the directory, in order."""
    found = [
        entry(known.board, known.key, known.event.fact) for known in told if known.type in CONCERNED
    ]
    return [change for change in found if change is not None]


def certificate_changes(told: Sequence[Known]) -> list[certificates.Change]:
    """What facts say of certificates, in order."""
    found = [
        certificates.change(known.board, known.event.fact)
        for known in told
        if known.type in certificates.CONCERNED
    ]
    return [change for change in found if change is not None]
