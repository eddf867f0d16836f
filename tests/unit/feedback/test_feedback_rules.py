"""What may be recorded, retracted and answered, as sentences."""

from datetime import date

import pytest

from services.feedback.decide import (
    Answer,
    CloseWave,
    OpenWave,
    RecordCoaching,
    RecordReflection,
    RecordResult,
    Retract,
    decide,
    platforms,
    refers_to,
)
from services.feedback.known import Admission, Admissions, Place
from services.feedback.refusals import NotYet
from shared.chassis.errors import Absent, Outdated, Problem
from shared.contracts import feedback as f
from tests.unit.feedback.story import (
    BOARD,
    COACH,
    FROM,
    LEADER,
    PLATFORM,
    PUPILS_LIST,
    SCHOOL,
    TESS,
    known,
    observation,
    observing,
    refused,
    school,
    told,
    uid,
)

KM1 = {"indicator": "KM1", "theme": "classroom-management", "score": 3}


def test_a_coach_observes_for_coaching():
    assert told(observing()) == ["observations.recorded"]


def test_what_is_not_applicable_is_no_score_and_may_be_told():
    assert told(observing(scores=[{**KM1, "score": None}])) == ["observations.recorded"]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"occurredAt": "2026-03-11"}, ("in-the-future", "/body/occurredAt")),
        ({"occurredAt": "1989-12-31"}, ("too-long-ago", "/body/occurredAt")),
        ({"occurredAt": "2020-07-31"}, ("school-not-then", "/body/occurredAt")),
        ({"teacher": "nobody"}, ("not-a-member", "/body/teacher")),
        ({"teacher": "rik"}, ("not-a-member-then", "/body/teacher")),
        ({"teacher": "carl"}, ("observer-is-teacher", "/body/perspective")),
        ({"scores": []}, ("no-scores", "/body/scores")),
        ({"scores": [KM1, KM1]}, ("indicator-twice", "/body/scores/1/indicator")),
        ({"scores": [{**KM1, "theme": "feedback"}]}, ("wrong-theme", "/body/scores/0/theme")),
        (
            {"scores": [{**KM1, "indicator": "XX9"}]},
            ("unknown-indicator", "/body/scores/0/indicator"),
        ),
        ({"purpose": "appraisal"}, ("purpose-not-yours", "/body/purpose")),
        (
            {"perspective": "self", "observer": None, "purpose": "peer"},
            ("not-about-yourself", "/body/teacher"),
        ),
    ],
)
def test_an_observation_that_cannot_be_is_refused_where_it_is_wrong(values, refusal):
    assert refused(observing(**values)) == refusal


def test_an_unknown_instrument_or_one_for_others_is_refused():
    assert refused(observing(instrument=None))[0] == "unknown-instrument"
    assert refused(observing(instrument=PUPILS_LIST))[0] == "wrong-perspective"


@pytest.mark.parametrize(
    ("by", "purposes"),
    [(COACH, "coaching peer audit"), (LEADER, "appraisal audit"), (TESS, "peer audit")],
)
def test_purpose_decides_who_observes(by, purposes):
    for purpose in ("coaching", "peer", "appraisal", "audit"):
        wish = observing(by, teacher="tom", observer=by.pseudonym, purpose=purpose)
        if purpose in purposes.split():
            assert told(wish)
        else:
            assert refused(wish) == ("purpose-not-yours", "/body/purpose")


def test_a_platform_is_not_asked_for_its_role():
    assert told(observing(PLATFORM, purpose="appraisal"))


def test_an_id_is_recorded_once():
    assert refused(observing(), observation()) == ("recorded-before", "/body/observation")


def test_a_coach_guides_another():
    said = f.CoachingRecorded(
        occurred_at="2026-03-05",
        coaching=uid(3),
        coach="carl",
        teacher="carl",
        kind="talk",
        minutes=5,
    )
    assert refused(RecordCoaching(said, COACH, known()))[0] == "coach-is-teacher"


def reflecting(about=None, by=TESS):
    said = f.ReflectionRecorded(
        occurred_at="2026-03-06",
        reflection=uid(2),
        teacher="tess",
        theme="feedback",
        minutes=10,
        about=about and f.About(kind="observation", id=about),
    )
    return RecordReflection(said, by, known())


def test_a_reflection_looks_back_on_an_observation_of_oneself():
    assert decide(reflecting(uid(1)), school(observation()))
    assert refused(reflecting(uid(1)), observation(teacher="tom"))[0] == "about-another"
    with pytest.raises(NotYet) as caught:
        decide(reflecting(uid(1)), school())
    assert caught.value.need == refers_to(reflecting(uid(1)))
    assert refers_to(reflecting()) is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"measure": "iq"}, "unknown-measure"),
        ({"after": 11}, "measure-out-of-range"),
        ({"after": 6.123}, "two-decimals"),
    ],
)
def test_a_result_is_on_a_registered_measure_within_its_range(values, code):
    said = f.PupilResultRecorded.model_validate(
        {
            "occurredAt": "2026-03-05",
            "result": uid(4),
            "measure": "grade",
            "before": 5.9,
            "after": 6.4,
            "groupSize": 28,
            "n": 25,
            **values,
        }
    )
    assert refused(RecordResult(said, LEADER, known()))[0] == code


def retracting(by=COACH, author="carl", seen=None, reason=None):
    said = f.ObservationRetracted(occurred_at="2026-03-07", observation=uid(1), reason=reason)
    return Retract("observation", uid(1), said, by, author, known(), seen)


def gone():
    return f.ObservationRetracted(occurred_at="2026-03-07", observation=uid(1))


def test_only_its_author_retracts_and_only_once():
    assert decide(retracting(), school(observation()))
    assert refused(retracting(LEADER), observation())[0] == "not-found"
    assert refused(retracting(), observation(), gone())[0] == "retracted-before"
    assert refused(retracting(reason="because"), observation())[0] == "unknown-reason"


def test_the_leader_retracts_an_appraisal_too():
    assert decide(retracting(LEADER), school(observation(purpose="appraisal")))


def test_a_retraction_of_another_version_is_outdated():
    with pytest.raises(Outdated):
        decide(retracting(seen=2), school(observation()))


def test_what_is_not_there_is_absent_to_people_and_waited_for_by_platforms():
    with pytest.raises(Absent):
        decide(retracting(), school())
    with pytest.raises(NotYet):
        decide(retracting(PLATFORM, "platform:e-loo"), school())


def opened(opens_on="2026-03-01", closes_on="2026-03-20", invited=3):
    return f.PulseWaveOpened(
        occurred_at="2026-03-01",
        wave=uid(7),
        opens_on=opens_on,
        closes_on=closes_on,
        invited=invited,
    )


def answering(day=date(2026, 3, 10), items=(4, None, None, 5)):
    return Answer(uid(7), items, day, "/body", known())


def closed():
    return f.PulseWaveClosed(occurred_at="2026-03-20", wave=uid(7))


def test_an_answer_says_nothing_until_the_wave_closes():
    assert decide(answering(), school(opened())) == []
    response = f.PulseRecorded(
        occurred_at="2026-03-20",
        response=uid(8),
        wave=uid(7),
        control=4,
        support=None,
        resources=None,
        autonomy=5,
    )
    wish = CloseWave(closed(), (response,), date(2026, 3, 20))
    names = [fact.NAME for fact in decide(wish, school(opened()))]
    assert names == ["pulses.recorded", "pulse-waves.closed"]
    assert decide(wish, school(opened(), closed())) == []


def test_a_wave_is_answered_and_closed_in_its_days():
    assert refused(answering(date(2026, 3, 21)), opened())[0] == "wave-not-open"
    assert refused(answering(), opened(), closed())[0] == "wave-closed"
    assert refused(answering(items=(None,) * 4), opened())[0] == "empty-answer"
    assert refused(answering())[0] == "unknown-wave"
    early = CloseWave(closed(), (), date(2026, 3, 19))
    assert refused(early, opened())[0] == "wave-runs"


def test_a_wave_needs_days_to_come_and_somebody_to_invite():
    assert refused(OpenWave(opened(closes_on="2026-03-09"), known()))[0] == "closes-in-the-past"
    assert refused(OpenWave(opened(invited=0), known()))[0] == "nobody-to-invite"


def claim(**values):
    made = {
        "platform": "e-loo",
        "source": "urn:nld:kvknummer:09220932:x",
        "types": frozenset({"observations.recorded"}),
        "school": SCHOOL,
        "board": None,
        "day": date(2026, 3, 5),
    }
    return platforms.Claim(**{**made, **values})


def test_a_school_belongs_to_the_board_of_the_day():
    moved = Place(SCHOOL, ((FROM, BOARD), (date(2026, 1, 1), "54321")))
    assert platforms.board_of(claim(), moved) == "54321"
    assert platforms.board_of(claim(day=date(2025, 12, 31)), moved) == BOARD
    for wrong, code in (
        (claim(board=BOARD), "wrong-board"),
        (claim(day=date(2019, 1, 1)), "school-not-then"),
    ):
        with pytest.raises(Problem) as caught:
            platforms.board_of(wrong, moved)
        assert caught.value.code == code
    with pytest.raises(NotYet):
        platforms.board_of(claim(), None)


ADMITTED = Admission(FROM, "urn:nld:kvknummer:09220932", frozenset({"observations.recorded"}))


@pytest.mark.parametrize(
    ("wrong", "said", "code"),
    [
        (claim(), (), "platform-not-admitted"),
        (claim(day=date(2020, 7, 1)), (ADMITTED,), "platform-not-admitted"),
        (claim(), (ADMITTED, Admission(date(2026, 1, 1))), "platform-suspended"),
        (claim(source="urn:nld:kvknummer:092209321"), (ADMITTED,), "wrong-source"),
        (claim(types=frozenset({"pulses.recorded"})), (ADMITTED,), "type-not-admitted"),
    ],
)
def test_a_platform_says_only_what_the_board_admits(wrong, said, code):
    admissions = Admissions(BOARD, "e-loo", said)
    with pytest.raises(Problem) as caught:
        platforms.admitted(wrong, BOARD, admissions)
    assert caught.value.code == code
    platforms.admitted(claim(), BOARD, Admissions(BOARD, "e-loo", (ADMITTED,)))
