"""The script that all subjects write: the acts so far, and what every subject needs to know."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from demo.acts import Act, Command, Event, Mode, Service
from demo.calendar import SchoolYear, evening
from demo.catalogue import Module
from demo.options import Options
from demo.teaching import Teaching, Training
from demo.who import Board, Person, School

PLATFORM = "lesspiegel"
SOURCE = "urn:nld:kvknummer:99999999:lesspiegel"
BINARY = 0.3  # of the platform's events
LATE = 0.06  # of what is recorded
LATE_DAYS = (3, 40)


@dataclass
class Script:
    """Acts in the making; `rng` is of one subject, so that subjects do not disturb each other."""

    options: Options
    year: SchoolYear
    boards: tuple[Board, ...]
    modules: Mapping[str, Module]
    acts: list[Act] = field(default_factory=list)
    teaching: dict[str, Teaching] = field(default_factory=dict)
    trained: dict[str, list[Training]] = field(default_factory=lambda: defaultdict(list))
    """What people learned, by subject: it shows in what is observed of them."""

    def rng(self, subject: str) -> Random:
        """Chance for one subject of the year."""
        return Random(f"{self.options.name}/{subject}")

    @property
    def schools(self) -> list[School]:
        """All schools of all boards."""
        return [school for board in self.boards for school in board.schools]

    def ask(
        self,
        name: str,
        day: date | datetime,
        by: Person | str,
        path: str,
        body: Mapping[str, Any] | str,
        *,
        to: Service = "enrolment",
        **more: Any,
    ) -> str:
        """Add a request by somebody, logged on the evening of a day; returns its name."""
        at = day if isinstance(day, datetime) else evening(day)
        subject = by if isinstance(by, str) else by.subject
        self.acts.append(Command(name, at, subject, to, path, body, **more))
        return name

    def send(
        self,
        name: str,
        day: date,
        kind: str,
        school: School,
        data: Mapping[str, Any],
        **more: Any,
    ) -> None:
        """Add an event of the platform, sent on the evening of a day."""
        rng = self.rng(f"mode/{name}")
        mode: Mode = "binary" if rng.random() < BINARY else "structured"
        event = Event(name, evening(day), kind, school.code, data, mode=mode, **more)
        self.acts.append(event)

    def logged_on(self, day: date, rng: Random) -> date:
        """The day on which something is logged: the same, but for what comes in late."""
        if rng.random() >= LATE:
            return day
        return self.year.later(day, LATE_DAYS[0], rng, LATE_DAYS[1]) or day
