"""Seeded random histories in the form of facts.md: valid ones, and ones with one rule broken."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from tests.oracle import cast, plots_feedback, plots_learning
from tests.oracle.chain import name_of
from tests.oracle.days import ONE_DAY, day_of, days, first_moment, label, year_end
from tests.oracle.telling import Event, Teller, event_id, new_id, seal

TEAM_SIZES = [3, 4, 5, 5, 6, 6, 7, 8, 9]  # most schools are small, and small is where it hurts


def history(seed: int, size: str = "small") -> list[Event]:
    """A valid history: 1-2 boards, 1-4 schools, 2-3 school years, sealed chains.

    Small: up to three schools, mostly 3-9 teachers, two years. Medium: up to four schools with up
    to 25 teachers, three years.
    """
    if size not in ("small", "medium"):
        raise ValueError("size is small or medium")
    rng = random.Random(f"{size} {seed}")
    first = rng.choice([2018, 2019, 2020, 2021, 2022])
    years = list(range(first, first + (2 if size == "small" else 3)))
    boards = [f"{rng.randint(10000, 49999)}", f"{rng.randint(50000, 99999)}"]
    stage = cast.Stage(rng, Teller(rng), years, boards[: rng.choice([1, 1, 2])])
    cast.boards(stage)
    themes = rng.sample(plots_learning.THEMES, rng.choice([1, 2]))
    modules = plots_learning.catalogue(stage, themes)
    count = rng.choice([1, 2, 3, 3] if size == "small" else [2, 3, 4])
    large = [12, 14] if size == "small" else [12, 15, 18, 25]
    cast.schools(stage, count, [rng.choice([*TEAM_SIZES, *large, *large]) for _ in range(count)])
    for place in stage.schools:
        play(stage, place, themes, modules)
    return stage.tell.history()


def play(
    stage: cast.Stage,
    place: cast.Place,
    themes: list[str],
    modules: list[plots_learning.Module],
) -> None:
    """Everything that happens at one school."""
    goals = plots_learning.goals(stage, place, themes)
    plots_learning.coaches(stage, place)
    plots_learning.roles(stage, place)
    for year in stage.years:
        taken = plots_learning.enrolments(stage, place, year, modules, goals)
        plots_learning.certificates(stage, place, taken)
        plots_learning.informal(stage, place, year, themes)
        plots_feedback.observations(stage, place, year, taken)
        plots_feedback.ratings(stage, place, taken)
        plots_feedback.reflections(stage, place, year)
        plots_feedback.coachings(stage, place, year, taken)
        plots_feedback.pulses(stage, place, year)
        plots_feedback.results(stage, place, year, themes)
    level: dict[str, Any] = {"schoolYear": label(stage.years[0]), "theme": themes[0], "rung": 1}
    level |= {"from": "none", "to": "thin"}
    day = year_end(stage.years[0])
    stage.say(place, "evidence-levels.changed", day, level, publisher="evidence")


def moments(events: list[Event], seed: int, count: int = 3) -> list[datetime]:
    """Moments worth asking about: edges of years, months and deadlines, and the day of a fact."""
    rng = random.Random(f"moments {seed}")
    last = datetime.fromisoformat(events[-1]["time"])
    first = datetime.fromisoformat(events[len(events) // 10]["time"])
    found = []
    for _ in range(count):
        day = (first + max(rng.random(), rng.random()) * (last - first)).date()
        year = day.year
        completed = [day_of(one["data"]["occurredAt"]) for one in events if _ends(one)]
        due = rng.choice(completed or [day]) + days(rng.choice([30, 42]))
        instant = rng.choice(
            [
                first_moment(date(year, 8, 1)),
                first_moment(date(year, 8, 1)) - days(1) / 86_400,
                first_moment(date(year, 10, 1)),
                first_moment(day.replace(day=1)),
                first_moment(date(year, 11, 1)),
                first_moment(due) + days(1) / 2,
                first_moment(due + ONE_DAY),
                first_moment(day) + days(1) / 3,
                datetime.fromisoformat(rng.choice(events)["time"]),
                last + days(500),
            ]
        )
        found.append(instant.astimezone(UTC))
    return found


def _ends(event: Event) -> bool:
    return name_of(event) in ("enrolments.completed", "enrolments.started")


Violation = Callable[[list[Event], random.Random], "tuple[int, str, dict[str, Any]] | None"]


def broken(events: list[Event], seed: int) -> list[Event]:
    """The same history with one fact inserted that "Rules of the chain" forbid, sealed again.

    The fact stands right after some event of a chain, so that what follows it is valid but for
    it. Which rule is broken, and where, follows from the seed.
    """
    rng = random.Random(f"broken {seed}")
    chains: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        chains.setdefault((event["source"], event["subject"]), []).append(event)
    violations = list(VIOLATIONS)
    rng.shuffle(violations)
    for violation in violations:
        for which in rng.sample(sorted(chains), len(chains)):
            found = violation(chains[which], rng)
            if found is not None:
                chains[which] = _with(chains[which], rng, *found)
                every = [event for chain in chains.values() for event in chain]
                return sorted(every, key=lambda one: (one["time"], one["source"], one["sequence"]))
    raise ValueError("this history has nothing to break")


def _with(
    chain: list[Event], rng: random.Random, after: int, name: str, data: dict[str, Any]
) -> list[Event]:
    """The chain with one more fact after a position."""
    before = chain[after]
    at = datetime.fromisoformat(before["time"])
    event = {
        **before,
        "id": event_id(rng, at),
        "type": f"nl.professionalisering.{name}.v1",
        "dataschema": f"urn:aantoonbaar:schema:{name}.v1",
        "data": {"occurredAt": day_of(before["data"]["occurredAt"]).isoformat(), **data},
    }
    return seal([*chain[: after + 1], event, *chain[after + 1 :]])


def _again(name: str) -> Violation:
    """Say a fact a second time, somewhere after it."""

    def find(chain: list[Event], rng: random.Random) -> tuple[int, str, dict[str, Any]] | None:
        places = [n for n, event in enumerate(chain) if name_of(event) == name]
        if not places:
            return None
        place = rng.choice(places)
        data = {key: value for key, value in chain[place]["data"].items() if key != "occurredAt"}
        return rng.randint(place, len(chain) - 1), name, data

    return find


def _after(name: str, forbidden: str, field: str, data: dict[str, Any]) -> Violation:
    """Say a forbidden fact about the same thing, somewhere after a fact."""

    def find(chain: list[Event], rng: random.Random) -> tuple[int, str, dict[str, Any]] | None:
        places = [n for n, event in enumerate(chain) if name_of(event) == name]
        if not places:
            return None
        place = rng.choice(places)
        more = {"practice": new_id(rng)} if forbidden.endswith("practice-logged") else {}
        thing = {field: chain[place]["data"][field]}
        return rng.randint(place, len(chain) - 1), forbidden, {**thing, **data, **more}

    return find


def _unknown(publisher: str, name: str, fields: list[str], data: dict[str, Any]) -> Violation:
    """Say a fact about a thing or a person nobody ever spoke of."""

    def find(chain: list[Event], rng: random.Random) -> tuple[int, str, dict[str, Any]] | None:
        is_school = any(name_of(event) == "schools.registered" for event in chain)
        if publisher == "enrolment" and not is_school:
            return None
        if publisher == "feedback" and not chain[0]["source"].endswith(":feedback"):
            return None
        invented = {field: new_id(rng) for field in fields}
        return rng.randint(0, len(chain) - 1), name, {**invented, **data}

    return find


COMPLETED: dict[str, Any] = {"studyHours": 1, "assessment": "none"}
PRACTICE: dict[str, Any] = {"minutes": 50, "withCoach": True, "ownClass": True}
EVALUATED: dict[str, Any] = {"outcome": "reached", "decision": "stop", "replacedBy": None}
LEFT: dict[str, Any] = {"until": "2019-01-01", "destination": "unknown"}
VIOLATIONS: tuple[Violation, ...] = (
    _unknown("enrolment", "enrolments.confirmed", ["enrolment"], {}),
    _unknown("enrolment", "enrolments.declined", ["enrolment"], {"reason": "no-hours"}),
    _unknown("enrolment", "enrolments.started", ["enrolment"], {}),
    _unknown("enrolment", "enrolments.completed", ["enrolment"], COMPLETED),
    _unknown("enrolment", "enrolments.withdrawn", ["enrolment"], {"reason": "workload"}),
    _unknown("enrolment", "enrolments.practice-logged", ["enrolment", "practice"], PRACTICE),
    _unknown("enrolment", "enrolments.outcome-discussed", ["enrolment"], {"conclusion": "apply"}),
    _again("enrolments.completed"),
    _again("enrolments.withdrawn"),
    _after("enrolments.completed", "enrolments.withdrawn", "enrolment", {"reason": "workload"}),
    _after("enrolments.withdrawn", "enrolments.completed", "enrolment", COMPLETED),
    _after("enrolments.completed", "enrolments.practice-logged", "enrolment", PRACTICE),
    _after("enrolments.withdrawn", "enrolments.practice-logged", "enrolment", PRACTICE),
    _after(
        "enrolments.withdrawn", "enrolments.outcome-discussed", "enrolment", {"conclusion": "apply"}
    ),
    _again("observations.recorded"),
    _again("informal-learnings.recorded"),
    _again("coachings.recorded"),
    _again("module-ratings.recorded"),
    _again("pulses.recorded"),
    _again("observations.retracted"),
    _again("module-ratings.retracted"),
    _again("enrolments.practice-retracted"),
    _unknown("feedback", "observations.retracted", ["observation"], {"reason": "duplicate"}),
    _unknown("feedback", "module-ratings.retracted", ["rating"], {}),
    _unknown("feedback", "pupil-results.retracted", ["result"], {}),
    _unknown("enrolment", "informal-learnings.retracted", ["learning"], {}),
    _unknown("enrolment", "goals.evaluated", ["goal"], EVALUATED),
    _unknown("enrolment", "goals.withdrawn", ["goal"], {"reason": "merged"}),
    _unknown("enrolment", "coaches.released", ["coach", "teacher"], {"until": "2020-01-01"}),
    _unknown("enrolment", "teachers.left", ["teacher"], LEFT),
)
