"""What a coach did with a coachee per year, and what the own looks showed: nobody else's."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from services.evidence.coaching import Guided
from services.evidence.figures.calendar import Year
from services.evidence.figures.coached import Together, developed, together
from services.evidence.figures.coachees import coachees
from services.evidence.figures.lived import began
from services.evidence.figures.year import SchoolYear
from services.evidence.own import Place
from services.evidence.pages.coachees import _years
from services.evidence.pages.names import Named
from services.evidence.pages.say.coachees import Person, met, person
from services.evidence.pages.speech import speech
from services.evidence.store.directory import School
from shared.contracts.fact import Fact
from tests.unit.evidence.own_story import ME, enrolled, module, practised, school, seen, view
from tests.unit.evidence.test_coachees import COACH, assigned
from tests.unit.evidence.test_coachees import met as spoke

TODAY = date(2026, 9, 10)
NL = speech("nl")


def of(name: str, *facts: Fact | list[Fact]) -> tuple[Together, SchoolYear]:
    at = SchoolYear(view(school(), assigned(), *facts, today=TODAY), Year.named(name))
    return together(at, COACH, ME), at


def looked(number: int, day: str, score: float, **said: Any) -> Fact:
    return seen(number, day, "feedback", score, **{"observer": COACH, **said})


def test_last_year_is_still_there_when_the_new_one_has_begun() -> None:
    facts = [
        spoke(1, "2025-11-01"),
        spoke(2, "2025-12-01", "coached-lesson"),
        looked(3, "2026-03-05", 2),
        looked(4, "2026-05-05", 3),
    ]
    last, _ = of("2025-2026", *facts)
    assert (last.talks, last.coached_lessons) == (1, 1)
    days = [date.fromordinal(look.day).isoformat() for look in last.looks]
    assert days == ["2026-05-05", "2026-03-05"]
    assert [dict(look.themes) for look in last.looks] == [{"feedback": 3}, {"feedback": 2}]
    now, _ = of("2026-2027", *facts)
    assert (now.talks, now.coached_lessons, now.looks) == (0, 0, ())


def test_looks_by_others_or_for_another_purpose_are_not_the_coachs_to_see() -> None:
    others = [
        looked(1, "2026-03-01", 2, observer="c2"),
        looked(2, "2026-03-02", 2, purpose="appraisal"),
        looked(3, "2026-03-03", 2, perspective="self"),
        looked(4, "2026-03-04", 2, purpose="peer"),
    ]
    last, at = of("2025-2026", *others, spoke(5, "2026-03-06", coach="c2"))
    assert (last.looks, last.talks) == ((), 0)
    assert developed(at, COACH, ME) == []


def test_practice_counts_in_all_and_with_a_coach() -> None:
    lessons = [practised(1, 11, "2025-11-01"), practised(1, 12, "2025-11-08", coached=True)]
    last, _ = of("2025-2026", module("FB-01"), enrolled(1, "FB-01"), lessons)
    assert (last.practised, last.with_coach) == (2, 1)


def test_it_is_called_growth_only_from_four_visits_on() -> None:
    three = [looked(n, f"2026-0{n}-05", n) for n in (1, 2, 3)]
    _, at = of("2025-2026", *three)
    assert [one.growth for one in developed(at, COACH, ME)] == [None]
    _, at = of("2025-2026", *three, looked(4, "2026-04-05", 4))
    (one,) = developed(at, COACH, ME)
    assert one.growth is not None
    assert one.growth.visits == 4


def test_how_many_were_met_is_said_of_a_year_by_its_name() -> None:
    none, _ = of("2026-2027", spoke(1, "2025-11-01"))
    said = met([none, none], "2026-2027", NL)
    assert said == "In 2026-2027 sprak of zag je <strong>0 van de 2</strong> leraren."


def shown(asked: str, *facts: Fact | list[Fact], since: str = "2025-09-01") -> Person:
    """A coachee as the page of a year shows it, on a day in 2026-2027."""
    state = view(school("2025-08-01"), assigned(since), *facts, today=TODAY)
    now = SchoolYear(state, Year.named("2026-2027"))
    years = [SchoolYear(state, Year.named(asked)), SchoolYear(state, Year.named(asked).before(1))]
    place = Place("b", School("99XX01", "b", "De Wadlijn", "po", ""), COACH)
    (one,) = coachees(now, COACH)
    told = [together(at, COACH, ME) for at in years]
    guided = Guided(place, TODAY.toordinal(), [one], {}, {ME: told}, {ME: []}, began(state))
    return person(one, guided, Named({ME: "Noor Veldkamp"}), NL)


def test_before_the_coaching_began_nothing_is_no_number() -> None:
    assert [str(one.striptags()) for one in shown("2024-2025").years] == [
        "Voor 2024-2025 is van jullie samen niets vastgelegd."
    ]
    during = shown("2025-2026", spoke(1, "2025-11-01")).years
    assert [str(one.striptags()) for one in during] == [
        "2025-2026, met jou: 1 gesprek, 0 lessen samen en 0 observaties. Geen oefenlessen."
    ]
    assert met([], "2024-2025", NL) == "Voor 2024-2025 is van jullie samen niets vastgelegd."


def test_what_a_starter_is_today_is_not_said_of_an_earlier_year() -> None:
    assert "Starter, jaar 2 van 3" in shown("2026-2027").about
    assert "Starter" not in shown("2025-2026").about


def test_only_years_since_the_first_record_can_be_chosen() -> None:
    running = Year.named("2026-2027")
    guided = SimpleNamespace(coachees=[ME], began=date(2025, 9, 1).toordinal())
    found: Any = [guided]
    assert _years(found, running) == ["2025-2026", "2026-2027"]
    guided.began = None
    assert _years(found, running) == ["2026-2027"]
