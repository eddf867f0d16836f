"""What feedback knows of others: schools, their people, admitted platforms, and instruments.

Heard from enrolment's facts (`project.py`) or given by a board; dated, so that a rule can ask how
things stood on a day. Plain values: a decision is made on them, not on a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from shared.contracts.codes import Perspective, TeacherFunction, Theme

TEAM: frozenset[TeacherFunction] = frozenset({"teacher", "coach"})


@dataclass(frozen=True, slots=True)
class Place:
    """A school, and to which board it belonged from which day on."""

    school: str
    boards: tuple[tuple[date, str], ...] = ()
    closed: date | None = None

    def board_on(self, day: date) -> str | None:
        """The board on a day: the last registration valid then; None outside the school's life."""
        if self.closed is not None and day > self.closed:
            return None
        board: str | None = None
        since = date.min
        for valid_from, owner in self.boards:
            if since <= valid_from <= day:
                since, board = valid_from, owner
        return board

    def ever(self, board: str) -> bool:
        """Whether the school ever belonged to the board."""
        return any(owner == board for _, owner in self.boards)


@dataclass(frozen=True, slots=True)
class Spell:
    """One membership as it was said: the facts that began and ended it, and their days."""

    joined: str
    since: date
    function: TeacherFunction
    left: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person at one school, by pseudonym."""

    teacher: str
    spells: tuple[Spell, ...] = ()

    def on(self, day: date) -> Spell | None:
        """The membership on a day: the latest that had begun, if it had not ended."""
        begun = [spell for spell in self.spells if spell.since <= day]
        if not begun:
            return None
        latest = max(enumerate(begun), key=lambda found: (found[1].since, found[0]))[1]
        return latest if latest.until is None or day <= latest.until else None


@dataclass(frozen=True, slots=True)
class Admission:
    """What a board said of a platform, from a day on; without types it is suspended."""

    valid_from: date
    source: str = ""
    types: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Admissions:
    """All that one board said of one platform, in the order it was said."""

    board: str
    platform: str
    said: tuple[Admission, ...] = ()

    def on(self, day: date) -> Admission | None:
        """What held on a day."""
        held: Admission | None = None
        for admission in self.said:
            if admission.valid_from <= day and (
                held is None or admission.valid_from >= held.valid_from
            ):
                held = admission
        return held


@dataclass(frozen=True, slots=True)
class Instrument:
    """A list to observe with: which perspectives it is for, and the theme of each indicator."""

    id: str
    version: str
    perspectives: frozenset[Perspective]
    themes: Mapping[str, Theme]


@dataclass(frozen=True, slots=True)
class Measure:
    """A registered way to measure pupils; higher is better."""

    id: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Known:
    """What one decision is made on, besides the state of its stream."""

    now: datetime
    place: Place
    members: Mapping[str, Member] = field(default_factory=dict)
    instrument: Instrument | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
