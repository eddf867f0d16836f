"""Keeps derived figures fresh in the background: after facts were taken in, and on a new day.

Schools that were touched are derived one after another, each at most once a round, and never for
more than a share of the time: taking facts in and answering come first. Whoever asks for figures
that are older than that gets them derived on the spot (`unhidden.py`), so nobody waits for a round.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from datetime import date
from time import perf_counter

import msgspec
import structlog

from services.evidence.figures.book import stand
from services.evidence.figures.calendar import day_of
from services.evidence.figures.derive import school_years, scope_of_school
from services.evidence.figures.gaps import NOT_DISCUSSED, Gap
from services.evidence.figures.lived import is_lived
from services.evidence.figures.rows import Row, row
from services.evidence.figures.view import View
from services.evidence.fold_file import gap_row, stopped_row
from services.evidence.states import Held, States
from services.evidence.store.derived import Derived, DerivedStore
from services.evidence.store.directory import Directory
from shared.chassis.clock import Clock, real_clock
from shared.chassis.errors import Absent
from shared.chassis.mongo import PyMongoError
from shared.chassis.observe import Metrics
from shared.contracts.moments import instant_of

log = structlog.get_logger(__name__)

DERIVED_GROUP = "evidence-derived"
PAUSE_SECONDS = 0.05  # gathers what comes in together; far below what a reader notices
NEW_DAY_SECONDS = 30.0
TRY_AGAIN_SECONDS = 1.0
SHARE_OF_TIME = 0.2  # the most that deriving in the background may take


class Freshener:
    """Derives the figures of schools that were touched."""

    def __init__(
        self, derived: DerivedStore, directory: Directory, clock: Clock, metrics: Metrics
    ) -> None:
        self._derived = derived
        self._directory = directory
        self._clock = clock
        self._metrics = metrics
        self._touched: dict[str, str] = {}
        self._left = 0  # of the present round
        self._boards_left = 0
        self._wake = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many schools still have to be derived, and boards to be looked at, here."""
        return len(self._touched) + self._left + self._boards_left

    def touch(self, board: str, key: str) -> None:
        """Facts of this key were taken in."""
        self._touched[key] = board
        self._wake.set()

    @contextlib.asynccontextmanager
    async def running(self, states: States) -> AsyncIterator[asyncio.Task[None]]:
        """Derive in the background for the length of a block."""
        task = asyncio.create_task(self._run(states), name="freshener")
        looking = asyncio.create_task(self._touch_behind(states), name="looking-behind")
        try:
            yield task
        finally:
            for one in (task, looking):
                one.cancel()
            await asyncio.gather(task, looking, return_exceptions=True)

    async def derive(self, states: States, board: str, school: str) -> list[Derived]:
        """The figures of every year of a school, as of now."""
        return derive_years(*await states.view(board, school, day_of(self._clock())))

    async def _run(self, states: States) -> None:
        day = day_of(self._clock())
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), NEW_DAY_SECONDS)
            await asyncio.sleep(PAUSE_SECONDS)
            self._wake.clear()
            if (today := day_of(self._clock())) != day:
                day = today
                await self._touch_all()
            touched = self._take_touched()
            for self._left, (key, board) in zip(range(len(touched), 0, -1), touched, strict=True):
                await self._freshen(states, board, key)
            self._left = 0

    def _take_touched(self) -> list[tuple[str, str]]:
        found, self._touched = list(self._touched.items()), {}
        return found

    async def _touch_behind(self, states: States) -> None:
        """Facts that a stopped process took in and did not derive from are derived from now."""
        while True:
            try:
                boards = await self._directory.boards()
                for self._boards_left, board in zip(range(len(boards), 0, -1), boards, strict=True):
                    for school in await self._directory.schools(board):
                        kept = await self._derived.heads(board, school.code)
                        if kept != await states.ends(board, school.code):
                            self.touch(board, school.code)
            except PyMongoError as error:
                log.warning("looking for figures that are behind failed", error=str(error))
                await asyncio.sleep(TRY_AGAIN_SECONDS)
            else:
                self._boards_left = 0
                return

    async def _touch_all(self) -> None:
        for board in await self._directory.boards():
            for school in await self._directory.schools(board):
                self.touch(board, school.code)

    async def _freshen(self, states: States, board: str, key: str) -> None:
        try:
            if key == board:  # a board's own facts: what it counts concerns all its schools
                for school in await self._directory.schools(board):
                    await self._keep(states, board, school.code)
            else:
                await self._keep(states, board, key)
        except (PyMongoError, Absent) as error:
            log.warning("deriving failed, trying again", key=key, error=str(error))
            self.touch(board, key)
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        except Exception:
            log.exception("deriving failed", key=key)

    async def _keep(self, states: States, board: str, school: str) -> None:
        started = perf_counter()
        found = await self.derive(states, board, school)
        spent = perf_counter() - started
        await self._derived.keep_all(board, school, found)
        await states.save(board, school)
        held = await states.school(board, school)
        if held.last_time:
            age = (self._clock() - instant_of(held.last_time)).total_seconds()
            self._metrics.freshness.labels(DERIVED_GROUP).observe(max(0.0, age))
        if self._touched:
            await asyncio.sleep(spent * (1 / SHARE_OF_TIME - 1))


def gap_with_people(gap: Gap) -> Row:
    """A gap with its count, and for talks that are due also with whom: the leader may know."""
    who = sorted(gap.people) if gap.kind == NOT_DISCUSSED and gap.people is not None else []
    return {**gap_row(gap), "who": who}


def derive_years(view: View, held: Held, only: str | None = None) -> list[Derived]:
    """School years of a view as sorted JSON, with a digest over it; all, or only the one named."""
    found = []
    for year in school_years(view):
        if only not in (None, year.name):
            continue
        scope = scope_of_school(year)
        rows: list[Row] = [
            row(scope, theme, name, scope.result(theme, name)) for theme, name in scope.names
        ]
        body = msgspec.json.encode(
            {
                "figures": rows,
                "gaps": [gap_with_people(gap) for gap in scope.gaps()],
                "parked": stopped_row(view.school),
            },
            order="sorted",
        )
        found.append(
            Derived(
                scope.board,
                view.school.key,
                year.name,
                date.fromordinal(view.day),
                dict(held.heads),
                hashlib.sha256(body).hexdigest(),
                body,
                stand(rows),
                real_clock(),
                is_lived(year),
            )
        )
    return found
