"""The leader's list of starters: who guides them from when, and until when a coach counts."""

from datetime import date
from typing import Any

from services.evidence.figures.starting import Starting, starting
from shared.contracts import enrolment as e
from shared.contracts import feedback as f
from shared.contracts.fact import Fact
from tests.unit.evidence.own_story import ME, school, seen, thing, year


def day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def assigned(on: str, coach: str = "c1") -> Fact:
    return e.CoachAssigned(occurred_at=on, coach=coach, teacher=ME, from_=on)


def met(number: int, on: str, kind: Any = "talk") -> Fact:
    return f.CoachingRecorded(
        occurred_at=on, coaching=thing(number), coach="c1", teacher=ME, kind=kind, minutes=45
    )


def started(*facts: Fact, today: date = date(2025, 9, 20)) -> list[Starting]:
    return starting(year(school("2025-08-20", from_="2025-08-20"), *facts, today=today))


def test_a_starter_without_a_coach_is_there_with_the_last_day_that_counts() -> None:
    (one,) = started()
    assert (one.teacher, one.coach, one.guided) == (ME, None, False)
    assert (one.since, one.coach_by) == (day("2025-08-20"), day("2025-09-19"))


def test_a_starter_with_a_coach_says_from_when_and_what_was_done() -> None:
    facts = [assigned("2025-09-01"), met(1, "2025-09-02"), met(2, "2025-09-03", "coached-lesson")]
    (one,) = started(*facts)
    assert (one.coach, one.coach_since, one.coach_until) == ("c1", day("2025-09-01"), None)
    assert (one.talks, one.coached_lessons) == (1, 1)


def test_a_coach_who_stopped_is_a_coach_no_more() -> None:
    gone = e.CoachReleased(occurred_at="2025-09-10", coach="c1", teacher=ME, until="2025-09-10")
    (one,) = started(assigned("2025-09-01"), gone)
    assert (one.guided, one.coach_until) == (False, day("2025-09-10"))
    (again,) = started(assigned("2025-09-01"), gone, assigned("2025-09-12", "c2"))
    assert (again.coach, again.guided) == ("c2", True)


def test_how_often_a_starter_was_observed_is_told_of_nobody() -> None:
    (one,) = started(seen(1, "2025-09-05", "feedback", 2))
    assert "observations" not in Starting.__slots__
    assert (one.talks, one.coached_lessons) == (0, 0)


def test_who_is_no_starter_is_not_in_the_list() -> None:
    assert starting(year(school("2012-08-01"), today=date(2025, 9, 20))) == []
