"""What pages of a school ask of the desk: a year, as of now or a day, and the years before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.evidence.desk import Desk, Seat, Standing
from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.pages import urls
from services.evidence.pages.front import Visit
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.say.stand import Stand, stand
from services.evidence.serve.schools import moment_of
from shared.chassis.errors import Absent

YEARS_SHOWN = 3


@dataclass(frozen=True)
class Reading:
    """One school's year as one visitor reads it."""

    visit: Visit
    seat: Seat
    year: Year
    as_of: str | None
    moment: datetime
    years: Sequence[str]
    standing: Standing
    rows: Rows
    school_year: SchoolYear
    now: date

    @property
    def today(self) -> date:
        """The day that the figures stand for."""
        return date.fromordinal(day_of(self.moment))

    @property
    def view(self) -> View:
        """The school's history as of that day."""
        return self.school_year.view

    @property
    def title(self) -> str:
        """The school and its year, as headings and paths name it."""
        return f"{self.seat.school.name}, {self.year.name}"

    @property
    def stand(self) -> Stand:
        """As of when, and whether newer facts are on their way."""
        return stand(self.standing, self.moment, self.visit.speech, past=self.as_of is not None)

    def latest(self) -> str:
        """The last day that can be asked for."""
        return self.now.isoformat()

    def path(self, theme: str | None = None) -> str:
        """The page of this year, or of a theme in it, as of now."""
        code, year = self.seat.school.code, self.year.name
        return urls.theme(code, year, theme) if theme else urls.school(code, year)

    def year_pattern(self, theme: str | None = None) -> str:
        """The same page of another year: YEAR stands for its name."""
        code = self.seat.school.code
        return urls.theme(code, "YEAR", theme) if theme else urls.school(code, "YEAR")

    def url(self) -> str:
        """The page of this school's year."""
        return urls.school(self.seat.school.code, self.year.name, self.as_of)

    def theme_url(self, theme: str) -> str:
        """The page of a theme in this year."""
        return urls.theme(self.seat.school.code, self.year.name, theme, self.as_of)

    def standards_url(self, *, now: bool = False) -> str:
        """The page of this year per standard; with `now`, whatever day is shown."""
        as_of = None if now else self.as_of
        return urls.standards(self.seat.school.code, self.year.name, as_of)

    def why_url(self, theme: str | None, figure: str) -> str:
        """The page that explains a figure of this year."""
        return urls.why(self.seat.school.code, self.year.name, theme, figure, self.as_of)


class NothingYet(Exception):
    """The visitor may see this school, but there is nothing of that year on that day."""

    def __init__(
        self, visit: Visit, seat: Seat, year: str | None, as_of: str | None, years: Sequence[str]
    ) -> None:
        super().__init__(year)
        self.visit, self.seat, self.year, self.as_of, self.years = visit, seat, year, as_of, years


async def read(desk: Desk, visit: Visit, school: str, year: str, as_of: str | None) -> Reading:
    """A school's year for its own leader; Absent for others, NothingYet where nothing is."""
    seat = await desk.leads(visit.caller, school)
    asked = moment_of(as_of or None)
    years = await desk.derived.years(seat.board, school)
    try:
        standing = await _standing(desk, seat, year, asked)
    except Absent as nothing:
        raise NothingYet(visit, seat, year, as_of, years) from nothing
    view = await _view(desk, seat, asked)
    return Reading(
        visit,
        seat,
        Year.named(year),
        as_of or None,
        asked or desk.clock(),
        years,
        standing,
        Rows(standing.figures),
        SchoolYear(view, Year.named(year)),
        date.fromordinal(day_of(desk.clock())),
    )


async def years_before(desk: Desk, reading: Reading) -> list[Rows]:
    """The figures of the years before, and of this one, oldest first."""
    asked = moment_of(reading.as_of)
    names = [reading.year.before(count).name for count in range(YEARS_SHOWN - 1, 0, -1)]
    found = []
    for name in names:
        if name in reading.years:
            try:
                found.append(Rows((await _standing(desk, reading.seat, name, asked)).figures))
            except Absent:  # it is there now, but was not on that day
                continue
    return [*found, reading.rows]


async def _standing(desk: Desk, seat: Seat, year: str, asked: datetime | None) -> Standing:
    code = seat.school.code
    if asked is None:
        return await desk.standing(seat.board, code, year)
    return await desk.standing_as_of(seat.board, code, year, asked)


async def _view(desk: Desk, seat: Seat, asked: datetime | None) -> View:
    if asked is None:
        return (await desk.states.view(seat.board, seat.school.code, day_of(desk.clock())))[0]
    return await desk.states.view_as_of(seat.board, seat.school.code, asked)
