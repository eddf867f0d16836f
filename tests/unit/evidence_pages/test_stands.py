"""A figure that stood still while others moved is said of its day; a zero of then is no zero."""

from datetime import date
from typing import Any

import pytest

from services.evidence.pages.say import growth, summary
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.stood import STOOD, overtaken, with_stands
from services.evidence.pages.speech import speech

NL, EN = speech("nl"), speech("en")
YEAR, LAST, K = "2025-2026", date(2026, 11, 1), 5
NO_LATER = (
    "Een later cijfer is er niet, of mag niet getoond worden omdat het iets zou zeggen over "
    "minder dan 5 mensen."
)


def row(figure: str, value: Any, n: int | None = None, **beside: Any) -> Row:
    made = {"figure": figure, "theme": "feedback", "value": value, "n": n, "waits": True, **beside}
    return with_stands([made], YEAR, LAST)[0]


def said(found: Row, language: Any = NL) -> str:
    return str(tell(found, language, K).sentence.striptags())


def test_a_zero_of_september_is_said_of_september_and_not_of_the_year() -> None:
    found = row("participation", 0.0, 0, of=8, released="2025-09-01")
    assert said(found) == f"Op 1 september 2025 deed nog geen van de 8 leraren mee. {NO_LATER}"
    assert said(found, EN).startswith("On 1 September 2025 none of the 8 teachers took part yet.")
    assert overtaken(found)


@pytest.mark.parametrize(
    ("figure", "beside", "dutch"),
    [
        ("collective", {"n": 0, "of": 8}, "was nog geen van de 8 leraren aan een module begonnen"),
        ("completion", {"n": 7, "of": 7}, "had nog geen van de 7 deelnemers een module afgerond"),
        ("discussed", {"n": 7, "of": 9}, "was nog geen van de 9 opbrengsten binnen zes weken besp"),
        ("goal-trace", {"n": 7, "of": 7}, "hoorde nog geen van de 7 inschrijvingen bij een doel"),
        ("informal", {"n": 8, "of": 8}, "had nog geen van de 8 leraren informeel leren vastgelegd"),
        ("continuity", {"n": 8, "of": 8}, "had nog geen van de 8 leraren die hier drie jaar werk"),
        ("starters.coach", {"n": 8, "of": 8}, "had nog geen van de 8 starters binnen 30 dagen een"),
        ("practice-share", {"n": 7}, "was nog geen van de geplande oefenlessen in de eigen klas"),
        ("starters", {"n": 8}, "was nog geen leraar starter"),
    ],
)
def test_every_share_that_was_zero_then_is_told_so(
    figure: str, beside: dict[str, Any], dutch: str
) -> None:
    found = row(figure, 0.0, released="2025-09-01", **beside)
    assert said(found).startswith(f"Op 1 september 2025 {dutch}")
    assert said(found).endswith(NO_LATER)
    assert said(found, EN).startswith("On 1 September 2025 ")


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


def test_a_line_of_a_chart_names_its_day() -> None:
    found = row("growth.observer", 0.4, 6, interval=[0.1, 0.7], released="2026-06-01")
    assert str(growth.line(found, "", NL, K).said.striptags()).endswith("stand 1-6-2026")
