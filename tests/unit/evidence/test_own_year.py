"""One teacher's own figures: growth from four visits on, hours as a year's workload has them."""

from datetime import date

import pytest
from scipy.stats import linregress

from services.evidence.figures.statistics import quantile
from services.evidence.figures.teacher import own_year
from services.evidence.figures.trend import trend
from shared.contracts import enrolment as e
from tests.unit.evidence.own_story import (
    ME,
    completed,
    enrolled,
    practised,
    school,
    seen,
    year,
)

DAYS = ["2025-09-10", "2025-11-12", "2026-01-14", "2026-02-18"]
WOBBLES = (0.1, -0.2, 0.1, 0.0)
POINTS = [(date.fromisoformat(day).toordinal(), 2.0 + n / 4) for n, day in enumerate(DAYS)]


def test_a_trend_is_the_line_of_least_squares_with_students_interval() -> None:
    points = [(day, value + wobble) for (day, value), wobble in zip(POINTS, WOBBLES, strict=True)]
    found, known = trend("list 1", points), linregress(*zip(*points, strict=True))
    assert found is not None
    span = points[-1][0] - points[0][0]
    assert found.change == pytest.approx(known.slope * span, abs=1e-9)
    half = quantile(2) * known.stderr * span
    assert found.interval == pytest.approx((found.change - half, found.change + half), abs=1e-9)


def test_an_interval_ends_where_the_scale_does() -> None:
    wild = [(day, score) for (day, _), score in zip(POINTS, (1.0, 4.0, 1.0, 4.0), strict=True)]
    found = trend("list 1", wild)
    assert found is not None
    assert found.interval[1] == 3.0


def test_three_visits_are_no_growth_and_four_are() -> None:
    three = own_year(year(school(), *_visits(3)), ME).measured[0]
    four = own_year(year(school(), *_visits(4)), ME).measured[0]
    assert (three.visits, three.growth) == (3, None)
    assert four.growth is not None
    assert (four.growth.visits, four.growth.rises) == (4, True)


def test_two_lists_on_one_day_are_one_visit() -> None:
    again = seen(9, DAYS[0], "feedback", 3, observer="o2")
    found = own_year(year(school(), *_visits(3), again), ME).measured[0]
    assert (found.lists, found.visits, found.observers, found.growth) == (4, 3, 2, None)


def test_visits_with_another_instrument_make_no_growth_together() -> None:
    other = [seen(n, day, "feedback", 3, instrument="other") for n, day in enumerate(DAYS[2:], 5)]
    assert own_year(year(school(), *_visits(2), *other), ME).measured[0].growth is None


def test_growth_looks_back_one_school_year_and_the_mean_does_not() -> None:
    earlier = [seen(8, "2025-02-01", "feedback", 1), seen(9, "2024-02-01", "feedback", 1)]
    found = own_year(year(school(), *earlier, *_visits(3)), ME).measured[0]
    assert (found.visits, found.mean) == (3, 2.0)
    assert found.growth is not None
    assert found.growth.visits == 4


def test_a_list_of_four_pupils_is_not_even_shown_to_the_teacher() -> None:
    few = seen(1, DAYS[0], "feedback", 3, "pupils", respondents=4)
    assert own_year(year(school(), few), ME).measured == ()


def test_hours_are_those_of_the_workload_and_what_is_planned_comes_on_top() -> None:
    done = [*enrolled(1, "FB-01"), practised(1, 11, "2025-11-01", coached=True), completed(1)]
    running = enrolled(2, "KM-01", planned_hours=8)
    own = own_year(year(school(), done, running), ME)
    assert own.hours.allowance == 66.4  # 83 hours at 0.8
    assert (own.hours.studied, own.hours.practised, own.hours.planned) == (6.0, 0.83, 8.0)
    assert own.hours.left == 51.57
    assert (own.lessons, own.coached_lessons) == (1, 1)


def test_in_the_year_after_a_module_nothing_of_it_is_counted() -> None:
    own = own_year(year(school(), enrolled(1, "FB-01"), completed(1), today=date(2026, 9, 1)), ME)
    assert own.hours.committed == 0


@pytest.mark.parametrize(
    ("career", "changer", "expected"),
    [
        ("2025-08-01", False, (1, 3)),
        ("2024-08-01", False, (2, 3)),
        ("2023-01-01", False, (3, 3)),
        ("2022-07-01", False, None),
        ("2024-08-01", True, (2, 2)),
        (None, False, None),
    ],
)
def test_a_starter_is_told_which_year_it_is(
    career: str | None, changer: bool, expected: tuple[int, int] | None
) -> None:
    found = own_year(year(school(career, career_changer=changer)), ME).starter
    assert (found and (found.year, found.of)) == expected


def test_a_role_that_was_left_is_held_no_more() -> None:
    took = e.RoleTaken(occurred_at="2025-09-01", teacher=ME, role="ict-lead")
    left = e.RoleLeft(occurred_at="2026-01-01", teacher=ME, role="ict-lead")
    assert own_year(year(school(), took), ME).roles == ("ict-lead",)
    assert own_year(year(school(), took, left), ME).roles == ()


def _visits(count: int) -> list[e.Fact]:
    scores = (1, 2, 3, 4)
    return [seen(n, DAYS[n], "feedback", scores[n]) for n in range(count)]
