"""One teacher's measurements of a theme: a point per visit, on the scale of 1 to 4, over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PERSPECTIVES

LEFT, RIGHT, TOP, BOTTOM = 76.0, 290.0, 16.0, 166.0
LOWEST, HIGHEST = 1.0, 4.0
LABEL_GAP = 20.0


@dataclass(frozen=True, slots=True)
class Visit:
    """The mean of one observation for one theme."""

    day: date
    perspective: str
    mean: float
    observer: str | None


@dataclass(frozen=True, slots=True)
class Point:
    """Where a visit stands, and the shape of its perspective."""

    x: float
    y: float
    shape: str


@dataclass(frozen=True, slots=True)
class MineChart:
    """Everything that a template needs."""

    title: Markup
    said: Markup
    scale: Sequence[tuple[str, float]]
    months: Sequence[tuple[str, float]]
    points: Sequence[Point]
    labels: Sequence[tuple[str, float]]


def visits(facts: Sequence[Mapping[str, Any]], theme: str) -> list[Visit]:
    """The visits that measured a theme, oldest first; n.v.t. is no score."""
    found = []
    for fact in facts:
        data = fact["data"]
        scores = [
            one["score"]
            for one in data.get("scores", ())
            if one["theme"] == theme and one.get("score") is not None
        ]
        if scores:
            mean = sum(scores) / len(scores)
            day = date.fromisoformat(fact["day"])
            found.append(Visit(day, data["perspective"], mean, data.get("observer")))
    return sorted(found, key=lambda visit: visit.day)


def drawing(seen: Sequence[Visit], title: Markup, speech: Speech) -> MineChart:
    """The chart of these visits."""
    first, last = seen[0].day.toordinal(), seen[-1].day.toordinal()
    span = max(last - first, 1)

    def x(day: date) -> float:
        share = (day.toordinal() - first) / span if last > first else 0.5
        return round(LEFT + share * (RIGHT - LEFT), 1)

    said = Markup(" ").join(
        speech.say(
            "%(day)s, %(who)s: %(mean)s.",
            day=speech.day(visit.day),
            who=speech.say(PERSPECTIVES[visit.perspective]),
            mean=speech.number(visit.mean, 1),
        )
        for visit in seen
    )
    scale = [
        (str(speech.say("4 vaak")), height(4)),
        ("3", height(3)),
        ("2", height(2)),
        (str(speech.say("1 niet")), height(1)),
    ]
    points = [Point(x(one.day), height(one.mean), one.perspective) for one in seen]
    return MineChart(title, said, scale, _months(seen, x, speech), points, _labels(seen, speech))


def height(value: float) -> float:
    """Where a value from 1 to 4 stands."""
    return round(BOTTOM - (value - LOWEST) / (HIGHEST - LOWEST) * (BOTTOM - TOP), 1)


def _months(seen: Sequence[Visit], x: Any, speech: Speech) -> list[tuple[str, float]]:
    """The months in which somebody looked, as far as their names do not touch."""
    found: list[tuple[str, float]] = []
    for visit in seen:
        place = x(visit.day)
        if not found or place - found[-1][1] > 42:
            found.append((speech.month(visit.day), place))
    return found


def _labels(seen: Sequence[Visit], speech: Speech) -> list[tuple[str, float]]:
    """The last value of each perspective, moved apart when they stand on each other."""
    last = {visit.perspective: visit.mean for visit in seen}
    found: list[tuple[str, float]] = []
    for perspective, mean in sorted(last.items(), key=lambda one: -one[1]):
        label = f"{speech.say(PERSPECTIVES[perspective])} {speech.number(mean, 1)}"
        y = height(mean)
        if found and y - found[-1][1] < LABEL_GAP:
            y = found[-1][1] + LABEL_GAP
        found.append((label, y))
    return found
