"""A figure that stood still while others moved is said of its day; a zero of then is no zero."""

from datetime import date
from typing import Any

import pytest

from services.evidence.pages.say import growth, summary, why
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.stood import STOOD, ZEROES, overtaken, with_stands
from services.evidence.pages.speech import speech

NL, EN = speech("nl"), speech("en")
YEAR, LAST, K = "2025-2026", date(2026, 11, 1), 5


def row(figure: str, value: Any, n: int | None = None, **beside: Any) -> Row:
    made = {"figure": figure, "theme": "feedback", "value": value, "n": n, "waits": True, **beside}
    return with_stands([made], YEAR, LAST)[0]


def said(found: Row, language: Any = NL) -> str:
    return str(tell(found, language, K).sentence.striptags())


def test_a_zero_of_september_says_nothing_of_the_year_and_is_not_told() -> None:
    found = row("participation", 0.0, 0, of=8, released="2025-09-01")
    assert said(found) == "Deelname: na 1 september 2025 niet te tonen."
    assert said(found, EN) == "Participation: cannot be shown after 1 September 2025."
    assert overtaken(found)
    assert why.counted(found, NL) == []


@pytest.mark.parametrize("figure", sorted(ZEROES))
def test_every_share_that_was_zero_then_is_named_without_its_zero(figure: str) -> None:
    found = row(figure, 0.0, 8, of=9, released="2025-09-01")
    assert said(found).endswith(": na 1 september 2025 niet te tonen.")
    assert said(found, EN).endswith(": cannot be shown after 1 September 2025.")
    for words in ("geen", "0 ", "niemand"):
        assert words not in said(found).partition(":")[0]


def test_a_share_is_said_in_the_past_with_its_day_first() -> None:
    found = row("participation", 0.3, 11, of=36, released="2025-12-01")
    assert said(found) == "Op 1 december 2025 deden 11 van de 36 leraren mee."
    assert not overtaken(found)
    hours = row("hours.study", 62.5, 6, released="2026-02-01")
    assert said(hours).startswith("Stand op 1 februari 2026: 62,5 uur studie")
    grown = row("growth.observer", 0.4, 6, interval=[0.1, 0.7], released="2026-06-01")
    assert said(grown).startswith("Stand op 1 juni 2026: observatoren zagen")


def test_what_nothing_newer_can_have_moved_is_said_as_it_is() -> None:
    for now in (
        row("participation", 0.0, 0, of=8, released="2026-08-01"),  # the first day after the year
        row("participation", 0.0, 0, of=8, released="2025-09-01", waits=False),
        row("goals", {"set": 1, "measurable": 1, "evaluated": 1, "reached": 1}),
        row("ladder", {"1": "none"}, released="2025-09-01"),  # read anew on every release day
    ):
        assert STOOD not in now
    running = with_stands(
        [{"figure": "participation", "released": "2026-03-01", "waits": True}], YEAR,
        date(2026, 3, 1),
    )  # fmt: skip
    assert STOOD not in running[0]


def test_talks_can_still_move_in_the_weeks_after_the_year() -> None:
    found = row("discussed", 0.5, 9, of=10, released="2026-08-01")
    assert (
        said(found)
        == "Op 1 augustus 2026 waren 5 van de 10 opbrengsten binnen zes weken besproken."
    )


def test_no_headline_and_no_conclusion_rests_on_a_zero_of_then() -> None:
    few = {"theme": "feedback", "figure": "completion", "suppressed": "fewer-than-k"}
    rows = Rows([row("participation", 0.0, 0, of=8, released="2025-09-01"), few])
    assert "8 leraren" not in summary.of_theme(rows, "feedback", NL)
    whole = summary.of_school(rows, ["feedback"], NL)
    assert "Bij geen ervan is al iets te zien" not in whole
    assert "Bij geen ervan is een stijging in de les te tonen." in whole


def test_themes_worked_on_without_a_goal_are_told_apart_from_those_only_seen() -> None:
    def of(theme: str, figure: str, **beside: Any) -> Row:
        return {"theme": theme, "figure": figure, "value": None, "n": None, **beside}

    aimed = of("feedback", "goals", value={"set": 1})
    few = of("differentiation", "completion", suppressed="fewer-than-k")
    seen = of("digitalisation", "observed.observer", value=2.5, n=30)
    themes = ["feedback", "differentiation", "digitalisation"]
    told = str(summary.of_school(Rows([aimed, few, seen]), themes, NL))
    assert told.startswith("Het team werkt aan twee thema’s.")
    assert "Voor één ervan is er nog geen doel." in told
    assert told.endswith(
        "Over één ander thema is wel iets vastgelegd, maar is er geen doel en geen scholing."
    )


def test_a_line_of_a_chart_names_its_day() -> None:
    found = row("growth.observer", 0.4, 6, interval=[0.1, 0.7], released="2026-06-01")
    assert str(growth.line(found, "", NL, K).said.striptags()).endswith("stand 1-6-2026")
