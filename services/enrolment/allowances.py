"""What collective agreements give a teacher each year to learn: hours, and a budget in euro.

Dated reference data, from memory of the agreements (CAO PO, CAO VO, CAO mbo) and so to be checked
by a board: a later agreement is one more row. Hours are for a full-time job; the budget is not cut.
"""

from dataclasses import dataclass
from datetime import date

from services.enrolment.school_years import first_day
from shared.contracts.codes import Sector

WEEKS = 40  # of school in a year: two hours a week is eighty


@dataclass(frozen=True, slots=True)
class Allowance:
    """The yearly right of one full-time teacher from a day on."""

    sectors: tuple[Sector, ...]
    valid_from: date
    hours: float
    budget_euro: int | None
    source: str


ALLOWANCES = (
    Allowance(("po", "so", "vso"), date(2014, 8, 1), 2.0 * WEEKS, 500, "CAO PO"),
    Allowance(("vo",), date(2014, 8, 1), 83.0, 600, "CAO VO"),
    Allowance(("mbo",), date(2014, 8, 1), 59.0, None, "CAO mbo"),
)


def allowance_for(sector: Sector, school_year: str) -> Allowance | None:
    """The right that held on the first day of a school year; None before the first known."""
    valid = [
        found
        for found in ALLOWANCES
        if sector in found.sectors and found.valid_from <= first_day(school_year)
    ]
    return max(valid, key=lambda found: found.valid_from, default=None)
