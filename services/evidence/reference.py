"""Dated reference data: what the collective agreements give teachers for their development.

Source: the agreements (cao) for primary, secondary and vocational education, as summed up in
`docs/reference/domain.md`: po 2 hours a week (80 a year) and 500 euro, vo 83 hours and 600 euro,
mbo 59 hours a year. The budget is not cut for a part-time job.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hours and budget (None: none agreed) a year for a full-time teacher, from a day on."""

    sector: str
    valid_from: int
    hours: int
    budget_euro: int | None


_SINCE = date(2000, 8, 1).toordinal()
AGREEMENTS = (
    Agreement("po", _SINCE, 80, 500),
    Agreement("so", _SINCE, 80, 500),
    Agreement("vso", _SINCE, 80, 500),
    Agreement("vo", _SINCE, 83, 600),
    Agreement("mbo", _SINCE, 59, None),
)


def agreement(sector: str, day: int) -> Agreement | None:
    """What a full-time teacher of a sector has in the year of a day; None when it is not known."""
    valid = [a for a in AGREEMENTS if a.sector == sector and a.valid_from <= day]
    return max(valid, key=lambda a: a.valid_from, default=None)


def agreement_hours(sector: str, day: int) -> int:
    """The hours a full-time teacher of a sector has in the year of a day; 0 when none is known."""
    found = agreement(sector, day)
    return found.hours if found else 0
