"""What a school year rests on, whole: as it is, and as it was on a release day.

For the desk alone, which says what of it may be told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from services.evidence.explain import Fact
from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.derive import Scope, scope_of_school
from services.evidence.figures.releases import start_of
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history.until import Heads, Until
from services.evidence.seats import Seat
from services.evidence.states import States
from services.evidence.store.directory import Directory
from services.evidence.store.releases import ReleaseStore
from shared.chassis.clock import Clock

Whole = tuple[Scope, list[Fact]]
"""What figures are derived from, and the facts it was folded from, in the order of logging."""


class Grounds:
    """The facts behind the figures of all schools, folded."""

    def __init__(
        self, states: States, releases: ReleaseStore, directory: Directory, clock: Clock
    ) -> None:
        self._states = states
        self._releases = releases
        self._directory = directory
        self._clock = clock

    async def view(self, seat: Seat, moment: datetime | None) -> View:
        """A school with its board, now or as it was known at an instant."""
        code = seat.school.code
        if moment is None:
            return (await self._states.view(seat.board, code, day_of(self._clock())))[0]
        return await self._states.view_as_of(seat.board, code, moment)

    async def scope(self, seat: Seat, year: str, moment: datetime | None) -> Whole:
        """A school year with everything behind it, now or as of an instant."""
        scope = scope_of_school(SchoolYear(await self.view(seat, moment), Year.named(year)))
        return scope, await self._states.facts(seat.board, seat.school.code)

    async def released_scope(self, seat: Seat, board: str, year: str, day: date) -> Whole:
        """A school year as it was on a release day, from the facts that had come by then."""
        code, instant = seat.school.code, start_of(day)
        boards, _ = await self._directory.connected(board)
        heads = await self._heads(boards, code, day)
        facts = await self._states.facts(board, code)
        school = Until(code, [known for known, _ in facts])
        told_by = [Until(one, [k for k, _ in await self._states.facts(one, one)]) for one in boards]
        for one in (school, *told_by):
            one.fold(instant, heads.get(one.key, {}))
        view = View(school.school, {one.key: one.board for one in told_by}, day_of(instant))
        counted = {known.event.ref for known in school.facts(instant, heads.get(code, {}))}
        scope = scope_of_school(SchoolYear(view, Year.named(year)))
        return scope, [(known, body) for known, body in facts if known.event.ref in counted]

    async def _heads(self, boards: Sequence[str], school: str, day: date) -> Mapping[str, Heads]:
        """Over which facts a school's figures were released on a day, whichever board it had."""
        for board in boards:
            made = await self._releases.day(board, day)
            if made is not None and made.day == day and school in made.heads:
                return made.heads
        return {}
