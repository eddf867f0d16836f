"""Invented plans and learning: goals, enrolments and their lives, informal learning, roles."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.oracle.cast import Person, Place, Stage, boundary_day
from tests.oracle.days import days, label, year_end, year_start
from tests.oracle.telling import Said, new_id

THEMES = (
    "classroom-management",
    "lesson-structure",
    "interactive-instruction",
    "feedback",
    "differentiation",
    "pedagogical-conduct",
    "digitalisation",
)
INDICATORS = ("participation-share", "growth-observer", "discussed-share")


@dataclass(frozen=True)
class Module:
    """A module of the catalogue; every board has it."""

    code: str
    theme: str


@dataclass(frozen=True)
class Taken:
    """An enrolment that was started, for what feedback says of it."""

    enrolment: str
    person: Person
    module: Module
    start: date
    completed: date | None


def catalogue(stage: Stage, themes: list[str]) -> list[Module]:
    """Register one or two modules per theme with every board."""
    modules = [
        Module(f"M{number}-{theme[:4]}", theme)
        for theme in themes
        for number in range(1, stage.rng.randint(1, 2) + 1)
    ]
    day = year_start(stage.years[0]) - days(60)
    for board in stage.boards:
        for module in modules:
            data = {
                "module": module.code,
                "version": 1,
                "theme": module.theme,
                "titles": {"nl": module.code, "en": module.code},
                "studyHours": 12.5,
                "practiceLessons": 4,
                "form": "group",
                "level": "all",
                "sample": True,
                "validFrom": day.isoformat(),
            }
            stage.tell.say("modules.registered", board, board, day, data)
    return modules


def goals(stage: Stage, place: Place, themes: list[str]) -> dict[int, list[str]]:
    """Set goals per year, some due on an edge, evaluated several times, or withdrawn."""
    rng = stage.rng
    found: dict[int, list[str]] = {year: [] for year in stage.years}
    for year in stage.years:
        for theme in THEMES:
            for _ in range(2):
                if rng.random() < (0.5 if theme in themes else 0.06):
                    found[year].append(_goal(stage, place, theme, year))
    return found


def _goal(stage: Stage, place: Place, theme: str, year: int) -> str:
    rng, goal = stage.rng, new_id(stage.rng)
    due = rng.choice([year_end(year), year_end(year) + days(1), boundary_day(rng, year)])
    data = {
        "goal": goal,
        "theme": theme,
        "schoolYear": label(year),
        "indicator": rng.choice(INDICATORS),
        "target": 0.5,
        "dueOn": due.isoformat(),
    }
    said_on = year_start(year) + days(rng.choice([-30, 0, 20, 91, 92]))
    said = stage.say(place, "goals.set", said_on, data)
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        outcome = rng.choice(["reached", "partly", "not-reached"])
        day = due + days(rng.choice([-5, 0, 1, 30, 31]))
        evaluation = {"goal": goal, "outcome": outcome, "decision": "continue", "replacedBy": None}
        stage.say(place, "goals.evaluated", day, evaluation, after=said)
    if rng.random() < 0.12:
        withdrawn = {"goal": goal, "reason": "entered-in-error"}
        stage.say(place, "goals.withdrawn", due - days(rng.choice([1, 60])), withdrawn, after=said)
    return goal


def enrolments(
    stage: Stage, place: Place, year: int, modules: list[Module], goals_of: dict[int, list[str]]
) -> list[Taken]:
    """Enrol the people of a school in a year; most in the same one or two modules."""
    rng = stage.rng
    anyone = [goal for of_year in goals_of.values() for goal in of_year]
    taken = []
    keen = rng.choice([0.3, 0.7, 0.9, 1.0])
    together = boundary_day(rng, year)
    for person in place.around(year_start(year), year_end(year)):
        for module in modules:
            if rng.random() < (keen if len(modules) == 1 else keen * 0.6):
                own = boundary_day(rng, year)
                start = rng.choice([together, together, own, year_start(year) + days(30)])
                goal = rng.choice([None, *goals_of[year], *goals_of[year], *anyone[:1]])
                one = _life(stage, place, person, module, goal, start)
                if one is not None:
                    taken.append(one)
    return taken


def _life(
    stage: Stage, place: Place, person: Person, module: Module, goal: str | None, start: date
) -> Taken | None:
    """One enrolment: requested, decided, started, practised, ended, discussed."""
    rng, enrolment = stage.rng, new_id(stage.rng)
    data = {
        "enrolment": enrolment,
        "teacher": person.teacher,
        "module": module.code,
        "moduleVersion": 1,
        "theme": module.theme,
        "goal": goal,
        "plannedHours": 12.5,
        "plannedPractice": rng.choice([0, 2, 4, 4]),
    }
    of = {"enrolment": enrolment}
    said = stage.say(place, "enrolments.requested", start - days(rng.choice([0, 5, 30])), data)
    if rng.random() < 0.06:
        declined = {**of, "reason": "no-hours"}
        stage.say(place, "enrolments.declined", start, declined, after=said)
        return None
    said = stage.say(place, "enrolments.confirmed", start, of, after=said)
    if rng.random() < 0.05:
        return None
    said = stage.say(place, "enrolments.started", start, of, after=said)
    end = start + days(rng.choice([0, 1, 40, 90, 90, 150, 250, 330]))
    if rng.random() < 0.15:
        end = rng.choice([year_end(start.year), year_start(start.year), year_start(start.year + 1)])
        end = max(end, start)
    said = _practise(stage, place, enrolment, start, end, said)
    how = rng.choices(["completed", "withdrawn", "running"], [0.7, 0.1, 0.2])[0]
    if how == "withdrawn":
        withdrawn = {**of, "reason": "workload"}
        stage.say(place, "enrolments.withdrawn", end, withdrawn, after=said)
    if how == "completed":
        done = {
            **of,
            "studyHours": rng.choice([0, 6, 10.25, 12.5, 33.33]),
            "assessment": rng.choice(["passed", "passed", "failed", "none"]),
        }
        said = stage.say(place, "enrolments.completed", end, done, after=said)
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            day = end + days(rng.choice([0, 10, 41, 42, 42, 43, 90]))
            discussed = {**of, "conclusion": "apply"}
            stage.say(place, "enrolments.outcome-discussed", day, discussed, after=said)
    return Taken(enrolment, person, module, start, end if how == "completed" else None)


def _practise(
    stage: Stage, place: Place, enrolment: str, start: date, end: date, said: Said
) -> Said:
    """Practice lessons between start and end; some retracted, some logged weeks later."""
    rng, first = stage.rng, said
    for _ in range(rng.choice([0, 0, 1, 2, 3, 5])):
        day = start + days(rng.randint(0, max(0, (end - start).days)))
        data = {
            "enrolment": enrolment,
            "practice": new_id(rng),
            "minutes": rng.choice([45, 50, 60, 100]),
            "withCoach": rng.random() < 0.5,
            "ownClass": rng.random() < 0.7,
        }
        practice = stage.say(place, "enrolments.practice-logged", day, data, after=first)
        if practice.at > said.at:
            said = practice
        if rng.random() < 0.07:
            gone = {"enrolment": enrolment, "practice": data["practice"]}
            later = day + days(rng.choice([0, 30]))
            stage.say(place, "enrolments.practice-retracted", later, gone, after=practice)
    return said


def recorded(
    stage: Stage,
    place: Place,
    day: date,
    names: tuple[str, str],
    thing: str,
    data: dict[str, Any],
    *,
    publisher: str = "feedback",
) -> None:
    """Say something that stands alone; sometimes ahead of its day, sometimes retracted later."""
    rng, id_of_thing = stage.rng, new_id(stage.rng)
    ahead = None
    if rng.random() < 0.02:  # logged before its day: it does not exist until that day
        early = stage.tell.log_time(day - days(6), (day - days(6)).isoformat(), place.opened)
        ahead = early
    data = {thing: id_of_thing, **data}
    said = stage.say(place, names[0], day, data, publisher=publisher, at=ahead)
    if rng.random() < 0.06:
        gone: dict[str, Any] = {thing: id_of_thing}
        if names[1] == "observations.retracted":
            gone["reason"] = "duplicate"
        later = day + days(rng.choice([0, 20, 100]))
        stage.say(place, names[1], later, gone, publisher=publisher, after=said)


def informal(stage: Stage, place: Place, year: int, themes: list[str]) -> None:
    """Learning outside modules."""
    rng = stage.rng
    names = ("informal-learnings.recorded", "informal-learnings.retracted")
    for person in place.around(year_start(year), year_end(year)):
        for _ in range(rng.choice([0, 0, 1, 2])):
            data = {
                "teacher": person.teacher,
                "theme": rng.choice([*themes, *themes, *THEMES]),
                "kind": "lesson-study",
                "minutes": rng.choice([20, 45, 90]),
            }
            day = boundary_day(rng, year)
            recorded(stage, place, day, names, "learning", data, publisher="enrolment")


def roles(stage: Stage, place: Place) -> None:
    """Roles taken and left, often around the year's last day."""
    rng = stage.rng
    for person in place.people:
        if rng.random() < 0.6:
            role = rng.choice(["mentor", "mentor", "mentor", "coach", "ict-lead"])
            data = {"teacher": person.teacher, "role": role}
            day = boundary_day(rng, rng.choice(stage.years))
            said = stage.say(place, "roles.taken", day, data)
            if rng.random() < 0.4:
                left = year_end(rng.choice(stage.years)) + days(rng.choice([-1, 0, 1]))
                stage.say(place, "roles.left", max(day, left), data, after=said)


def certificates(stage: Stage, place: Place, taken: list[Taken]) -> None:
    """Certificates for modules, some revoked."""
    rng = stage.rng
    for one in taken:
        if one.completed is not None and rng.random() < 0.3:
            data = {
                "certificate": new_id(rng),
                "teacher": one.person.teacher,
                "module": one.module.code,
                "moduleVersion": 1,
            }
            said = stage.say(place, "certificates.awarded", one.completed + days(3), data)
            if rng.random() < 0.15:
                revoked = {"certificate": data["certificate"]}
                stage.say(
                    place, "certificates.revoked", one.completed + days(40), revoked, after=said
                )


def coaches(stage: Stage, place: Place) -> None:
    """Assign coaches to starters on the edge of their thirty days; release some."""
    rng = stage.rng
    pool = [person.teacher for person in place.people[:2]]
    for person in place.people:
        free, before = date.min, place.opened  # one coach at a time, said in order
        for year in stage.years:
            if rng.random() < (0.45 if person.starter else 0.1):
                begins = max(person.first, year_start(year))
                first = begins + days(rng.choice([-20, 0, 0, 29, 30, 31, 60]))
                first = max(first, free)
                data = {"coach": rng.choice(pool), "teacher": person.teacher}
                assigned = {**data, "from": first.isoformat()}
                said = stage.say(place, "coaches.assigned", first, assigned, after=before)
                until = first + days(rng.choice([0, 15, 50, 300]))
                released = {**data, "until": until.isoformat()}
                before = stage.say(place, "coaches.released", until, released, after=said)
                free = until + days(1)
