"""The life of an enrolment, as sentences."""

import pytest

from services.enrolment.decide.certificates import AwardCertificate, RevokeCertificate
from services.enrolment.decide.certificates import decide as decide_certificate
from services.enrolment.decide.enrolments import (
    CompleteEnrolment,
    ConfirmEnrolment,
    DeclineEnrolment,
    DiscussOutcome,
    RequestEnrolment,
    StartEnrolment,
    WithdrawEnrolment,
    decide,
)
from services.enrolment.decide.practices import LogPractice, RetractPractice
from services.enrolment.decide.practices import decide as decide_practice
from services.enrolment.hours import year_hours
from shared.chassis.errors import Absent, Refusal
from shared.contracts import enrolment as facts
from tests.unit.enrolment.story import (
    DAY,
    findings,
    joined,
    module,
    refused,
    requested,
    school,
    uid,
)

E1, P1 = uid(901), uid(902)
CONFIRMED = facts.EnrolmentConfirmed(occurred_at="2025-09-12", enrolment=E1)
DECLINED = facts.EnrolmentDeclined(occurred_at="2025-09-12", enrolment=E1)
STARTED = facts.EnrolmentStarted(occurred_at="2025-09-15", enrolment=E1)
PRACTISED = facts.PracticeLogged(
    occurred_at="2025-10-01",
    enrolment=E1,
    practice=P1,
    minutes=50,
    with_coach=True,
    own_class=True,
)
COMPLETED = facts.EnrolmentCompleted(
    occurred_at="2025-12-01", enrolment=E1, study_hours=7.5, assessment="passed"
)
WITHDRAWN = facts.EnrolmentWithdrawn(occurred_at="2025-12-01", enrolment=E1)
LIFE = {
    "requested": [requested(E1)],
    "confirmed": [requested(E1), CONFIRMED],
    "declined": [requested(E1), DECLINED],
    "started": [requested(E1), CONFIRMED, STARTED],
    "completed": [requested(E1), CONFIRMED, STARTED, PRACTISED, COMPLETED],
    "withdrawn": [requested(E1), CONFIRMED, STARTED, WITHDRAWN],
}
LATE = "2026-01-10"
STEPS = {
    "confirm": (ConfirmEnrolment(occurred_at=LATE, enrolment=E1, beyond_allowance=False), decide),
    "decline": (DeclineEnrolment(occurred_at=LATE, enrolment=E1, reason="no-budget"), decide),
    "start": (StartEnrolment(occurred_at=LATE, enrolment=E1), decide),
    "complete": (
        CompleteEnrolment(occurred_at=LATE, enrolment=E1, study_hours=8, assessment="none"),
        decide,
    ),
    "withdraw": (WithdrawEnrolment(occurred_at=LATE, enrolment=E1, reason="workload"), decide),
    "discuss": (DiscussOutcome(occurred_at=LATE, enrolment=E1, conclusion="apply"), decide),
    "practise": (
        LogPractice(
            occurred_at=LATE,
            enrolment=E1,
            practice=uid(903),
            minutes=50,
            with_coach=False,
            own_class=True,
        ),
        decide_practice,
    ),
}
# facts.md, rules of the chain: what may follow what.
ALLOWED = {
    "requested": {"confirm", "decline"},
    "confirmed": {"start"},
    "declined": set(),
    "started": {"practise", "complete", "withdraw"},
    "completed": {"discuss"},
    "withdrawn": set(),
}


def ask(**values):
    return RequestEnrolment(
        **{
            "occurred_at": DAY,
            "enrolment": E1,
            "teacher": "anna",
            "module": "KM-01",
            "module_version": None,
            "goal": None,
            "planned_hours": None,
            "planned_practice": None,
            "offered": (module(),),
            **values,
        }
    )


@pytest.mark.parametrize("stage", LIFE)
@pytest.mark.parametrize("step", STEPS)
def test_only_the_rules_of_the_chain_are_allowed(stage, step):
    state = school(joined("anna"), *LIFE[stage])
    command, deciding = STEPS[step]
    if step in ALLOWED[stage]:
        assert len(deciding(command, state)) == 1
    else:
        with pytest.raises(Refusal):
            deciding(command, state)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_an_enrolment_that_does_not_exist_is_absent(step):
    command, deciding = STEPS[step]
    with pytest.raises(Absent):
        deciding(command, school(joined("anna")))


def test_a_request_takes_theme_hours_and_practice_from_the_module():
    assert decide(ask(), school(joined("anna"))) == [requested(E1)]


def test_a_request_may_plan_other_hours():
    said = decide(ask(planned_hours=2.5, planned_practice=0), school(joined("anna")))
    assert (said[0].planned_hours, said[0].planned_practice) == (2.5, 0)


def test_the_latest_version_that_is_offered_on_the_day_is_taken():
    versions = (module(), module(version=2), module(version=3, valid_from="2026-08-01"))
    assert decide(ask(offered=versions), school(joined("anna")))[0].module_version == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"offered": ()}, "unknown-module"),
        ({"module_version": 9}, "unknown-module-version"),
        ({"offered": (module(valid_from="2026-08-01"),)}, "module-not-yet-offered"),
        ({"teacher": "stranger"}, "not-a-member"),
        ({"occurred_at": "2025-07-31"}, "not-a-member"),
        ({"goal": uid(404)}, "unknown-goal"),
    ],
)
def test_a_request_is_refused(change, code):
    with pytest.raises(Refusal) as caught:
        decide(ask(**change), school(joined("anna")))
    assert refused(caught) == code


def test_a_request_for_a_withdrawn_goal_is_refused():
    goal = facts.GoalSet(
        occurred_at=DAY,
        goal=uid(7),
        theme="feedback",
        school_year="2025-2026",
        indicator="discussed-share",
        target=0.8,
        due_on="2026-06-01",
    )
    gone = facts.GoalWithdrawn(occurred_at=DAY, goal=uid(7))
    with pytest.raises(Refusal) as caught:
        decide(ask(goal=uid(7)), school(joined("anna"), goal, gone))
    assert refused(caught) == "goal-withdrawn"
    assert decide(ask(goal=uid(7)), school(joined("anna"), goal))[0].goal == uid(7)


def test_the_same_module_cannot_be_open_twice_for_one_teacher():
    state = school(joined("anna"), joined("bram"), requested(uid(1)))
    with pytest.raises(Refusal) as caught:
        decide(ask(), state)
    assert refused(caught) == "enrolled-already"
    assert decide(ask(teacher="bram"), state)


def test_after_it_ended_a_module_can_be_taken_again():
    assert decide(ask(enrolment=uid(2)), school(joined("anna"), *LIFE["withdrawn"]))


def test_a_step_cannot_lie_before_the_one_it_follows():
    early = StartEnrolment(occurred_at="2025-09-11", enrolment=E1)
    with pytest.raises(Refusal) as caught:
        decide(early, school(joined("anna"), *LIFE["confirmed"]))
    assert refused(caught) == "before-previous-step"


def test_a_date_and_an_instant_of_the_same_day_are_in_order():
    same_day = StartEnrolment(occurred_at="2025-09-12T08:00:00+02:00", enrolment=E1)
    assert decide(same_day, school(joined("anna"), *LIFE["confirmed"]))


def test_a_reason_must_be_in_the_list():
    unlisted = DeclineEnrolment(occurred_at=LATE, enrolment=E1, reason="because")
    with pytest.raises(Exception) as caught:  # noqa: PT011
        decide(unlisted, school(joined("anna"), *LIFE["requested"]))
    assert findings(caught) == [("/body/reason", "unknown-reason")]


def test_confirming_beyond_the_allowance_needs_to_be_said():
    state = school(joined("anna", fte=0.5), requested(E1, planned_hours=42.0))
    confirm, _ = STEPS["confirm"]
    with pytest.raises(Refusal) as caught:
        decide(confirm, state)
    assert refused(caught) == "beyond-allowance"
    assert "42 of the 41.5 hours" in caught.value.words[1]
    agreed = ConfirmEnrolment(occurred_at=LATE, enrolment=E1, beyond_allowance=True)
    assert decide(agreed, state)


def test_exactly_the_allowance_is_not_beyond_it():
    state = school(joined("anna", fte=0.5), requested(E1, planned_hours=41.5))
    assert decide(STEPS["confirm"][0], state)


def test_hours_of_a_year_are_what_was_done_and_what_was_agreed():
    informal = facts.InformalLearningRecorded(
        occurred_at=LATE,
        learning=uid(5),
        teacher="anna",
        theme="feedback",
        kind="network",
        minutes=45,
    )
    state = school(
        joined("anna", fte=0.8),
        *LIFE["completed"],
        informal,
        requested(uid(6), module="CL-01", planned_hours=10.0),
        facts.EnrolmentConfirmed(occurred_at=DAY, enrolment=uid(6)),
        requested(uid(8), module="CL-02", planned_hours=4.0),
    )
    hours = year_hours(state, "anna", "2025-2026")
    assert (hours.allowance, hours.studied, hours.planned) == (66.4, 7.5, 10.0)
    assert (hours.practised, hours.informal, hours.requested) == (0.83, 0.75, 4.0)
    assert hours.committed == 19.08
    assert year_hours(state, "anna", "2024-2025").committed == 0


def test_retracted_practice_and_learning_count_nowhere():
    retracted = facts.PracticeRetracted(occurred_at=LATE, enrolment=E1, practice=P1)
    state = school(joined("anna"), *LIFE["started"], PRACTISED, retracted)
    assert year_hours(state, "anna", "2025-2026").practised == 0


def test_practice_is_taken_back_once_and_only_if_it_was_logged():
    retract = RetractPractice(occurred_at=LATE, enrolment=E1, practice=P1)
    with pytest.raises(Absent):
        decide_practice(retract, school(joined("anna"), *LIFE["started"]))
    logged = school(joined("anna"), *LIFE["completed"])
    (fact,) = decide_practice(retract, logged)
    with pytest.raises(Refusal) as caught:
        decide_practice(retract, school(joined("anna"), *LIFE["completed"], fact))
    assert refused(caught) == "retracted-already"


def test_a_certificate_needs_a_completed_enrolment_and_is_given_once():
    award = AwardCertificate(occurred_at=LATE, certificate=uid(30), enrolment=E1)
    with pytest.raises(Refusal) as caught:
        decide_certificate(award, school(joined("anna"), *LIFE["started"]))
    assert refused(caught) == "not-completed"
    (fact,) = decide_certificate(award, school(joined("anna"), *LIFE["completed"]))
    assert (fact.teacher, fact.module, fact.module_version) == ("anna", "KM-01", 1)
    held = school(joined("anna"), *LIFE["completed"], fact)
    with pytest.raises(Refusal) as caught:
        decide_certificate(award, held)
    assert refused(caught) == "certified-already"
    revoke = RevokeCertificate(occurred_at=LATE, certificate=uid(30))
    (revoked,) = decide_certificate(revoke, held)
    gone = school(joined("anna"), *LIFE["completed"], fact, revoked)
    assert decide_certificate(award, gone)
    with pytest.raises(Refusal) as caught:
        decide_certificate(revoke, gone)
    assert refused(caught) == "revoked-already"


def test_a_failed_assessment_earns_no_certificate():
    failed = COMPLETED.model_copy(update={"assessment": "failed"})
    award = AwardCertificate(occurred_at=LATE, certificate=uid(30), enrolment=E1)
    with pytest.raises(Refusal) as caught:
        decide_certificate(award, school(joined("anna"), *LIFE["started"], failed))
    assert refused(caught) == "assessment-failed"
