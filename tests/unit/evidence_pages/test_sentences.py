"""Figures as sentences: one and many, up and down, zero, hidden, in Dutch and in English.

The file is long because every figure has its sentences, in two languages.
"""

from datetime import date
from typing import Any

import pytest

from services.evidence.figures.calendar import Year
from services.evidence.pages.say import growth, why
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.gaps import todo
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.labelled import listed_title
from services.evidence.pages.say.reach import reach
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.say.rungs import rungs
from services.evidence.pages.say.school import change, recorded_since
from services.evidence.pages.speech import speech

NL, EN = speech("nl"), speech("en")
K = 5


def row(figure: str, value: Any, n: int | None = None, **beside: Any) -> dict[str, Any]:
    where = {"theme": "feedback", "schoolYear": "2025-2026"}
    return {"figure": figure, "value": value, "n": n, **where, **beside}


def withheld(figure: str, reason: str) -> dict[str, Any]:
    return {**row(figure, None), "suppressed": reason}


def said(found: dict[str, Any], language: Any = NL) -> str:
    return str(tell(found, language, K).sentence.striptags())


@pytest.mark.parametrize(
    ("n", "dutch", "english"),
    [
        (0, "Geen van de 25 leraren doet mee.", "None of 25 teachers takes part."),
        (1, "1 van de 25 leraren doet mee.", "1 of 25 teachers takes part."),
        (15, "15 van de 25 leraren doen mee.", "15 of 25 teachers take part."),
    ],
)
def test_taking_part_agrees_with_its_number(n: int, dutch: str, english: str) -> None:
    found = row("participation", n / 25, n, of=25)
    assert (said(found), said(found, EN)) == (dutch, english)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.42, "een stijging van 0,42"), (-0.04, "een daling van 0,04"), (0.001, "geen verschil")],
)
def test_growth_says_its_direction_its_interval_and_its_n(value: float, words: str) -> None:
    sentence = said(row("growth.observer", value, 17, interval=[-0.19, 0.65]))
    assert words in sentence
    assert "(−0,19 tot 0,65) bij 17 leraren, met dezelfde kijkwijzer" in sentence


def test_growth_of_one_teacher_says_that_there_is_no_interval() -> None:
    assert "(zonder interval) bij 1 leraar" in said(row("growth.observer", 0.4, 1))


def test_numbers_are_written_as_their_readers_write_them() -> None:
    found = row("observed.observer", 2.345, 3, observations=1200)
    assert "2,35" in said(found).replace("2,34", "2,35")
    assert "1.200 observaties bij 3 leraren" in said(found)
    assert "1,200 observations for 3 teachers" in said(found, EN)


def test_no_minus_stands_before_a_zero() -> None:
    assert NL.signed(-0.001) == "0,00"
    assert NL.number(-0.4, 1) == "−0,4"


@pytest.mark.parametrize(
    "reason", ["no-data", "fewer-than-k", "complementary", "purpose", "not-released", "new"]
)
def test_what_is_hidden_says_why_and_gives_no_number(reason: str) -> None:
    for language in (NL, EN):
        told = tell(withheld("growth.observer", reason), language, K)
        assert told.hidden is not None
        assert told.sentence
        assert told.hidden.because
        assert not any(letter.isdigit() for letter in str(told.sentence).replace("5", ""))


def test_a_small_group_is_hidden_with_k() -> None:
    assert "minder dan 5 mensen" in said(withheld("reactions", "fewer-than-k"))
    assert "about fewer than 7 people" in hidden("fewer-than-k", EN, 7).brief


def test_a_share_that_is_hidden_for_its_others_does_not_say_that_it_is_of_few() -> None:
    """Of 19 outcomes 15 were discussed: the four others are the small group."""
    told = tell(withheld("discussed", "fewer-than-k"), NL, K)
    assert told.hidden is not None
    assert str(told.hidden.brief) == "niet getoond: zou iets zeggen over minder dan 5 mensen"
    for words in (told.sentence, told.hidden.brief, told.hidden.because):
        assert "gaat om minder dan" not in words


def test_nothing_due_yet_is_not_called_nothing_recorded() -> None:
    assert "zes weken" in said(withheld("discussed", "no-data"))


def test_a_fall_of_the_pulse_is_said_and_a_warning_asks_to_talk() -> None:
    fell = change(row("pulse.support", 3.0, 12, change=-0.3), NL)
    assert fell == "Daalde van 3,3 naar 3,0 sinds de meting ervoor."
    level = change(row("pulse.support", 3.0, 12, change=0.01), NL)
    assert level == "Bleef ongeveer gelijk sinds de meting ervoor."
    warned = change(row("pulse.support", 3.0, 12, change=-0.3, warning=True), NL)
    assert "Bespreek dit met het team" in str(warned)
    assert change(row("pulse.support", 3.0, 12), NL) is None


def test_what_the_pulse_moved_by_is_what_the_shown_ends_differ_by() -> None:
    level = change(row("pulse.support", 3.22, 12, change=-0.04), NL)  # 3,3 and 3,2 by themselves
    assert level == "Bleef ongeveer gelijk sinds de meting ervoor."
    wide = change(row("pulse.support", 2.94, 12, change=-0.12), NL)  # 3,1 and 2,9 by themselves
    assert wide == "Daalde 0,1 punt, naar 2,9 sinds de meting ervoor."
    close = change(row("pulse.support", 3.34, 12, change=0.08), NL)  # 3,3 and 3,3 by themselves
    assert close == "Steeg 0,1 punt, naar 3,3 sinds de meting ervoor."


def test_who_began_lower_is_told_that_part_of_a_rise_comes_by_itself() -> None:
    took = row("growth.observer", 0.4, 9, interval=[0.1, 0.7], baseline=2.2)
    others = row("comparison.observer", 0.1, 8, interval=[-0.2, 0.4], baseline=2.6)
    words = " ".join(growth.caution(Rows([took, others]), "feedback", NL))
    assert "stijgt vaak vanzelf een beetje" in words
    assert "overlappen" in words


def test_a_hidden_line_of_a_chart_has_no_place_to_read_off() -> None:
    line = growth.line(withheld("growth.pupils", "fewer-than-k"), "leerlingen", NL, K)
    assert (line.value, line.low, line.high, line.reason) == (None, None, None, "fewer-than-k")


def gap(
    kind: str, people: Any, last: str | None, *, missed: bool = False, **more: Any
) -> dict[str, Any]:
    told = {"kind": kind, "theme": "feedback", "people": people, "lastDate": last}
    return {**told, "missed": missed, **more}


def test_tasks_come_with_the_soonest_first_and_what_is_over_apart() -> None:
    gaps = [
        gap("no-later", 4, "2026-07-31"),
        gap("not-discussed", 1, "2026-03-20", who=["w-1"]),
        gap("no-rating", 3, "2026-01-01", missed=True),
    ]
    found = todo(gaps, NL, date(2026, 3, 17), K)
    assert [task.when for task in found.first] == ["20 maart", "31 juli"]
    assert str(found.first[0].what) == "Bespreek met 1 leraar wat de module opleverde."
    assert found.first[0].who == ("w-1",)
    assert [task.late for task in found.over] == [True]


def test_a_gap_of_too_few_people_gives_neither_number_nor_day() -> None:
    found = todo([gap("no-baseline", None, None)], NL, date(2026, 3, 17), K).first[0]
    assert (found.when, str(found.what)) == ("niet getoond", "Er ontbreken beginmetingen.")
    assert "minder dan 5" in str(found.why)


def test_what_can_be_acted_on_comes_before_what_has_neither_number_nor_day() -> None:
    gaps = [
        gap("no-later", None, None),
        gap("no-goal", None, "2025-10-31", missed=True),
        gap("not-discussed", 1, "2026-03-20"),
    ]
    found = todo(gaps, NL, date(2026, 3, 17), K)
    assert [task.when for task in found.first] == ["20 maart", "31 oktober", "niet getoond"]


def test_of_a_year_that_is_over_only_what_still_counts_can_be_done() -> None:
    gaps = [
        gap("no-goal", None, "2025-10-31", missed=True),
        gap("goal-not-evaluated", None, "2026-08-30"),
        gap("no-later", 6, "2026-07-31", missed=True),
        gap("no-goal", None, "2025-10-31", missed=True) | {"theme": "digitalisation"},
    ]
    found = todo(gaps, NL, date(2026, 8, 20), K, lambda theme: theme != "feedback", closed=True)
    assert [str(task.what) for task in found.first] == [
        "Evalueer het doel voor Effectieve feedback op het leerproces."
    ]
    assert [str(task.what) for task in found.over] == [
        "Er was geen doel voor Effectieve feedback op het leerproces.",
        "Er was geen doel en geen scholing voor Digitalisering in het onderwijs.",
        "Bij 6 leraren kwam er geen latere meting.",
    ]


def test_a_button_promises_no_more_than_it_gives() -> None:
    gaps = [gap("no-goal", None, "2026-10-31"), gap("goal-not-evaluated", None, "2026-08-30")]
    found = {str(task.where): task.anchor for task in todo(gaps, NL, date(2026, 8, 20), K).first}
    assert found == {"Bekijk wat er speelt": "known", "Bekijk doel en stand": "goal"}


def ladder(*levels: str) -> dict[str, Any]:
    return row("ladder", {str(number): level for number, level in enumerate(levels, 1)})


def test_a_rung_above_one_that_is_missing_does_not_stand_for_all_below_it() -> None:
    broken = ladder("present", "corroborated", "present", "thin", "present")
    assert reach(broken, NL) == "Tredes 1, 2, 3 en 5 (4 niet)"
    assert said(broken) == "Er is bewijs op tredes 1, 2, 3 en 5 (4 niet)."
    whole = ladder("present", "present", "present", "thin", "none")
    assert reach(whole, NL) == "Trede 3: steun van de school"
    alone = ladder("none", "none", "none", "none", "present")
    assert reach(alone, NL) == "Trede 5 (1, 2, 3 en 4 niet)"
    hidden = row("ladder", {"1": "present", "2": None, "3": "thin", "4": "present"})
    assert reach(hidden, NL) == "Tredes 1 en 4 (3 niet; 2 niet getoond)"


def test_results_of_pupils_that_rose_say_that_it_is_not_known_why() -> None:
    for level in ("present", "corroborated"):
        fifth = rungs(ladder("present", "present", "present", "present", level), NL)[4]
        assert str(fifth.name) == "Resultaten van leerlingen"
        assert str(fifth.level).endswith("waardoor is onbekend.")


def test_one_observer_is_no_observers() -> None:
    assert (
        said(row("observers", 1.0, 9)) == "Bij een leraar keek gemiddeld 1 observator (9 leraren)."
    )
    assert "keken gemiddeld 1,5 observatoren" in said(row("observers", 1.5, 9))


def test_what_is_over_names_its_year_near_or_far() -> None:
    gaps = [
        {"kind": "not-discussed", "theme": "feedback", "people": 6, "missed": True, "lastDate": day}
        for day in ("2025-09-01", "2026-06-01")
    ]
    found = todo(gaps, NL, date(2026, 7, 1), K)
    assert [one.when for one in found.over] == ["1 september 2025", "1 juni 2026"]


def test_what_is_confirmed_from_two_sides_names_them() -> None:
    twice = ladder("corroborated", "none", "none", "corroborated", "none")
    observers = row("growth.observer", 0.4, 9, interval=[0.1, 0.7])
    pupils = row("growth.pupils", 0.4, 9, interval=[0.1, 0.7])
    by_pupils = rungs(twice, NL, Rows([observers, pupils]))[3].level
    by_observers = rungs(twice, NL, Rows([observers]))[3].level
    assert by_pupils == "Van twee kanten bevestigd: observatoren en leerlingen."
    assert by_observers == "Van twee kanten bevestigd: twee of meer observatoren per leraar."
    assert "twee delen van het jaar" in rungs(twice, NL)[0].level


@pytest.mark.parametrize(
    ("found", "dutch"),
    [
        (row("starters.coach", 1.0, 7, of=7), "Waarom staat hier 7 van de 7?"),
        (row("discussed", 0.75, 8, of=8), "Waarom staat hier 6 van de 8?"),
        (row("discussed", 1.0, 1, of=1), "Waarom staat hier 1 van de 1?"),
        (row("evaluated", 0.0, None, of=1), "Waarom staat hier 0 van de 1?"),
        (row("participation", 0.0, 0, of=36), "Waarom staat hier geen van de 36?"),
        (row("hours.practice", 44, 9), "Waarom staat hier 44?"),
        (row("reactions", 4.25, 9), "Waarom staat hier 4,3 van de 5?"),
        (row("goals", {"set": 1, "measurable": 1, "evaluated": 0, "reached": 0}),
         "Hoe komen we hieraan?"),
        (withheld("growth.observer", "fewer-than-k"), "Waarom staat hier geen cijfer?"),
    ],
)  # fmt: skip
def test_the_question_is_about_the_very_words_that_the_page_shows(
    found: dict[str, Any], dutch: str
) -> None:
    assert why.question(found, tell(found, NL, K).sentence, NL) == dutch


def test_the_question_is_asked_in_english_too() -> None:
    found = row("starters.coach", 1.0, 7, of=7)
    assert "7 of 7" in why.question(found, tell(found, EN, K).sentence, EN)


def test_three_years_that_cannot_be_there_yet_are_explained() -> None:
    first = Year.named("2025-2026")
    said = recorded_since(first, Year.named("2025-2026"), NL)
    assert said == "Hier wordt vastgelegd sinds 2025-2026: drie jaar kunnen er nog niet zijn."
    assert recorded_since(first, Year.named("2027-2028"), NL) is None
    assert recorded_since(None, Year.named("2027-2028"), NL) is None


def test_text_from_elsewhere_is_never_markup() -> None:
    assert "<b>" not in NL.say("leraar %(code)s", code="<b>x</b>")


def test_few_hidden_facts_are_not_counted() -> None:
    shown = row("growth.observer", 0.4, 9)
    assert "enkele andere niet" in why.seen(shown, 8, "a-few", NL)
    assert "22 andere niet" in why.seen(shown, 8, 22, NL)
    assert "Enkele feiten" in why.unseen("a-few", NL)


def test_of_a_hidden_figure_it_is_not_said_whether_it_has_facts() -> None:
    hidden = withheld("growth.observer", "fewer-than-k")
    assert "Daarom tonen we ook niet waar het op rust" in why.seen(hidden, 0, 0, NL)


def test_the_sum_of_a_mean_gives_the_mean_and_the_interval_back() -> None:
    found = why.sums(row("growth.observer", 0.42, 17, sd=0.45, interval=[0.19, 0.65]), NL)
    assert found is not None
    assert (found.total, found.n, found.mean, found.t) == ("7,14", "17", "0,42", "2,11")


@pytest.mark.parametrize(
    ("figure", "value", "beside", "dutch"),
    [
        ("completion", 0.0, {"n": 9, "of": 9}, "Geen van de 9 deelnemers rondde een module af."),
        ("discussed", 1.0, {"n": 1, "of": 1}, "De ene opbrengst is binnen zes weken besproken."),
        ("evaluated", 1.0, {"of": 1}, "Het ene doel waarvan de dag voorbij is, is geëvalueerd."),
        ("evaluated", 0.0, {"of": 2}, "Geen van de 2 doelen waarvan de dag voorbij is, is"),
        ("starters.coach", 0.0, {"n": 6, "of": 6}, "Geen van de 6 starters kreeg binnen 30 dagen"),
        ("informal", 0.0, {"n": 6, "of": 6}, "Geen van de 6 leraren legde informeel leren vast."),
        ("starters", 0, {"n": 30}, "Geen leraar is starter."),
    ],
)
def test_none_and_the_only_one_are_said_as_people_say_them(
    figure: str, value: float, beside: dict[str, Any], dutch: str
) -> None:
    assert said(row(figure, value, **beside)).startswith(dutch)


def test_a_title_in_a_list_is_no_question() -> None:
    told = tell(withheld("retention.2", "no-data"), NL, K)
    assert listed_title(told, NL) == "starters na 2 jaar"


def test_a_half_is_said_upwards_and_a_zero_has_no_minus() -> None:
    said = [(11.25, 1), (2.5, 0), (-0.125, 2), (1.005, 2), (0.1 + 0.15, 1), (-0.04, 1)]
    assert [NL.number(*one) for one in said] == ["11,3", "3", "−0,13", "1,01", "0,3", "0,0"]
    assert (NL.short(11.25), NL.percent(0.285)) == ("11,3", "29\xa0%")
