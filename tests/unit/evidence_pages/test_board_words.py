"""A board's tables and lists in words: days that differ, warnings, platforms, links, old zeros."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.evidence.figures.calendar import Year
from services.evidence.pages.say import beside_changes, beside_schools
from services.evidence.pages.say.beside import Place
from services.evidence.pages.say.board import cell
from services.evidence.pages.say.dossiers import deeds
from services.evidence.pages.say.platforms import platforms
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.say.stood import with_stands
from services.evidence.pages.speech import speech
from services.evidence.store.dossiers import Deed
from shared.contracts.enrolment import PlatformAdmitted, PlatformSuspended

NL, K = speech("nl"), 5
YEAR = Year.named("2025-2026")
RELEASED, LATER = date(2026, 3, 1), date(2026, 11, 1)


def row(figure: str, value: Any, n: int | None, theme: str | None = None, **more: Any) -> Any:
    said = {"figure": figure, "theme": theme, "value": value, "n": n, "schoolYear": YEAR.name}
    return {**said, "released": RELEASED.isoformat(), "waits": True, **more}


def place(*rows: Any, name: str = "Wadlijn", last: date = LATER) -> Place:
    def why(theme: str | None, figure: str) -> str:
        return f"/why/{theme or '-'}/{figure}"

    return Place("98WL00", name, "/school", Rows(with_stands(rows, YEAR.name, last)), why)


def test_every_figure_of_a_table_has_its_day_and_its_why() -> None:
    found = beside_schools.starters([place(row("starters", 12, 12), last=RELEASED)], YEAR, NL, K)
    figure = found.lines[0].figures[0]
    assert (figure.said, figure.since, figure.url) == ("12", "1 maart 2026", "/why/-/starters")
    assert [str(one) for one in found.columns][4] == "Nog hier van de starters uit 2024-2025"


def test_a_zero_of_long_ago_is_said_to_be_of_then() -> None:
    found = beside_schools.hours([place(row("informal", 0.0, 0, of=30))], NL, K)
    figure = found.lines[0].figures[1]
    assert (figure.said, figure.since) == ("na 1 maart 2026 niet te tonen", None)
    found = beside_schools.starters([place(row("starters", 0, 0))], YEAR, NL, K)
    assert found.lines[0].figures[0].said == "na 1 maart 2026 niet te tonen"


def test_a_figure_that_stood_still_begins_with_its_day() -> None:
    grown = row("growth.observer", 0.4, 9, "feedback", interval=[0.1, 0.7])
    figure = beside_changes.growth([place(grown)], NL).lines[0].figures[0]
    assert str(figure.said).startswith("op 1 maart 2026: +0,40")
    assert figure.since is None
    fell = row("pulse.support", 2.9, 12, change=-0.3, warning=True)
    assert "Wadlijn (Steun, stand 1-3-2026)" in beside_schools.pulse([place(fell)], NL, K).first


def test_what_is_hidden_stays_hidden_beside_another() -> None:
    hidden = {**row("starters", None, None), "suppressed": "fewer-than-k"}
    del hidden["released"]
    figure = beside_schools.starters([place(hidden)], YEAR, NL, K).lines[0].figures[0]
    few = "niet getoond: zou iets zeggen over minder dan 5 mensen"
    assert (str(figure.said), figure.since, figure.hidden) == (few, None, True)


def test_a_pulse_that_fell_twice_is_said_first_with_its_school_and_question() -> None:
    fell = row("pulse.support", 2.9, 12, change=-0.3, warning=True)
    rose = row("pulse.control", 3.9, 12, change=0.2)
    told = beside_schools.pulse([place(fell, rose, last=RELEASED), place(name="Zeekraal")], NL, K)
    assert "Op 1 school daalde de puls twee metingen op rij" in told.first
    assert "Wadlijn (Steun)" in told.first
    assert "Zeekraal" not in told.first
    assert len(told.lines) == 1
    moved = [str(one.beside) for one in told.lines[0].figures if one.beside]
    assert moved == ["+0,2 sinds de meting ervoor", "<strong>daalde twee metingen op rij</strong>"]


def test_schools_are_never_in_the_order_of_an_outcome() -> None:
    low = row("growth.observer", 0.1, 9, "feedback", interval=[-0.1, 0.3])
    high = row("growth.observer", 0.6, 9, "feedback", interval=[0.4, 0.8])
    found = beside_changes.growth(
        [place(low, name="Aalscholver"), place(high, name="Bergeend")], NL
    )
    assert [line.school for line in found.lines] == ["Aalscholver", "Bergeend"]
    assert "door toeval alleen" in found.first


GOALS = row("goals", {"set": 1, "measurable": 1, "evaluated": 0, "reached": 0}, None, "feedback")
del GOALS["released"]


def test_a_cell_says_first_of_which_day_it_is_when_that_is_not_the_pages_own() -> None:
    took = row("participation", 0.5, 9, "feedback", of=18)
    talked = row("discussed", 0.5, 9, "feedback", of=10)
    seen = row("growth.observer", 0.4, 9, "feedback", interval=[0.1, 0.7])
    made = cell(place(took, talked, seen, GOALS).rows, "feedback", "X", NL, K)
    assert "doen: op 1 maart 2026 deden 9 van de 18 leraren mee;" in made.brief
    growths = "meten: op 1 maart 2026 was er een groeicijfer in 1 van de 3 perspectieven;"
    assert growths in made.brief
    assert made.brief.endswith(
        "bijstellen: op 1 maart 2026 waren 5 van de 10 opbrengsten binnen zes weken besproken"
    )
    assert all(arc.filled for arc in made.arcs)
    same = cell(place(took, talked, seen, GOALS, last=RELEASED).rows, "feedback", "X", NL, K)
    assert "doen: 9 van de 18 leraren; meten: 1 van de 3 perspectieven;" in same.brief
    assert "maart" not in same.brief


def test_a_zero_of_then_is_not_drawn_as_a_zero_of_the_year() -> None:
    took = row("participation", 0.0, 0, "feedback", of=8)
    made = cell(place(took, GOALS).rows, "feedback", "X", NL, K)
    assert "doen: na 1 maart 2026 niet te tonen;" in made.brief
    assert made.arcs[1].reason
    now = cell(place(took, GOALS, last=RELEASED).rows, "feedback", "X", NL, K)
    assert "doen: 0 van de 8 leraren;" in now.brief
    assert now.arcs[1].reason is None


def test_what_is_hidden_in_a_cell_is_said_in_two_words() -> None:
    took = {**row("participation", None, None, "feedback"), "suppressed": "fewer-than-k"}
    del took["released"]
    made = cell(place(took, GOALS).rows, "feedback", "X", NL, K)
    assert "doen: niet getoond;" in made.brief


@pytest.mark.parametrize(
    ("levels", "middle", "words"),
    [
        (("present", "present", "present", "thin", "present"), "3", "tredes 1, 2, 3 en 5 (4 niet)"),
        (("present", "present", "present", None, "present"), "3", "1, 2, 3 en 5 (4 niet getoond)"),
        (("present",) * 5, "5", "trede 5: "),
        (("none", "none", "none", "none", "present"), "", "trede 5 (1, 2, 3 en 4 niet)"),
        ((None, "none", "none", "none", "none"), "", "nog geen trede te tonen"),
        (("none",) * 5, "", "nog geen trede bereikt"),
    ],
)
def test_the_middle_of_a_ring_is_the_rung_up_to_which_none_is_missing(
    levels: tuple[str | None, ...], middle: str, words: str
) -> None:
    ladder = row("ladder", {str(n): one for n, one in enumerate(levels, 1)}, None, "feedback")
    made = cell(place(ladder, GOALS).rows, "feedback", "X", NL, K)
    assert made.middle == middle
    assert words in made.brief


def test_who_came_with_a_link_is_not_said_to_be_its_audience() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    trail = [
        Deed(at, "opened", "inspectorate", "inspectorate"),
        Deed(at, "opened", "board-admin", "board"),
        Deed(at, "shared", "school-leader", "inspectorate"),
    ]
    assert [str(one.what) for one in deeds(trail, NL)] == [
        "Geopend met de link voor Inspectie van het Onderwijs.",
        "Geopend door het bestuur.",
        "Gedeeld met Inspectie van het Onderwijs.",
    ]


def test_the_last_word_on_a_platform_counts() -> None:
    def admitted(day: str) -> PlatformAdmitted:
        return PlatformAdmitted(
            occurred_at=day,
            platform="e-loo",
            source="urn:nld:kvknummer:12345678:e-loo",
            types=("nl.professionalisering.observations.recorded.v1",),
            valid_from=day,
        )

    suspended = PlatformSuspended(
        occurred_at="2026-02-01", platform="e-loo", valid_from="2026-02-01"
    )
    today = date(2026, 3, 1)
    [one] = platforms([admitted("2025-08-01")], today, NL)
    assert (str(one.state.striptags()), one.may) == (
        "Mag melden sinds 1 augustus 2025.",
        ["Observatie"],
    )
    [one] = platforms([admitted("2025-08-01"), suspended], today, NL)
    assert "Geschorst sinds 1 februari 2026" in one.state.striptags()
    [one] = platforms([admitted("2025-08-01"), suspended], date(2026, 1, 1), NL)
    assert "tot 1 februari 2026" in one.state.striptags()
    [one] = platforms([admitted("2025-08-01"), suspended, admitted("2026-04-01")], today, NL)
    assert "vanaf 1 april 2026" in one.state.striptags()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (-0.04, "ongeveer gelijk sinds de meting ervoor"),
        (-0.06, "−0,1 sinds de meting ervoor"),
    ],
)
def test_a_pulse_that_hardly_moved_stayed_about_the_same(change: float, said: str) -> None:
    moved = row("pulse.control", 3.2, 12, change=change)
    (line,) = beside_schools.pulse([place(moved)], NL, K).lines
    assert line.figures[0].beside == said


@pytest.mark.parametrize(("count", "said"), [(1, "Eén verschil, "), (5, "5 verschillen, ")])
def test_differences_are_counted_in_words(count: int, said: str) -> None:
    grown = row("growth.observer", 0.2, 12, "feedback", interval=[0.1, 0.3])
    found = beside_changes.growth([place(grown) for _ in range(count)], NL)
    assert found.first.startswith(said)
    assert ("ongeveer 0,3 naast" in found.first) == (count == 5)  # 0,25: a half goes up
