"""Pulse waves: opened, answered without a name, and told all at once when they close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.refusals import Need, not_yet, refuse
from services.feedback.state import School
from shared.chassis.errors import Absent
from shared.chassis.idempotency import check_version
from shared.contracts.feedback import (
    FeedbackFact,
    PulseRecorded,
    PulseWaveClosed,
    PulseWaveOpened,
)
from shared.contracts.moments import parse_day

Items = tuple[int | None, int | None, int | None, int | None]
"""Control, support, resources, autonomy: 1 to 5 each, or no answer."""


@dataclass(frozen=True, slots=True)
class OpenWave:
    """A wish to open a wave for the whole team."""

    said: PulseWaveOpened
    known: Known


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a wave, on a day; whose it is, is nowhere in it."""

    wave: str
    items: Items
    day: date
    root: str
    known: Known


@dataclass(frozen=True, slots=True)
class CloseWave:
    """A wish to close a wave and to tell its answers, which come in random order."""

    said: PulseWaveClosed
    answers: tuple[PulseRecorded, ...]
    today: date
    seen: int | None = None


def check_opening(wish: OpenWave) -> None:
    """A wave can still be answered, by somebody."""
    rules.day(wish.known, wish.said.occurred_at, "/body")
    if parse_day(wish.said.closes_on) < rules.today(wish.known):
        raise refuse("closes-in-the-past", "/body/closesOn")
    if wish.said.invited == 0:
        raise refuse("nobody-to-invite", "/body/opensOn")


def check_answer(wish: Answer) -> None:
    """At least one of the four questions was answered."""
    if all(item is None for item in wish.items):
        raise refuse("empty-answer", wish.root)


def open_wave(wish: OpenWave, state: School) -> Sequence[FeedbackFact]:
    """The wave, once per id."""
    check_opening(wish)
    if wish.said.wave in state.waves:
        raise refuse("recorded-before")
    return [wish.said]


def answer(wish: Answer, state: School) -> Sequence[FeedbackFact]:
    """Nothing yet: an answer is told when the wave closes. Refused when the wave does not run."""
    check_answer(wish)
    wave = state.waves.get(wish.wave)
    if wave is None:
        raise not_yet(Need("wave", wish.wave), "unknown-wave", f"{wish.root}/wave")
    if wave.closed:
        raise refuse("wave-closed", f"{wish.root}/wave")
    if not wave.opens_on <= wish.day <= wave.closes_on:
        raise refuse(
            "wave-not-open", f"{wish.root}/wave", opens=wave.opens_on, closes=wave.closes_on
        )
    return []


def close_wave(wish: CloseWave, state: School) -> Sequence[FeedbackFact]:
    """All answers and then the closing; nothing when it was closed before."""
    wave = state.waves.get(wish.said.wave)
    if wave is None:
        raise Absent
    if wave.closed:
        return []
    check_version(wish.seen, wave.version)
    if wish.today < wave.closes_on:
        raise refuse("wave-runs", "", closes=wave.closes_on)
    return [*wish.answers, wish.said]
