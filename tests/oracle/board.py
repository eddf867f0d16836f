"""Boards at A: which school belongs to which board in which year, and which purposes count."""

from datetime import date

from tests.oracle.chain import Fact
from tests.oracle.days import AsOf, year_end, year_of
from tests.oracle.school import School

ALL_PURPOSES = ("coaching", "peer", "appraisal", "audit")


class Boards:
    """What boards said of themselves."""

    def __init__(self, facts: list[Fact], as_of: AsOf) -> None:
        said = [
            fact for fact in facts if fact.name == "boards.registered" and fact.day <= as_of.day
        ]
        self._said = sorted(said, key=lambda fact: fact.data["validFrom"])

    def counts(self, board: str, purpose: str, day: date) -> bool:
        """Whether the board counts observations of a purpose on a day (default: all four)."""
        valid = [
            fact
            for fact in self._said
            if fact.data["board"] == board and fact.data["validFrom"] <= day.isoformat()
        ]
        counted = valid[-1].data.get("countedPurposes") if valid else None
        return purpose in (ALL_PURPOSES if counted is None else counted)


def years_of(school: School) -> list[int]:
    """The years a school has figures for, none later than A's.

    "Figures exist from the year of the school's first `validFrom` until the year it closed."
    """
    if not school.registrations:
        return []
    first = year_of(date.fromisoformat(school.registrations[0].data["validFrom"]))
    last = year_of(school.as_of.day)
    if school.closed_on is not None:
        last = min(last, year_of(school.closed_on))
    return list(range(first, last + 1))


def board_of(school: School, year: int) -> str | None:
    """The board of a school "with all its history" in a year.

    "In a year a school, with all its history, belongs to the board of its last registration valid
    on the year's last day (so far)"; null when its first day is still to come.
    """
    last_day = min(year_end(year), school.as_of.day)
    registration = school.registration_on(last_day)
    return str(registration["board"]) if registration else None
