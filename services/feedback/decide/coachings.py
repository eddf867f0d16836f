"""Coaching: a talk, or a lesson with the coach present."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.refusals import refuse
from services.feedback.state import School
from shared.contracts.feedback import CoachingRecorded, FeedbackFact


@dataclass(frozen=True, slots=True)
class RecordCoaching:
    """A wish to record a coaching, as the fact it would become."""

    said: CoachingRecorded
    by: rules.By
    known: Known


def check(wish: RecordCoaching) -> None:
    """Everything that does not depend on what the school's stream holds."""
    said, root = wish.said, wish.by.root
    day = rules.day(wish.known, said.occurred_at, root)
    rules.member(wish.known, said.teacher, day, f"{root}/teacher")
    if said.coach == said.teacher:
        raise refuse("coach-is-teacher", f"{root}/teacher")


def decide(wish: RecordCoaching, state: School) -> Sequence[FeedbackFact]:
    """The coaching, once per id."""
    check(wish)
    rules.never_before(state, "coaching", wish.said.coaching, f"{wish.by.root}/coaching")
    return [wish.said]
