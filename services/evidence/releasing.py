"""Makes releases: on each release day, over the facts logged before it, board after board.

A release day is made when the clock has passed it, this service reads as fast as facts are said,
and no fact from before the day has come for a settling time. A fact that comes still later counts
from the next release day on: what was released is never changed (decision 0014). All boards that
ever shared a school move on together, in one transaction, so a restart repeats a day or does not.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import choice
from time import monotonic, perf_counter

import structlog

from services.evidence.figures.book import AUDIENCES, Book, Leaf
from services.evidence.figures.calendar import day_of
from services.evidence.figures.derive import board_years
from services.evidence.figures.releases import BoardYear, release_days, start_of
from services.evidence.figures.view import View
from services.evidence.history.until import Heads, Until
from services.evidence.states import States
from services.evidence.store.directory import Directory
from services.evidence.store.releases import ReleaseDay, ReleaseStore
from services.evidence.translate import Known
from shared.chassis.clock import Clock
from shared.chassis.mongo import Mongo, PyMongoError, is_duplicate
from shared.contracts.moments import AMSTERDAM, instant_of

log = structlog.get_logger(__name__)

TICK_SECONDS = 0.2
LOOK_SECONDS = 10.0  # another process may have given up what it was making
TRY_AGAIN_SECONDS = 2.0
SLICE_SECONDS = 0.005  # then somebody else gets a turn
SHARE_OF_TIME, SHARE_WHEN_BUSY = 0.6, 0.2  # the most that making releases may take
BUSY_SECONDS = 1.0  # facts came in so short ago


@dataclass
class Group:
    """Boards that ever shared a school, and their schools: they move on together."""

    boards: Sequence[str]
    schools: Sequence[str]
    keys: Mapping[str, Until]

    @property
    def first(self) -> datetime | None:
        """When the first fact of all was logged."""
        return min((one.first for one in self.keys.values() if one.first), default=None)

    @property
    def owners(self) -> list[str]:
        """Whoever has releases here."""
        return [*self.boards, *self.schools]

    def heads(self, instant: datetime) -> dict[str, Heads]:
        """Per key how far its facts from before an instant go."""
        return {key: one.heads(instant) for key, one in self.keys.items()}

    def board_years(self, instant: datetime, boards: Sequence[str]) -> list[BoardYear]:
        """The years of these boards, over the facts that are folded."""
        known = {one.key: one.board for one in self.keys.values() if one.is_board}
        schools = [one.school for one in self.keys.values() if not one.is_board]
        day = day_of(instant)
        views = [View(school, known, day) for school in schools if school.registrations]
        return [found for found in board_years(views) if found[0].board in boards]


async def group_of(states: States, directory: Directory, board: str) -> Group:
    """A board with all that are connected to it, and all their facts."""
    boards, schools = await directory.connected(board)
    keys = {}
    for key in (*boards, *schools):
        facts = await states.facts(board, key)
        keys[key] = Until(key, [known for known, _ in facts])
        await asyncio.sleep(0)
    return Group(boards, schools, keys)


def turns(
    group: Group, books: Sequence[Book], day: ReleaseDay, leaves: list[Leaf]
) -> Iterator[None]:
    """One release day of a group, bit by bit, for every audience."""
    instant = start_of(day.day)
    for key, one in group.keys.items():
        one.fold(instant, day.heads.get(key, {}))
        yield
    years = group.board_years(instant, day.together)
    for board, schools in years:
        for scope in (*schools, board):
            for number, name in enumerate(scope.names):
                scope.result(*name)
                if number % 20 == 0:
                    yield
    for book in books:
        yield from book.turn(day.day, years, leaves)


class Releaser:
    """Makes the releases that are due, in the background of every process."""

    def __init__(
        self,
        mongo: Mongo,
        store: ReleaseStore,
        directory: Directory,
        clock: Clock,
        settling_seconds: float,
    ) -> None:
        self._mongo = mongo
        self._store = store
        self._directory = directory
        self._clock = clock
        self._settling = settling_seconds
        self._due = date.min
        self._passed_at = 0.0  # when this process saw the clock pass the day
        self._late: dict[str, float] = {}  # per board when a fact from before the day came last
        self._came_at = 0.0  # any fact
        self._look_at = 0.0

    def arrived(self, facts: Sequence[Known]) -> None:
        """Facts of one chain were taken in."""
        now, first = monotonic(), facts[0]
        self._came_at = now
        if self._due == date.min or instant_of(first.event.time) < start_of(self._due):
            self._late[first.board] = now
            self._look_at = min(self._look_at, now + self._settling)

    @contextlib.asynccontextmanager
    async def running(
        self, states: States, is_behind: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[asyncio.Task[None]]:
        """Make releases in the background for the length of a block."""
        task = asyncio.create_task(self._run(states, is_behind), name="releaser")
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, states: States, is_behind: Callable[[], Awaitable[bool]]) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                await self._tick(states, is_behind)
            except PyMongoError as error:
                log.warning("making releases failed, trying again", error=str(error))
                self._look_at = monotonic() + TRY_AGAIN_SECONDS
            except Exception:
                log.exception("making releases failed")
                self._look_at = monotonic() + LOOK_SECONDS

    async def _tick(self, states: States, is_behind: Callable[[], Awaitable[bool]]) -> None:
        now, due = monotonic(), last_release_day(self._clock())
        if due != self._due:
            self._due, self._passed_at, self._look_at = due, now, now + self._settling
            self._late.clear()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_SECONDS
        waiting = set(await self._directory.boards()) - await self._store.boards(due)
        if waiting and await is_behind():
            self._look_at = now + TICK_SECONDS
            return
        while waiting:
            boards, _ = await self._directory.connected(choice(sorted(waiting)))  # noqa: S311  not all at one
            waiting -= set(boards)
            settled = max(self._late.get(board, self._passed_at) for board in boards)
            if (left := settled + self._settling - monotonic()) > 0:
                self._look_at = min(self._look_at, monotonic() + left)
                continue
            await self.release(states, boards[0], due)

    async def release(self, states: States, board: str, due: date) -> None:
        """Move a board, and all that are connected to it, on to a release day."""
        started = perf_counter()
        boards, _ = await self._directory.connected(board)
        had = {one: await self._store.day(one, due) for one in boards}
        if all(last is not None and last.day == due for last in had.values()):
            return  # another process made it
        group = await group_of(states, self._directory, board)
        books = [await self._book(group, audience) for audience in AUDIENCES]
        made = 0
        for day in days_of(group, due):
            boards = [
                one for one in group.boards if (last := had.get(one)) is None or last.day < day
            ]
            if not boards:
                continue
            heads = group.heads(start_of(day))
            record = ReleaseDay(board, day, boards, heads)
            leaves: list[Leaf] = []
            await self._paced(turns(group, books, record, leaves))
            if not await self._kept(record, leaves):
                return  # another process made it: it goes on there
            made += 1
        seconds = round(perf_counter() - started, 3)
        log.info("released", boards=len(group.boards), days=made, until=str(due), seconds=seconds)

    async def _book(self, group: Group, audience: str) -> Book:
        book = Book(next(one for one in AUDIENCES if one == audience))
        kept = await self._store.leaves(group.boards[0], group.owners, book.k, contributions=True)
        for leaf in kept:
            book.put(leaf)
        return book

    async def _paced(self, work: Iterator[None]) -> None:
        """Do the work in slices: the rest of the service comes first, most of all taking in."""
        started = perf_counter()
        for _ in work:
            spent = perf_counter() - started
            if spent < SLICE_SECONDS:
                continue
            busy = monotonic() - self._came_at < BUSY_SECONDS
            await asyncio.sleep(spent * (1 / (SHARE_WHEN_BUSY if busy else SHARE_OF_TIME) - 1))
            started = perf_counter()

    async def _kept(self, made: ReleaseDay, leaves: Sequence[Leaf]) -> bool:
        days = [ReleaseDay(one, made.day, made.together, made.heads) for one in made.together]
        try:
            async with self._mongo.session() as session:
                await self._mongo.transaction(
                    session,
                    lambda inside: self._store.add(made.together, days, leaves, inside),
                )
        except PyMongoError as error:
            if is_duplicate(error):
                return False
            raise
        return True


def last_release_day(now: datetime) -> date:
    """The first of the month that was last passed, in Amsterdam."""
    return now.astimezone(AMSTERDAM).date().replace(day=1)


def days_of(group: Group, due: date) -> list[date]:
    """The release days of a group until a day; that day itself also when nothing was said yet."""
    until = start_of(due)
    instants = release_days(group.first or until, until)
    return [one.astimezone(AMSTERDAM).date() for one in instants] or [due]
