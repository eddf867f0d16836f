"""Demo years as tables: what a plan tells about lessons, learning, pulse and people.

What is taken back again is left out, and so is what is meant to be wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean
from typing import Any, Literal

from demo.acts import Act, Command, Event
from demo.calendar import SchoolYear
from demo.plan import Plan
from demo.who import Person, School
from shared.contracts.moments import day_of

Period = Literal["before", "during", "after"]
_JOINED = re.compile(r"\{\{join/([^}]+)\}\}")
MARCH = 3


@dataclass(frozen=True)
class Seen:
    """One list filled in: the mean per theme, the score per indicator, in points from 1 to 4."""

    school: str
    story: str
    teacher: str
    starter: bool
    observer: str
    perspective: str
    day: date
    period: Period
    themes: dict[str, float]
    items: dict[str, float]


@dataclass(frozen=True)
class Wave:
    """One wave of the pulse at one school, and the answers of each who answered."""

    school: School
    number: int
    invited: list[Person]
    answers: dict[str, dict[str, int | None]]


class Year:
    """One demo year."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.calendar = SchoolYear.of(plan.options.first_year)
        self.schools = [school for board in plan.boards for school in board.schools]
        self.acts = {act.name: act for act in plan.acts}

    @cached_property
    def people(self) -> dict[str, tuple[School, Person]]:
        """Teams, by subject."""
        return {p.subject: (school, p) for school in self.schools for p in school.team}

    @cached_property
    def team(self) -> list[Person]:
        """Everybody of every team."""
        return [person for _, person in self.people.values()]

    @cached_property
    def starters(self) -> list[Person]:
        """Who is a starter in this year."""
        return [p for p in self.team if p.starter_in(self.calendar.starts_on)]

    @cached_property
    def seen(self) -> list[Seen]:
        """Everything seen of lessons."""
        by_platform = {p.platform_id: p.subject for s in self.schools for p in s.people}
        return [
            one
            for name, act in self.acts.items()
            if _is_observation(name, act) and f"{name}/retracted" not in self.acts
            for one in self._seen(act, by_platform)
        ]

    def _seen(self, act: Act, by_platform: dict[str, str]) -> Iterator[Seen]:
        said = said_by(act)
        if isinstance(act, Event):
            teacher = by_platform[said["teacher"]]
            observer = by_platform.get(said.get("observer", ""), teacher)
        else:
            teacher, observer = joined_of(said["teacher"]), act.by
        if teacher not in self.people:
            return
        school, person = self.people[teacher]
        day = day_of(said["occurredAt"])
        points: dict[str, list[float]] = {}
        for one in said["scores"]:
            if one["score"] is not None:
                points.setdefault(one["theme"], []).append(one["score"])
        yield Seen(
            school.code,
            school.story.name,
            teacher,
            person.starter_in(self.calendar.starts_on),
            observer,
            said["perspective"],
            day,
            self.period(day),
            {theme: fmean(scores) for theme, scores in points.items()},
            {s["indicator"]: s["score"] for s in said["scores"] if s["score"] is not None},
        )

    def period(self, day: date) -> Period:
        """Before the modules, while they run, or after."""
        if day < self.calendar.monday(41):
            return "before"
        return "during" if day < self.calendar.monday(11) else "after"

    @cached_property
    def enrolments(self) -> dict[str, dict[str, Act]]:
        """The steps of each enrolment, by name: `` is the request."""
        found: dict[str, dict[str, Act]] = {}
        for name, act in self.acts.items():
            if name.startswith("enrolment/"):
                _, subject, module, *step = name.split("/")
                found.setdefault(f"{subject}/{module}", {})["/".join(step)] = act
        return found

    @cached_property
    def waves(self) -> list[Wave]:
        """All waves of all schools."""
        return [self._wave(school, number) for school in self.schools for number in range(3)]

    def _wave(self, school: School, number: int) -> Wave:
        name = f"wave/{school.code}/{number}"
        opens = self.acts[name].at.date()
        answers = {
            person.subject: said_by(self.acts[f"{name}/{person.subject}"])
            for person in school.team
            if f"{name}/{person.subject}" in self.acts
        }
        return Wave(school, number, [p for p in school.team if p.there_on(opens)], answers)

    def hours(self, person: Person) -> float:
        """Hours of development: study when completed, practice, informal learning."""
        minutes = 0.0
        for name, act in self._of_learning.get(person.subject, []):
            if f"{name}/retracted" in self.acts:
                continue
            said = said_by(act)
            minutes += said.get("minutes", 0) + 60 * said.get("studyHours", 0)
        return minutes / 60

    @cached_property
    def _of_learning(self) -> dict[str, list[tuple[str, Act]]]:
        found: dict[str, list[tuple[str, Act]]] = {}
        for name, act in self.acts.items():
            kind, *rest = name.split("/")
            if kind in {"enrolment", "informal"}:
                found.setdefault(rest[0], []).append((name, act))
        return found


def said_by(act: Act) -> dict[str, Any]:
    """What an act says."""
    content = act.body if isinstance(act, Command) else act.data
    return {} if isinstance(content, str) else dict(content)


def joined_of(reference: str) -> str:
    """The subject whose pseudonym a reference stands for."""
    found = _JOINED.fullmatch(reference)
    assert found, reference
    return found.group(1)


def _is_observation(name: str, act: Act) -> bool:
    return name.startswith("observation/") and "scores" in said_by(act)
