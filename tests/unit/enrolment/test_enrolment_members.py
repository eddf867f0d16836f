"""Memberships, coaches, roles and goals, as sentences.

The file is long because memberships, coaches, roles and goals share one cast.
"""

import pytest

from services.enrolment.decide.coaches import AssignCoach, ReleaseCoach
from services.enrolment.decide.coaches import decide as decide_coach
from services.enrolment.decide.goals import EvaluateGoal, SetGoal, WithdrawGoal
from services.enrolment.decide.goals import decide as decide_goal
from services.enrolment.decide.learnings import RecordLearning, RetractLearning
from services.enrolment.decide.learnings import decide as decide_learning
from services.enrolment.decide.members import CorrectMembership, JoinSchool, LeaveSchool, decide
from services.enrolment.decide.roles import LeaveRole, TakeRole
from services.enrolment.decide.roles import decide as decide_role
from services.enrolment.serve.members import Correction
from services.enrolment.state.membership import right_values
from shared.chassis.errors import Absent, Invalid, Refusal
from shared.contracts import enrolment as facts
from tests.unit.enrolment.story import DAY, findings, joined, refused, school, uid


def join(**values):
    return JoinSchool(
        **{
            "occurred_at": DAY,
            "teacher": "anna",
            "from_": "2025-08-01",
            "career_start": None,
            "career_changer": False,
            "fte": 1.0,
            "function": "teacher",
            **values,
        }
    )


def leave(until, destination="unknown"):
    return LeaveSchool(occurred_at=DAY, teacher="anna", until=until, destination=destination)


def left(until):
    return facts.TeacherLeft(occurred_at=DAY, teacher="anna", until=until)


def correct(number, **right):
    return CorrectMembership(occurred_at=DAY, teacher="anna", corrects=uid(number), right=right)


def stretches(state):
    return [(str(m.first), m.last and str(m.last), m.fte) for m in state.memberships("anna")]


def test_a_further_join_ends_the_membership_before_on_the_eve():
    state = school(joined("anna"), joined("anna", from_="2026-01-01", fte=0.5))
    assert stretches(state) == [("2025-08-01", "2025-12-31", 1.0), ("2026-01-01", None, 0.5)]


def test_a_join_of_long_ago_that_is_told_late_falls_in_its_place():
    state = school(joined("anna"), left("2026-07-31"), joined("anna", from_="2025-02-01", fte=0.4))
    assert stretches(state) == [
        ("2025-02-01", "2025-07-31", 0.4),
        ("2025-08-01", "2026-07-31", 1.0),
    ]


def test_two_memberships_cannot_start_on_one_day():
    with pytest.raises(Refusal) as caught:
        decide(join(), school(joined("anna")))
    assert refused(caught) == "joined-already"


def test_a_career_cannot_start_after_the_membership():
    with pytest.raises(Invalid) as caught:
        decide(join(career_start="2025-09-01"), school())
    assert findings(caught) == [("/body/from", "wrong-order")]


def test_nobody_joins_a_school_after_its_last_day():
    closed = facts.SchoolClosed(occurred_at=DAY, school="98WL00", valid_until="2025-07-31")
    with pytest.raises(Refusal) as caught:
        decide(join(), school(closed))
    assert refused(caught) == "school-closed"


def test_leaving_ends_the_running_membership():
    state = school(joined("anna"))
    (fact,) = decide(leave("2026-07-31", "retirement"), state)
    assert stretches(school(joined("anna"), fact)) == [("2025-08-01", "2026-07-31", 1.0)]


def test_leaving_needs_a_running_membership():
    with pytest.raises(Absent):
        decide(leave("2026-07-31"), school())
    with pytest.raises(Refusal) as caught:
        decide(leave("2025-07-31"), school(joined("anna")))
    assert refused(caught) == "not-a-member"
    with pytest.raises(Refusal) as caught:
        decide(leave("2026-12-31"), school(joined("anna"), left("2026-07-31")))
    assert refused(caught) == "left-already"


def test_who_left_can_come_back():
    state = school(joined("anna"), left("2026-07-31"), joined("anna", from_="2027-08-01"))
    assert stretches(state) == [("2025-08-01", "2026-07-31", 1.0), ("2027-08-01", None, 1.0)]
    assert decide(leave("2028-07-31"), state)


def test_a_correction_changes_what_it_names_and_says_no_more():
    state = school(joined("anna", career_start="2024-08-01"))
    (fact,) = decide(correct(2, fte=0.6, from_="2025-08-15"), state)
    assert fact.model_dump(by_alias=True, exclude_unset=True) == {
        "occurredAt": DAY,
        "teacher": "anna",
        "corrects": uid(2),
        "fte": 0.6,
        "from": "2025-08-15",
    }
    after = school(joined("anna", career_start="2024-08-01"), fact)
    assert stretches(after) == [("2025-08-15", None, 0.6)]
    assert after.memberships("anna")[0].career_start == "2024-08-01"


def test_the_start_of_a_career_can_be_corrected_to_unknown_and_nothing_else_can():
    state = school(joined("anna", career_start="2024-08-01"))
    (fact,) = decide(correct(2, career_start=None), state)
    assert fact.model_dump(by_alias=True, exclude_unset=True)["careerStart"] is None
    after = school(joined("anna", career_start="2024-08-01"), fact)
    assert [m.career_start for m in after.memberships("anna")] == [None]
    body = Correction.model_validate({"corrects": uid(2), "careerStart": None, "fte": None})
    assert right_values(body, exclude={"corrects", "occurred_at"}) == {"career_start": None}


def test_a_correction_that_changes_nothing_says_nothing():
    assert decide(correct(2, fte=1.0), school(joined("anna"))) == []


def test_a_leave_is_corrected_in_what_a_leave_says():
    state = school(joined("anna"), left("2026-07-31"))
    (fact,) = decide(correct(3, until="2026-01-31", destination="other-board"), state)
    (membership,) = school(joined("anna"), left("2026-07-31"), fact).memberships("anna")
    assert (str(membership.last), membership.destination) == ("2026-01-31", "other-board")
    with pytest.raises(Invalid) as caught:
        decide(correct(3, fte=0.5, until="2026-01-31"), state)
    assert findings(caught) == [("/body/fte", "not-of-a-leave")]


@pytest.mark.parametrize(
    ("number", "right", "code"),
    [
        (9, {"fte": 0.5}, "nothing-to-correct"),
        (1, {"fte": 0.5}, "nothing-to-correct"),
        (2, {"from_": "2026-01-01"}, "joined-already"),
        (4, {"until": "2025-07-01"}, "end-of-another-membership"),
        (4, {"until": "2025-12-01"}, "end-of-another-membership"),
    ],
)
def test_a_correction_is_refused(number, right, code):
    state = school(
        joined("anna"), joined("anna", from_="2026-01-01"), left("2026-07-31"), joined("bram")
    )
    with pytest.raises(Refusal) as caught:
        decide(correct(number, **right), state)
    assert refused(caught) == code


def test_a_correction_of_nothing_is_no_correction():
    with pytest.raises(Invalid) as caught:
        decide(correct(2), school(joined("anna")))
    assert findings(caught) == [("/body", "nothing-given")]


def coach_of(coach="koos", teacher="anna", from_="2025-09-01"):
    return AssignCoach(occurred_at=DAY, coach=coach, teacher=teacher, from_=from_)


STAFF = (
    joined("anna"),
    joined("koos", function="coach"),
    joined("lea", function="leader"),
    joined("bram"),
)
ASSIGNED = facts.CoachAssigned(occurred_at=DAY, coach="koos", teacher="anna", from_="2025-09-01")


def test_a_member_with_function_coach_or_the_role_of_coach_can_coach():
    assert decide_coach(coach_of(), school(*STAFF)) == [ASSIGNED]
    held = facts.RoleTaken(occurred_at=DAY, teacher="bram", role="coach")
    assert decide_coach(coach_of("bram"), school(*STAFF, held))
    gone = facts.RoleLeft(occurred_at=DAY, teacher="bram", role="coach")
    with pytest.raises(Refusal):
        decide_coach(coach_of("bram"), school(*STAFF, held, gone))


@pytest.mark.parametrize(
    ("coach", "code"),
    [
        ("lea", "coach-is-manager"),
        ("anna", "coaches-self"),
        ("bram", "not-a-coach"),
        ("stranger", "not-a-coach"),
    ],
)
def test_who_may_not_coach(coach, code):
    with pytest.raises(Refusal) as caught:
        decide_coach(coach_of(coach), school(*STAFF))
    assert refused(caught) == code


def test_a_manager_with_the_role_of_coach_may_still_not_coach():
    held = facts.RoleTaken(occurred_at=DAY, teacher="lea", role="coach")
    with pytest.raises(Refusal) as caught:
        decide_coach(coach_of("lea"), school(*STAFF, held))
    assert refused(caught) == "coach-is-manager"


def test_a_coach_cannot_become_the_manager_while_coaching():
    promoted = join(teacher="koos", from_="2026-01-01", function="leader")
    with pytest.raises(Refusal) as caught:
        decide(promoted, school(*STAFF, ASSIGNED))
    assert refused(caught) == "manager-coaches"
    released = facts.CoachReleased(
        occurred_at=DAY, coach="koos", teacher="anna", until="2025-12-31"
    )
    assert decide(promoted, school(*STAFF, ASSIGNED, released))


def test_a_manager_to_be_may_not_coach_without_an_end():
    promoted = joined("koos", from_="2026-01-01", function="leader")
    with pytest.raises(Refusal) as caught:
        decide_coach(coach_of(from_="2025-09-01"), school(*STAFF, promoted))
    assert refused(caught) == "coach-is-manager"


def test_a_manager_of_before_may_coach_after_that():
    earlier = joined("koos", from_="2024-08-01", function="leader")
    assert decide_coach(coach_of(), school(earlier, *STAFF))


def test_a_correction_does_not_make_a_coach_the_manager_of_that_time():
    released = facts.CoachReleased(
        occurred_at=DAY, coach="koos", teacher="anna", until="2025-12-31"
    )
    state = school(*STAFF, ASSIGNED, released)
    (joined_id, _), *_ = state.members["koos"].joined
    wrong = CorrectMembership(
        occurred_at=DAY, teacher="koos", corrects=joined_id, right={"function": "leader"}
    )
    with pytest.raises(Refusal) as caught:
        decide(wrong, state)
    assert refused(caught) == "manager-coaches"


def test_a_coach_is_assigned_once_and_released_when_assigned():
    with pytest.raises(Refusal) as caught:
        decide_coach(coach_of(), school(*STAFF, ASSIGNED))
    assert refused(caught) == "assigned-already"
    release = ReleaseCoach(occurred_at=DAY, coach="koos", teacher="anna", until="2026-07-31")
    with pytest.raises(Refusal) as caught:
        decide_coach(release, school(*STAFF))
    assert refused(caught) == "not-assigned"
    (fact,) = decide_coach(release, school(*STAFF, ASSIGNED))
    again = school(*STAFF, ASSIGNED, fact)
    with pytest.raises(Refusal):
        decide_coach(release, again)
    assert decide_coach(coach_of(from_="2026-08-01"), again)


def test_a_release_cannot_lie_before_the_assignment():
    release = ReleaseCoach(occurred_at=DAY, coach="koos", teacher="anna", until="2025-08-31")
    with pytest.raises(Invalid) as caught:
        decide_coach(release, school(*STAFF, ASSIGNED))
    assert findings(caught) == [("/body/until", "wrong-order")]


def test_a_role_is_held_once_and_left_when_held():
    take = TakeRole(occurred_at=DAY, teacher="anna", role="ict-lead")
    go = LeaveRole(occurred_at="2026-01-01", teacher="anna", role="ict-lead")
    with pytest.raises(Refusal) as caught:
        decide_role(go, school(*STAFF))
    assert refused(caught) == "role-not-held"
    (taken,) = decide_role(take, school(*STAFF))
    with pytest.raises(Refusal) as caught:
        decide_role(take, school(*STAFF, taken))
    assert refused(caught) == "role-held-already"
    (gone,) = decide_role(go, school(*STAFF, taken))
    assert decide_role(take, school(*STAFF, taken, gone))


def test_only_members_learn_informally_here_and_take_it_back_once():
    record = RecordLearning(
        occurred_at=DAY,
        learning=uid(8),
        teacher="anna",
        theme="feedback",
        kind="network",
        minutes=60,
    )
    with pytest.raises(Refusal) as caught:
        decide_learning(record, school())
    assert refused(caught) == "not-a-member"
    (fact,) = decide_learning(record, school(*STAFF))
    retract = RetractLearning(occurred_at=DAY, learning=uid(8))
    with pytest.raises(Absent):
        decide_learning(retract, school(*STAFF))
    (gone,) = decide_learning(retract, school(*STAFF, fact))
    with pytest.raises(Refusal) as caught:
        decide_learning(retract, school(*STAFF, fact, gone))
    assert refused(caught) == "retracted-already"


def goal(**values):
    return SetGoal(
        **{
            "occurred_at": DAY,
            "goal": uid(50),
            "theme": "feedback",
            "school_year": "2025-2026",
            "indicator": "participation-share",
            "target": 0.6,
            "due_on": "2026-06-30",
            **values,
        }
    )


@pytest.mark.parametrize("due_on", ["2025-08-01", "2026-07-31", "2026-10-31"])
def test_a_goal_is_due_in_its_year_or_the_autumn_after(due_on):
    assert decide_goal(goal(due_on=due_on), school())


def test_everything_wrong_with_a_goal_is_told_at_once():
    with pytest.raises(Invalid) as caught:
        decide_goal(goal(due_on="2025-07-31", target=60.0), school())
    assert findings(caught) == [
        ("/body/dueOn", "due-outside-year"),
        ("/body/target", "target-out-of-range"),
    ]


@pytest.mark.parametrize(
    ("indicator", "target"),
    [("mean-observer", 0.5), ("growth-observer", 3.1), ("practice-lessons", -1.0)],
)
def test_a_target_lies_where_its_indicator_can_be(indicator, target):
    with pytest.raises(Invalid):
        decide_goal(goal(indicator=indicator, target=target), school())


def test_a_goal_is_evaluated_replaced_and_withdrawn():
    (first,) = decide_goal(goal(), school())
    (second,) = decide_goal(goal(goal=uid(51)), school(first))
    replace = EvaluateGoal(
        occurred_at="2026-06-30",
        goal=uid(50),
        outcome="partly",
        decision="replace",
        replaced_by=uid(51),
    )
    with pytest.raises(Refusal) as caught:
        decide_goal(replace, school(first))
    assert refused(caught) == "unknown-goal"
    (evaluated,) = decide_goal(replace, school(first, second))
    again = decide_goal(replace, school(first, second, evaluated))
    assert len(again) == 1  # of several evaluations the last counts
    withdraw = WithdrawGoal(occurred_at="2026-07-01", goal=uid(50), reason="merged")
    (gone,) = decide_goal(withdraw, school(first, second, evaluated))
    with pytest.raises(Refusal) as caught:
        decide_goal(replace, school(first, second, evaluated, gone))
    assert refused(caught) == "goal-withdrawn"


def test_a_goal_cannot_replace_itself_nor_be_replaced_by_another_decision():
    (first,) = decide_goal(goal(), school())
    own = EvaluateGoal(
        occurred_at=DAY, goal=uid(50), outcome="partly", decision="replace", replaced_by=uid(50)
    )
    with pytest.raises(Refusal) as caught:
        decide_goal(own, school(first))
    assert refused(caught) == "own-replacement"
    other = EvaluateGoal(
        occurred_at=DAY, goal=uid(50), outcome="partly", decision="stop", replaced_by=uid(51)
    )
    with pytest.raises(Invalid) as caught:
        decide_goal(other, school(first))
    assert findings(caught) == [("/body/replacedBy", "replaced-without-replacing")]


def test_a_goal_that_was_not_set_is_absent():
    with pytest.raises(Absent):
        decide_goal(WithdrawGoal(occurred_at=DAY, goal=uid(50), reason=None), school())
