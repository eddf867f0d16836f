"""Which facts stand: the chains in order, and the first fact on each that the rules forbid.

"What the publisher's rules forbid cannot stand on the chain: a fold that meets it gives the
school's figures up to the fact before and lists it under `parked`" (docs/reference/figures.md);
the rules are those in docs/explanation/chain.md. Hashes and gaps are not looked at here: checking
those is `verify`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tests.oracle.days import AsOf, day_of, instant_of

PREFIX = "nl.professionalisering."
PUBLISHERS = ("enrolment", "feedback", "evidence")
Event = dict[str, Any]


@dataclass
class Fact:
    """One fact that stands on its chain."""

    name: str
    data: dict[str, Any]
    id: str
    key: str
    sequence: int

    @cached_property
    def day(self) -> date:
        """The day of the fact."""
        return day_of(self.data["occurredAt"])

    @cached_property
    def instant(self) -> datetime:
        """The instant of the fact."""
        return instant_of(self.data["occurredAt"])


def name_of(event: Event) -> str:
    """goals.set for nl.professionalisering.goals.set.v1."""
    return str(event["type"]).removeprefix(PREFIX).removesuffix(".v1")


def chains(events: list[Event]) -> dict[tuple[str, str], list[Event]]:
    """Per publisher and key the events in the order of their sequence, each number once."""
    found: dict[tuple[str, str], dict[int, Event]] = defaultdict(dict)
    for event in events:
        found[event["source"], event["subject"]].setdefault(int(event["sequence"]), event)
    return {chain: [found[chain][n] for n in sorted(found[chain])] for chain in sorted(found)}


def standing(events: list[Event], as_of: AsOf) -> tuple[list[Fact], list[dict[str, Any]]]:
    """The facts logged by A that stand, in the order of their chains, and what is parked.

    Whether a fact also *happened* by A's day is asked later (`School.said`), because a
    retraction works whatever its day.
    """
    known = {
        chain: [event for event in found if as_of.knows(instant_of(event["time"]))]
        for chain, found in chains(events).items()
    }
    stops = first_forbidden(known)
    facts = [
        Fact(name_of(event), event["data"], event["id"], key, int(event["sequence"]))
        for (_, key), chain in known.items()
        for event in chain
        if key not in stops or logged_order(event) < logged_order(stops[key][0])
    ]
    parked = [
        {
            "key": key,
            "source": event["source"],
            "sequence": event["sequence"],
            "id": event["id"],
            "type": event["type"],
            "reason": why,
        }
        for key, (event, why) in stops.items()
    ]
    return facts, parked


def logged_order(event: Event) -> tuple[datetime, int, int]:
    """When it was logged; at one instant publisher by publisher, along each chain."""
    publisher = PUBLISHERS.index(event["source"].rpartition(":")[2])
    return instant_of(event["time"]), publisher, int(event["sequence"])


def first_forbidden(
    known: dict[tuple[str, str], list[Event]],
) -> dict[str, tuple[Event, str]]:
    """Per key the fact that was logged first of those that a rule forbids, and the rule."""
    stops: dict[str, tuple[Event, str]] = {}
    for (_, key), chain in known.items():
        rules = Rules()
        for event in chain:
            why = rules.forbid(name_of(event), event["data"])
            if why is not None:
                if key not in stops or logged_order(event) < logged_order(stops[key][0]):
                    stops[key] = event, why
                break
    return stops


# The field that names the thing, for every fact that says something new once.
ONCE = {
    "goals.set": "goal",
    "enrolments.requested": "enrolment",
    "enrolments.practice-logged": "practice",
    "informal-learnings.recorded": "learning",
    "certificates.awarded": "certificate",
    "observations.recorded": "observation",
    "reflections.recorded": "reflection",
    "module-ratings.recorded": "rating",
    "pulse-waves.opened": "wave",
    "pulses.recorded": "response",
    "coachings.recorded": "coaching",
    "pupil-results.recorded": "result",
}
# What takes back what, each "after its fact, once".
TAKEN_BACK = {
    "enrolments.practice-retracted": "enrolments.practice-logged",
    "informal-learnings.retracted": "informal-learnings.recorded",
    "certificates.revoked": "certificates.awarded",
    "observations.retracted": "observations.recorded",
    "reflections.retracted": "reflections.recorded",
    "module-ratings.retracted": "module-ratings.recorded",
    "coachings.retracted": "coachings.recorded",
    "pupil-results.retracted": "pupil-results.recorded",
}


@dataclass
class Rules:
    """The rules of one chain; `forbid` says why a fact cannot stand after those before it."""

    said: set[tuple[str, str]] = field(default_factory=set)
    taken_back: set[tuple[str, str]] = field(default_factory=set)
    enrolments: dict[str, str] = field(default_factory=dict)
    assigned: list[tuple[str, str]] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)

    def forbid(self, name: str, data: dict[str, Any]) -> str | None:
        """Why the fact is forbidden, or null; what is allowed is remembered."""
        checks: list[Callable[[str, dict[str, Any]], str | None]] = [
            self._enrolment,
            self._once,
            self._taken_back,
            self._goal,
            self._coach,
            self._membership,
        ]
        for check in checks:
            why = check(name, data)
            if why is not None:
                return why
        return None

    def _enrolment(self, name: str, data: dict[str, Any]) -> str | None:
        """The life of an enrolment.

        "requested before confirmed or declined before started; completed or withdrawn once,
        after started; practice after started and before completed or withdrawn, discussion after
        completed (in the order of the chain, whatever the days)".
        """
        steps = {
            "enrolments.confirmed": ("requested", "confirmed"),
            "enrolments.declined": ("requested", "declined"),
            "enrolments.started": ("confirmed", "started"),
            "enrolments.practice-logged": ("started", "started"),
            "enrolments.completed": ("started", "completed"),
            "enrolments.withdrawn": ("started", "withdrawn"),
            "enrolments.outcome-discussed": ("completed", "completed"),
        }
        if name == "enrolments.requested":
            self.enrolments.setdefault(data["enrolment"], "requested")
        if name not in steps:
            return None
        needed, becomes = steps[name]
        if self.enrolments.get(data["enrolment"]) != needed:
            return f"{name} needs an enrolment that is {needed}"
        self.enrolments[data["enrolment"]] = becomes
        return None

    def _once(self, name: str, data: dict[str, Any]) -> str | None:
        """Rule: "One `recorded` per id"."""
        if name not in ONCE:
            return None
        thing = (name, data[ONCE[name]])
        if thing in self.said:
            return f"{name} was said before with this id"
        self.said.add(thing)
        return None

    def _taken_back(self, name: str, data: dict[str, Any]) -> str | None:
        """Rule: "A retraction after its fact, once"."""
        if name not in TAKEN_BACK:
            return None
        recorded = TAKEN_BACK[name]
        thing = (recorded, data[ONCE[recorded]])
        if thing not in self.said:
            return f"{name} without its fact"
        if thing in self.taken_back:
            return f"{name} was said before"
        self.taken_back.add(thing)
        return None

    def _goal(self, name: str, data: dict[str, Any]) -> str | None:
        """Rule: "Evaluated or withdrawn only for a goal set"."""
        if name not in ("goals.evaluated", "goals.withdrawn"):
            return None
        was_set = ("goals.set", data["goal"]) in self.said
        return None if was_set else f"{name} for a goal that was not set"

    def _coach(self, name: str, data: dict[str, Any]) -> str | None:
        """Rule: "Released only when assigned"."""
        if name == "coaches.assigned":
            self.assigned.append((data["coach"], data["teacher"]))
        if name == "coaches.released":
            pair = (data["coach"], data["teacher"])
            if pair not in self.assigned:
                return "coaches.released without an assignment"
            self.assigned.remove(pair)
        return None

    def _membership(self, name: str, data: dict[str, Any]) -> str | None:
        """Rule: "Left only for a running membership (a repeated left has no effect)"."""
        if name == "teachers.joined":
            self.joined.add(data["teacher"])
        if name == "teachers.left" and data["teacher"] not in self.joined:
            return "teachers.left without a membership"
        return None
