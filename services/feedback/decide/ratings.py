"""Ratings: what a teacher thought of a module."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.state import School
from shared.contracts.feedback import FeedbackFact, ModuleRatingRecorded


@dataclass(frozen=True, slots=True)
class RecordRating:
    """A wish to record a rating, as the fact it would become."""

    said: ModuleRatingRecorded
    by: rules.By
    known: Known


def check(wish: RecordRating) -> None:
    """Everything that does not depend on what the school's stream holds."""
    root = wish.by.root
    day = rules.day(wish.known, wish.said.occurred_at, root)
    rules.member(wish.known, wish.said.teacher, day, f"{root}/teacher")


def decide(wish: RecordRating, state: School) -> Sequence[FeedbackFact]:
    """The rating, once per id."""
    check(wish)
    rules.never_before(state, "rating", wish.said.rating, f"{wish.by.root}/rating")
    return [wish.said]
