"""What a coach may ask: who the own coachees are now, and what is due for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.coachees import Coachee, coachees
from services.evidence.figures.year import SchoolYear
from services.evidence.own import Place
from services.evidence.states import States
from services.evidence.store.directory import Directory
from shared.chassis.clock import Clock
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.pseudonyms import Pseudonyms

COACH = "coach"


@dataclass(frozen=True, slots=True)
class Guided:
    """A coach's own coachees at one school on a day, and the titles of the board's modules."""

    coach: Place
    day: int
    coachees: Sequence[Coachee]
    titles: dict[str, tuple[str, str]]


class CoachDesk:
    """The reading side of evidence for a coach."""

    def __init__(
        self, states: States, directory: Directory, pseudonyms: Pseudonyms, clock: Clock
    ) -> None:
        self._states = states
        self._directory = directory
        self._pseudonyms = pseudonyms
        self.clock = clock

    async def guided(self, caller: Caller) -> list[Guided]:
        """The caller's coachees at each school of the caller, by school; Forbidden for no coach."""
        caller.need(COACH)
        names = await self._pseudonyms.at(caller)
        found = []
        for code in sorted(caller.schools):
            try:
                board = await self._directory.board_of(caller.boards, code)
                school = await self._directory.school(board, code)
            except Absent:  # not known here yet, or of another board by now
                continue
            if board in names:
                found.append(await self._guided(Place(board, school, names[board])))
        return found

    async def _guided(self, place: Place) -> Guided:
        today = day_of(self.clock())
        view, _ = await self._states.view(place.board, place.school.code, today)
        year = SchoolYear(view, Year.of(today))
        titles = await self._directory.titles(place.board)
        return Guided(place, today, coachees(year, place.teacher), titles)
