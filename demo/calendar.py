"""The days of a Dutch school year, by ISO weeks: which are lesson days, and when things happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shared.contracts.moments import AMSTERDAM

# Weeks without lessons, as one region might have them; the summer lies around them.
BREAKS = {43, 52, 53, 1, 9, 18, 19}
FIRST_WEEK, LAST_WEEK = 35, 28
PREPARING_WEEK = 34  # the offices are open, the classes are not
LESSON_DAYS = 5
LESSONS = ((8, 45), (9, 40), (10, 50), (11, 45), (13, 15), (14, 10))


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The lesson days of a year, in order."""

    first_year: int
    days: tuple[date, ...]

    @classmethod
    def of(cls, first_year: int) -> "SchoolYear":
        """The year that begins in the autumn of `first_year`."""
        start = date.fromisocalendar(first_year, FIRST_WEEK, 1)
        end = date.fromisocalendar(first_year + 1, LAST_WEEK, LESSON_DAYS)
        return cls(first_year, tuple(_lesson_days(start, end)))

    @property
    def starts_on(self) -> date:
        """1 August."""
        return date(self.first_year, 8, 1)

    @property
    def ends_on(self) -> date:
        """31 July."""
        return date(self.first_year + 1, 7, 31)

    def monday(self, week: int) -> date:
        """The Monday of an ISO week of this school year."""
        year = self.first_year if week >= PREPARING_WEEK - 2 else self.first_year + 1
        return date.fromisocalendar(year, week, 1)

    def day_from(self, day: date) -> date | None:
        """The first lesson day on or after a day; None after the last."""
        return next((lesson for lesson in self.days if lesson >= day), None)

    def later(self, day: date, least: int, rng: Random, most: int | None = None) -> date | None:
        """A lesson day that lies so many days later; None after the last."""
        return self.day_from(day + timedelta(days=rng.randint(least, most or least)))

    def within(self, first: date, last: date, rng: Random) -> date | None:
        """Any lesson day of a period; None when it has none."""
        found = [day for day in self.days if first <= day <= last]
        return rng.choice(found) if found else None


def _lesson_days(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        if day.isoweekday() <= LESSON_DAYS and day.isocalendar().week not in BREAKS:
            yield day
        day += timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant in UTC by the clock in Amsterdam."""
    return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM).astimezone(UTC)


def evening(day: date) -> datetime:
    """When what happened on a day is logged at the latest: each day at its own minute."""
    return at(day, 17, day.toordinal() * 7 % 60)


def lesson(day: date, rng: Random) -> str:
    """The moment of a lesson on a day, as RFC 3339 with its offset."""
    hour, minute = rng.choice(LESSONS)
    return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM).isoformat()
