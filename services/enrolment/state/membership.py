"""Who is a member of a school when: from joined, left and corrected facts to dated memberships.

A membership runs from its first to its last day, both included; a further joined ends the one
before on the eve, and a left ends the membership that runs on its last day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from shared.contracts.codes import Destination, TeacherFunction
from shared.contracts.enrolment import TeacherJoined, TeacherLeft, TeacherMembershipCorrected

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Member:
    """What was said of one teacher at one school, each fact as corrected, under its id."""

    teacher: str
    revision: int
    joined: tuple[tuple[str, TeacherJoined], ...] = ()
    left: tuple[tuple[str, TeacherLeft], ...] = ()

    def ids(self) -> frozenset[str]:
        """The ids of the facts that can be corrected."""
        return frozenset(found for found, _ in (*self.joined, *self.left))


@dataclass(frozen=True, slots=True)
class Membership:
    """One unbroken stretch with the same values."""

    joined_id: str
    first: date
    last: date | None
    fte: float
    function: TeacherFunction
    career_start: str | None
    career_changer: bool
    left_id: str | None = None
    destination: Destination | None = None

    def runs_on(self, day: date) -> bool:
        """Whether that day is in it."""
        return self.first <= day and (self.last is None or day <= self.last)


def right_values(said: BaseModel, exclude: set[str]) -> dict[str, Any]:
    """What a correction names; null is a value for the start of a career alone: it is unknown."""
    values = said.model_dump(exclude_unset=True, exclude=exclude)
    return {n: value for n, value in values.items() if value is not None or n == "career_start"}


def corrected(member: Member, fact: TeacherMembershipCorrected, revision: int) -> Member:
    """The member with one fact put right; what the correction does not name stays as it was."""
    right = right_values(fact, exclude={"teacher", "corrects", "occurred_at"})
    return replace(
        member,
        revision=revision,
        joined=tuple(
            (found, said.model_copy(update=right) if found == fact.corrects else said)
            for found, said in member.joined
        ),
        left=tuple(
            (found, said.model_copy(update=right) if found == fact.corrects else said)
            for found, said in member.left
        ),
    )


def memberships(member: Member | None) -> list[Membership]:
    """A teacher's memberships in the order of their first day; none for who never joined."""
    if member is None:
        return []
    by_first: dict[date, Membership] = {}  # of two with the same first day the later said stands
    for joined_id, fact in member.joined:
        started = _begun(joined_id, fact)
        by_first[started.first] = started
    begun = [by_first[first] for first in sorted(by_first)]
    ended = [replace(earlier, last=later.first - ONE_DAY) for earlier, later in pairwise(begun)]
    found = [*ended, *begun[-1:]]
    for left_id, left in member.left:
        _end(found, left_id, left)
    return found


def running(found: Iterable[Membership], day: date) -> Membership | None:
    """The membership in which a day lies."""
    return next((membership for membership in found if membership.runs_on(day)), None)


def _begun(joined_id: str, fact: TeacherJoined) -> Membership:
    return Membership(
        joined_id,
        date.fromisoformat(fact.from_),
        None,
        fact.fte,
        fact.function,
        fact.career_start,
        fact.career_changer,
    )


def _end(found: list[Membership], left_id: str, left: TeacherLeft) -> None:
    """End the membership that had begun by the last day; a repeated left has no effect."""
    until = date.fromisoformat(left.until)
    begun = [number for number, membership in enumerate(found) if membership.first <= until]
    if not begun or found[begun[-1]].destination is not None:
        return
    meant = found[begun[-1]]
    last = until if meant.last is None else min(meant.last, until)
    found[begun[-1]] = replace(meant, last=last, left_id=left_id, destination=left.destination)
