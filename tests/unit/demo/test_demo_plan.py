"""The plan of the demo: the same every time, within the rules, and with its stories in it.

The file is long because each of its stories is held against the same plan.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import fmean
from typing import Any

import pytest

from cli.demo import planned
from demo.acts import Act, Command, Event, references
from demo.calendar import SchoolYear
from demo.cast import make_cast
from demo.options import Options, WrongOptions
from demo.plan import Plan
from demo.who import Person, School
from deploy.local.failures import WrongUse
from shared.contracts.catalogue import BY_NAME
from shared.contracts.moments import day_of, instant_of

SMALL = Options(boards=1, schools=2, teachers=8)
STEPS = ("confirmations", "starts", "completions", "discussions")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned()


@pytest.fixture(scope="module")
def schools(plan: Plan) -> dict[str, School]:
    return {school.story.name: school for board in plan.boards for school in board.schools}


def commands(plan: Plan) -> Iterator[Command]:
    return (act for act in plan.acts if isinstance(act, Command))


def events(plan: Plan) -> Iterator[Event]:
    return (act for act in plan.acts if isinstance(act, Event))


def said(act: Act) -> dict[str, Any]:
    content = act.body if isinstance(act, Command) else act.data
    return {} if isinstance(content, str) else dict(content)


def of_school(plan: Plan, school: School) -> list[Act]:
    def mine(act: Act) -> bool:
        return act.school == school.code if isinstance(act, Event) else school.code in act.path

    return [act for act in plan.acts if mine(act)]


def test_the_same_options_give_the_same_plan() -> None:
    assert planned(SMALL) == planned(SMALL)


def test_another_seed_gives_another_year_of_others() -> None:
    one, other = planned(SMALL), planned(Options(boards=1, schools=2, teachers=8, seed=2))
    assert {a.name for a in one.acts} != {a.name for a in other.acts}
    assert one.boards[0].code != other.boards[0].code
    assert {s.subject for s in one.sign_ins()}.isdisjoint(s.subject for s in other.sign_ins())


@pytest.mark.parametrize(
    "options",
    [
        Options(boards=0),
        Options(boards=3, schools=2),
        Options(teachers=5),
        Options(year="2025-2027"),
        Options(year="2025"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Options) -> None:
    with pytest.raises(WrongOptions):
        options.check()
    with pytest.raises(WrongUse):
        planned(options)


def test_the_largest_demo_has_a_name_for_everyone() -> None:
    boards = make_cast(Options(boards=9, schools=50, teachers=120))
    names = [
        person.name for board in boards for school in board.schools for person in school.people
    ]
    assert len(set(names)) == len(names) > 5000


def test_two_boards_five_schools_and_about_150_teachers(plan: Plan) -> None:
    schools = [school for board in plan.boards for school in board.schools]
    assert len(plan.boards) == 2
    assert len(schools) == 5
    assert 140 <= sum(len(school.team) for school in schools) <= 160
    assert 25 <= len(plan.acts) / sum(len(school.team) for school in schools) <= 60


def test_every_act_has_a_name_of_its_own_and_comes_after_what_it_refers_to(plan: Plan) -> None:
    known: set[str] = set()
    for _, acts in plan.moments():
        for act in acts:
            assert known.issuperset(references(act)), act.name
        names = {act.name for act in acts}
        assert len(names) == len(acts)
        assert known.isdisjoint(names)
        known |= names


def test_moments_come_in_order_and_lie_in_the_school_year(plan: Plan) -> None:
    moments = [at for at, _ in plan.moments()]
    year = SchoolYear.of(2025)
    assert moments == sorted(set(moments))
    assert year.starts_on <= moments[0].date()
    assert moments[-1].date() <= year.ends_on


def test_nothing_is_logged_before_it_happened(plan: Plan) -> None:
    for act in plan.acts:
        moment = said(act).get("occurredAt")
        if moment and "in-the-future" not in act.name:
            assert instant_of(moment) <= act.at, act.name


def test_every_event_fits_its_contract_unless_it_is_meant_to_be_wrong(plan: Plan) -> None:
    for event in events(plan):
        if event.expect in ("accepted", "duplicate"):
            BY_NAME[event.type].contract.model_validate({**event.data, **_stand_ins(event)})


def _stand_ins(event: Event) -> dict[str, str]:
    return {name: event.data[name] for name in ("teacher", "coach") if name in event.data}


def test_events_of_the_platform_tell_no_names(plan: Plan) -> None:
    names = {one.name for one in plan.sign_ins()} | {one.subject for one in plan.sign_ins()}
    for event in events(plan):
        assert not names & {text for text in event.data.values() if isinstance(text, str)}


def test_enrolments_go_step_by_step(plan: Plan) -> None:
    steps: dict[str, dict[str, date]] = defaultdict(dict)
    practised: dict[str, list[date]] = defaultdict(list)
    for act in commands(plan):
        subject, _, step = act.name.removeprefix("enrolment/").partition("/")
        module, _, step = step.partition("/")
        if act.name.startswith("enrolment/"):
            one = f"{subject}/{module}"
            if step.startswith("practice"):
                practised[one].append(act.at.date())
            else:
                steps[one][step] = act.at.date()
    for one, found in steps.items():
        days = [found[""], *(found[step] for step in STEPS if step in found)]
        assert all(earlier < later for earlier, later in pairwise(days)), one
        end = found.get("completions") or found.get("withdrawals") or date.max
        assert all(found["starts"] < day < end for day in practised[one]), one
        assert not {"completions", "withdrawals"} <= found.keys()
    assert any("withdrawals" in found for found in steps.values())
    assert any("declinations" in found for found in steps.values())


def test_people_act_while_they_are_there(plan: Plan, schools: dict[str, School]) -> None:
    people = {p.subject: p for school in schools.values() for p in school.people}
    by_platform = {p.platform_id: p for p in people.values()}
    for act in plan.acts:
        if isinstance(act, Event) and act.expect == "accepted" and "teacher" in act.data:
            day = day_of(str(act.data["occurredAt"]))
            assert by_platform[str(act.data["teacher"])].there_on(day), act.name
        elif isinstance(act, Command) and act.by in people:
            assert people[act.by].since <= act.at.date(), act.name


def test_the_coach_is_never_the_manager_unless_to_be_refused(
    plan: Plan, schools: dict[str, School]
) -> None:
    for school in schools.values():
        for act in of_school(plan, school):
            if isinstance(act, Command) and act.path.endswith("/coach-assignments"):
                assert (school.leader.subject in said(act)["coach"]) == bool(act.expect)


def scores(
    acts: Sequence[Act], theme: str, perspective: str, who: set[str]
) -> list[tuple[date, str, float]]:
    """Day, teacher and mean of every observation that says something about the theme."""
    found = []
    for act in acts:
        if not (isinstance(act, Event) and act.type == "observations.recorded"):
            continue
        data = act.data
        points = [s["score"] for s in data["scores"] if s["theme"] == theme and s["score"]]
        if data["perspective"] == perspective and data["teacher"] in who and points:
            day = day_of(str(data["occurredAt"]))
            found.append((day, str(data["teacher"]), fmean(points)))
    return found


def participants(plan: Plan, school: School, module: str) -> list[Person]:
    asked = {act.name for act in commands(plan)}
    return [p for p in school.team if f"enrolment/{p.subject}/{module}" in asked]


def test_a_theme_improved_where_people_took_part(plan: Plan, schools: dict[str, School]) -> None:
    school = schools["improved"]
    focus = school.story.focuses[0]
    acts, part = of_school(plan, school), participants(plan, school, focus.module)
    assert len(part) >= len(school.team) / 2
    ids = {person.platform_id for person in part}
    seen = scores(acts, focus.theme, "observer", ids)
    start = SchoolYear.of(2025).monday(focus.week)
    before = [mean for day, _, mean in seen if day < start]
    after = [mean for day, _, mean in seen if day >= date(2026, 3, 1)]
    assert fmean(after) - fmean(before) > 0.25
    evaluated = next(a for a in acts if a.name.endswith(f"{focus.theme}/evaluated"))
    assert said(evaluated)["outcome"] == "reached"


def test_a_goal_that_is_counted_is_evaluated_by_the_count(
    plan: Plan, schools: dict[str, School]
) -> None:
    outcomes = {
        name: {
            focus.theme: said(act)["outcome"]
            for focus in school.story.focuses
            for act in of_school(plan, school)
            if act.name == f"goal/{school.code}/{focus.theme}/evaluated"
        }
        for name, school in schools.items()
    }
    # 44 of 40 lessons; 12 of 36, 9 of 30, 12 of 39 and 11 of 36 of the team take part
    assert outcomes["improved"]["classroom-management"] == "reached"
    assert outcomes["improved"]["lesson-structure"] == "partly"
    assert outcomes["no-follow-up"]["pedagogical-conduct"] == "reached"
    assert outcomes["not-discussed"]["lesson-structure"] == "partly"
    assert outcomes["no-effect"]["digitalisation"] == "reached"


def test_a_theme_has_no_follow_up(plan: Plan, schools: dict[str, School]) -> None:
    school = schools["no-follow-up"]
    focus = school.story.focuses[0]
    acts = of_school(plan, school)
    assert len(participants(plan, school, focus.module)) >= 5
    everyone = {person.platform_id for person in school.people}
    start = SchoolYear.of(2025).monday(focus.week)
    for perspective in ("observer", "self", "pupils"):
        seen = scores(acts, focus.theme, perspective, everyone)
        assert seen
        assert all(day < start for day, _, _ in seen)
    assert not any(act.name.endswith(f"{focus.theme}/evaluated") for act in acts)


def test_at_one_school_outcomes_are_not_discussed(plan: Plan, schools: dict[str, School]) -> None:
    def share(school: School) -> float:
        names = [act.name for act in of_school(plan, school)]
        done = sum(name.endswith("/completions") for name in names)
        return sum(name.endswith("/discussions") for name in names) / done

    assert share(schools["not-discussed"]) < 0.15
    assert share(schools["improved"]) > 0.6


def test_one_team_is_small_and_works_without_the_platform(
    plan: Plan, schools: dict[str, School]
) -> None:
    school = schools["small-team"]
    assert len(school.team) < 12
    assert not any(isinstance(act, Event) for act in of_school(plan, school))


def test_there_are_late_corrected_and_wrong_events(plan: Plan) -> None:
    seen = [e for e in events(plan) if e.type == "observations.recorded"]
    late = [e for e in seen if (e.at.date() - day_of(str(e.data["occurredAt"]))).days >= 3]
    assert len(late) >= 10
    assert any(e.type == "observations.retracted" for e in events(plan))
    assert len({e.expect for e in events(plan)} - {"accepted", "duplicate"}) >= 8
    assert len({c.expect for c in commands(plan) if c.expect}) == 3


def test_there_are_starters_career_changers_and_leavers(schools: dict[str, School]) -> None:
    everyone = [person for school in schools.values() for person in school.team]
    starters = [p for p in everyone if p.starter_in(date(2025, 8, 1))]
    assert 0.1 <= len(starters) / len(everyone) <= 0.3
    assert any(p.career_changer for p in everyone)
    assert any(p.until and p.until < date(2026, 7, 1) for p in everyone)
    assert any(p.since > date(2025, 9, 1) for p in everyone)


def test_who_leaves_may_sign_in_until_the_last_day(plan: Plan, schools: dict[str, School]) -> None:
    last = {one.subject: one.until for one in plan.sign_ins()}
    for school in schools.values():
        assert {person.subject: person.until for person in school.people}.items() <= last.items()
    assert all(last[subject] is None for subject in plan.featured())


def test_whom_to_sign_in_as_can_sign_in(plan: Plan) -> None:
    known = {one.subject: one.role for one in plan.sign_ins()}
    roles = [known[subject] for subject in plan.featured()]
    assert roles == ["board-admin", "school-leader", "coach", "teacher"]
    teacher = plan.featured()[-1]
    earned = [act.name for act in plan.acts if act.name.endswith("/certificate")]
    assert any(f"/{teacher}/" in name for name in earned)
    assert len(plan.sights()) == 5
