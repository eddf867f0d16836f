"""School years, terms and the arithmetic of days; days are ordinals of Amsterdam calendar dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from shared.contracts.moments import AMSTERDAM

AUGUST, JANUARY, APRIL, OCTOBER = 8, 1, 4, 10


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A school year by its first calendar year: 1 August to 31 July."""

    first: int

    @classmethod
    def of(cls, day: int) -> "Year":
        """The school year in which a day falls."""
        on = date.fromordinal(day)
        return cls(on.year if on.month >= AUGUST else on.year - 1)

    @classmethod
    def named(cls, name: str) -> "Year":
        """The school year called 2025-2026."""
        return cls(int(name[:4]))

    @property
    def name(self) -> str:
        """Such as 2025-2026."""
        return f"{self.first}-{self.first + 1}"

    @property
    def start(self) -> int:
        """1 August."""
        return date(self.first, AUGUST, 1).toordinal()

    @property
    def end(self) -> int:
        """31 July."""
        return date(self.first + 1, AUGUST, 1).toordinal() - 1

    @property
    def goals_due(self) -> int:
        """31 October: the last day on which a goal still counts as set in time."""
        return date(self.first, OCTOBER, 31).toordinal()

    def before(self, years: int) -> "Year":
        """The school year so many years earlier."""
        return Year(self.first - years)


def day_of(moment: datetime) -> int:
    """The day of an instant in Amsterdam."""
    return moment.astimezone(AMSTERDAM).date().toordinal()


def date_of(moment: datetime) -> date:
    """The same as a date, for who shows it."""
    return date.fromordinal(day_of(moment))


def years(first: Year, last: Year) -> Iterator[Year]:
    """All school years from the first to the last, both included."""
    return (Year(number) for number in range(first.first, last.first + 1))


def term_of(day: int) -> tuple[int, int]:
    """The term of a day: August-December, January-March, April-July."""
    on = date.fromordinal(day)
    if on.month >= AUGUST:
        return on.year, 1
    return on.year - 1, 2 if on.month < APRIL else 3


def years_later(day: int, count: int) -> int:
    """The same calendar day so many years later; 29 February becomes the 28th."""
    on = date.fromordinal(day)
    try:
        return on.replace(year=on.year + count).toordinal()
    except ValueError:
        return on.replace(year=on.year + count, day=28).toordinal()
