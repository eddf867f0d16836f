"""How people teach, and what observers, pupils and they themselves see of it: points from 1 to 4.

Start values and spreads follow Dutch studies with ICALT (six domains; climate and organisation come
easily, differentiation and learning strategies hardly) and one public set of item scores, in which
domains hang together far less than one expects. One visit is noise: occasion and observer weigh
as much as the difference between two colleagues. Which published figure each number must agree
with, and where it stands: docs/decisions/0021.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, assert_never

from shared.contracts.codes import Perspective, Theme

LIST, PUPILS_LIST, LIST_VERSION = "aantoonbaar-kijkwijzer", "aantoonbaar-leerlingenlijst", "1.0"
# Theme -> mean of starters, mean of the experienced, spread between teachers, growth a year of
# starters.
LEVELS: dict[Theme, tuple[float, float, float, float]] = {
    "pedagogical-conduct": (3.2, 3.5, 0.38, 0.12),
    "classroom-management": (3.0, 3.4, 0.36, 0.15),
    "lesson-structure": (3.0, 3.3, 0.36, 0.12),
    "interactive-instruction": (2.6, 2.9, 0.35, 0.08),
    "feedback": (2.1, 2.4, 0.46, 0.06),
    "differentiation": (2.0, 2.3, 0.46, 0.05),
    "digitalisation": (2.5, 2.4, 0.38, 0.05),
}
# How well a theme happens to go in the first weeks: who is sent on a course for it comes back to
# the mean by itself.
FORM_SD, FORM_DAYS = 0.36, 73
GENERAL_SD, ITEM_SD = 0.20, 0.40
# Of a visit, of an observer: over the whole list, and per theme besides (together 0.25, 0.20).
OCCASION_SD, OCCASION_THEME_SD = 0.17, 0.18
OBSERVER_SD, OBSERVER_THEME_SD = 0.16, 0.12
EXPERIENCED_GROWTH = 0.02
SELF_BIAS, SELF_SD = 0.20, 0.30
# Pupils: their mean, how much they see of what observers see, what they see besides in a teacher
# and on a day, and per item.
PUPILS_MEAN, PUPILS_WEIGHT, PUPILS_OWN_SD, PUPILS_DAY_SD, PUPILS_ITEM_SD = (
    3.19,
    0.5,
    0.28,
    0.24,
    0.12,
)
NOT_APPLICABLE = 0.06
DAYS_UNTIL_FULL_EFFECT = 120.0
_SHORT = {
    "classroom-management": "KM",
    "lesson-structure": "LO",
    "interactive-instruction": "II",
    "feedback": "FB",
    "differentiation": "DI",
    "pedagogical-conduct": "PH",
    "digitalisation": "DG",
}
_MANY: Mapping[Theme, int] = dict.fromkeys(LEVELS, 3) | {"digitalisation": 2}
_MANY_FOR_PUPILS: Mapping[Theme, int] = dict.fromkeys(LEVELS, 1) | {
    "classroom-management": 2,
    "interactive-instruction": 2,
    "pedagogical-conduct": 2,
}


@dataclass(frozen=True, slots=True)
class Training:
    """What a module changes in the way somebody teaches a theme, from a day on."""

    theme: Theme
    since: date
    effect: float


class Teaching:
    """One teacher's level per theme through the year."""

    def __init__(self, *, starter: bool, year_start: date, rng: Random) -> None:
        self._starter = starter
        self._year_start = year_start
        general = rng.gauss(0, GENERAL_SD)
        column = 0 if starter else 1
        self.start: dict[Theme, float] = {
            theme: levels[column] + general + rng.gauss(0, levels[2])
            for theme, levels in LEVELS.items()
        }
        self._form = {theme: rng.gauss(0, FORM_SD) for theme in LEVELS}
        self._to_pupils = rng.gauss(0, PUPILS_OWN_SD)

    def level(self, theme: Theme, day: date, trained: Collection[Training]) -> float:
        """The true level on a day."""
        yearly = LEVELS[theme][3] if self._starter else EXPERIENCED_GROWTH
        grown = yearly * (day - self._year_start).days / 365
        gained = sum(_gained(one, day) for one in trained if one.theme == theme)
        in_form = (day - self._year_start).days < FORM_DAYS
        return self.start[theme] + grown + gained + (self._form[theme] if in_form else 0)

    def in_autumn(self, theme: Theme) -> float:
        """What a theme looks like in the first weeks."""
        return self.start[theme] + self._form[theme]

    def seen(
        self,
        perspective: Perspective,
        day: date,
        trained: Collection[Training],
        rng: Random,
        *,
        strictness: Mapping[Theme, float] | None = None,
        without: Collection[Theme] = (),
    ) -> list[dict[str, Any]]:
        """The scores of one list filled in on a day, without the items of some themes."""
        whole = self._on_this_day(perspective, rng)
        found: list[dict[str, Any]] = []
        for theme in LEVELS:
            bias = whole + rng.gauss(0, OCCASION_THEME_SD) * (perspective != "pupils")
            bias += strictness[theme] if strictness else 0.0
            if theme not in without:
                level = self.level(theme, day, trained)
                found += _scores(perspective, theme, level, bias, rng)
        return found

    def _on_this_day(self, perspective: Perspective, rng: Random) -> float:
        """By how much a whole list lies beside what is true, in points."""
        match perspective:
            case "observer":
                return rng.gauss(0, OCCASION_SD)
            case "self":
                return SELF_BIAS + rng.gauss(0, SELF_SD)
            case "pupils":
                return self._to_pupils + rng.gauss(0, PUPILS_DAY_SD)
            case _:
                assert_never(perspective)


def strictness_of(observer: str) -> dict[Theme, float]:
    """How somebody observes each theme, in points: always the same for the same person."""
    rng = Random(f"observer/{observer}")
    whole = rng.gauss(0, OBSERVER_SD)
    return {theme: whole + rng.gauss(0, OBSERVER_THEME_SD) for theme in LEVELS}


def _gained(training: Training, day: date) -> float:
    days = max(0, (day - training.since).days)
    return training.effect * min(1.0, days / DAYS_UNTIL_FULL_EFFECT)


def _scores(
    perspective: Perspective, theme: Theme, level: float, bias: float, rng: Random
) -> Iterator[dict[str, Any]]:
    pupils = perspective == "pupils"
    for number in range(1, (_MANY_FOR_PUPILS if pupils else _MANY)[theme] + 1):
        item = {"indicator": f"{_SHORT[theme]}{number}", "theme": theme}
        if pupils:
            yield item | {"score": _of_pupils(theme, level, bias, rng)}
        elif rng.random() < NOT_APPLICABLE:
            yield item | {"score": None}
        else:
            harder = (number - 2) * 0.15  # the items of a theme are not equally hard
            yield item | {"score": _whole(level + bias - harder + rng.gauss(0, ITEM_SD))}


def _of_pupils(theme: Theme, level: float, bias: float, rng: Random) -> float:
    """The mean of a class: it differs from what observers see, and varies less."""
    usual = LEVELS[theme][1]
    mean = PUPILS_MEAN + PUPILS_WEIGHT * (level - usual) + bias
    return round(min(4.0, max(1.0, mean + rng.gauss(0, PUPILS_ITEM_SD))), 2)


def _whole(points: float) -> int:
    return min(4, max(1, round(points)))
