"""Observations: what an observer, the pupils or the teacher saw, with one instrument."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.feedback.decide import rules
from services.feedback.known import Known
from services.feedback.refusals import refuse
from services.feedback.state import School
from shared.contracts.codes import Perspective, Purpose
from shared.contracts.feedback import FeedbackFact, ObservationRecorded

# Who observes for which purpose (domain.md): a coach is never the manager, peers never report.
OBSERVERS: dict[Purpose, frozenset[str]] = {
    "coaching": frozenset({"coach"}),
    "peer": frozenset({"teacher", "coach"}),
    "appraisal": frozenset({"school-leader"}),
    "audit": frozenset({"school-leader", "coach", "teacher"}),
}


@dataclass(frozen=True, slots=True)
class RecordObservation:
    """A wish to record an observation, as the fact it would become."""

    said: ObservationRecorded
    by: rules.By
    known: Known


def check(wish: RecordObservation) -> None:
    """Everything that does not depend on what the school's stream holds."""
    said, root = wish.said, wish.by.root
    day = rules.day(wish.known, said.occurred_at, root)
    rules.member(wish.known, said.teacher, day, f"{root}/teacher")
    _observer_fits(said, root)
    if isinstance(wish.by, rules.Person):
        _purpose_fits(said, wish.by)
    _scores_fit(said, wish.known, root)


def decide(wish: RecordObservation, state: School) -> Sequence[FeedbackFact]:
    """The observation, once per id."""
    check(wish)
    pointer = f"{wish.by.root}/observation"
    rules.never_before(state, "observation", wish.said.observation, pointer)
    return [wish.said]


def _observer_fits(said: ObservationRecorded, root: str) -> None:
    if said.perspective != "observer" and said.observer is not None:
        raise refuse("observer-not-with-perspective", f"{root}/observer")
    if said.observer == said.teacher:
        raise refuse("observer-is-teacher", f"{root}/perspective")


def _purpose_fits(said: ObservationRecorded, by: rules.Person) -> None:
    own = said.teacher == by.pseudonym
    if said.perspective == "self" and not own:
        raise refuse("not-about-yourself", "/body/teacher")
    if own and said.perspective != "observer":
        return  # one's own list, or the list of one's own pupils, for whatever purpose
    if by.roles.isdisjoint(OBSERVERS[said.purpose]):
        raise refuse("purpose-not-yours", "/body/purpose", purpose=said.purpose)


def _scores_fit(said: ObservationRecorded, known: Known, root: str) -> None:
    instrument = known.instrument
    if instrument is None:
        raise refuse(
            "unknown-instrument",
            f"{root}/instrument",
            instrument=said.instrument,
            version=said.instrument_version,
        )
    _perspective_fits(said.perspective, instrument.perspectives, root)
    if not said.scores:
        raise refuse("no-scores", f"{root}/scores")
    seen: set[str] = set()
    for number, score in enumerate(said.scores):
        pointer = f"{root}/scores/{number}"
        theme = instrument.themes.get(score.indicator)
        if theme is None:
            raise refuse("unknown-indicator", f"{pointer}/indicator", indicator=score.indicator)
        if score.indicator in seen:
            raise refuse("indicator-twice", f"{pointer}/indicator", indicator=score.indicator)
        if score.theme != theme:
            raise refuse("wrong-theme", f"{pointer}/theme", indicator=score.indicator, theme=theme)
        seen.add(score.indicator)


def _perspective_fits(perspective: Perspective, allowed: frozenset[Perspective], root: str) -> None:
    if perspective not in allowed:
        raise refuse("wrong-perspective", f"{root}/instrument", perspective=perspective)
