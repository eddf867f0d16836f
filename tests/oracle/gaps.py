"""**Gaps**, per school, year and theme: what is still missing, and until when it counts.

"One entry per kind and `missed` (last date passed): `{kind, people, lastDate, missed}`, in this
order"; `lastDate` is the earliest in the entry.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.oracle.days import days, label, year_end
from tests.oracle.growth import PERSPECTIVES, growth_pairs
from tests.oracle.year import SchoolYear

KINDS = (
    "no-goal",
    "goal-not-evaluated",
    "no-baseline",
    "no-later",
    "one-perspective",
    "not-discussed",
    "no-rating",
)
ABOUT_GOALS = ("no-goal", "goal-not-evaluated")
Missing = tuple[str, str | None, date]  # kind, teacher (null for goals), last date


def missing(year: SchoolYear, theme: str) -> Iterator[Missing]:
    """Everything that is missing, one by one."""
    yield from _goals(year, theme)
    yield from _measurements(year, theme)
    yield from _after_completion(year, theme)


def _goals(year: SchoolYear, theme: str) -> Iterator[Missing]:
    """Rule: "No-goal (31 October), goal-not-evaluated (dueOn + 30)"."""
    if not year.goals(theme):
        yield "no-goal", None, date(year.year, 10, 31)
    for goal in year.goals(theme):
        if not goal.outcomes:
            yield "goal-not-evaluated", None, goal.due_on + days(30)


def _measurements(year: SchoolYear, theme: str) -> Iterator[Missing]:
    """Rule: "No-baseline in any perspective (start + 14)", no-later, one-perspective (31 July).

    "No-later: of the others, no pair in any"; "one-perspective: a pair in exactly one".
    """
    for teacher, start in year.starts(theme).items():
        pairs = without_baseline = 0
        for perspective in PERSPECTIVES:
            found = growth_pairs(year, theme, perspective)
            pairs += teacher in found.pairs
            without_baseline += found.without.get(teacher) == "no-baseline"
        if without_baseline == len(PERSPECTIVES):
            yield "no-baseline", teacher, start + days(14)
        elif pairs == 0:
            yield "no-later", teacher, year_end(year.year)
        elif pairs == 1:
            yield "one-perspective", teacher, year_end(year.year)


def _after_completion(year: SchoolYear, theme: str) -> Iterator[Missing]:
    """Not-discussed (completed + 42), no-rating of the completed module (completed + 30)."""
    rated = {
        (fact.data["teacher"], fact.data["module"])
        for fact in year.school.kept("module-ratings.recorded", "module-ratings.retracted")
    }
    for one in year.completed(theme):
        assert one.completed is not None
        if not one.discussed:
            yield "not-discussed", one.teacher, one.completed + days(42)
        if (one.teacher, one.module) not in rated:
            yield "no-rating", one.teacher, one.completed + days(30)


def gaps(year: SchoolYear, theme: str, role: str, k: int) -> list[dict[str, Any]]:
    """The entries of a school, year and theme as a role sees them.

    "`people` is null for goals; the school leader sees pseudonyms for not-discussed only;
    otherwise a count, and `people` and `lastDate` are null below k" (the holder of the facts sees
    every count).
    """
    found = list(missing(year, theme))
    entries = []
    for kind in KINDS:
        for missed in (False, True):
            those = [
                (teacher, last)
                for of_kind, teacher, last in found
                if of_kind == kind and year.as_of.passed(last) == missed
            ]
            if not those:
                continue
            who = {teacher for teacher, _ in those if teacher is not None}
            people: int | list[str] | None = len(who)
            last_date: str | None = min(last for _, last in those).isoformat()
            if kind in ABOUT_GOALS:
                people = None
            elif kind == "not-discussed" and role == "school-leader":
                people = sorted(who)
            elif role != "full" and len(who) < k:
                people = last_date = None
            entries.append(
                {
                    "board": year.board,
                    "school": year.school.id,
                    "schoolYear": label(year.year),
                    "theme": theme,
                    "kind": kind,
                    "people": people,
                    "lastDate": last_date,
                    "missed": missed,
                }
            )
    return entries
