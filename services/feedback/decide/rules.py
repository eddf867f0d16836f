"""Rules that several subjects share: when, where, about whom, and by whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.feedback.known import Known, Spell
from services.feedback.refusals import Need, not_yet, refuse
from services.feedback.state import Kind, School
from shared.contracts.fact import two_decimals
from shared.contracts.moments import AMSTERDAM, day_of, instant_of

EARLIEST = date(1990, 1, 1)
CLOCKS_DIFFER = timedelta(minutes=1)  # between two machines that both mean "now"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who asks over HTTP: the pseudonym that facts carry, and the token's roles."""

    pseudonym: str
    roles: frozenset[str]

    @property
    def name(self) -> str:
        """By which name this author is remembered."""
        return self.pseudonym

    @property
    def root(self) -> str:
        """Where the fields stand in what was sent."""
        return "/body"


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that sent an event."""

    platform: str

    @property
    def name(self) -> str:
        """By which name this author is remembered; no pseudonym has a colon."""
        return f"platform:{self.platform}"

    @property
    def root(self) -> str:
        """Where the fields stand in what was sent."""
        return "/data"


By = Person | Platform


def today(known: Known) -> date:
    """The present day in Amsterdam."""
    return known.now.astimezone(AMSTERDAM).date()


def day(known: Known, occurred_at: str, root: str) -> date:
    """The day of a moment that can be: not in the future, not before 1990, in the school's life."""
    pointer = f"{root}/occurredAt"
    found = day_of(occurred_at)
    if found > today(known) or instant_of(occurred_at) > known.now + CLOCKS_DIFFER:
        raise refuse("in-the-future", pointer)
    if found < EARLIEST:
        raise refuse("too-long-ago", pointer)
    if known.place.board_on(found) is None:
        raise refuse("school-not-then", pointer, school=known.place.school, day=found)
    return found


def member(known: Known, teacher: str, on: date, pointer: str) -> Spell:
    """The teacher's membership of the school on a day."""
    found = known.members.get(teacher)
    if found is None or not found.spells:
        need = Need("member", f"{known.place.school}/{teacher}")
        raise not_yet(need, "not-a-member", pointer)
    spell = found.on(on)
    if spell is None:
        raise refuse("not-a-member-then", pointer, day=on)
    return spell


def never_before(state: School, kind: Kind, thing: str, pointer: str) -> None:
    """One `recorded` per id."""
    if (kind, thing) in state.things:
        raise refuse("recorded-before", pointer)


def at_most_two_decimals(value: float, pointer: str) -> None:
    """Facts carry small decimals only, so that every reader sees the same number."""
    try:
        two_decimals(value)
    except ValueError as wrong:
        raise refuse("two-decimals", pointer) from wrong
