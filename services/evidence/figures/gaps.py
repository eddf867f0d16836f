"""What is missing, and the last day on which it still counts: per kind, missed or not yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.evidence.figures.calendar import Year
from services.evidence.figures.discussion import DISCUSS_WITHIN_DAYS, first_discussed
from services.evidence.figures.goals import last_evaluation
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.pairs import BASELINE_DAYS_AFTER, NO_BASELINE, NO_LATER, Pair
from services.evidence.figures.year import SchoolYear

EVALUATE_WITHIN_DAYS = 30
RATE_WITHIN_DAYS = 30

NO_GOAL, GOAL_NOT_EVALUATED = "no-goal", "goal-not-evaluated"
ONE_PERSPECTIVE = "one-perspective"
NOT_DISCUSSED, NO_RATING = "not-discussed", "no-rating"

Missing = Iterator[tuple[str | None, int]]
"""Who (None for a goal) and the last day on which it still counts."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to do, for so many people; `people` is None where it is about a goal."""

    school: str
    board: str
    year: Year
    theme: str
    kind: str
    people: frozenset[str] | None
    last_day: int
    missed: bool


def gaps(year: SchoolYear, theme: str) -> list[Gap]:
    """The gaps of a theme, in the order in which they are listed; those not missed first."""
    found = []
    for kind, missing in _KINDS:
        per_missed: dict[bool, list[tuple[str | None, int]]] = {}
        for who, last_day in missing(year, theme):
            per_missed.setdefault(last_day < year.view.day, []).append((who, last_day))
        for missed in (False, True):
            entries = per_missed.get(missed)
            if not entries:
                continue
            people = frozenset(person for person, _ in entries if person is not None)
            about_goal = kind in (NO_GOAL, GOAL_NOT_EVALUATED)
            found.append(
                Gap(
                    year.school,
                    year.board,
                    year.year,
                    theme,
                    kind,
                    None if about_goal else people,
                    min(day for _, day in entries),
                    missed,
                )
            )
    return found


def _no_goal(year: SchoolYear, theme: str) -> Missing:
    if not year.goals(theme):
        yield None, year.year.goals_due


def _goal_not_evaluated(year: SchoolYear, theme: str) -> Missing:
    for goal in year.goals(theme):
        if last_evaluation(year.view, goal) is None:
            yield None, goal.due + EVALUATE_WITHIN_DAYS


def _measured(year: SchoolYear, theme: str) -> Iterator[tuple[str, int, int, int]]:
    """Per participant: the start, and in how many perspectives a baseline and a pair exist."""
    for teacher, start in year.participants.get(theme, {}).items():
        found = [year.pair(perspective, theme, teacher, start) for perspective in PERSPECTIVES]
        baselines = sum(one != NO_BASELINE for one in found)
        yield teacher, start, baselines, sum(isinstance(one, Pair) for one in found)


def _no_baseline(year: SchoolYear, theme: str) -> Missing:
    for teacher, start, baselines, _ in _measured(year, theme):
        if not baselines:
            yield teacher, start + BASELINE_DAYS_AFTER


def _no_later(year: SchoolYear, theme: str) -> Missing:
    for teacher, _, baselines, pairs in _measured(year, theme):
        if baselines and not pairs:
            yield teacher, year.year.end


def _one_perspective(year: SchoolYear, theme: str) -> Missing:
    for teacher, _, _, pairs in _measured(year, theme):
        if pairs == 1:
            yield teacher, year.year.end


def _not_discussed(year: SchoolYear, theme: str) -> Missing:
    for enrolment, done in year.completed(theme):
        if first_discussed(year.view, enrolment) is None:
            yield enrolment.teacher, done.day + DISCUSS_WITHIN_DAYS


def _no_rating(year: SchoolYear, theme: str) -> Missing:
    rated = {
        (rating.teacher, rating.module)
        for rating in year.view.existing(year.view.school.ratings.values())
    }
    for enrolment, done in year.completed(theme):
        if (enrolment.teacher, enrolment.module) not in rated:
            yield enrolment.teacher, done.day + RATE_WITHIN_DAYS


_KINDS: tuple[tuple[str, Callable[[SchoolYear, str], Missing]], ...] = (
    (NO_GOAL, _no_goal),
    (GOAL_NOT_EVALUATED, _goal_not_evaluated),
    (NO_BASELINE, _no_baseline),
    (NO_LATER, _no_later),
    (ONE_PERSPECTIVE, _one_perspective),
    (NOT_DISCUSSED, _not_discussed),
    (NO_RATING, _no_rating),
)
