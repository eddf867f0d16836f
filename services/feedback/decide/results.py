"""Pupil results: a group before and after, as an aggregate on a registered measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.refusals import refuse
from services.feedback.state import School
from shared.contracts.feedback import FeedbackFact, PupilResultRecorded


@dataclass(frozen=True, slots=True)
class RecordResult:
    """A wish to record a pupil result, as the fact it would become."""

    said: PupilResultRecorded
    by: rules.By
    known: Known


def check(wish: RecordResult) -> None:
    """Everything that does not depend on what the school's stream holds."""
    said, root = wish.said, wish.by.root
    rules.day(wish.known, said.occurred_at, root)
    measure = wish.known.measures.get(said.measure)
    if measure is None:
        raise refuse("unknown-measure", f"{root}/measure", measure=said.measure)
    for name, value in (("before", said.before), ("after", said.after)):
        if not measure.least <= value <= measure.most:
            raise refuse(
                "measure-out-of-range",
                f"{root}/{name}",
                measure=measure.id,
                least=measure.least,
                most=measure.most,
            )
        rules.at_most_two_decimals(value, f"{root}/{name}")


def decide(wish: RecordResult, state: School) -> Sequence[FeedbackFact]:
    """The result, once per id."""
    check(wish)
    rules.never_before(state, "result", wish.said.result, f"{wish.by.root}/result")
    return [wish.said]
