"""What is recommended to a teacher, why, in which order, and what puts it away."""

from datetime import date

import pytest

from services.evidence.recommend.dismissal import Dismissal, Until, Why, dismissed
from services.evidence.recommend.reason import rules
from services.evidence.recommend.recommend import MOST, Recommendation, recommend
from shared.contracts import enrolment as e
from shared.contracts.fact import Fact
from tests.unit.evidence.own_story import (
    TODAY,
    completed,
    enrolled,
    goal,
    module,
    practised,
    school,
    seen,
    standing,
    thing,
)

CATALOGUE = [module("FB-01"), module("KM-01"), module("DF-01")]
VISITED = [
    seen(1, "2025-09-10", "feedback", 2),
    seen(2, "2026-01-10", "feedback", 2),
    seen(3, "2025-09-11", "classroom-management", 3),
    seen(4, "2026-01-11", "classroom-management", 3),
]


def advised(
    *facts: Fact | list[Fact], away: tuple[str, ...] = (), today: date = TODAY
) -> list[Recommendation]:
    return recommend(*standing(*facts, today=today), away)


def why(found: list[Recommendation]) -> dict[str, list[str]]:
    return {one.id: [reason.code for reason in one.reasons] for one in found}


def test_without_a_reason_besides_hours_no_module_is_recommended() -> None:
    assert why(advised(school(), *CATALOGUE)) == {"observation:any": ["nobody-looked"]}


def test_the_theme_that_observers_saw_least_of_comes_first() -> None:
    found = advised(school(), *CATALOGUE, *VISITED)
    assert why(found) == {"module:FB-01": ["lowest-observer", "fits-hours"]}
    values = found[0].reasons[0].values
    assert (values["mean"], values["visits"], values["observers"]) == (2.0, 2, 1)
    assert (found[0].weight, found[0].reasons[1].weight) == (3, 0)


def test_one_visit_to_a_theme_compares_with_nothing() -> None:
    assert advised(school(), *CATALOGUE, *VISITED[1:]) == []


def test_a_goal_of_the_school_is_a_reason_and_weights_add_up() -> None:
    found = advised(
        school(), *CATALOGUE, *VISITED, goal(90, "feedback"), goal(91, "differentiation")
    )
    assert [(one.id, one.weight) for one in found] == [("module:FB-01", 5), ("module:DF-01", 2)]


def test_a_goal_that_one_enrolled_for_counts_until_it_is_reached() -> None:
    began = enrolled(1, "FB-02", goal=thing(90))
    facts = [*CATALOGUE, module("FB-02"), *VISITED, goal(90, "feedback"), *began, completed(1)]
    assert "own-goal" in why(advised(school(), *facts))["module:FB-01"]
    reached = e.GoalEvaluated(
        occurred_at="2026-02-01", goal=thing(90), outcome="reached", decision="raise"
    )
    assert "own-goal" not in why(advised(school(), *facts, reached))["module:FB-01"]


def test_what_is_done_running_asked_for_or_just_stopped_is_never_recommended() -> None:
    wanted = goal(90, "feedback")
    asked = enrolled(1, "FB-01")
    stopped = e.EnrolmentWithdrawn(occurred_at="2025-12-01", enrolment=thing(1), reason="workload")
    for steps in (asked[:1], asked[:2], asked, [*asked, completed(1)], [*asked, stopped]):
        assert "module:FB-01" not in why(advised(school(), *CATALOGUE, wanted, *steps))
    earlier = enrolled(1, "FB-01", day="2024-10-01")
    long_ago = e.EnrolmentWithdrawn(occurred_at="2025-01-01", enrolment=thing(1), reason="workload")
    assert "module:FB-01" in why(advised(school(), *CATALOGUE, wanted, *earlier, long_ago))


def test_where_a_module_runs_a_second_of_its_theme_waits() -> None:
    facts = [*CATALOGUE, module("FB-02"), goal(90, "feedback"), *enrolled(1, "FB-01")]
    assert not any(one.kind == "module" for one in advised(school(), *facts))


@pytest.mark.parametrize(
    ("career", "levels"),
    [("2025-08-01", {"starter", "all"}), ("2012-08-01", {"all", "advanced"})],
)
def test_the_level_fits_the_teacher(career: str, levels: set[str]) -> None:
    catalogue = [
        module(f"KM-0{n}", level) for n, level in enumerate(("starter", "all", "advanced"))
    ]
    wanted = goal(90, "classroom-management")
    found = recommend(*standing(school(career), *catalogue, wanted))
    assert {one.module.level for one in found if one.module} == levels


def test_a_starters_basis_comes_before_the_rest() -> None:
    starter = school("2025-08-01")
    found = advised(starter, *CATALOGUE, module("KM-02", "starter"))
    assert why(found)["module:KM-02"] == ["starter-basis", "starter-level", "fits-hours"]
    assert why(found)["observation:any"] == ["nobody-looked", "starter-visit"]
    assert [one.id for one in found] == ["module:KM-02", "observation:any", "module:KM-01"]


def test_what_does_not_fit_the_hours_left_is_not_recommended() -> None:
    wanted = goal(90, "feedback")
    large = module("FB-01", hours=60)
    assert not any(one.module for one in advised(school(fte=0.5), large, wanted))
    assert any(one.module for one in advised(school(fte=1.0), large, wanted))


def test_practice_that_is_missing_comes_first_and_a_starter_hears_of_the_coach() -> None:
    began = [*CATALOGUE, *enrolled(1, "FB-01"), practised(1, 11, "2025-11-01")]
    found = advised(school(), *began)
    assert why(found)["practice:FB-01"] == ["practice-missing"]
    (values,) = (one.reasons[0].values for one in found if one.kind == "practice")
    assert (values["done"], values["planned"]) == (1, 3)
    starting = why(advised(school("2025-08-01"), *began))
    assert starting["practice:FB-01"] == ["practice-missing", "practice-uncoached"]
    assert not any(one.kind == "practice" for one in advised(school(), *began, completed(1)))


def test_a_theme_that_was_taught_and_never_seen_asks_for_a_look() -> None:
    done = [*enrolled(1, "FB-01"), completed(1)]
    assert "observation:feedback" in why(advised(school(), *CATALOGUE, *done))
    looked = seen(1, "2026-02-01", "feedback", 3, "pupils")
    assert "observation:feedback" not in why(advised(school(), *CATALOGUE, *done, looked))


def test_a_fall_or_a_flat_line_counts_from_four_visits_on_and_flat_only_below_three() -> None:
    days = ("2025-09-10", "2025-11-10", "2026-01-10", "2026-02-10")

    def trending(*scores: int) -> list[str]:
        visits = [
            seen(n, day, "feedback", score)
            for n, (day, score) in enumerate(zip(days, scores, strict=False))
        ]
        return why(advised(school(), *CATALOGUE, *visits)).get("module:FB-01", [])

    assert trending(4, 3, 2, 1) == ["falling", "fits-hours"]
    assert trending(4, 3, 2) == []
    assert trending(2, 2, 2, 2) == ["flat", "fits-hours"]
    assert trending(2, 2, 2) == []
    assert trending(2, 3, 2, 2) == []  # uncertain is not flat
    assert trending(4, 4, 4, 4) == []
    assert trending(1, 2, 3, 4) == []


def test_at_most_five_and_two_modules_of_a_theme_in_the_order_of_weight_and_code() -> None:
    codes = [f"{theme}-0{number}" for theme in ("KM", "FB", "DF") for number in (3, 1, 2)]
    goals = [goal(90 + n, theme) for n, theme in enumerate(("feedback", "differentiation"))]
    goals.append(goal(95, "classroom-management"))
    found = advised(school(), *(module(code) for code in codes), *goals)
    assert len(found) == MOST
    assert [one.id for one in found] == [
        "module:DF-01",
        "module:DF-02",
        "module:FB-01",
        "module:FB-02",
        "module:KM-01",
    ]


def test_the_same_facts_give_the_same_list() -> None:
    facts = [school("2025-08-01"), *CATALOGUE, *VISITED, goal(90, "feedback")]
    assert advised(*facts) == advised(*facts)


def test_what_was_put_away_makes_room_for_the_next() -> None:
    wanted = [module(f"FB-0{n}") for n in (1, 2, 3)] + [goal(90, "feedback")]
    assert list(why(advised(school(), *wanted)))[:2] == ["module:FB-01", "module:FB-02"]
    found = why(advised(school(), *wanted, away=("module:FB-01",)))
    assert list(found)[:2] == ["module:FB-02", "module:FB-03"]


def test_a_module_that_is_not_valid_yet_waits() -> None:
    later = module("FB-01", since="2026-08-01")
    assert not any(one.module for one in advised(school(), later, goal(90, "feedback")))


@pytest.mark.parametrize(
    ("reason", "until", "last"),
    [
        ("done-elsewhere", None, None),
        ("not-now", None, date(2026, 7, 31)),
        ("not-my-class", None, date(2026, 7, 31)),
        ("other", None, date(2026, 7, 31)),
        ("not-now", "never", None),
        ("done-elsewhere", "next-school-year", date(2026, 7, 31)),
    ],
)
def test_a_dismissal_holds_until_its_day(
    reason: Why, until: Until | None, last: date | None
) -> None:
    made = dismissed("module:FB-01", reason, until, TODAY.toordinal())
    assert made == Dismissal("module:FB-01", reason, last and last.toordinal())
    assert made.holds(date(2026, 7, 31).toordinal())
    assert made.holds(date(2026, 8, 1).toordinal()) is (last is None)


def test_every_reason_has_a_weight_and_its_rule_in_both_languages() -> None:
    for rule in rules().values():
        assert 0 <= rule.weight <= 3
        assert rule.nl != rule.en
