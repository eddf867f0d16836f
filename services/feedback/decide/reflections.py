"""Reflections: a teacher looked back, for so many minutes, on a theme."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.refusals import Need, not_yet, refuse
from services.feedback.state import School
from shared.contracts.feedback import FeedbackFact, ReflectionRecorded


@dataclass(frozen=True, slots=True)
class RecordReflection:
    """A wish to record a reflection, as the fact it would become."""

    said: ReflectionRecorded
    by: rules.By
    known: Known


def check(wish: RecordReflection) -> None:
    """Everything that does not depend on what the school's stream holds."""
    root = wish.by.root
    day = rules.day(wish.known, wish.said.occurred_at, root)
    rules.member(wish.known, wish.said.teacher, day, f"{root}/teacher")


def refers_to(wish: RecordReflection) -> Need | None:
    """The observation it looks back on; enrolments are not known here."""
    about = wish.said.about
    if about is None or about.kind != "observation":
        return None
    return Need("observation", about.id)


def decide(wish: RecordReflection, state: School) -> Sequence[FeedbackFact]:
    """The reflection, once per id, on an observation of the same teacher if on one."""
    check(wish)
    root = wish.by.root
    rules.never_before(state, "reflection", wish.said.reflection, f"{root}/reflection")
    if need := refers_to(wish):
        observation = state.things.get(("observation", need.id))
        if observation is None:
            raise not_yet(need, "unknown-thing", f"{root}/about/id")
        if observation.teacher != wish.said.teacher:
            raise refuse("about-another", f"{root}/about/id")
    return [wish.said]
