"""Places on charts follow the numbers: scales, arcs, weeks, and what falls outside."""

from datetime import date

import pytest
from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.pages.draw.axis import axis_for
from services.evidence.pages.draw.growth import chart
from services.evidence.pages.draw.measurements import drawing, height, visits
from services.evidence.pages.draw.ring import arc
from services.evidence.pages.draw.year import LEFT, RIGHT, YearLine
from services.evidence.pages.say.growth import Line
from services.evidence.pages.speech import speech


def test_an_axis_is_the_same_for_all_and_widens_for_what_lies_outside() -> None:
    usual, wide = axis_for([0.1, None, 0.7], 0, 120), axis_for([-0.9, 1.3], 0, 120)
    assert (usual.low, usual.high, usual.ticks) == (-0.4, 0.8, [-0.4, 0.0, 0.4, 0.8])
    assert (wide.low, wide.high) == (-1.2, 1.6)
    assert 0.0 in wide.named
    assert len(wide.named) <= 4


@pytest.mark.parametrize(("value", "x"), [(-0.4, 0), (0.2, 60), (0.8, 120), (9, 120), (-9, 0)])
def test_a_value_stands_at_its_share_of_the_axis(value: float, x: float) -> None:
    assert axis_for([], 0, 120).x(value) == x


def test_colleagues_stand_closer_to_whom_they_stand_beside() -> None:
    def line(*, other: bool) -> Line:
        return Line("x", "observer", 0.1, 0.0, 0.2, Markup(), Markup(), other)

    lines = [line(other=False), line(other=True), line(other=False)]
    drawn = chart(lines, axis_for([], 0, 100), named=True)
    first, second, third = (row.y for row in drawn.rows)
    assert second - first < third - second
    assert drawn.height > third


@pytest.mark.parametrize(
    ("share", "filled"), [(None, False), (0.0, False), (0.5, True), (1.7, True)]
)
def test_an_arc_is_filled_for_its_share(share: float | None, filled: bool) -> None:
    assert (arc(0, share).filled is not None) == filled


def test_a_full_arc_is_its_track_and_a_hidden_one_shows_no_length() -> None:
    assert arc(2, 1.0).filled == arc(2, 1.0).track
    assert arc(2, None, "not-released").filled is None
    assert arc(2, None, "not-released").reason == "not-released"


def test_a_year_runs_from_august_to_july() -> None:
    line = YearLine(Year(2025))
    assert line.x(date(2025, 8, 1).toordinal()) == LEFT
    assert line.x(date(2026, 7, 31).toordinal()) < RIGHT
    assert line.x(date(2027, 1, 1).toordinal()) == RIGHT
    assert [first.month for first, _ in line.months] == [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7]


def test_a_week_is_one_tick_however_often_something_happened() -> None:
    line = YearLine(Year(2025))
    days = [date(2025, 9, 15).toordinal(), date(2025, 9, 19).toordinal()]
    assert len(line.weeks(days)) == 1
    assert line.weeks([date(2024, 9, 15).toordinal()]) == []


def observed(day: str, *scores: int | None) -> dict[str, object]:
    told = [{"theme": "feedback", "score": score} for score in scores]
    return {"day": day, "data": {"perspective": "observer", "observer": "o", "scores": told}}


def test_not_applicable_is_no_score() -> None:
    seen = visits([observed("2026-01-10", 2, 4, None), observed("2026-01-11", None)], "feedback")
    assert [visit.mean for visit in seen] == [3.0]


def test_measurements_are_said_and_drawn_in_order() -> None:
    seen = visits([observed("2026-03-10", 4), observed("2025-09-10", 1)], "feedback")
    drawn = drawing(seen, Markup("Feedback"), speech("nl"))
    assert [point.y for point in drawn.points] == [height(1), height(4)]
    assert drawn.points[0].x < drawn.points[1].x
    assert str(drawn.said).startswith("10 september 2025, observator: 1,0.")
