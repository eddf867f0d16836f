"""Whom a coach guides now, what is due for whom, and what of others the coach never learns."""

from datetime import date
from typing import Any

from services.evidence.figures.coachees import Coachee, coachees
from shared.contracts import enrolment as e
from shared.contracts import feedback as f
from shared.contracts.fact import Fact
from tests.unit.evidence.own_story import (
    ME,
    completed,
    enrolled,
    practised,
    school,
    seen,
    thing,
    year,
)

COACH = "c1"


def assigned(day: str = "2025-09-01", coach: str = COACH) -> Fact:
    return e.CoachAssigned(occurred_at=day, coach=coach, teacher=ME, from_=day)


def released(day: str) -> Fact:
    return e.CoachReleased(occurred_at=day, coach=COACH, teacher=ME, until=day)


def met(number: int, day: str, kind: Any = "talk", coach: str = COACH) -> Fact:
    return f.CoachingRecorded(
        occurred_at=day, coaching=thing(number), coach=coach, teacher=ME, kind=kind, minutes=45
    )


def guided(*facts: Fact | list[Fact], today: date = date(2026, 3, 1)) -> list[Coachee]:
    return coachees(year(school("2025-08-01"), *facts, today=today), COACH)


def due(*facts: Fact | list[Fact], today: date = date(2026, 3, 1)) -> dict[str, str]:
    (one,) = guided(*facts, today=today)
    return {found.kind: date.fromordinal(found.last).isoformat() for found in one.due}


def test_a_coachee_is_one_from_the_assignment_to_the_last_day_of_it() -> None:
    facts = [assigned("2025-09-01"), released("2026-02-28")]
    assert guided(*facts, today=date(2026, 2, 28)) != []
    assert guided(*facts, today=date(2026, 3, 1)) == []
    assert guided(assigned("2026-03-02")) == []
    assert guided(assigned(coach="c2")) == []


def test_who_left_the_school_is_no_coachee_any_more() -> None:
    left = e.TeacherLeft(
        occurred_at="2026-01-01", teacher=ME, until="2026-01-31", destination="unknown"
    )
    assert guided(assigned(), left) == []


def test_a_first_contact_is_due_within_thirty_days_and_then_missed() -> None:
    day = date(2025, 10, 1)
    (one,) = guided(assigned("2025-09-01"), today=day)
    first = one.due[0]
    assert (first.kind, first.last, first.missed) == ("first-contact", day.toordinal(), False)
    (later,) = guided(assigned("2025-09-01"), today=date(2025, 10, 2))
    assert later.due[0].missed
    assert "first-contact" not in due(assigned("2025-09-01"), met(1, "2025-12-01"))


def test_a_talk_with_another_coach_is_no_contact_of_this_one() -> None:
    assert "first-contact" in due(assigned(), met(1, "2025-09-10", coach="c2"))


def test_only_own_observations_to_learn_from_are_counted() -> None:
    others = [
        seen(1, "2025-10-01", "feedback", 3, observer=COACH, purpose="appraisal"),
        seen(2, "2025-10-02", "feedback", 3, observer="c2", purpose="coaching"),
        seen(3, "2025-10-03", "feedback", 3, "pupils", purpose="coaching"),
    ]
    (without,) = guided(assigned(), *others)
    assert (without.observations, without.last_contact) == (0, None)
    mine = seen(4, "2025-10-04", "feedback", 3, observer=COACH, purpose="coaching")
    (one,) = guided(assigned(), *others, mine)
    assert one.observations == 1
    assert one.last_contact == date(2025, 10, 4).toordinal()


def test_a_first_measurement_is_due_until_two_weeks_after_the_start() -> None:
    began = [assigned(), met(1, "2025-09-02"), *enrolled(2, "FB-01", day="2025-10-01")]
    assert due(*began, today=date(2025, 10, 15))["baseline"] == "2025-10-15"
    assert "baseline" not in due(*began, today=date(2025, 10, 16))
    looked = seen(5, "2025-09-20", "feedback", 2, observer=COACH, purpose="coaching")
    assert "baseline" not in due(*began, looked, today=date(2025, 10, 15))


def test_a_second_measurement_is_due_from_six_weeks_after_the_start() -> None:
    looked = seen(5, "2025-09-20", "feedback", 2, observer=COACH, purpose="coaching")
    began = [assigned(), met(1, "2025-09-02"), looked, *enrolled(2, "FB-01", day="2025-10-01")]
    assert "later" not in due(*began, today=date(2025, 11, 11))
    assert due(*began, today=date(2025, 11, 12))["later"] == "2026-07-31"
    again = seen(6, "2025-11-20", "feedback", 3, observer=COACH, purpose="coaching")
    assert "later" not in due(*began, again)


def test_a_running_module_asks_for_a_lesson_with_a_coach() -> None:
    began = [assigned(), met(1, "2025-09-02"), *enrolled(2, "FB-01")]
    assert "coached-lesson" in due(*began, practised(2, 21, "2025-11-01"))
    assert "coached-lesson" not in due(*began, practised(2, 21, "2025-11-01", coached=True))
    assert "coached-lesson" not in due(*began, completed(2))
    (one,) = guided(*began, practised(2, 21, "2025-11-01"))
    assert [(r.module, r.planned_lessons, r.lessons) for r in one.running] == [("FB-01", 3, 1)]


def test_the_most_urgent_coachee_comes_first() -> None:
    other = e.TeacherJoined(
        occurred_at="2023-08-01",
        teacher="a-later-one",
        from_="2023-08-01",
        career_start=None,
        fte=1,
        function="teacher",
    )
    also = e.CoachAssigned(
        occurred_at="2026-02-20", coach=COACH, teacher="a-later-one", from_="2026-02-20"
    )
    found = guided(other, assigned(), also)
    assert [one.teacher for one in found] == [ME, "a-later-one"]
    assert found[0].starter is not None
    assert found[1].starter is None
