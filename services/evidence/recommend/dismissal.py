"""Not for me: why, and until when it stays away. The teacher's own; nobody else sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from services.evidence.figures.calendar import Year

Why = Literal["done-elsewhere", "not-now", "not-my-class", "other"]
Until = Literal["next-school-year", "never"]
WHYS: tuple[Why, ...] = get_args(Why)

# What was done elsewhere stays done. Classes and time change with the school year.
USUALLY: Mapping[Why, Until] = {
    "done-elsewhere": "never",
    "not-now": "next-school-year",
    "not-my-class": "next-school-year",
    "other": "next-school-year",
}


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A recommendation that was put away; `until` is the last day (ordinal), None for good."""

    recommendation: str
    why: Why
    until: int | None

    def holds(self, day: int) -> bool:
        """Whether it still stays away on a day."""
        return self.until is None or day <= self.until


def dismissed(recommendation: str, why: Why, until: Until | None, day: int) -> Dismissal:
    """The dismissal of a recommendation on a day; by its reason where no end is named."""
    never = (until or USUALLY[why]) == "never"
    return Dismissal(recommendation, why, None if never else Year.of(day).end)
