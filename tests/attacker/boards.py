"""Boards that never were: small schools, month after month, made to be found out.

Only what the rules for small groups look at is invented: who contributes what to a figure on each
release day. Schools are of the sizes at which it hurts, and in most months fewer people change than
may be told of; now and then what was said is taken back.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.evidence.figures.calendar import Year
from services.evidence.figures.derive import Name, Scope
from services.evidence.figures.figure import Entry
from services.evidence.figures.growth import NO_LATER
from services.evidence.figures.releases import BoardYear, next_month

BOARD, YEAR, THEME = "01234", Year(2025), "feedback"
FIRST, MONTHS = date(2025, 10, 1), 15  # past the release of the board's own figures, a year later
SIZES = (2, 3, 4, 5, 5, 6, 6, 7, 8, 9, 11, 12)
CHANGES = (0, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 7, 9)
ROLES = ("ict-lead", "event-organiser", "coordinator")
NAMES: tuple[Name, ...] = (
    (None, "informal"),
    (None, "roles"),
    (None, "workload"),
    (THEME, "participation"),
    (THEME, "completion"),
    (THEME, "growth.observer"),
    (THEME, "hours.informal"),
    (THEME, "reactions"),
)


@dataclass
class Person:
    """What somebody brings to each of the figures."""

    name: str
    active: bool = False
    completed: bool = False
    minutes: int = 0
    role: str | None = None
    pair: float | None = None
    stars: int | None = None
    before: dict[str, object] = field(default_factory=dict)

    def change(self, rng: random.Random) -> None:
        """Something is recorded, or taken back to what it was."""
        now = {name: said for name, said in vars(self).items() if name not in ("name", "before")}
        if self.before and rng.random() < 0.15:
            vars(self).update(self.before)
        else:
            self._record(rng)
        self.before = now

    def _record(self, rng: random.Random) -> None:
        match rng.choice(("active", "active", "pair", "pair", "minutes", "role", "stars")):
            case "active" if self.active:
                self.completed = True
            case "active":
                self.active = True
            case "pair" if self.active:
                self.pair = rng.choice((-0.5, 0.25, 0.5, 1.0))
            case "minutes":
                self.minutes += rng.choice((30, 60, 90))
            case "role":
                self.role = rng.choice((*ROLES, None))
            case _:
                self.stars = rng.randint(1, 5)


@dataclass
class School:
    """A team that changes."""

    code: str
    team: list[Person]

    def month(self, rng: random.Random) -> None:
        """What is recorded in a month; somebody may join."""
        if rng.random() < 0.15:
            self.team.append(Person(f"{self.code}-{len(self.team):02d}"))
        for person in rng.sample(self.team, min(rng.choice(CHANGES), len(self.team))):
            person.change(rng)

    def entries(self, name: Name) -> list[Entry]:
        """What everybody contributes to a figure, in the form of the figure's own entries."""
        said = _SAID[name[1]]
        return [
            Entry(one.name, self.code, contributed)
            for one in self.team
            if (contributed := said(one)) is not None
        ]

    def scope(self) -> Scope:
        """The school's figures as they are now."""
        return scope(self.code, {name: self.entries(name) for name in NAMES})


_SAID = {
    "informal": lambda one: (one.minutes > 0,),
    "roles": lambda one: (one.role,) if one.role else (),
    "workload": lambda one: (one.minutes * 100, 83.0),
    "participation": lambda one: (one.active,),
    "completion": lambda one: (one.completed,) if one.active else None,
    "growth.observer": lambda one: (
        None
        if not one.active
        else (NO_LATER, False)
        if one.pair is None
        else ("pair", one.pair, 2.0)
    ),
    "hours.informal": lambda one: (one.minutes,) if one.minutes else None,
    "reactions": lambda one: None if one.stars is None else (one.stars, 1),
}


def _measured(one: Person) -> tuple[object, ...]:
    return (NO_LATER, False) if one.pair is None else ("pair", one.pair, 2.0)


def scope(school: str | None, entries: dict[Name, list[Entry]]) -> Scope:
    """A scope with these entries, whatever facts would have led to them."""
    made = Scope(BOARD, school, YEAR, ())
    vars(made)["names"] = list(NAMES)
    vars(made)["_entries"] = entries
    return made


def history(seed: int) -> Iterator[tuple[date, BoardYear]]:
    """A board on one release day after another."""
    rng = random.Random(f"attacked {seed}")
    schools = [
        School(code, [Person(f"{code}-{number:02d}") for number in range(rng.choice(SIZES))])
        for code in ("98AA00", "98BB00", "98CC00", "98DD00")[: rng.randint(2, 4)]
    ]
    day = FIRST
    for _ in range(MONTHS):
        for school in schools:
            school.month(rng)
        yield day, board_year([school.scope() for school in schools])
        day = next_month(day)


def board_year(schools: Sequence[Scope]) -> BoardYear:
    """The schools and their board."""
    pooled = {name: [one for part in schools for one in part.entries(*name)] for name in NAMES}
    return scope(None, pooled), schools
