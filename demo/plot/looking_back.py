"""How people look back: reflections, ratings of modules, and what pupils reached."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from demo.acts import thing
from demo.plot.learning import Completed
from demo.plot.script import Script
from demo.plot.watching import Seen
from demo.who import Person, School

RATED = 0.72
RATED_LATE = 0.1
REFLECTED_ON = 0.3  # of what was seen of somebody
OWN_REFLECTIONS = (0, 0, 1, 1, 2, 3)
RESULT_WEEK = 24
SEEN_IN_RESULTS = 0.3  # the change of lessons from which results of pupils rise too, in points
STARS = (2, 3, 3, 4, 4, 4, 4, 5, 5)
TEXTS = (
    "De les liep anders dan gedacht; volgende keer begin ik met een voorbeeld.",
    "Ik merk dat wachttijd werkt: meer leerlingen durven te antwoorden.",
    "Samen voorbereiden scheelde tijd en leverde een betere opdracht op.",
)
MEASURES = {
    "po": (("reading-comprehension", 142.0, 9.0), ("mathematics", 231.0, 12.0)),
    "vo": (("progress-test", 58.0, 6.0),),
}


def look_back(
    script: Script, school: School, completed: Sequence[Completed], seen: Sequence[Seen]
) -> None:
    """A school's looking back; its people write for themselves, or in the platform."""
    for done in completed:
        _rate(script, school, done)
    for one in seen:
        _reflect_on(script, school, one)
    for person in school.team:
        _reflect(script, school, person)
    _results(script, school)


def _rate(script: Script, school: School, done: Completed) -> None:
    person, module = done.chosen.person, done.chosen.module
    rng = script.rng(f"rating/{done.chosen.name}")
    if rng.random() >= RATED:
        return
    least, most = (32, 50) if rng.random() < RATED_LATE else (0, 12)
    day = script.year.later(done.day, least, rng, most)
    if day is None or not person.there_on(day):
        return
    stars = rng.choice(STARS)
    data: dict[str, Any] = {
        "module": module.code,
        "moduleVersion": module.version,
        "theme": module.theme,
        "stars": stars,
        "recommends": stars >= 4,
        "occurredAt": day.isoformat(),
    }
    name = f"rating/{person.subject}/{module.code}"
    if school.story.by_hand:
        path = f"/v1/schools/{school.code}/module-ratings"
        script.ask(name, day, person, path, data, to="feedback")
        return
    data |= {"rating": thing(name), "teacher": person.platform_id}
    script.send(name, day, "module-ratings.recorded", school, data)


def _reflect_on(script: Script, school: School, seen: Seen) -> None:
    """On an observation, a few days after it came in."""
    rng = script.rng(f"reflecting/{seen.observation}")
    if rng.random() >= REFLECTED_ON:
        return
    day = script.year.later(seen.logged, 1, rng, 6)
    if day is None or not seen.teacher.there_on(day):
        return
    data: dict[str, Any] = {
        "theme": rng.choice(school.story.focuses).theme,
        "minutes": 5 * rng.randint(2, 9),
        "occurredAt": day.isoformat(),
        "about": {"kind": "observation", "id": seen.observation},
    }
    name = f"reflection/{seen.teacher.subject}/{seen.observation}"
    data |= {"reflection": thing(name), "teacher": seen.teacher.platform_id}
    script.send(name, day, "reflections.recorded", school, data)


def _reflect(script: Script, school: School, person: Person) -> None:
    """For oneself, with a text that stays with its owner."""
    rng = script.rng(f"reflecting/{person.subject}")
    for number in range(rng.choice(OWN_REFLECTIONS)):
        day = rng.choice(script.year.days)
        if not person.there_on(day):
            continue
        body = {
            "theme": rng.choice(school.story.focuses).theme,
            "minutes": 5 * rng.randint(2, 9),
            "occurredAt": day.isoformat(),
            "text": rng.choice(TEXTS),
        }
        name = f"reflection/{person.subject}/{number}"
        path = f"/v1/schools/{school.code}/reflections"
        script.ask(name, day, person, path, body, to="feedback")


def _results(script: Script, school: School) -> None:
    """What pupils reached, told by the leader before the summer: up only where lessons changed."""
    rng = script.rng(f"results/{school.code}")
    monday = script.year.monday(RESULT_WEEK)
    for focus in school.story.focuses[:2]:
        for number, (measure, usual, spread) in enumerate(MEASURES[school.sector]):
            before = round(rng.gauss(usual, spread / 3), 1)
            gain = rng.gauss(0, spread * 0.05)
            if focus.effect >= SEEN_IN_RESULTS:
                gain += spread * focus.effect
            else:
                gain = -abs(gain)
            size = rng.randint(17, 29)
            day = script.year.day_from(monday + timedelta(days=rng.randint(0, 9)))
            if day is None:
                continue
            body: dict[str, Any] = {
                "theme": focus.theme,
                "measure": measure,
                "before": before,
                "after": round(before + gain, 1),
                "groupSize": size,
                "n": size - rng.randint(0, 4),
                "occurredAt": day.isoformat(),
            }
            name = f"result/{school.code}/{focus.theme}/{number}"
            path = f"/v1/schools/{school.code}/pupil-results"
            script.ask(name, day, school.leader, path, body, to="feedback")
