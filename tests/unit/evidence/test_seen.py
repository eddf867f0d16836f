"""What leaves by the door: whole and current, as released, or not at all; and why."""

from typing import Any

import pytest

from services.evidence.explain import A_FEW, explain
from services.evidence.figures.book import Told
from services.evidence.figures.calendar import Year
from services.evidence.figures.derive import Scope
from services.evidence.figures.figure import Entry
from services.evidence.figures.gaps import NO_BASELINE, NO_GOAL, NOT_DISCUSSED
from services.evidence.figures.seen import gaps_seen, pooled, seen
from services.evidence.translate import Known, read_object
from services.evidence.visibility import Viewer
from shared.chassis.canonical import canonical
from tests.oracle import histories

YEAR = "2025-2026"
LEADER = Viewer(leads=True, teacher=None)


def row(figure: str, value: Any, theme: str | None = "feedback", **more: Any) -> dict[str, Any]:
    where = {"board": "01234", "school": "98AA00", "schoolYear": YEAR}
    return {"figure": figure, **where, "theme": theme, "value": value, "n": 7, **more}


CURRENT = [
    row("goals", {"set": 1, "measurable": 1, "evaluated": 0, "reached": 0}),
    row("participation", 0.5, of=14),
    row("growth.observer", 0.4),
    row("reactions", 4.0),
]
TOLD = Told(
    {
        ("feedback", "participation"): row("participation", 0.25, of=12, released="2026-01-01"),
        ("feedback", "growth.observer"): row("growth.observer", 0.3, released="2026-02-01"),
    },
    {"2026-01-01": "before", "2026-02-01": "now"},
)


def by_figure(role: Any) -> dict[str, dict[str, Any]]:
    return {made["figure"]: made for made in seen(role, CURRENT, TOLD, "now")}


def test_a_leader_sees_administration_as_it_is_and_measurements_as_released() -> None:
    shown = by_figure("school-leader")
    assert shown["participation"]["value"] == 0.5
    assert shown["growth.observer"]["value"] == 0.3
    assert shown["reactions"]["suppressed"] == "not-released"
    assert shown["reactions"]["value"] is None


@pytest.mark.parametrize("role", ["inspector", "board-admin", "teacher"])
def test_everybody_else_sees_all_about_people_as_released(role: Any) -> None:
    shown = by_figure(role)
    assert shown["participation"]["value"] == 0.25
    assert shown["goals"]["value"]["set"] == 1
    assert shown["reactions"]["suppressed"] == "not-released"


def test_newer_facts_wait_where_the_year_is_not_as_it_was_on_the_release_day() -> None:
    shown = by_figure("teacher")
    assert shown["participation"]["waits"]
    assert not shown["growth.observer"]["waits"]
    assert "waits" not in shown["reactions"]


def test_the_holder_of_the_facts_is_no_audience_of_the_service() -> None:
    with pytest.raises(AssertionError):
        seen("full", CURRENT, TOLD, "now")


def gap(kind: str, people: int | None, who: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"kind": kind, "people": people, "lastDate": "2026-03-20", "who": list(who)}


GAPS = [
    gap(NO_GOAL, None),
    gap(NO_BASELINE, 4),
    gap(NO_BASELINE, 5),
    gap(NOT_DISCUSSED, 1, ("t-1",)),
]


def test_a_leader_sees_gaps_of_few_without_number_or_day_but_whom_to_speak_with() -> None:
    goal, few, enough, talk = gaps_seen("school-leader", GAPS)
    assert (few["people"], few["lastDate"]) == (None, None)
    assert (enough["people"], enough["lastDate"]) == (5, "2026-03-20")
    assert talk["who"] == ["t-1"]
    assert goal["lastDate"] == "2026-03-20"


@pytest.mark.parametrize("role", ["inspector", "board-admin", "teacher"])
def test_others_see_gaps_about_goals_alone(role: Any) -> None:
    assert gaps_seen(role, GAPS) == [
        {"kind": NO_GOAL, "people": None, "lastDate": "2026-03-20"},
    ]


def test_goals_of_a_board_are_those_of_its_schools_together() -> None:
    other = [
        {**row("goals", {"set": 2, "measurable": 1, "evaluated": 1, "reached": 1})},
        {**row("evaluated", 0.5, of=2, n=None)},
    ]
    mine = [*CURRENT, row("evaluated", 1.0, of=1, n=None)]
    found = {made["figure"]: made for made in pooled("01234", YEAR, [mine, other])}
    assert found["goals"]["value"] == {"set": 3, "measurable": 2, "evaluated": 1, "reached": 1}
    assert (found["evaluated"]["value"], found["evaluated"]["of"]) == (2 / 3, 3)
    assert found["participation"]["suppressed"] == "not-released"
    assert all(made["school"] is None for made in found.values())


@pytest.fixture(scope="module")
def observed() -> list[tuple[Known, bytes]]:
    """Observations, as they stand in a ledger; of these the leader may see appraisals."""
    events = [
        event
        for event in histories.history(0)
        if event["type"].endswith("observations.recorded.v1")
    ]
    return [(read_object(event), canonical(event)) for event in events]


def scope_of(facts: list[tuple[Known, bytes]]) -> Scope:
    made = Scope("01234", "98AA00", Year(2025), ())
    entries = [
        Entry(known.event.fact.teacher, "98AA00", (1.0,), (known.event.ref,)) for known, _ in facts
    ]
    vars(made)["_entries"] = {("feedback", "observed.observer"): entries}
    return made


def explained(facts: list[tuple[Known, bytes]], k: int = 5) -> Any:
    name = ("feedback", "observed.observer")
    return explain(scope_of(facts), name, facts, LEADER, frozenset({name}), k)


def test_facts_are_listed_without_what_was_scored(observed: list[tuple[Known, bytes]]) -> None:
    found = explained(observed)
    assert found.facts
    assert all("scores" not in fact["data"] for fact in found.facts)
    assert all(fact["data"]["purpose"] == "appraisal" for fact in found.facts)


def test_facts_that_may_not_be_seen_are_counted_when_enough_people_are_behind_them(
    observed: list[tuple[Known, bytes]],
) -> None:
    hidden = [one for one in observed if not LEADER.may_see(one[0].event.fact)]
    people = sorted({known.event.fact.teacher for known, _ in hidden})
    assert len(people) >= 5
    assert explained(hidden).hidden == len(hidden)
    of_one = [one for one in hidden if one[0].event.fact.teacher == people[0]]
    assert explained(of_one).hidden == A_FEW
    assert explained(of_one * 3).hidden == A_FEW
    assert explained([]).hidden == 0


def test_what_a_hidden_figure_rests_on_is_no_part_of_the_ladders_facts(
    observed: list[tuple[Known, bytes]],
) -> None:
    scope = scope_of(observed)
    entries = vars(scope)["_entries"]
    entries["feedback", "growth.observer"] = entries["feedback", "observed.observer"]
    for name in ("growth.self", "growth.pupils", "reactions"):
        entries["feedback", name] = []
    ladder = ("feedback", "ladder")
    shown = frozenset({("feedback", "growth.observer"), ladder})
    assert explain(scope, ladder, observed, LEADER, shown, 5).facts
    nothing = explain(scope, ladder, observed, LEADER, frozenset({ladder}), 5)
    assert (list(nothing.facts), nothing.hidden) == ([], 0)


def test_facts_of_who_has_what_is_counted_come_first_and_memberships_last() -> None:
    kinds = ("teachers.joined.v1", "enrolments.started.v1")
    events = [event for event in histories.history(0) if event["type"].endswith(kinds)]
    facts = [(read_object(event), canonical(event)) for event in events]
    joined = [one for one in facts if one[0].type.endswith(kinds[0])][:2]
    took = [one for one in facts if one[0].type.endswith(kinds[1])][:2]
    listed = [*joined, *took]
    made = Scope("01234", "98AA00", Year(2025), ())
    has = {took[1][0].event.ref, joined[1][0].event.ref}
    entries = [
        Entry("t", "98AA00", (known.event.ref in has,), (known.event.ref,)) for known, _ in listed
    ]
    for name, order in (
        ("participation", [took[1], took[0], joined[1], joined[0]]),
        ("starters", [joined[1], took[1], joined[0], took[0]]),
    ):
        vars(made)["_entries"] = {(None, name): entries}
        found = explain(made, (None, name), listed, LEADER, frozenset({(None, name)}), 5)
        assert [fact["id"] for fact in found.facts] == [known.event.id for known, _ in order]
