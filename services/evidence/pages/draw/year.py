"""A school year as a line of time: months, and the weeks in which something was recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.evidence.figures.calendar import AUGUST, Year

LEFT, RIGHT = 120.0, 1104.0
MONTHS = 12


@dataclass(frozen=True, slots=True)
class YearLine:
    """The places of days in one school year."""

    year: Year

    def x(self, day: int) -> float:
        """Where a day stands; days outside stop at the edge."""
        start, end = self.year.start, self.year.end + 1
        inside = min(max(day, start), end)
        return round(LEFT + (inside - start) / (end - start) * (RIGHT - LEFT), 1)

    @property
    def months(self) -> list[tuple[date, float]]:
        """The first day of each month, and where it stands."""
        firsts = [
            date(self.year.first + (number >= MONTHS), number % MONTHS + 1, 1)
            for number in range(AUGUST - 1, AUGUST - 1 + MONTHS)
        ]
        return [(first, self.x(first.toordinal())) for first in firsts]

    def weeks(self, days: Iterable[int]) -> list[float]:
        """A place for every week of the year with at least one of these days."""
        mondays = {self._monday(day) for day in days if self.year.start <= day <= self.year.end}
        return [self.x(monday + 3) for monday in sorted(mondays)]

    @staticmethod
    def _monday(day: int) -> int:
        on = date.fromordinal(day)
        return (on - timedelta(days=on.weekday())).toordinal()
