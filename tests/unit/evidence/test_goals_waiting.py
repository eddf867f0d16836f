"""Which goals wait for an evaluation: those whose day has passed, without one."""

import pytest

from services.evidence.figures.calendar import Year
from services.evidence.figures.goals import goals_waiting
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r
from services.evidence.history.school import School

YEAR = Year(2025)
DUE = YEAR.start + 100


def goal(name: str, due: int, *evaluations: r.Evaluation) -> r.Goal:
    said = (4, YEAR.start, YEAR.start)
    wanted = ("feedback", YEAR.name, "practice-lessons", 10.0)
    return r.Goal(*said, name, *wanted, due, list(evaluations))


def waiting(day: int, *goals: r.Goal) -> list[str]:
    school = School("98WL00")
    school.goals.update({one.id: one for one in goals})
    return [one.id for one in goals_waiting(SchoolYear(View(school, {}, day), YEAR))]


@pytest.mark.parametrize(("day", "found"), [(DUE, []), (DUE + 1, ["g"])])
def test_a_goal_waits_from_the_day_after_it_was_due(day: int, found: list[str]) -> None:
    assert waiting(day, goal("g", DUE)) == found


def test_an_evaluated_goal_waits_no_more_and_the_oldest_comes_first() -> None:
    done = r.Evaluation(8, DUE, DUE, "reached", "keep")
    goals = goal("late", DUE + 9), goal("done", DUE, done), goal("early", DUE)
    assert waiting(DUE + 30, *goals) == ["early", "late"]
