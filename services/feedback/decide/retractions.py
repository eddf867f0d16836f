"""Retractions: what was recorded no longer counts, from the moment this is logged."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.refusals import Need, not_yet, refuse
from services.feedback.state import Kind, School, Thing
from shared.chassis.errors import Absent
from shared.chassis.idempotency import check_version
from shared.contracts.codes import RETRACTED
from shared.contracts.feedback import (
    CoachingRetracted,
    FeedbackFact,
    ModuleRatingRetracted,
    ObservationRetracted,
    PupilResultRetracted,
    ReflectionRetracted,
)

Retracted = (
    ObservationRetracted
    | ReflectionRetracted
    | ModuleRatingRetracted
    | CoachingRetracted
    | PupilResultRetracted
)


@dataclass(frozen=True, slots=True)
class Retract:
    """A wish to retract: what, as which fact, who asks, and who recorded it."""

    kind: Kind
    thing: str
    said: Retracted
    by: rules.By
    author: str | None
    known: Known
    seen: int | None = None


def check(wish: Retract) -> None:
    """Everything that does not depend on what the school's stream holds."""
    rules.day(wish.known, wish.said.occurred_at, wish.by.root)
    if isinstance(wish.said, ObservationRetracted) and wish.said.reason not in {None, *RETRACTED}:
        raise refuse("unknown-reason", f"{wish.by.root}/reason", codes=", ".join(RETRACTED))


def decide(wish: Retract, state: School) -> Sequence[FeedbackFact]:
    """The retraction, after what it retracts, once."""
    check(wish)
    pointer = f"{wish.by.root}/{wish.kind}"
    found = state.things.get((wish.kind, wish.thing))
    if found is None:
        if isinstance(wish.by, rules.Person):
            raise Absent
        raise not_yet(Need(wish.kind, wish.thing), "unknown-thing", pointer)
    if not _may(wish, found):
        raise Absent  # as if it were not there: that it is, is none of the asker's business
    check_version(wish.seen, found.version)
    if found.retracted:
        raise refuse("retracted-before", pointer)
    return [wish.said]


def _may(wish: Retract, found: Thing) -> bool:
    """The author may; the school leader also where management is a party, or no person is."""
    if wish.author == wish.by.name:
        return True
    leader = isinstance(wish.by, rules.Person) and "school-leader" in wish.by.roles
    return leader and (found.purpose == "appraisal" or wish.kind == "result")
