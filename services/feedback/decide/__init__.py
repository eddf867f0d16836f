"""The core: a wish and the school's state in, facts or a refusal out; nothing else touched.

`check` is the part of a decision that needs no stream: whoever has to keep an order can ask it
beforehand. `refers_to` names the thing of the stream that a wish builds on, if any.
"""

from collections.abc import Sequence
from typing import assert_never

from services.feedback.decide import (
    coachings,
    observations,
    pulses,
    ratings,
    reflections,
    results,
    retractions,
)
from services.feedback.decide.coachings import RecordCoaching
from services.feedback.decide.observations import RecordObservation
from services.feedback.decide.pulses import Answer, CloseWave, OpenWave
from services.feedback.decide.ratings import RecordRating
from services.feedback.decide.reflections import RecordReflection
from services.feedback.decide.results import RecordResult
from services.feedback.decide.retractions import Retract
from services.feedback.refusals import Need
from services.feedback.state import School
from shared.contracts.feedback import FeedbackFact

__all__ = [
    "Answer",
    "CloseWave",
    "OpenWave",
    "RecordCoaching",
    "RecordObservation",
    "RecordRating",
    "RecordReflection",
    "RecordResult",
    "Recording",
    "Retract",
    "Wish",
    "check",
    "decide",
    "refers_to",
]

Recording = RecordObservation | RecordReflection | RecordRating | RecordCoaching | RecordResult
Wish = Recording | Retract | OpenWave | Answer | CloseWave


def decide(wish: Wish, state: School) -> Sequence[FeedbackFact]:  # noqa: PLR0911  one per wish
    """The facts that a wish leads to; raises the Problem that forbids it."""
    match wish:
        case RecordObservation():
            return observations.decide(wish, state)
        case RecordReflection():
            return reflections.decide(wish, state)
        case RecordRating():
            return ratings.decide(wish, state)
        case RecordCoaching():
            return coachings.decide(wish, state)
        case RecordResult():
            return results.decide(wish, state)
        case Retract():
            return retractions.decide(wish, state)
        case OpenWave():
            return pulses.open_wave(wish, state)
        case Answer():
            return pulses.answer(wish, state)
        case CloseWave():
            return pulses.close_wave(wish, state)
        case _ as never:
            assert_never(never)


def check(wish: Recording | Retract | Answer) -> None:
    """What of a decision does not depend on the stream; raises the Problem that forbids it."""
    match wish:
        case RecordObservation():
            observations.check(wish)
        case RecordReflection():
            reflections.check(wish)
        case RecordRating():
            ratings.check(wish)
        case RecordCoaching():
            coachings.check(wish)
        case RecordResult():
            results.check(wish)
        case Retract():
            retractions.check(wish)
        case Answer():
            pulses.check_answer(wish)
        case _ as never:
            assert_never(never)


def refers_to(wish: Recording | Retract | Answer) -> Need | None:
    """What must stand on the stream before this wish can be granted."""
    match wish:
        case Retract():
            return Need(wish.kind, wish.thing)
        case Answer():
            return Need("wave", wish.wave)
        case RecordReflection():
            return reflections.refers_to(wish)
        case _:
            return None
