"""A goal beside the figure that it is measured by; what was reached in part is told apart."""

from datetime import date
from typing import Any, get_args

import pytest

from services.evidence.history import records as r
from services.evidence.pages.say import goals
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.speech import speech
from shared.contracts import enrolment as e
from shared.contracts.codes import Indicator
from tests.unit.evidence.own_story import goal, school, thing, view

NL = speech("nl")
JULY = date(2026, 7, 31)


def aim(indicator: str, target: float) -> r.Goal:
    due = date(2026, 6, 26).toordinal()
    return r.Goal(1, 1, 1, "g", "feedback", "2025-2026", indicator, target, due)


def row(figure: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"figure": figure, "theme": "feedback", "value": value, "n": 9, **more}


@pytest.mark.parametrize(
    ("indicator", "target", "figure", "dutch"),
    [
        ("practice-lessons", 40, row("hours.practice", 44), "44</strong>, doel 40."),
        ("participation-share", 0.3, row("participation", 0.31), "31\xa0%</strong>, doel 30\xa0%."),
        ("growth-observer", 0.3, row("growth.observer", 0.632), "+0,63</strong>, doel 0,3."),
        ("mean-pupils", 3.3, row("observed.pupils", 3.25), "3,25</strong>, doel 3,3."),
    ],
)
def test_a_goal_stands_beside_its_figure(
    indicator: str, target: float, figure: dict[str, Any], dutch: str
) -> None:
    said = goals.beside(aim(indicator, target), Rows([figure]), JULY, NL, 5)
    assert said == f"Stand op 31 juli 2026: <strong>{dutch}"


def test_a_figure_that_was_released_says_when() -> None:
    figure = row("growth.observer", -0.1, released="2026-07-01")
    said = goals.beside(aim("growth-observer", 0.2), Rows([figure]), JULY, NL, 5)
    assert said == "Stand, vrijgegeven op 1 juli 2026: <strong>−0,10</strong>, doel 0,2."


def test_what_is_hidden_stays_hidden_beside_a_goal() -> None:
    hidden = row("growth.observer", None, suppressed="fewer-than-k")
    said = goals.beside(aim("growth-observer", 0.2), Rows([hidden]), JULY, NL, 5)
    assert said == "Dit cijfer tonen we niet: het zou iets zeggen over minder dan 5 mensen."
    assert goals.beside(aim("growth-observer", 0.2), Rows([]), JULY, NL, 5) is None


def test_a_zero_of_september_is_no_result_of_a_goal() -> None:
    zero = row("participation", 0.0, released="2025-09-01", stood="2025-09-01")
    said = goals.beside(aim("participation-share", 0.3), Rows([zero]), JULY, NL, 5)
    assert said == "Na 1 september 2025 is de stand niet te tonen."


@pytest.mark.parametrize(
    ("day", "begins", "early"),
    [
        ("2025-10-01", "Begin, vrijgegeven op 1 oktober 2025: ", True),
        ("2026-02-01", "Tussenstand, vrijgegeven op 1 februari 2026: ", True),
        ("2026-07-01", "Stand, vrijgegeven op 1 juli 2026: ", False),
    ],
)
def test_what_stood_still_before_a_goal_was_due_is_no_result(
    day: str, begins: str, early: bool
) -> None:
    figure = row("observed.observer", 2.28, released=day, stood=day)
    said = str(goals.beside(aim("mean-observer", 3), Rows([figure]), JULY, NL, 5))
    assert said.startswith(begins)
    assert ("Een latere stand is er niet" in said) == early


def test_every_goal_can_be_measured_by_a_figure() -> None:
    assert set(get_args(Indicator)) <= goals.MEASURED_BY.keys()


def test_a_goal_reached_in_part_is_not_told_as_nothing_reached() -> None:
    done = e.GoalEvaluated(
        occurred_at="2026-02-20", goal=thing(1), outcome="partly", decision="continue"
    )
    told = view(school(), goal(1, "feedback"), done)
    found = list(told.school.goals.values())
    assert goals.outcomes(found, told, NL) == "1 deels bereikt."
    counts = {"set": 1, "measurable": 1, "evaluated": 1, "reached": 0}
    assert "0 helemaal bereikt" in tell(row("goals", counts), NL, 5).sentence
