"""Invented feedback: observations around a start, ratings, pulses, coaching, results."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.oracle.cast import Person, Place, Stage, boundary_day
from tests.oracle.days import days, first_moment, year_end, year_start
from tests.oracle.plots_learning import THEMES, Taken, recorded
from tests.oracle.telling import Said, new_id

INSTRUMENTS = [("dot", "1.0"), ("dot", "1.0"), ("dot", "1.2"), ("dot", "2.0"), ("own-list", "1.0")]
BASELINE_DAYS = [-365, -364, -200, -30, -30, -1, 0, 0, 1, 13, 14, -366, 15]
LATER_DAYS = [42, 42, 43, 60, 60, 120, 200, 41]
ITEMS = ("control", "support", "resources", "autonomy")


@dataclass(frozen=True)
class Lesson:
    """One lesson that is seen: whose, when, and for which theme it matters."""

    person: Person
    day: date
    theme: str


def observe(stage: Stage, place: Place, lesson: Lesson, perspective: str, level: float) -> None:
    """Record one observation; its scores follow the level, with n.v.t. here and there."""
    rng = stage.rng
    usual = rng.random() < 0.7
    instrument, version = INSTRUMENTS[0] if usual else rng.choice(INSTRUMENTS)
    names = ("observations.recorded", "observations.retracted")
    data: dict[str, Any] = {
        "teacher": lesson.person.teacher,
        "perspective": perspective,
        "purpose": rng.choice(["coaching", "coaching", "peer", "appraisal", "audit"]),
        "instrument": instrument,
        "instrumentVersion": version,
        "scores": _scores(stage, lesson.theme, level, means=perspective == "pupils"),
        "observer": None,
        "platform": rng.choice([None, "e-loo"]),
    }
    if perspective == "observer":
        watching = [None, *(person.teacher for person in place.people[:3])]
        data["observer"] = rng.choice(watching)
    if perspective == "pupils":
        data["respondents"] = rng.choice([4, 5, 6, 24, 28])
    recorded(stage, place, lesson.day, names, "observation", data)


def _scores(stage: Stage, theme: str, level: float, *, means: bool) -> list[dict[str, Any]]:
    rng = stage.rng
    other = rng.choice(THEMES)
    absent = rng.random() < 0.04
    found = []
    for number, of in enumerate([theme] * rng.randint(1, 3) + [other] * rng.randint(0, 1)):
        score: float | None = min(4.0, max(1.0, level + rng.uniform(-0.9, 0.9)))
        if rng.random() < 0.1 or (absent and of == theme):
            score = None
        elif means:
            score = round(score or 1.0, 2)
        else:
            score = round(score or 1.0)
        found.append({"indicator": f"i{number + 1}", "theme": of, "score": score})
    return found


def observations(stage: Stage, place: Place, year: int, taken: list[Taken]) -> None:
    """See participants before and after their start, and colleagues around the same days."""
    rng = stage.rng
    seen: set[tuple[str, str]] = set()
    for one in taken:
        if (one.person.teacher, one.module.theme) not in seen:
            seen.add((one.person.teacher, one.module.theme))
            _before_and_after(stage, place, year, one.person, one.module.theme, one.start)
    for theme in sorted({one.module.theme for one in taken}):
        starts = sorted(one.start for one in taken if one.module.theme == theme)
        for person in place.around(year_start(year), year_end(year)):
            if (person.teacher, theme) not in seen and rng.random() < 0.7:
                start = starts[(len(starts) - 1) // 2]
                _before_and_after(stage, place, year, person, theme, start)


def _before_and_after(
    stage: Stage, place: Place, year: int, person: Person, theme: str, start: date
) -> None:
    rng = stage.rng
    level = rng.uniform(1.5, 3.0)
    growth = rng.choice([-0.3, 0.0, 0.4, 0.8])
    for perspective, chance in (("observer", 0.85), ("self", 0.7), ("pupils", 0.6)):
        if rng.random() > chance:
            continue
        for _ in range(rng.choice([1, 1, 2])):
            day = start + days(rng.choice(BASELINE_DAYS))
            observe(stage, place, Lesson(person, day, theme), perspective, level)
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            day = start + days(rng.choice(LATER_DAYS))
            if rng.random() < 0.15:
                day = rng.choice([year_end(year), year_end(year) + days(1)])
            observe(stage, place, Lesson(person, day, theme), perspective, level + growth)


def ratings(stage: Stage, place: Place, taken: list[Taken]) -> None:
    """Stars for completed modules, and for some that were never completed."""
    rng = stage.rng
    names = ("module-ratings.recorded", "module-ratings.retracted")
    for one in taken:
        if rng.random() < 0.7:
            day = one.completed or one.start
            data = {
                "teacher": one.person.teacher,
                "module": one.module.code,
                "moduleVersion": 1,
                "theme": one.module.theme,
                "stars": rng.randint(1, 5),
                "recommends": rng.random() < 0.5,
            }
            recorded(stage, place, day + days(rng.choice([0, 1, 30, 31])), names, "rating", data)


def reflections(stage: Stage, place: Place, year: int) -> None:
    """Teachers look back."""
    rng = stage.rng
    names = ("reflections.recorded", "reflections.retracted")
    for person in place.around(year_start(year), year_end(year)):
        if rng.random() < 0.4:
            data = {
                "teacher": person.teacher,
                "theme": rng.choice(THEMES),
                "minutes": 20,
                "about": None,
            }
            recorded(stage, place, boundary_day(rng, year), names, "reflection", data)


def coachings(stage: Stage, place: Place, year: int, taken: list[Taken]) -> None:
    """Talks and coached lessons, some on the day of a practice lesson with the coach."""
    rng = stage.rng
    names = ("coachings.recorded", "coachings.retracted")
    said = [one for one in stage.tell.said if one.key == place.key]
    teacher_of = {one.enrolment: one.person.teacher for one in taken}
    lessons = [
        (teacher_of[one.data["enrolment"]], one.data["occurredAt"])
        for one in said
        if one.name == "enrolments.practice-logged"
        and one.data["withCoach"]
        and one.data["enrolment"] in teacher_of
    ]
    for teacher, occurred in lessons:
        if rng.random() < 0.3 and len(occurred) == 10:
            data = _coaching(place, teacher, "coached-lesson")
            recorded(stage, place, date.fromisoformat(occurred), names, "coaching", data)
    for person in place.around(year_start(year), year_end(year)):
        for _ in range(rng.choice([0, 0, 1, 3])):
            kind = rng.choice(["talk", "talk", "coached-lesson"])
            data = _coaching(place, person.teacher, kind)
            recorded(stage, place, boundary_day(rng, year), names, "coaching", data)


def _coaching(place: Place, teacher: str, kind: str) -> dict[str, Any]:
    return {"coach": place.people[0].teacher, "teacher": teacher, "kind": kind, "minutes": 50}


def pulses(stage: Stage, place: Place, year: int) -> None:
    """Up to three waves; answers in one batch when a wave closes; some waves never close."""
    rng = stage.rng
    mood = rng.choice([4.5, 4.0, 3.0])
    fall = rng.choice([0.0, 0.3, 0.5])
    days_of_closing = sorted({boundary_day(rng, year) for _ in range(rng.choice([0, 1, 2, 3]))})
    for closes in days_of_closing:
        present = [one for one in place.people if one.there(closes)]
        size = max(len(present), rng.choice([0, 12, 15]))
        wave = {
            "wave": new_id(rng),
            "opensOn": (closes - days(14)).isoformat(),
            "closesOn": closes.isoformat(),
            "invited": size,
        }
        how: dict[str, Any] = {"publisher": "feedback"}
        opened = stage.say(place, "pulse-waves.opened", closes - days(14), wave, **how)
        if rng.random() < 0.08:
            continue
        at = max(opened.at, first_moment(closes + days(rng.choice([0, 1]))))
        closed = stage.say(place, "pulse-waves.closed", closes, wave, after=opened, at=at, **how)
        answering = rng.choice([size, size, max(0, size - 2), size // 2])
        for _ in range(answering):
            _answer(stage, place, wave, mood, closed)
        mood -= fall


def _answer(stage: Stage, place: Place, wave: dict[str, Any], mood: float, closed: Said) -> None:
    rng = stage.rng
    data: dict[str, Any] = {"response": new_id(rng), "wave": wave["wave"]}
    for item in ITEMS:
        answer = min(5, max(1, round(mood + rng.uniform(-0.8, 0.8))))
        data[item] = None if rng.random() < 0.06 else answer
    closes = wave["closesOn"]
    stage.say(
        place,
        "pulses.recorded",
        date.fromisoformat(closes),
        data,
        publisher="feedback",
        at=closed.at,
        occurred=closes,
    )


def results(stage: Stage, place: Place, year: int, themes: list[str]) -> None:
    """Pupils' results before and after, as aggregates."""
    rng = stage.rng
    names = ("pupil-results.recorded", "pupil-results.retracted")
    for _ in range(rng.choice([0, 1, 3, 4])):
        size = rng.choice([4, 5, 12, 25])
        before = rng.choice([50.0, 52.5, 61])
        data = {
            "theme": rng.choice([None, *themes, *themes]),
            "measure": "vaardigheid",
            "before": before,
            "after": before + rng.choice([-2, 0, 1.5, 4]),
            "groupSize": size + rng.choice([0, 3]),
            "n": size,
        }
        recorded(stage, place, boundary_day(rng, year), names, "result", data)
