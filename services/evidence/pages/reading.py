"""What pages of a school ask of the desk: a year, as of now or a day, and the years before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from services.evidence.desk import Desk, Standing, starters_seen
from services.evidence.figures.calendar import Year, date_of
from services.evidence.figures.groups import BOARD, LEADER
from services.evidence.figures.starting import Starting
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.pages import urls
from services.evidence.pages.front import Visit
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.say.stand import Stand, stand
from services.evidence.pages.say.stood import with_stands
from services.evidence.seats import Seat
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
    above: tuple[str, str] | None  # the board's name and page, for who came from there

    @property
    def today(self) -> date:
        """The day that the figures stand for."""
        return date_of(self.moment)

    @property
    def view(self) -> View:
        """The school's history as of that day."""
        return self.school_year.view

    @property
    def k(self) -> int:
        """The smallest group that is shown to this visitor."""
        return self.seat.k

    @property
    def leads(self) -> bool:
        """Whether the visitor leads the school, and so sees its administration as it is now."""
        return self.seat.audience == LEADER

    @cached_property
    def starters(self) -> Sequence[Starting]:
        """The starters one by one, for the leader; nobody for anybody else."""
        return starters_seen(self.seat, self.school_year)

    @property
    def closed(self) -> bool:
        """Whether the year is over on that day."""
        return self.year.end < self.today.toordinal()

    @property
    def until(self) -> date:
        """The last day of the year so far."""
        return date.fromordinal(self.school_year.end)

    @property
    def governs(self) -> bool:
        """Whether the visitor administers the board."""
        return self.seat.audience == BOARD

    @property
    def way(self) -> Sequence[tuple[object, str | None]]:
        """What stands above the school in the path, for this visitor."""
        return [self.above] if self.above else []

    @property
    def title(self) -> str:
        """The school and its year, as headings and paths name it."""
        return f"{self.seat.school.name}, {self.year.name}"

    @property
    def stand(self) -> Stand:
        """As of when, and whether newer facts are on their way."""
        past = self.as_of is not None
        return stand(self.standing, self.moment, self.visit.speech, past=past, leads=self.leads)

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

    def dossier_url(self) -> str:
        """The page of what a dossier of this year would hold."""
        return urls.dossier_preview(self.seat.school.code, self.year.name, self.as_of)

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
    """A school's year for who leads it, teaches there or governs it; else NothingYet where
    nothing is of it.

    Absent for anybody else.
    """
    seat = await desk.seats.sits(visit.caller, school)
    asked = moment_of(as_of or None)
    years = await desk.years(seat.board, school)
    try:
        standing = await desk.seen(seat.audience, seat.board, school, year, asked)
    except Absent as nothing:
        raise NothingYet(visit, seat, year, as_of, years) from nothing
    return Reading(
        visit,
        seat,
        Year.named(year),
        as_of or None,
        asked or desk.clock(),
        years,
        standing,
        Rows(with_stands(standing.figures, year, standing.released)),
        await desk.school_year(seat, year, asked),
        date_of(desk.clock()),
        await _above(desk, seat, year),
    )


async def _above(desk: Desk, seat: Seat, year: str) -> tuple[str, str] | None:
    if seat.audience != BOARD:
        return None
    return await desk.directory.board_name(seat.board), urls.board(seat.board, year)


async def years_before(desk: Desk, reading: Reading) -> list[Rows]:
    """The figures of the years before, and of this one, oldest first."""
    asked = moment_of(reading.as_of)
    names = [reading.year.before(count).name for count in range(YEARS_SHOWN - 1, 0, -1)]
    found, seat = [], reading.seat
    for name in names:
        if name in reading.years:
            try:
                before = await desk.seen(seat.audience, seat.board, seat.school.code, name, asked)
                found.append(Rows(with_stands(before.figures, name, before.released)))
            except Absent:  # it is there now, but was not on that day
                continue
    return [*found, reading.rows]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The year that runs now, for who reads one that is over: where to go, and how much is open."""

    year: str
    url: str
    open: int


async def ahead(
    desk: Desk, reading: Reading, open_in: Callable[[Reading], int], theme: str | None = None
) -> Ahead | None:
    """The running year's page, with what is open in it; None where there is nothing to go to.

    For the leader alone: nobody else has a list of what to do.
    """
    if not (reading.leads and reading.closed) or reading.as_of:
        return None
    name = Year.of(reading.now.toordinal()).name
    if name not in reading.years:
        return None
    found = await read(desk, reading.visit, reading.seat.school.code, name, None)
    many = open_in(found)
    return Ahead(name, found.path(theme), many) if many else None
