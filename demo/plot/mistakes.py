"""What goes wrong in every year: events and requests that are refused, each for its own reason."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from demo.acts import thing
from demo.plot.script import Script
from demo.plot.setting_up import pseudonym
from demo.teaching import LIST, LIST_VERSION
from demo.who import School

Spoil = Callable[[dict[str, Any]], dict[str, Any]]
DAY, DAYS_BETWEEN = 12, 9  # lesson days: the first, and from one to the next
SCORE = {"indicator": "KM1", "theme": "classroom-management", "score": 3}
SPOILED: tuple[tuple[str, Spoil], ...] = (
    ("out-of-range", lambda data: {"scores": [SCORE | {"score": 5}]}),
    ("in-the-future", lambda data: {"occurredAt": "2099-01-05"}),
    ("wrong-theme", lambda data: {"scores": [SCORE | {"theme": "feedback"}]}),
    ("unknown-instrument", lambda data: {"instrument": "eigen-lijst"}),
    ("unknown-indicator", lambda data: {"scores": [SCORE | {"indicator": "ZZ9"}]}),
    ("not-opaque", lambda data: {"teacher": "iemand@voorbeeld.example"}),
    ("unknown-field", lambda data: {"toelichting": "vrije tekst hoort hier niet"}),
)


def go_wrong(script: Script, school: School) -> None:
    """Mistakes at one school, spread over the year."""
    _by_people(script, school)
    if not school.story.by_hand:
        _by_platform(script, school)


def _by_platform(script: Script, school: School) -> None:
    days = iter(script.year.days[DAY::DAYS_BETWEEN])
    for reason, spoil in SPOILED:
        day = next(days)
        name = f"mistake/{school.code}/{reason}"
        data = _observation(school, name, day.isoformat())
        data |= spoil(data)
        script.send(name, day, "observations.recorded", school, data, expect=reason)
    day = next(days)
    name = f"mistake/{school.code}/unknown-type"
    data = _observation(school, name, day.isoformat())
    script.send(name, day, "lessons.praised", school, data, expect="unknown-type")
    _about_somebody_new(script, school)
    _more_than_once(script, school, next(days), next(days))
    _before_its_time(script, school, next(days))


def _about_somebody_new(script: Script, school: School) -> None:
    """Of a day on which the teacher, who came halfway, was not there yet."""
    came = [p for p in school.teachers if p.since > script.year.days[0]]
    if came:
        name = f"mistake/{school.code}/not-a-member-then"
        data = _observation(school, name, script.year.days[10].isoformat())
        data |= {"teacher": came[0].platform_id}
        day = script.year.later(came[0].since, 9, script.rng(name), 20) or script.year.days[-1]
        kind = "observations.recorded"
        script.send(name, day, kind, school, data, expect="not-a-member-then")


def _more_than_once(script: Script, school: School, day: date, again: date) -> None:
    """Sent twice, then its id for something else, then its thing in another event."""
    name = f"mistake/{school.code}/twice"
    data = _observation(school, name, day.isoformat())
    script.send(name, day, "observations.recorded", school, data)
    first = script.acts[-1]
    same = {"id": thing(f"event/{name}"), "time": first.at.isoformat()}
    kind = "observations.recorded"
    repeated = f"{name}/again"
    script.send(repeated, again, kind, school, data, expect="duplicate", attributes=same)
    later = script.year.day_from(again + timedelta(days=7)) or again
    other = data | {"purpose": "peer"}
    script.send(f"{name}/reused", later, kind, school, other, expect="id-reused", attributes=same)
    script.send(f"{name}/anew", later, kind, school, data, expect="recorded-before")


def _before_its_time(script: Script, school: School, day: date) -> None:
    """A retraction overtakes what it retracts: it waits, and both are accepted."""
    name = f"mistake/{school.code}/overtaken"
    data = _observation(school, name, day.isoformat())
    error = {"observation": data["observation"], "occurredAt": day.isoformat()}
    script.send(f"{name}/retracted", day, "observations.retracted", school, error)
    script.send(name, day, "observations.recorded", school, data)


def _by_people(script: Script, school: School) -> None:
    """The leader cannot coach; a coach cannot appraise; there is no score of 5."""
    day = script.year.days[15]
    path = f"/v1/schools/{school.code}"
    coach, teacher = school.coaches[0], school.teachers[1]
    script.ask(
        f"mistake/{school.code}/coach-is-manager",
        day,
        school.leader,
        f"{path}/coach-assignments",
        {
            "coach": pseudonym(school.leader),
            "teacher": pseudonym(teacher),
            "from": day.isoformat(),
        },
        expect="coach-is-manager",
    )
    lesson = {
        "teacher": pseudonym(teacher),
        "perspective": "observer",
        "purpose": "appraisal",
        "instrument": LIST,
        "instrumentVersion": LIST_VERSION,
        "scores": [SCORE],
    }
    for number, (body, reason) in enumerate(
        (
            (lesson, "purpose-not-yours"),
            (lesson | {"purpose": "coaching", "scores": [SCORE | {"score": 5}]}, "invalid"),
        )
    ):
        script.ask(
            f"mistake/{school.code}/{reason}",
            script.year.days[25 + number],
            coach,
            f"{path}/observations",
            body,
            to="feedback",
            expect=reason,
        )


def _observation(school: School, name: str, moment: str) -> dict[str, Any]:
    return {
        "observation": thing(name),
        "occurredAt": moment,
        "teacher": school.teachers[1].platform_id,
        "observer": school.coaches[0].platform_id,
        "perspective": "observer",
        "purpose": "coaching",
        "instrument": LIST,
        "instrumentVersion": LIST_VERSION,
        "scores": [SCORE],
    }
