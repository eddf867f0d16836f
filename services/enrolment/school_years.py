"""School years: 1 August to 31 July, named by their two years."""

from datetime import date

FIRST_MONTH = 8


def school_year_of(day: date) -> str:
    """The school year in which a day lies, such as 2025-2026."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    return f"{first}-{first + 1}"


def first_day(school_year: str) -> date:
    """1 August of its first year."""
    return date(int(school_year[:4]), FIRST_MONTH, 1)


def last_day(school_year: str) -> date:
    """31 July of its second year."""
    return date(int(school_year[5:]), FIRST_MONTH - 1, 31)
