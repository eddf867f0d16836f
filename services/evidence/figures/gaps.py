"""What is missing, and the last day on which it still counts: per kind, missed or not yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

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
    found, of = [], _Theme(year, theme)
    for kind, missing in _KINDS:
        per_missed: dict[bool, list[tuple[str | None, int]]] = {}
        for who, last_day in missing(of):
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


@dataclass(frozen=True)
class _Theme:
    """A theme in a school year, and what was measured of those who take part."""

    year: SchoolYear
    theme: str

    @cached_property
    def measured(self) -> Sequence[tuple[str, int, int, int]]:
        """Per participant: the start, and in how many perspectives a baseline and a pair exist."""
        found = []
        for teacher, start in self.year.participants.get(self.theme, {}).items():
            pairs = [self.year.pair(one, self.theme, teacher, start) for one in PERSPECTIVES]
            baselines = sum(one != NO_BASELINE for one in pairs)
            found.append((teacher, start, baselines, sum(isinstance(p, Pair) for p in pairs)))
        return found


def _no_goal(of: _Theme) -> Missing:
    if not of.year.goals(of.theme):
        yield None, of.year.year.goals_due


def _goal_not_evaluated(of: _Theme) -> Missing:
    for goal in of.year.goals(of.theme):
        if last_evaluation(of.year.view, goal) is None:
            yield None, goal.due + EVALUATE_WITHIN_DAYS


def _no_baseline(of: _Theme) -> Missing:
    for teacher, start, baselines, _ in of.measured:
        if not baselines:
            yield teacher, start + BASELINE_DAYS_AFTER


def _no_later(of: _Theme) -> Missing:
    for teacher, _, baselines, pairs in of.measured:
        if baselines and not pairs:
            yield teacher, of.year.year.end


def _one_perspective(of: _Theme) -> Missing:
    for teacher, _, _, pairs in of.measured:
        if pairs == 1:
            yield teacher, of.year.year.end


def _not_discussed(of: _Theme) -> Missing:
    for enrolment, done in of.year.completed(of.theme):
        if first_discussed(of.year.view, enrolment) is None:
            yield enrolment.teacher, done.day + DISCUSS_WITHIN_DAYS


def _no_rating(of: _Theme) -> Missing:
    rated = {
        (rating.teacher, rating.module)
        for rating in of.year.view.existing(of.year.view.school.ratings.values())
    }
    for enrolment, done in of.year.completed(of.theme):
        if (enrolment.teacher, enrolment.module) not in rated:
            yield enrolment.teacher, done.day + RATE_WITHIN_DAYS


_KINDS: tuple[tuple[str, Callable[[_Theme], Missing]], ...] = (
    (NO_GOAL, _no_goal),
    (GOAL_NOT_EVALUATED, _goal_not_evaluated),
    (NO_BASELINE, _no_baseline),
    (NO_LATER, _no_later),
    (ONE_PERSPECTIVE, _one_perspective),
    (NOT_DISCUSSED, _not_discussed),
    (NO_RATING, _no_rating),
)
