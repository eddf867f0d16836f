"""Schools and boards folded as far as the ledger goes, kept in memory and caught up when asked.

The ledger is the only thing written for every fact; a state is a cache of it. Facts that were just
taken in are folded at once onto states at hand; anyone who asks for a state gets it caught up with
the ledger first, so what was committed is visible. Snapshots only shorten the way there.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from services.evidence import history
from services.evidence.figures.calendar import day_of
from services.evidence.figures.view import View
from services.evidence.history.evolve import evolve_board
from services.evidence.history.records import PUBLISHERS
from services.evidence.history.replay import BOARD_KEY_LENGTH, fold_school, in_order
from services.evidence.history.school import Board, School
from services.evidence.store.derived import DerivedStore, Heads, Snapshot
from services.evidence.store.ledger import Ledger
from services.evidence.translate import Known, recall
from shared.contracts.moments import instant_of

KEPT = 2_000
SNAPSHOT_EVERY = 500


@dataclass(slots=True)
class Held:
    """A school's state, up to which sequence of each publisher, and since when it was saved."""

    state: School
    heads: dict[str, int] = field(default_factory=dict)
    saved_at: int = 0
    last_time: str = ""

    @property
    def facts(self) -> int:
        """How many facts are folded in."""
        return sum(self.heads.values())


def fold_version() -> str:
    """A digest of the fold's own code: a snapshot is only good for the code that made it."""
    folder = Path(history.__file__).parent
    code = b"".join(file.read_bytes() for file in sorted(folder.glob("*.py")))
    return hashlib.sha256(code).hexdigest()[:16]


class States:
    """The states of this process."""

    def __init__(
        self, ledger: Ledger, derived: DerivedStore, touched: Callable[[str, str], None]
    ) -> None:
        self._ledger = ledger
        self._derived = derived
        self._touched = touched
        self._fold = fold_version()
        self._schools: OrderedDict[str, Held] = OrderedDict()
        self._boards: dict[str, tuple[Board, int]] = {}

    def forget(self) -> None:
        """Drop everything: it is read from the ledger again."""
        self._schools.clear()
        self._boards.clear()

    def offer(self, facts: Sequence[Known]) -> None:
        """Fold facts of one chain that now stand in the ledger, if their state is at hand."""
        first = facts[0]
        if len(first.key) == BOARD_KEY_LENGTH:
            self._boards.pop(first.key, None)  # few and small: read again when asked for
            self._touched(first.board, first.key)
            return
        held = self._schools.get(first.key)
        if held is None and first.sequence == 1:  # a new school needs no reading
            held = Held(School(first.key))
            self._keep(first.key, held)
        if held is not None:
            self._fold_on(held, facts)
        self._touched(first.board, first.key)

    async def school(self, board: str, key: str) -> Held:
        """A school's state, caught up with the ledger."""
        held = self._schools.get(key) or await self._from_snapshot(board, key)
        for publisher in PUBLISHERS:
            async for segment in self._ledger.after(
                board, publisher, key, held.heads.get(publisher, 0)
            ):
                self._fold_on(held, [recall(body) for body in segment.bodies])
        if held.state.stopped is not None:
            held = await self._in_logged_order(board, key)
        self._keep(key, held)
        return held

    async def ends(self, board: str, key: str) -> dict[str, int]:
        """Per publisher the last sequence in the ledger, of those that said anything."""
        ends = {one: await self._ledger.end(board, one, key) for one in PUBLISHERS}
        return {publisher: end for publisher, end in ends.items() if end}

    async def board(self, board: str) -> Board:
        """A board's own state, caught up with the ledger."""
        state, sequence = self._boards.get(board) or (Board(board), 0)
        async for segment in self._ledger.after(board, PUBLISHERS[0], board, sequence):
            for body in segment.bodies:
                evolve_board(state, recall(body).event)
            sequence = segment.last
        self._boards[board] = (state, sequence)
        return state

    async def view(self, board: str, key: str, day: int) -> tuple[View, Held]:
        """A school as of a day, from all that was logged, and what that stands on."""
        held = await self.school(board, key)
        numbers = sorted({registration.board for registration in held.state.registrations})
        boards = {number: await self.board(number) for number in numbers}
        return View(held.state, boards, day), held

    async def view_as_of(self, board: str, key: str, moment: datetime) -> View:
        """A school as it was known at an instant."""
        state = await self.school_as_of(board, key, moment)
        numbers = sorted({registration.board for registration in state.registrations})
        boards = {number: await self.board_as_of(number, moment) for number in numbers}
        return View(state, boards, day_of(moment))

    async def facts(self, board: str, key: str) -> list[tuple[Known, bytes]]:
        """All facts of a key in the order they were logged, with their exact bytes."""
        found: list[tuple[Known, bytes]] = []
        for publisher in PUBLISHERS:
            async for segment in self._ledger.after(board, publisher, key, 0):
                found += [(recall(body), body) for body in segment.bodies]
        bodies = {(k.publisher, k.sequence): body for k, body in found}
        ordered = in_order(known for known, _ in found)
        return [(known, bodies[known.publisher, known.sequence]) for known in ordered]

    async def school_as_of(self, board: str, key: str, moment: datetime) -> School:
        """A school's state from the facts that were logged by an instant."""
        state = School(key)
        for known, _ in await self.facts(board, key):
            if instant_of(known.event.time) > moment:
                break
            if state.stopped is None:
                fold_school(state, known)
        return state

    async def board_as_of(self, board: str, moment: datetime) -> Board:
        """A board's state from the facts that were logged by an instant."""
        state = Board(board)
        for known, _ in await self.facts(board, board):
            if instant_of(known.event.time) <= moment:
                evolve_board(state, known.event)
        return state

    async def save(self, board: str, key: str) -> None:
        """Keep a snapshot when enough facts were folded since the last one."""
        held = self._schools.get(key)
        if held is None or held.facts - held.saved_at < SNAPSHOT_EVERY:
            return
        held.saved_at = held.facts
        state = msgspec.msgpack.encode(held.state)
        await self._derived.keep_snapshot(board, Snapshot(key, self._fold, dict(held.heads), state))

    async def adopt(self, board: str, key: str, heads: Heads, state: bytes) -> None:
        """Put a state that was folded from the first fact on in the place of the live one.

        What came in meanwhile is caught up with when the state is next asked for.
        """
        await self._derived.keep_snapshot(board, Snapshot(key, self._fold, heads, state))
        self._schools.pop(key, None)

    async def _from_snapshot(self, board: str, key: str) -> Held:
        found = await self._derived.snapshot(board, key, self._fold)
        if found is None:
            return Held(School(key))
        state = msgspec.msgpack.decode(found.state, type=School)
        held = Held(state, dict(found.heads))
        held.saved_at = held.facts
        return held

    async def _in_logged_order(self, board: str, key: str) -> Held:
        """A school with a forbidden fact: which facts came before it, the order of logging says."""
        held = Held(School(key))
        for known, _ in await self.facts(board, key):
            self._fold_on(held, [known])
        return held

    def _fold_on(self, held: Held, facts: Sequence[Known]) -> None:
        """Fold facts that come next on their one chain, and pass by those folded already.

        Nothing is awaited here, so two readers that catch up at once cannot fold a fact twice.
        """
        if not facts:
            return
        publisher = PUBLISHERS[facts[0].publisher]
        sequence = held.heads.get(publisher, 0)
        state = held.state
        for known in facts:
            if known.sequence != sequence + 1:
                continue
            if state.stopped is None:
                fold_school(state, known)
            sequence = known.sequence
        held.heads[publisher] = sequence
        held.last_time = max(held.last_time, facts[-1].event.time)  # no chain goes back in time

    def _keep(self, key: str, held: Held) -> None:
        self._schools[key] = held
        self._schools.move_to_end(key)
        while len(self._schools) > KEPT:
            self._schools.popitem(last=False)
