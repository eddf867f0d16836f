"""The things of one school, read from the facts that stand: goals, enrolments, lessons, answers.

Only facts that exist at A are read: logged by then (`chain.standing`) and "its day is not after
A's day"; a retraction "works from its `time` on, whatever its `occurredAt`, and removes the fact
it names from every figure".
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.oracle.chain import ONCE, Fact
from tests.oracle.days import AsOf, exact
from tests.oracle.membership import Membership, memberships

Order = tuple[datetime, str, int]


def order_of(fact: Fact, thing: str) -> Order:
    """Rule: "Ordered by instant [...], then by the id of the thing"; last by the chain."""
    return (fact.instant, thing, fact.sequence)


@dataclass
class Goal:
    """A goal of the school."""

    id: str
    theme: str
    school_year: str
    due_on: date
    outcomes: list[str] = field(default_factory=list)  # of its evaluations, in order


@dataclass(frozen=True)
class Practice:
    """One practice lesson of an enrolment."""

    day: date
    minutes: int
    with_coach: bool
    own_class: bool


@dataclass
class Enrolment:
    """A teacher's way through one module; a null day means: not said, or not yet."""

    id: str
    teacher: str
    module: str
    theme: str
    goal: str | None
    planned_practice: int
    started: date | None = None
    started_order: Order | None = None
    completed: date | None = None
    study_hours: Fraction = Fraction(0)
    assessment: str = "none"
    withdrawn: date | None = None
    discussed: list[date] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)


@dataclass(frozen=True)
class Observation:
    """A lesson seen from one perspective with one instrument."""

    teacher: str
    perspective: str
    purpose: str
    instrument: tuple[str, str]  # id and major version
    observer: str | None
    respondents: int | None
    scores: tuple[tuple[str, Fraction | None], ...]
    day: date
    order: Order

    def theme_mean(self, theme: str) -> Fraction | None:
        """Rule: "Mean of its non-null scores of that theme (none: it does not count)"."""
        scores = [score for of, score in self.scores if of == theme and score is not None]
        return sum(scores, Fraction(0)) / len(scores) if scores else None

    @property
    def enough_respondents(self) -> bool:
        """Rule: "A pupils' list counts with `respondents` >= 5"."""
        return self.perspective != "pupils" or (self.respondents or 0) >= 5


@dataclass(frozen=True)
class Wave:
    """A closed pulse wave with its answers."""

    id: str
    closes_on: date
    invited: int
    answers: dict[str, dict[str, int | None]]  # response -> item -> answer


@dataclass(frozen=True)
class Assignment:
    """A coach guides a teacher, from and until both included."""

    coach: str
    teacher: str
    first: date
    last: date | None

    def meets(self, start: date, end: date) -> bool:
        """Whether it runs on some day from start to end, both included."""
        return self.first <= end and (self.last is None or self.last >= start)


class School:
    """Everything known of one school at A."""

    def __init__(self, key: str, facts: list[Fact], as_of: AsOf) -> None:
        self.id = key
        self.as_of = as_of
        self._facts: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._facts[fact.name].append(fact)

    def said(self, name: str) -> list[Fact]:
        """The facts of a name that exist at A, in the order of the chain."""
        return [fact for fact in self._facts[name] if fact.day <= self.as_of.day]

    def kept(self, recorded: str, taken_back: str) -> list[Fact]:
        """The facts of a name that were not taken back, in the order of facts."""
        thing = ONCE[recorded]
        gone = {fact.data[thing] for fact in self._facts[taken_back]}
        facts = [fact for fact in self.said(recorded) if fact.data[thing] not in gone]
        return sorted(facts, key=lambda fact: order_of(fact, fact.data[thing]))

    @cached_property
    def registrations(self) -> list[Fact]:
        """The registrations by `validFrom`; of one day the last said counts as the later."""
        return sorted(self.said("schools.registered"), key=lambda fact: fact.data["validFrom"])

    def registration_on(self, day: date) -> dict[str, Any] | None:
        """The "last registration valid on" a day."""
        valid = [fact for fact in self.registrations if fact.data["validFrom"] <= day.isoformat()]
        return valid[-1].data if valid else None

    @cached_property
    def closed_on(self) -> date | None:
        """The school's last day, if it is known; the last said counts."""
        closed = self.said("schools.closed")
        return date.fromisoformat(closed[-1].data["validUntil"]) if closed else None

    @cached_property
    def memberships(self) -> dict[str, list[Membership]]:
        """Per teacher the memberships of this school, by their first day."""
        joined, left = self.said("teachers.joined"), self.said("teachers.left")
        corrections = self.said("teachers.membership-corrected")
        teachers = sorted({fact.data["teacher"] for fact in joined})
        return {
            teacher: memberships(
                [fact for fact in joined if fact.data["teacher"] == teacher],
                [fact for fact in left if fact.data["teacher"] == teacher],
                corrections,
            )
            for teacher in teachers
        }

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Who coached whom; a release ends the open assignment of the two."""
        found: list[Assignment] = []
        released = self.said("coaches.released")
        for fact in self.said("coaches.assigned"):
            pair = (fact.data["coach"], fact.data["teacher"])
            ends = [
                one
                for one in released
                if (one.data["coach"], one.data["teacher"]) == pair and one.sequence > fact.sequence
            ]
            last = date.fromisoformat(ends[0].data["until"]) if ends else None
            found.append(Assignment(*pair, date.fromisoformat(fact.data["from"]), last))
        return found

    @cached_property
    def goals(self) -> list[Goal]:
        """The goals; "a withdrawn goal counts nowhere"."""
        gone = {fact.data["goal"] for fact in self.said("goals.withdrawn")}
        found = {
            fact.data["goal"]: Goal(
                id=fact.data["goal"],
                theme=fact.data["theme"],
                school_year=fact.data["schoolYear"],
                due_on=date.fromisoformat(fact.data["dueOn"]),
            )
            for fact in self.said("goals.set")
            if fact.data["goal"] not in gone
        }
        evaluations = self.said("goals.evaluated")
        for fact in sorted(evaluations, key=lambda one: order_of(one, one.data["goal"])):
            if fact.data["goal"] in found:
                found[fact.data["goal"]].outcomes.append(fact.data["outcome"])
        return list(found.values())

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        """The enrolments that were requested, with what became of them."""
        found = {
            fact.data["enrolment"]: Enrolment(
                id=fact.data["enrolment"],
                teacher=fact.data["teacher"],
                module=fact.data["module"],
                theme=fact.data["theme"],
                goal=fact.data.get("goal"),
                planned_practice=fact.data["plannedPractice"],
            )
            for fact in self.said("enrolments.requested")
        }

        def about(name: str) -> list[tuple[Enrolment, Fact]]:
            facts = [fact for fact in self.said(name) if fact.data["enrolment"] in found]
            return [(found[fact.data["enrolment"]], fact) for fact in facts]

        for enrolment, fact in about("enrolments.started"):
            enrolment.started = fact.day
            enrolment.started_order = order_of(fact, enrolment.id)
        for enrolment, fact in about("enrolments.completed"):
            enrolment.completed = fact.day
            enrolment.study_hours = exact(fact.data["studyHours"])
            enrolment.assessment = fact.data.get("assessment", "none")
        for enrolment, fact in about("enrolments.withdrawn"):
            enrolment.withdrawn = fact.day
        for enrolment, fact in about("enrolments.outcome-discussed"):
            enrolment.discussed.append(fact.day)
        for fact in self.kept("enrolments.practice-logged", "enrolments.practice-retracted"):
            if fact.data["enrolment"] in found:
                found[fact.data["enrolment"]].practices.append(
                    Practice(
                        day=fact.day,
                        minutes=fact.data["minutes"],
                        with_coach=fact.data["withCoach"],
                        own_class=fact.data["ownClass"],
                    )
                )
        return list(found.values())

    @cached_property
    def observations(self) -> list[Observation]:
        """The observations in the order of facts."""
        return [
            Observation(
                teacher=fact.data["teacher"],
                perspective=fact.data["perspective"],
                purpose=fact.data["purpose"],
                instrument=(
                    fact.data["instrument"],
                    fact.data["instrumentVersion"].partition(".")[0],
                ),
                observer=fact.data.get("observer"),
                respondents=fact.data.get("respondents"),
                scores=tuple(
                    (one["theme"], None if one["score"] is None else exact(one["score"]))
                    for one in fact.data["scores"]
                ),
                day=fact.day,
                order=order_of(fact, fact.data["observation"]),
            )
            for fact in self.kept("observations.recorded", "observations.retracted")
        ]

    @cached_property
    def waves(self) -> list[Wave]:
        """The closed pulse waves in the order of their last day, then their id."""
        answers: dict[str, dict[str, dict[str, int | None]]] = defaultdict(dict)
        for fact in self.said("pulses.recorded"):
            items = {name: fact.data.get(name) for name in PULSE_ITEMS}
            answers[fact.data["wave"]][fact.data["response"]] = items
        opened = {fact.data["wave"]: fact.data for fact in self.said("pulse-waves.opened")}
        found: dict[str, Wave] = {}
        for fact in self.said("pulse-waves.closed"):
            wave = fact.data["wave"]
            said = opened.get(wave, {}) | {
                name: value for name, value in fact.data.items() if value is not None
            }
            if "closesOn" in said and "invited" in said:
                closes_on = date.fromisoformat(said["closesOn"])
                found[wave] = Wave(wave, closes_on, said["invited"], answers[wave])
        return sorted(found.values(), key=lambda one: (one.closes_on, one.id))


PULSE_ITEMS = ("control", "support", "resources", "autonomy")
