"""Who handles the administration by name, and that nobody else is told a single one."""

import asyncio
from datetime import date
from typing import Any

import pytest

from services.evidence.desk import Desk, starters_seen
from services.evidence.explain import Sides, sides
from services.evidence.figures.derive import scope_of_school
from services.evidence.figures.groups import LEADER, Role
from services.evidence.pages.names import Named
from services.evidence.pages.say import why
from services.evidence.pages.say.starters import arrange, lines
from services.evidence.pages.speech import speech
from services.evidence.seats import Seat
from services.evidence.store.directory import School
from services.evidence.visibility import Viewer
from shared.contracts import enrolment as e
from tests.unit.evidence.own_story import BOARD, ME, SCHOOL, enrolled, module, school, year

NL = speech("nl")
TODAY = date(2025, 9, 10)
NAMED = Named({ME: "Noor Veldkamp", "c1": "Cees Coach"})
LEADS = Viewer(leads=True, teacher=None)
TEACHES = Viewer(leads=False, teacher=ME)


def seat(viewer: Viewer, audience: Role) -> Seat:
    fields: dict[str, Any] = dict.fromkeys(School.__dataclass_fields__)
    return Seat(BOARD, School(**{**fields, "code": SCHOOL}), viewer, audience)


def at_the_start(*facts: Any) -> Any:
    return year(school("2025-08-20", from_="2025-08-20"), *facts, today=TODAY)


def test_the_own_leader_gets_the_starters_one_by_one() -> None:
    (one,) = starters_seen(seat(LEADS, LEADER), at_the_start())
    assert one.teacher == ME


@pytest.mark.parametrize("audience", ["teacher", "board-admin", "inspector", "full"])
def test_nobody_else_gets_a_single_starter(audience: Role) -> None:
    assert starters_seen(seat(TEACHES, audience), at_the_start()) == []
    assert starters_seen(seat(LEADS, audience), at_the_start()) == []


def asked(viewer: Viewer, audience: Role, figure: str) -> Any:
    nothing: Any = None
    desk = Desk(nothing, nothing, nothing, nothing, nothing, nothing)
    return asyncio.run(desk.sides(seat(viewer, audience), "2025-2026", "feedback", figure))


@pytest.mark.parametrize("figure", ["participation", "completion", "informal", "starters"])
def test_nobody_but_the_leader_is_told_who_takes_part(figure: str) -> None:
    assert asked(TEACHES, "teacher", figure) is None
    assert asked(LEADS, "board-admin", figure) is None


@pytest.mark.parametrize("figure", ["starters.observations", "growth.observer", "reactions"])
def test_of_what_is_judgement_the_leader_is_told_no_names_either(figure: str) -> None:
    assert asked(LEADS, LEADER, figure) is None


def test_those_who_take_part_and_those_who_do_not_are_told_apart() -> None:
    other = e.TeacherJoined(
        occurred_at="2023-08-01",
        teacher="t2",
        from_="2023-08-01",
        career_start=None,
        fte=1,
        function="teacher",
    )
    took = year(school(), other, module("FB-01"), enrolled(1, "FB-01"))
    found = sides(scope_of_school(took), ("feedback", "participation"))
    assert found == Sides(frozenset({ME}), frozenset({"t2"}))
    row = {"figure": "participation", "value": 0.5, "n": 1, "of": 2}
    said = why.by_name(row, found, NAMED, NL)
    assert [(str(one.words), list(one.names)) for one in said] == [
        ("Wie doen mee", ["Noor Veldkamp"]),
        ("Wie doen niet mee", ["leraar t2"]),
    ]


def test_while_the_thirty_days_run_a_coach_is_something_to_arrange() -> None:
    waiting = starters_seen(seat(LEADS, LEADER), at_the_start())
    (task,) = arrange(waiting, NL, TODAY)
    assert (str(task.what), task.when) == ("Zorg voor een coach voor 1 starter.", "19 september")
    assert task.who == (ME,)
    (line,) = lines(waiting, NAMED, TODAY, NL)
    assert (line.name, line.since) == ("Noor Veldkamp", "20 augustus 2025")
    assert line.coach == "Geen coach. Die telt mee tot en met 19 september 2025."


def test_after_the_thirty_days_a_coach_is_still_to_be_arranged() -> None:
    late = date(2025, 9, 20)
    waiting = starters_seen(seat(LEADS, LEADER), at_the_start())
    (task,) = arrange(waiting, NL, late)
    assert str(task.what) == "Zorg alsnog voor een coach voor 1 starter."
    assert (task.when, task.when_more, task.late) == ("19 september", "dag is voorbij", True)
    assert task.who == (ME,)
    (line,) = lines(waiting, NAMED, late, NL)
    assert line.coach == (
        "Geen coach. 19 september 2025 was de laatste dag om op tijd een coach te hebben."
    )


def test_a_starter_with_a_coach_waits_for_nothing() -> None:
    given = e.CoachAssigned(occurred_at="2025-09-01", coach="c1", teacher=ME, from_="2025-09-01")
    guided = starters_seen(seat(LEADS, LEADER), at_the_start(given))
    assert arrange(guided, NL, TODAY) == []
    assert lines(guided, NAMED, TODAY, NL)[0].coach == "Cees Coach, sinds 1 september 2025"
