"""What a coach may ask: who the own coachees are now, and what is due for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.coached import Together, developed, together
from services.evidence.figures.coachees import Coachee, coachees
from services.evidence.figures.lived import began
from services.evidence.figures.measured import Measured
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
    """A coach's own coachees at one school on a day, and the titles of the board's modules.

    `years` holds per coachee what the two did in the year that was asked for and the one before,
    the newest first; `developed` what the coach's own looks in both say. `began` is the first day
    (ordinal) on which anything recorded at the school happened; None for nothing yet.
    """

    coach: Place
    day: int
    coachees: Sequence[Coachee]
    titles: dict[str, tuple[str, str]]
    years: Mapping[str, Sequence[Together]]
    developed: Mapping[str, Sequence[Measured]]
    began: int | None


class CoachDesk:
    """The reading side of evidence for a coach."""

    def __init__(
        self, states: States, directory: Directory, pseudonyms: Pseudonyms, clock: Clock
    ) -> None:
        self._states = states
        self._directory = directory
        self._pseudonyms = pseudonyms
        self.clock = clock

    async def guided(self, caller: Caller, year: Year | None = None) -> list[Guided]:
        """The caller's coachees at each school of the caller, by school; Forbidden for no coach.

        Who is guided, and what is due, is of today, whatever year is asked for.
        """
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
                found.append(await self._guided(Place(board, school, names[board]), year))
        return found

    async def _guided(self, place: Place, wanted: Year | None) -> Guided:
        today = day_of(self.clock())
        view, _ = await self._states.view(place.board, place.school.code, today)
        year = SchoolYear(view, Year.of(today))
        titles = await self._directory.titles(place.board)
        asked = SchoolYear(view, wanted) if wanted else year
        before = SchoolYear(view, asked.year.before(1))
        coach, found = place.teacher, coachees(year, place.teacher)
        return Guided(
            place,
            today,
            found,
            titles,
            {
                one.teacher: [together(at, coach, one.teacher) for at in (asked, before)]
                for one in found
            },
            {one.teacher: developed(asked, coach, one.teacher) for one in found},
            began(view),
        )
