"""When a fact happened: an instant with offset, or a date where only the day is known.

All days are calendar days in Europe/Amsterdam; a date counts from its first moment there.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EDGES = ("0000", "0001", "9999")


def parse_instant(text: str) -> datetime:
    """The instant in UTC that an RFC 3339 text with offset names; ValueError says what is wrong."""
    if not _RFC3339.fullmatch(text):
        raise ValueError("must be an RFC 3339 time with offset, such as 2026-03-05T09:30:00+01:00")
    return datetime.fromisoformat(_within_calendar(text).upper()).astimezone(UTC)


@lru_cache(maxsize=65_536)
def parse_day(text: str) -> date:
    """The calendar day that an ISO date names; ValueError says what is wrong."""
    if not _DATE.fullmatch(text):
        raise ValueError("must be an ISO date, such as 2026-03-05")
    return date.fromisoformat(_within_calendar(text))


def _within_calendar(text: str) -> str:
    """The text, unless an offset could carry its day out of what a date can hold."""
    if text[:4] in _EDGES:
        raise ValueError(f"year {text[:4]} is not possible")
    return text


@lru_cache(maxsize=65_536)
def instant_of(moment: str) -> datetime:
    """The instant of a moment in UTC; a date stands for its first moment in Amsterdam."""
    if len(moment) == 10:
        return datetime.combine(
            parse_day(moment), datetime.min.time(), tzinfo=AMSTERDAM
        ).astimezone(UTC)
    return parse_instant(moment)


@lru_cache(maxsize=65_536)
def day_of(moment: str) -> date:
    """The day of a moment in Amsterdam; a date stands for itself."""
    if len(moment) == 10:
        return parse_day(moment)
    return parse_instant(moment).astimezone(AMSTERDAM).date()


def logged(instant: datetime) -> str:
    """An instant as the envelope writes it: UTC, six decimals, so that text order is time order."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@lru_cache(maxsize=65_536)
def _check_moment(text: str) -> str:
    instant_of(text)
    return text


@lru_cache(maxsize=65_536)
def _check_day(text: str) -> str:
    parse_day(text)
    return text


Moment = Annotated[
    str,
    AfterValidator(_check_moment),
    Field(
        description="RFC 3339 time with offset, or an ISO date where only the day is known",
        json_schema_extra={"anyOf": [{"format": "date-time"}, {"format": "date"}]},
    ),
]
Day = Annotated[
    str,
    AfterValidator(_check_day),
    Field(description="ISO calendar date", json_schema_extra={"format": "date"}),
]
