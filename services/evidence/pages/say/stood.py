"""Which released figures stood still while the year went on, and since when.

A figure about people stays as it was released while a later one may not be shown. A reader may not
be told whether it changed since (`figures/seen.py`), so it is said of its own day and of no other.
"""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from services.evidence.figures.book import RELEASED
from services.evidence.figures.calendar import Year
from services.evidence.figures.registry import LADDER
from services.evidence.figures.seen import WAITS, own_release
from services.evidence.pages.say.rows import Row
from services.evidence.pages.speech import Speech

STOOD = "stood"
"""The day that a row is of, in the row itself, when newer facts of its year could have moved it."""

ZEROES = frozenset(
    {
        "participation",
        "completion",
        "goal-trace",
        "practice-share",
        "collective",
        "discussed",
        "informal",
        "continuity",
        "starters",
        "starters.coach",
    }
)
"""Figures of which a zero says that nobody did."""

_MOVES_LONGER = frozenset({"discussed"})  # six weeks are given for a talk, also after 31 July


def with_stands(rows: Iterable[Row], year: str, last: date | None) -> list[Row]:
    """The rows of a year; those that did not move on the last release day say which day they are of."""
    found = Year.named(year)
    return [_with_stand(row, found, last) for row in rows]


def _with_stand(row: Row, year: Year, last: date | None) -> Row:
    if last is None or RELEASED not in row or row["figure"] == LADDER or row.get(WAITS) is False:
        return row
    over = own_release(year.name)
    if row["figure"] not in _MOVES_LONGER:
        over = date.fromordinal(year.end + 1)
    released = date.fromisoformat(row[RELEASED])
    return {**row, STOOD: row[RELEASED]} if released < min(last, over) else row


def stood_on(row: Row) -> date | None:
    """The day that a figure is of; None for one that stands for the year so far."""
    return date.fromisoformat(row[STOOD]) if STOOD in row else None


def overtaken(row: Row) -> bool:
    """Whether a figure says of an earlier day that nobody did: no outcome, and no bar of a chart."""
    return STOOD in row and row["figure"] in ZEROES and not row["value"]


def of_day(row: Row, said: Markup, speech: Speech) -> Markup:
    """Few words about a figure, with the day behind them when it stood still."""
    day = stood_on(row)
    if day is None:
        return said
    return speech.say("%(said)s, stand %(day)s", said=said, day=short_day(day))


def short_day(day: date) -> str:
    """1-9-2025, for tables and charts."""
    return f"{day.day}-{day.month}-{day.year}"
