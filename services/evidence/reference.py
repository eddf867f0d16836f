"""Dated reference data: what the collective agreements give teachers for their development.

Source: the agreements (cao) for primary, secondary and vocational education, as summed up in
`docs/reference/domain.md`: po 2 hours a week (80 a year), vo 83 hours, mbo 59 hours a year.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hours a year for a full-time teacher, from a day on (ordinal)."""

    sector: str
    valid_from: int
    hours: int


_SINCE = date(2000, 8, 1).toordinal()
AGREEMENTS = (
    Agreement("po", _SINCE, 80),
    Agreement("so", _SINCE, 80),
    Agreement("vso", _SINCE, 80),
    Agreement("vo", _SINCE, 83),
    Agreement("mbo", _SINCE, 59),
)


def agreement_hours(sector: str, day: int) -> int:
    """The hours a full-time teacher of a sector has in the year of a day; 0 when none is known."""
    valid = [a for a in AGREEMENTS if a.sector == sector and a.valid_from <= day]
    return max(valid, key=lambda a: a.valid_from).hours if valid else 0
