"""The fold: one small function per fact type, and the rules of the chain that each relies on.

Publishers refuse what these rules forbid, so a fact that breaks one should not exist; when it
does, `Forbidden` stops the school's history at the fact before it, and says why. The functions are
typed against the contracts and run on the structs derived from them (`shared/chassis/structs.py`).

It is as long as the language: one small function per fact, in the order of the facts.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from services.evidence.history import records as r
from services.evidence.history.school import Board, CountedPurposes, School
from shared.contracts import enrolment as e
from shared.contracts import evidence as v
from shared.contracts import feedback as f
from shared.contracts.fact import Fact
from shared.contracts.moments import day_of, instant_of, parse_day

Stamp = tuple[r.Ref, int, int]


class Forbidden(Exception):
    """The fact breaks a rule of the chain; the message says which."""


class Event(msgspec.Struct, frozen=True, gc=False):
    """A fact as the fold takes it: what happened, its id, and where it stands."""

    fact: Any  # one of the catalogue's contracts, as its derived struct
    id: str
    ref: r.Ref
    time: str


def evolve(school: School, event: Event) -> None:
    """Fold one fact into the school; raises Forbidden and then leaves the school as it was."""
    fold = _FOLDS.get(event.fact.__class__.__name__)
    if fold is not None:
        fold(school, event.fact, event)


def evolve_board(board: Board, event: Event) -> None:
    """Fold one fact of a board's own stream; most of them concern no figure."""
    fact = event.fact
    kind = fact.__class__.__name__
    if kind == e.BoardRegistered.__name__:
        board.name = fact.name
        board.counted.append(
            CountedPurposes(*_stamp(fact, event), _day(fact.valid_from), fact.counted_purposes)
        )
    elif kind == e.ModuleRegistered.__name__:
        board.modules.append(_module(fact, event))


def _module(fact: e.ModuleRegistered, event: Event) -> r.Module:
    return r.Module(
        *_stamp(fact, event),
        fact.module,
        fact.version,
        fact.theme,
        fact.titles.nl,
        fact.titles.en,
        round(fact.study_hours * 100),
        fact.practice_lessons,
        fact.form,
        fact.level,
        _day(fact.valid_from),
    )


def _stamp(fact: Fact, event: Event) -> Stamp:
    return event.ref, *_when(fact.occurred_at)


@lru_cache(maxsize=65_536)
def _when(moment: str) -> tuple[int, int]:
    """The day and the instant (microseconds since 1970) of a moment."""
    return day_of(moment).toordinal(), round(instant_of(moment).timestamp() * 1_000_000)


@lru_cache(maxsize=65_536)
def _day(text: str) -> int:
    return parse_day(text).toordinal()


def _day_or_none(text: str | None) -> int | None:
    return None if text is None else _day(text)


def _need(held: bool, rule: str) -> None:
    if not held:
        raise Forbidden(rule)


def _new(school: School, known: dict[str, Any], thing: str) -> None:
    _need(thing not in known and thing not in school.gone, "one recorded per id")


def _retract(school: School, known: dict[str, Any], thing: str) -> None:
    _need(thing in known, "a retraction comes after its fact, once")
    del known[thing]
    school.gone.add(thing)


# ---- the school and its people


def _registered(school: School, fact: e.SchoolRegistered, event: Event) -> None:
    school.registrations.append(
        r.Registration(
            *_stamp(fact, event), _day(fact.valid_from), fact.board, fact.name, fact.sector
        )
    )


def _closed(school: School, fact: e.SchoolClosed, event: Event) -> None:
    school.closures.append(r.Closure(*_stamp(fact, event), _day(fact.valid_until)))


def _joined(school: School, fact: e.TeacherJoined, event: Event) -> None:
    school.joined.setdefault(fact.teacher, []).append(
        r.Joined(
            *_stamp(fact, event),
            event.id,
            _day(fact.from_),
            round(fact.fte * 10_000),
            fact.function,
            _day_or_none(fact.career_start),
            fact.career_changer,
        )
    )


def _left(school: School, fact: e.TeacherLeft, event: Event) -> None:
    _need(fact.teacher in school.joined, "left only for a running membership")
    school.left.setdefault(fact.teacher, []).append(
        r.Left(*_stamp(fact, event), event.id, _day(fact.until), fact.destination)
    )


_CORRECTED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "from_": ("start", _day),
    "career_start": ("career_start", _day_or_none),
    "career_changer": ("career_changer", bool),
    "fte": ("fte", lambda fte: round(fte * 10_000)),
    "function": ("function", str),
    "until": ("until", _day),
    "destination": ("destination", str),
}


def _corrected(school: School, fact: e.TeacherMembershipCorrected, event: Event) -> None:
    values: dict[str, Any] = {}
    for said, (field, read) in _CORRECTED.items():
        value = getattr(fact, said)
        if value is msgspec.UNSET or (value is None and said != "career_start"):
            continue
        values[field] = read(value)
    school.corrections.append(r.Correction(*_stamp(fact, event), fact.corrects, values))


def _assigned(school: School, fact: e.CoachAssigned, event: Event) -> None:
    school.assignments.append(
        r.Assignment(*_stamp(fact, event), fact.coach, fact.teacher, _day(fact.from_))
    )


def _released(school: School, fact: e.CoachReleased, event: Event) -> None:
    pair = (fact.coach, fact.teacher)
    assigned = sum((a.coach, a.teacher) == pair for a in school.assignments)
    released = sum((a.coach, a.teacher) == pair for a in school.releases)
    _need(assigned > released, "released only when assigned")
    school.releases.append(r.Release(*_stamp(fact, event), *pair, _day(fact.until)))


# ---- goals


def _goal_set(school: School, fact: e.GoalSet, event: Event) -> None:
    _new(school, school.goals, fact.goal)
    school.goals[fact.goal] = r.Goal(
        *_stamp(fact, event),
        fact.goal,
        fact.theme,
        fact.school_year,
        fact.indicator,
        fact.target,
        _day(fact.due_on),
    )


def _goal_evaluated(school: School, fact: e.GoalEvaluated, event: Event) -> None:
    goal = _goal(school, fact.goal)
    goal.evaluations.append(r.Evaluation(*_stamp(fact, event), fact.outcome, fact.decision))


def _goal_withdrawn(school: School, fact: e.GoalWithdrawn, event: Event) -> None:
    _goal(school, fact.goal).withdrawn = r.Record(*_stamp(fact, event))


def _goal(school: School, goal: str) -> r.Goal:
    _need(goal in school.goals, "evaluated or withdrawn only for a goal set")
    return school.goals[goal]


# ---- enrolments


def _requested(school: School, fact: e.EnrolmentRequested, event: Event) -> None:
    _new(school, school.enrolments, fact.enrolment)
    school.enrolments[fact.enrolment] = r.Enrolment(
        *_stamp(fact, event),
        fact.enrolment,
        fact.teacher,
        fact.module,
        fact.theme,
        fact.goal,
        fact.planned_practice,
        round(fact.planned_hours * 100),
    )


def _enrolment(school: School, enrolment: str) -> r.Enrolment:
    _need(enrolment in school.enrolments, "requested comes before all else of an enrolment")
    return school.enrolments[enrolment]


def _undecided(school: School, enrolment: str) -> r.Enrolment:
    found = _enrolment(school, enrolment)
    decided = found.confirmed is not None or found.declined is not None
    _need(not decided, "confirmed or declined once")
    return found


def _confirmed(school: School, fact: e.EnrolmentConfirmed, event: Event) -> None:
    _undecided(school, fact.enrolment).confirmed = r.Record(*_stamp(fact, event))


def _declined(school: School, fact: e.EnrolmentDeclined, event: Event) -> None:
    _undecided(school, fact.enrolment).declined = r.Record(*_stamp(fact, event))


def _started(school: School, fact: e.EnrolmentStarted, event: Event) -> None:
    enrolment = _enrolment(school, fact.enrolment)
    _need(enrolment.confirmed is not None, "confirmed comes before started")
    _need(enrolment.started is None, "started once")
    enrolment.started = r.Record(*_stamp(fact, event))


def _running(school: School, enrolment: str, rule: str) -> r.Enrolment:
    found = _enrolment(school, enrolment)
    ended = found.completed is not None or found.withdrawn is not None
    _need(found.started is not None and not ended, rule)
    return found


def _completed(school: School, fact: e.EnrolmentCompleted, event: Event) -> None:
    enrolment = _running(school, fact.enrolment, "completed or withdrawn once, after started")
    enrolment.completed = r.Completion(
        *_stamp(fact, event), round(fact.study_hours * 100), fact.assessment
    )


def _withdrawn(school: School, fact: e.EnrolmentWithdrawn, event: Event) -> None:
    enrolment = _running(school, fact.enrolment, "completed or withdrawn once, after started")
    enrolment.withdrawn = r.Record(*_stamp(fact, event))


def _discussed(school: School, fact: e.OutcomeDiscussed, event: Event) -> None:
    enrolment = _enrolment(school, fact.enrolment)
    _need(enrolment.completed is not None, "discussion comes after completed")
    enrolment.discussed.append(r.Record(*_stamp(fact, event)))


def _practised(school: School, fact: e.PracticeLogged, event: Event) -> None:
    enrolment = _running(
        school, fact.enrolment, "practice after started and before completed or withdrawn"
    )
    _new(school, enrolment.practices, fact.practice)
    enrolment.practices[fact.practice] = r.Practice(
        *_stamp(fact, event), fact.practice, fact.minutes, fact.with_coach, fact.own_class
    )


def _practice_retracted(school: School, fact: e.PracticeRetracted, _: Event) -> None:
    _retract(school, _enrolment(school, fact.enrolment).practices, fact.practice)


# ---- what else enrolment says


def _informal(school: School, fact: e.InformalLearningRecorded, event: Event) -> None:
    _new(school, school.informal, fact.learning)
    school.informal[fact.learning] = r.Informal(
        *_stamp(fact, event), fact.teacher, fact.theme, fact.minutes
    )


def _informal_retracted(school: School, fact: e.InformalLearningRetracted, _: Event) -> None:
    _retract(school, school.informal, fact.learning)


def _role_taken(school: School, fact: e.RoleTaken, event: Event) -> None:
    school.roles.append(r.RoleChange(*_stamp(fact, event), fact.teacher, fact.role, True))


def _role_left(school: School, fact: e.RoleLeft, event: Event) -> None:
    school.roles.append(r.RoleChange(*_stamp(fact, event), fact.teacher, fact.role, False))


def _certified(school: School, fact: e.CertificateAwarded, event: Event) -> None:
    _new(school, school.certificates, fact.certificate)
    school.certificates[fact.certificate] = r.Certificate(
        *_stamp(fact, event), fact.teacher, fact.module
    )


def _revoked(school: School, fact: e.CertificateRevoked, _: Event) -> None:
    _retract(school, school.certificates, fact.certificate)


# ---- feedback


def _observed(school: School, fact: f.ObservationRecorded, event: Event) -> None:
    _new(school, school.observations, fact.observation)
    themes: dict[str, tuple[int, int]] = {}
    for score in fact.scores:
        if score.score is not None:
            total, count = themes.get(score.theme, (0, 0))
            themes[score.theme] = (total + round(score.score * 100), count + 1)
    school.observations[fact.observation] = r.Observation(
        *_stamp(fact, event),
        fact.observation,
        fact.teacher,
        fact.perspective,
        fact.purpose,
        f"{fact.instrument} {fact.instrument_version.partition('.')[0]}",
        fact.observer,
        fact.respondents,
        themes,
    )


def _observation_retracted(school: School, fact: f.ObservationRetracted, _: Event) -> None:
    _retract(school, school.observations, fact.observation)


def _reflected(school: School, fact: f.ReflectionRecorded, event: Event) -> None:
    _new(school, school.reflections, fact.reflection)
    school.reflections[fact.reflection] = r.Reflection(
        *_stamp(fact, event), fact.teacher, fact.theme, fact.minutes
    )


def _reflection_retracted(school: School, fact: f.ReflectionRetracted, _: Event) -> None:
    _retract(school, school.reflections, fact.reflection)


def _rated(school: School, fact: f.ModuleRatingRecorded, event: Event) -> None:
    _new(school, school.ratings, fact.rating)
    school.ratings[fact.rating] = r.Rating(
        *_stamp(fact, event), fact.teacher, fact.module, fact.theme, fact.stars
    )


def _rating_retracted(school: School, fact: f.ModuleRatingRetracted, _: Event) -> None:
    _retract(school, school.ratings, fact.rating)


def _coached(school: School, fact: f.CoachingRecorded, event: Event) -> None:
    _new(school, school.coachings, fact.coaching)
    school.coachings[fact.coaching] = r.Coaching(
        *_stamp(fact, event), fact.coaching, fact.coach, fact.teacher, fact.kind, fact.minutes
    )


def _coaching_retracted(school: School, fact: f.CoachingRetracted, _: Event) -> None:
    _retract(school, school.coachings, fact.coaching)


def _wave_opened(school: School, fact: f.PulseWaveOpened, event: Event) -> None:
    _new(school, school.waves, fact.wave)
    school.waves[fact.wave] = r.Wave(
        *_stamp(fact, event), fact.wave, _day(fact.closes_on), fact.invited
    )


def _wave_closed(school: School, fact: f.PulseWaveClosed, event: Event) -> None:
    wave = school.waves.get(fact.wave)
    if wave is None:
        return  # no rule of the chain: answers without an opened wave count nowhere
    wave.closed = r.Record(*_stamp(fact, event))
    if fact.closes_on is not None:
        wave.closes = _day(fact.closes_on)
    if fact.invited is not None:
        wave.invited = fact.invited


def _answered(school: School, fact: f.PulseRecorded, event: Event) -> None:
    _new(school, school.responses, fact.response)
    answers = (fact.control, fact.support, fact.resources, fact.autonomy)
    school.responses[fact.response] = r.Response(
        *_stamp(fact, event), fact.response, fact.wave, answers
    )


def _result(school: School, fact: f.PupilResultRecorded, event: Event) -> None:
    _new(school, school.results, fact.result)
    school.results[fact.result] = r.PupilResult(
        *_stamp(fact, event), fact.theme, fact.measure, fact.before, fact.after, fact.n
    )


def _result_retracted(school: School, fact: f.PupilResultRetracted, _: Event) -> None:
    _retract(school, school.results, fact.result)


_FOLDS: dict[str, Callable[[School, Any, Event], None]] = {
    contract.__name__: fold
    for contract, fold in (
        (e.SchoolRegistered, _registered),
        (e.SchoolClosed, _closed),
        (e.TeacherJoined, _joined),
        (e.TeacherLeft, _left),
        (e.TeacherMembershipCorrected, _corrected),
        (e.CoachAssigned, _assigned),
        (e.CoachReleased, _released),
        (e.GoalSet, _goal_set),
        (e.GoalEvaluated, _goal_evaluated),
        (e.GoalWithdrawn, _goal_withdrawn),
        (e.EnrolmentRequested, _requested),
        (e.EnrolmentConfirmed, _confirmed),
        (e.EnrolmentDeclined, _declined),
        (e.EnrolmentStarted, _started),
        (e.EnrolmentCompleted, _completed),
        (e.EnrolmentWithdrawn, _withdrawn),
        (e.OutcomeDiscussed, _discussed),
        (e.PracticeLogged, _practised),
        (e.PracticeRetracted, _practice_retracted),
        (e.InformalLearningRecorded, _informal),
        (e.InformalLearningRetracted, _informal_retracted),
        (e.RoleTaken, _role_taken),
        (e.RoleLeft, _role_left),
        (e.CertificateAwarded, _certified),
        (e.CertificateRevoked, _revoked),
        (f.ObservationRecorded, _observed),
        (f.ObservationRetracted, _observation_retracted),
        (f.ReflectionRecorded, _reflected),
        (f.ReflectionRetracted, _reflection_retracted),
        (f.ModuleRatingRecorded, _rated),
        (f.ModuleRatingRetracted, _rating_retracted),
        (f.CoachingRecorded, _coached),
        (f.CoachingRetracted, _coaching_retracted),
        (f.PulseWaveOpened, _wave_opened),
        (f.PulseWaveClosed, _wave_closed),
        (f.PulseRecorded, _answered),
        (f.PupilResultRecorded, _result),
        (f.PupilResultRetracted, _result_retracted),
    )
}

# Facts of a school that no figure rests on; a test holds that every type is here or above.
NOT_FOLDED: tuple[type[Fact], ...] = (
    v.DossierSealed,
    v.DossierShared,
    v.DossierWithdrawn,
    v.EvidenceLevelChanged,
)
