"""One's own page names the year of every figure, and nobody by a code."""

from datetime import date
from typing import Any

from services.evidence.figures.calendar import Year
from services.evidence.figures.teacher import OwnYear, own_year
from services.evidence.figures.year import SchoolYear
from services.evidence.own import Advice
from services.evidence.pages.mine import _years
from services.evidence.pages.names import Named
from services.evidence.pages.say.advice import suggestions
from services.evidence.pages.say.mine import Known, moment
from services.evidence.pages.say.own import OwnPeriod, guidance, times
from services.evidence.pages.speech import speech
from services.evidence.recommend.recommend import recommend
from shared.contracts.fact import TYPE_PREFIX
from tests.unit.evidence.own_story import ME, completed, enrolled, module, school, standing, view

NL, EN = speech("nl"), speech("en")
CLOSED = OwnPeriod("2025-2026", closed=True)
RUNNING = OwnPeriod("2025-2026", closed=False)


def own() -> OwnYear:
    told = view(
        school("2025-08-01"), module("FB-01"), enrolled(1, "FB-01"), completed(1, "2026-01-15")
    )
    return own_year(SchoolYear(told, Year.named("2025-2026")), ME)


def test_hours_that_are_left_name_their_year() -> None:
    (open_year,), (closed,) = times([("X", own())], RUNNING, NL), times([("X", own())], CLOSED, NL)
    assert "uur over</strong> in 2025-2026" in open_year.left
    assert "waar je in 2025-2026 recht op hebt" in open_year.used
    assert "uur bleef over</strong> in 2025-2026" in closed.left
    assert "waar je in 2025-2026 recht op had" in closed.used


def test_guidance_of_a_year_that_is_over_is_told_of_that_year() -> None:
    first, talks = guidance([own()], CLOSED, NL)
    assert first == "In 2025-2026 was je starter: jaar 1 van 3."
    assert talks.startswith("In 2025-2026 had je")
    assert guidance([own()], RUNNING, NL)[0].startswith("Je bent starter: jaar 1 van 3, tot")


def test_a_reason_to_recommend_names_the_year_in_which_it_holds() -> None:
    situation, modules = standing(school(), module("KM-01"), today=date(2026, 9, 2))
    titles = {one.code: (one.nl, one.en) for one in modules}
    advice = Advice("01234", situation, recommend(situation, modules), (), titles)
    said = [str(because.words) for one in suggestions(advice, NL) for because in one.because]
    assert "In 2026-2027 was er nog niemand bij je in de les." in said


def test_the_running_year_can_be_chosen_before_anything_happened_in_it() -> None:
    facts = [{"occurredAt": "2026-03-03"}]
    assert _years(facts, "2026-2027") == ["2025-2026", "2026-2027"]


def observed(purpose: str, who: str) -> str:
    data: dict[str, Any] = {
        "observation": "x",
        "perspective": "observer",
        "purpose": purpose,
        "observer": who,
        "scores": [{"theme": "feedback", "score": 3}],
    }
    fact = {"type": f"{TYPE_PREFIX}observations.recorded.v1", "data": data}
    known = Known({}, {}, {}, frozenset(), Named({"tch-c0de-coach": "Cees Coach"}))
    return str(moment({**fact, "occurredAt": "2026-03-03"}, known, NL).who)


def test_who_looked_is_named_only_where_the_teacher_may_know_it() -> None:
    assert observed("coaching", "tch-c0de-coach") == (
        "Cees Coach. Alleen wie keek en jij zien deze."
    )
    assert observed("peer", "tch-c6dc").startswith("Een collega. ")
    assert observed("appraisal", "tch-c6dc").startswith("Een observator. ")
    assert "c6dc" not in observed("audit", "tch-c6dc")


def told_of(name: str, **data: Any) -> str:
    fact = {"type": f"{TYPE_PREFIX}{name}.v1", "data": data, "occurredAt": data["occurredAt"]}
    known = Known({}, {}, {}, frozenset(), Named({"c1": "Cees Coach"}))
    return str(moment(fact, known, NL).what)


def test_what_was_recorded_later_says_from_when_it_holds() -> None:
    late = {"occurredAt": "2025-08-19", "from": "2024-08-04", "coach": "c1"}
    assert told_of("coaches.assigned", **late) == (
        "Vastgelegd: Cees Coach is je coach vanaf 4 augustus 2024"
    )
    assert told_of("teachers.joined", **late) == "Vastgelegd: je werkt hier vanaf 4 augustus 2024"
    same = {**late, "from": "2025-08-19"}
    assert told_of("coaches.assigned", **same) == "Cees Coach werd je coach"
    assert told_of("teachers.joined", **same) == "Je begon op deze school"
