"""Who was a member when: memberships, joining, and who is a starter.

"*Membership* runs from `from` to `until`, both included. A further `joined` at the same school
ends the one before on the eve and carries the new fte, function and career start."
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.oracle.chain import Fact
from tests.oracle.days import ONE_DAY, exact, plus_years

TEAM_FUNCTIONS = ("teacher", "coach")


@dataclass
class Membership:
    """One membership of a teacher at this school."""

    first: date
    last: date | None
    fte: Fraction
    function: str
    career_start: date | None
    career_changer: bool
    destination: str | None = None  # of the `left` that ended it, if one did

    def meets(self, start: date, end: date) -> bool:
        """Whether it runs on some day from start to end, both included."""
        return self.first <= end and (self.last is None or self.last >= start)


def corrected(fact: Fact, corrections: list[Fact]) -> dict[str, Any]:
    """The values of a joined or left fact after its corrections; "absent stays as it was said"."""
    values = dict(fact.data)
    for correction in corrections:
        if correction.data["corrects"] == fact.id:
            values |= {
                name: value
                for name, value in correction.data.items()
                if name not in ("occurredAt", "teacher", "corrects")
                and (value is not None or name == "careerStart")
            }
    return values


def memberships(joined: list[Fact], left: list[Fact], corrections: list[Fact]) -> list[Membership]:
    """One teacher's memberships of one school in the order of their first day.

    The facts come in the order of the chain. Of two memberships with the same first day the later
    said stands. A left ends the membership that runs on its last day; repeated it has no effect.
    """
    by_first: dict[date, Membership] = {}
    for fact in joined:
        values = corrected(fact, corrections)
        first = date.fromisoformat(values["from"])
        career = values.get("careerStart")
        by_first[first] = Membership(
            first=first,
            last=None,
            fte=exact(values["fte"]),
            function=values["function"],
            career_start=date.fromisoformat(career) if career else None,
            career_changer=bool(values.get("careerChanger", False)),
        )
    found = [by_first[first] for first in sorted(by_first)]
    for earlier, later in pairwise(found):
        earlier.last = later.first - ONE_DAY
    for fact in left:
        values = corrected(fact, corrections)
        until = date.fromisoformat(values["until"])
        begun = [membership for membership in found if membership.first <= until]
        if begun and begun[-1].destination is None:
            begun[-1].last = until if begun[-1].last is None else min(begun[-1].last, until)
            begun[-1].destination = values.get("destination", "unknown")
    return found


def member_on(found: list[Membership], day: date) -> bool:
    """Whether the teacher is a member on a day, in any function."""
    return any(membership.meets(day, day) for membership in found)


def latest(found: list[Membership], start: date, end: date) -> Membership | None:
    """Rule: "The latest `from` in the year so far counts", of those that meet the period."""
    meeting = [membership for membership in found if membership.meets(start, end)]
    return meeting[-1] if meeting else None


def joining(found: list[Membership], last: Membership) -> date:
    """Rule: "*Joining* is the first day of unbroken membership at this school"."""
    first = last.first
    for membership in reversed(found):
        if membership.last is not None and membership.last + ONE_DAY == first:
            first = membership.first
    return first


def in_team(found: list[Membership], start: date, end: date) -> bool:
    """Rule: "Team: members with function teacher or coach on some day of the year so far"."""
    return any(
        membership.function in TEAM_FUNCTIONS and membership.meets(start, end)
        for membership in found
    )


def starts_guidance(found: list[Membership], start: date, end: date) -> date | None:
    """The day from which a starter is to be guided, or null for who is no starter in the year.

    "careerStart + 3 years (career changers 2; 29 February: 28) lies after the later of year start
    and joining".
    """
    counted = latest(found, start, end)
    if counted is None or counted.career_start is None:
        return None
    from_day = max(start, joining(found, counted))
    until = plus_years(counted.career_start, 2 if counted.career_changer else 3)
    return from_day if until > from_day else None


def destination_before(found: list[Membership], day: date) -> str:
    """The `destination` of the last left here, for who is no longer a member on the day."""
    ended = [
        membership
        for membership in found
        if membership.destination is not None
        and membership.last is not None
        and membership.last < day
    ]
    return (ended[-1].destination or "unknown") if ended else "unknown"
