"""Days, school years, terms and the moment a question is about (docs/reference/figures.md).

All dates and counts of days are calendar days in Europe/Amsterdam.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_DAY = timedelta(days=1)


def instant_of(moment: str) -> datetime:
    """The instant of a moment; "a date: its first moment in Amsterdam"."""
    if len(moment) == 10:
        return first_moment(date.fromisoformat(moment))
    return datetime.fromisoformat(moment).astimezone(UTC)


def day_of(moment: str) -> date:
    """Rule: "Calendar date of `occurredAt` in Europe/Amsterdam (a date stands for itself)"."""
    if len(moment) == 10:
        return date.fromisoformat(moment)
    return datetime.fromisoformat(moment).astimezone(AMSTERDAM).date()


def first_moment(day: date) -> datetime:
    """00:00 Amsterdam time on a day."""
    return datetime.combine(day, time(), tzinfo=AMSTERDAM).astimezone(UTC)


def days(count: int) -> timedelta:
    """A number of calendar days."""
    return timedelta(days=count)


def year_of(day: date) -> int:
    """The school year of a day, named by its first calendar year: "1 August to 31 July"."""
    return day.year if day.month >= 8 else day.year - 1


def year_start(year: int) -> date:
    """1 August."""
    return date(year, 8, 1)


def year_end(year: int) -> date:
    """31 July."""
    return date(year + 1, 7, 31)


def label(year: int) -> str:
    """A school year as facts write it: 2025-2026."""
    return f"{year}-{year + 1}"


def term_of(day: date) -> int:
    """Rule: "Terms: August-December, January-March, April-July"; 1, 2 or 3."""
    if day.month >= 8:
        return 1
    return 2 if day.month <= 3 else 3


def plus_years(day: date, count: int) -> date:
    """The same date so many years later ("29 February: 28")."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + count, 2, 28)
    return day.replace(year=day.year + count)


def exact(number: float | int | str) -> Fraction:
    """The decimal number that a fact shows, exactly: 3.27 is 327/100."""
    return Fraction(str(number))


def rounded(number: float | Fraction) -> float:
    """Rule: "Thresholds compare after rounding to 9 decimals"."""
    return round(float(number), 9)


@dataclass(frozen=True)
class AsOf:
    """The moment A that a question is about; on a release day only facts logged *before* it."""

    instant: datetime
    release: bool = False

    @property
    def day(self) -> date:
        """A's day."""
        return self.instant.astimezone(AMSTERDAM).date()

    def knows(self, logged: datetime) -> bool:
        """Rule: "A fact exists when its envelope `time` <= A" (release days: "logged before")."""
        return logged < self.instant if self.release else logged <= self.instant

    def passed(self, last_day: date) -> bool:
        """Rule: "A last day has passed when it lies before A's day (all deadlines)"."""
        return last_day < self.day
