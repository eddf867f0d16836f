"""Hand-computed examples that pin the oracle, and what every invented history must hold.

The file is long because each figure has its own example, worked out by hand.
"""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.contracts.catalogue import BY_TYPE
from tests.oracle.chain import name_of
from tests.oracle.compare import differences
from tests.oracle.days import first_moment
from tests.oracle.fold import fold
from tests.oracle.histories import broken, history, moments
from tests.oracle.telling import Event, Said, Teller, is_sealed, new_id

BOARD, SCHOOL, OTHER, THEME = "41234", "12AB00", "12AB01", "feedback"
NEXT_YEAR = datetime(2024, 10, 15, tzinfo=UTC)
Row = dict[str, Any]


class Story:
    """Facts said by hand, each logged at noon on its day unless said otherwise."""

    def __init__(self) -> None:
        self.tell = Teller(random.Random(1))

    def say(
        self, fact: str, day: str, /, *, key: str = SCHOOL, logged: str | None = None, **data: Any
    ) -> Said:
        at = datetime.fromisoformat((logged or day[:10]) + "T12:00:00+00:00")
        feedback = ("observations", "module-ratings", "pulse", "coachings", "pupil-results")
        publisher = "feedback" if fact.startswith(feedback) else "enrolment"
        data = {given.rstrip("_"): value for given, value in data.items()}
        on = date.fromisoformat(day[:10])
        return self.tell.say(fact, key, BOARD, on, data, publisher=publisher, at=at, occurred=day)

    def id(self) -> str:
        return new_id(self.tell.rng)

    def school(self, *teachers: str, key: str = SCHOOL) -> None:
        self.say(
            "schools.registered",
            "2022-08-01",
            key=key,
            school=key,
            board=BOARD,
            name="School",
            sector="vo",
            place=None,
            validFrom="2022-08-01",
        )
        for teacher in teachers:
            self.joined(teacher, "2022-08-01", key=key)

    def joined(self, teacher: str, day: str, *, key: str = SCHOOL, **data: Any) -> Said:
        said: Row = {"careerStart": None, "careerChanger": False, "fte": 1, "function": "teacher"}
        return self.say("teachers.joined", day, key=key, teacher=teacher, from_=day, **said | data)

    def started(self, teacher: str, day: str, *, key: str = SCHOOL, **data: Any) -> str:
        enrolment = self.id()
        said: Row = {
            "enrolment": enrolment,
            "teacher": teacher,
            "module": "M1",
            "moduleVersion": 1,
            "theme": THEME,
            "goal": None,
            "plannedHours": 10,
            "plannedPractice": 2,
        }
        self.say("enrolments.requested", day, key=key, **said | data)
        self.say("enrolments.confirmed", day, key=key, enrolment=enrolment)
        self.say("enrolments.started", day, key=key, enrolment=enrolment)
        return enrolment

    def completed(self, enrolment: str, day: str, *, key: str = SCHOOL) -> None:
        self.say(
            "enrolments.completed",
            day,
            key=key,
            enrolment=enrolment,
            studyHours=7.5,
            assessment="passed",
        )

    def observed(
        self, teacher: str, day: str, *scores: int | None, key: str = SCHOOL, **data: Any
    ) -> Said:
        said: Row = {
            "observation": self.id(),
            "teacher": teacher,
            "perspective": "observer",
            "purpose": "peer",
            "instrument": "dot",
            "instrumentVersion": "1.0",
            "scores": [
                {"indicator": f"i{number}", "theme": THEME, "score": score}
                for number, score in enumerate(scores)
            ],
            "observer": "t-observer",
        }
        return self.say("observations.recorded", day, key=key, **said | data)

    def rows(self, as_of: datetime = NEXT_YEAR, **how: Any) -> list[Row]:
        rows: list[Row] = fold(self.tell.history(), as_of, **how)["figures"]
        return rows


def the_row(rows: list[Row], figure: str, **where: Any) -> Row:
    """The one row of a figure, by default of the school in 2023-2024."""
    wanted = {"figure": figure, "school": SCHOOL, "schoolYear": "2023-2024", **where}
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1
    return found[0]


def noon(day: str) -> datetime:
    return datetime.fromisoformat(day + "T11:00:00+00:00")


def test_growth_of_three_teachers_has_the_interval_of_student() -> None:
    story = Story()
    story.school("t-a", "t-b", "t-c", "t-d")
    seen: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = [
        ("t-a", (2, 2), (3, 3)),
        ("t-b", (2,), (2, 3)),
        ("t-c", (3,), (3,)),
    ]
    for teacher, before, after in seen:
        story.started(teacher, "2023-09-01")
        story.observed(teacher, "2022-09-01", *before)  # 365 days before the start
        story.observed(teacher, "2023-10-13", *after)  # day 42
    story.started("t-d", "2023-09-01")
    story.observed("t-d", "2022-08-31", 1)  # 366 days before: no baseline
    row = the_row(story.rows(), "growth.observer", theme=THEME)
    assert (row["value"], row["n"], row["sd"]) == (0.5, 3, pytest.approx(0.5, abs=1e-12))
    half = 4.302652729911275 * 0.5 / 3**0.5
    assert row["interval"] == pytest.approx([0.5 - half, 0.5 + half], abs=1e-9)
    assert row["baseline"] == pytest.approx(7 / 3, abs=1e-12)
    assert row["left-out"] == {"no-baseline": 1, "no-later": 0, "other-instrument": 0}
    triangulation = the_row(story.rows(), "triangulation", theme=THEME)
    assert triangulation["value"] == {"positive": [], "negative": [], "unclear": ["observer"]}


def test_a_later_on_day_41_is_none_and_a_minor_version_is_the_same_list() -> None:
    story = Story()
    story.school("t-a", "t-b", "t-c")
    for teacher in ("t-a", "t-b", "t-c"):
        story.started(teacher, "2023-09-01")
        story.observed(teacher, "2023-09-15", 2)  # the last of the 14 days after
    story.observed("t-a", "2023-10-12", 4)
    story.observed("t-b", "2023-11-01", 4, instrumentVersion="1.7")
    story.observed("t-c", "2023-11-01", 4, instrumentVersion="2.0")
    row = the_row(story.rows(), "growth.observer", theme=THEME)
    assert (row["value"], row["n"], row["sd"], row["interval"]) == (2.0, 1, None, None)
    assert row["left-out"] == {"no-baseline": 0, "no-later": 1, "other-instrument": 1}


def test_a_purpose_that_does_not_count_says_so_for_every_role() -> None:
    story = Story()
    story.say(
        "boards.registered",
        "2022-08-01",
        key=BOARD,
        board=BOARD,
        name="Bestuur",
        sectors=["vo"],
        countedPurposes=["audit"],
        validFrom="2022-08-01",
    )
    story.school("t-a")
    story.observed("t-a", "2023-09-15", 2)
    for role in ("full", "inspector"):
        row = the_row(story.rows(role=role), "observed.observer", theme=THEME)
        assert (row["value"], row["suppressed"]) == (None, "purpose")


def test_participation_counts_team_teachers_only() -> None:
    story = Story()
    story.school("t-a", "t-b", "t-c")
    story.joined("t-leader", "2022-08-01", function="leader")
    for teacher in ("t-a", "t-leader"):
        story.started(teacher, "2023-09-01")
    row = the_row(story.rows(), "participation", theme=THEME)
    assert (row["value"], row["n"], row["of"]) == (pytest.approx(1 / 3), 1, 3)
    assert the_row(story.rows(), "goal-trace", theme=THEME)["of"] == 2


def test_an_enrolment_over_two_years_is_active_in_both() -> None:
    story = Story()
    story.school("t-a")
    story.completed(story.started("t-a", "2023-07-31"), "2023-08-01")
    for year in ("2022-2023", "2023-2024"):
        assert the_row(story.rows(), "participation", theme=THEME, schoolYear=year)["n"] == 1
    hours = the_row(story.rows(), "hours.study", theme=THEME)
    assert (hours["value"], hours["n"]) == (7.5, 1)


def test_an_instant_in_the_evening_of_utc_falls_on_the_next_day_here() -> None:
    story = Story()
    story.school("t-a")
    story.observed("t-a", "2023-07-31T22:30:00Z", 3)  # 00:30 on 1 August
    row = the_row(story.rows(), "observed.observer", theme=THEME)
    assert (row["value"], row["observations"], row["n"]) == (3.0, 1, 1)


def test_discussed_is_due_after_day_42_and_late_is_not_overdue() -> None:
    story = Story()
    story.school("t-a", "t-b", "t-c")
    for teacher, discussed in (("t-a", "2023-11-12"), ("t-b", "2023-11-13"), ("t-c", None)):
        enrolment = story.started(teacher, "2023-09-01")
        story.completed(enrolment, "2023-10-01")
        if discussed:  # day 42 is 12 November
            story.say(
                "enrolments.outcome-discussed", discussed, enrolment=enrolment, conclusion="apply"
            )
    on_day_42 = the_row(story.rows(noon("2023-11-12")), "discussed", theme=THEME)
    assert on_day_42["suppressed"] == "no-data"
    on_day_43 = the_row(story.rows(noon("2023-11-13")), "discussed", theme=THEME)
    assert (on_day_43["value"], on_day_43["of"]) == (pytest.approx(1 / 3), 3)
    assert (on_day_43["overdue"], on_day_43["n"]) == (2, 3)  # an hour before it was logged
    later = the_row(story.rows(), "discussed", theme=THEME)
    assert (later["value"], later["overdue"]) == (pytest.approx(1 / 3), 1)


def test_gaps_count_people_and_name_them_to_the_leader_only() -> None:
    story = Story()
    story.school("t-a")
    story.completed(story.started("t-a", "2023-09-01"), "2023-10-01")

    def gap(kind: str, role: str) -> Row:
        found = fold(story.tell.history(), noon("2023-11-12"), role)["gaps"]
        return next(
            one
            for one in found
            if one["kind"] == kind and one["theme"] == THEME and one["schoolYear"] == "2023-2024"
        )

    assert gap("not-discussed", "full")["people"] == 1
    assert (gap("not-discussed", "full")["lastDate"], gap("not-discussed", "full")["missed"]) == (
        "2023-11-12",
        False,
    )
    assert gap("not-discussed", "school-leader")["people"] == ["t-a"]
    assert gap("not-discussed", "inspector")["lastDate"] is None
    assert gap("no-rating", "full")["missed"] is True
    assert gap("no-goal", "inspector") | {"board": BOARD} == {
        "board": BOARD,
        "school": SCHOOL,
        "schoolYear": "2023-2024",
        "theme": THEME,
        "kind": "no-goal",
        "people": None,
        "lastDate": "2023-10-31",
        "missed": True,
    }


@pytest.mark.parametrize(
    ("career_start", "changer", "joining", "starter"),
    [
        ("2020-08-01", False, "2022-08-01", False),  # three years end on the year's first day
        ("2020-08-02", False, "2022-08-01", True),
        ("2021-08-02", True, "2022-08-01", True),
        ("2021-08-01", True, "2022-08-01", False),
        ("2020-09-01", False, "2023-09-01", False),  # and on the day of joining
        ("2021-02-28", False, "2024-02-28", False),
        ("2022-02-28", True, "2024-02-27", True),
    ],
)
def test_starters_on_the_edge(
    career_start: str, changer: bool, joining: str, starter: bool
) -> None:
    story = Story()
    story.school("t-old")
    story.joined("t-a", joining, careerStart=career_start, careerChanger=changer)
    assert the_row(story.rows(), "starters")["value"] == int(starter)


def test_three_years_after_29_february_is_28_february() -> None:
    story = Story()
    story.school()
    story.joined("t-a", "2023-02-28", careerStart="2020-02-29")
    story.joined("t-b", "2023-02-27", careerStart="2020-02-29")
    assert the_row(story.rows(), "starters", schoolYear="2022-2023")["value"] == 1


def test_a_coach_counts_until_thirty_days_after() -> None:
    story = Story()
    story.school()
    for teacher, assigned in (("t-a", "2023-08-31"), ("t-b", "2023-09-01")):
        story.joined(teacher, "2023-01-01", careerStart="2023-01-01")
        story.say("coaches.assigned", assigned, coach="t-coach", teacher=teacher, from_=assigned)
    row = the_row(story.rows(), "starters.coach")
    assert (row["value"], row["of"], row["n"]) == (0.5, 2, 2)
    too_early = the_row(story.rows(noon("2023-08-31")), "starters.coach")
    assert too_early["suppressed"] == "no-data"
    load = the_row(story.rows(), "coach-load")
    assert (load["value"], load["n"]) == (2.0, 1)


def test_retention_follows_the_starters_who_joined_a_year_ago() -> None:
    story = Story()
    story.school()
    for teacher in ("t-a", "t-b", "t-c", "t-d"):
        story.joined(teacher, "2022-09-01", careerStart="2022-09-01")
    story.joined("t-earlier", "2022-07-31", careerStart="2022-07-31")  # joined the year before
    for teacher, until, destination in (
        ("t-b", "2024-07-30", "same-board"),
        ("t-c", "2024-07-31", "other-board"),  # still there on the year's last day
        ("t-d", "2023-12-31", "retirement"),
    ):
        story.say("teachers.left", until, teacher=teacher, until=until, destination=destination)
    row = the_row(story.rows(), "retention.1")
    assert row["value"] == {
        "school": 0.5,
        "board": 0.25,
        "education": 0.0,
        "left": 0.25,
        "unknown": 0.0,
    }
    assert row["n"] == 4


def test_workload_is_held_against_the_latest_fte() -> None:
    story = Story()
    story.school("t-a", "t-b")
    story.joined("t-b", "2024-02-01", fte=0.5)  # ends the one before on the eve
    enrolment = story.started("t-a", "2023-09-01")
    story.say(
        "enrolments.practice-logged",
        "2023-09-10",
        enrolment=enrolment,
        practice=story.id(),
        minutes=90,
        withCoach=True,
        ownClass=True,
    )
    story.completed(enrolment, "2023-10-01")
    row = the_row(story.rows(), "workload")
    assert (row["value"], row["of"], row["n"]) == (4.5, 83 * 0.75, 2)


def test_one_teacher_who_does_not_take_part_hides_the_share() -> None:
    team = [f"t-{number}" for number in range(8)]
    for taking_part, suppressed in ((7, "fewer-than-k"), (8, None), (0, None), (4, "fewer-than-k")):
        story = Story()
        story.school(*team)
        for teacher in team[:taking_part]:
            story.started(teacher, "2023-09-01")
        row = the_row(story.rows(role="inspector"), "participation", theme=THEME)
        assert row.get("suppressed") == suppressed
        own = the_row(story.rows(role="school-leader"), "participation", theme=THEME)
        assert own["value"] == taking_part / 8


def two_schools(taking_part: int, size: int, other_size: int) -> Story:
    story = Story()
    for key, count in ((SCHOOL, size), (OTHER, other_size)):
        team = [f"t-{key}-{number}" for number in range(count)]
        story.school(*team, key=key)
        for teacher in team[:taking_part] if key == SCHOOL else team:
            story.started(teacher, "2023-09-01", key=key)
    return story


def test_a_small_school_hides_the_next_smallest_while_the_board_is_shown() -> None:
    rows = two_schools(1, 11, 6).rows(role="inspector")  # 1 of 11, and 6 of 6
    small = the_row(rows, "participation", theme=THEME)
    other = the_row(rows, "participation", theme=THEME, school=OTHER)
    board = the_row(rows, "participation", theme=THEME, school=None)
    assert (small["suppressed"], other["suppressed"]) == ("fewer-than-k", "complementary")
    assert (board["n"], board["of"]) == (7, 17)
    goal_trace = the_row(rows, "goal-trace", theme=THEME, school=OTHER)
    assert goal_trace["suppressed"] == "complementary"


def test_school_leaders_and_teachers_see_no_board_and_teachers_need_one_more() -> None:
    story = two_schools(5, 10, 5)
    assert all(row["school"] for row in story.rows(role="school-leader"))
    shown = the_row(story.rows(role="inspector"), "participation", theme=THEME)
    hidden = the_row(story.rows(role="teacher"), "participation", theme=THEME)
    assert (shown["value"], hidden["suppressed"]) == (0.5, "fewer-than-k")


def released(story: Story, day: str, figure: str = "observed.observer", **where: Any) -> Row:
    as_of = first_moment(date.fromisoformat(day))
    rows = story.rows(as_of, role="inspector", releases=True)
    return the_row(rows, figure, theme=THEME, **where)


def test_a_release_stays_until_the_contributions_of_five_differ() -> None:
    story = Story()
    team = [f"t-{number}" for number in range(9)]
    story.school(*team)
    for teacher in team[:5]:
        story.observed(teacher, "2023-09-10", 2)
    for teacher in team[5:]:
        story.observed(teacher, "2023-10-10", 4)
    story.observed(team[0], "2023-11-10", 4)
    assert released(story, "2023-09-30")["suppressed"] == "no-data"
    assert (released(story, "2023-10-01")["value"], released(story, "2023-10-01")["n"]) == (2.0, 5)
    assert released(story, "2023-11-01")["n"] == 5  # four people more: it may not move
    assert released(story, "2023-12-01")["n"] == 9  # and with a fifth who differs it moves


def test_facts_logged_at_the_release_itself_wait_for_the_next() -> None:
    story = Story()
    team = [f"t-{number}" for number in range(5)]
    story.school(*team)
    for teacher in team:
        story.observed(teacher, "2023-09-30", 2, logged="2023-10-02")
    assert released(story, "2023-10-15")["suppressed"] == "no-data"
    assert released(story, "2023-11-01")["n"] == 5


def test_a_board_is_released_once_on_1_october_after_the_year() -> None:
    story = two_schools(6, 12, 6)
    where: Row = {"figure": "participation", "school": None}
    assert released(story, "2024-09-30", **where)["suppressed"] == "complementary"
    board = released(story, "2024-10-01", **where)
    assert (board["value"], board["of"]) == (pytest.approx(12 / 18), 18)


def test_a_board_is_suppressed_for_good_when_few_facts_wait() -> None:
    story = two_schools(6, 12, 6)
    story.started(f"t-{SCHOOL}-6", "2024-07-01")  # one more takes part, too few to move
    row = released(story, "2024-10-01", figure="participation", school=None)
    assert row["suppressed"] == "complementary"
    assert released(story, "2024-10-01", figure="participation")["n"] == 6
    one_release = the_row(story.rows(role="inspector"), "participation", theme=THEME, school=None)
    assert one_release["n"] == 13


def test_a_retraction_works_from_its_time_on_whatever_its_day() -> None:
    story = Story()
    story.school("t-a")
    said = story.observed("t-a", "2023-09-10", 2)
    story.say(
        "observations.retracted",
        "2024-12-31",
        logged="2023-11-01",
        observation=said.data["observation"],
    )
    before = the_row(story.rows(noon("2023-10-31")), "observed.observer", theme=THEME)
    after = the_row(story.rows(noon("2023-11-02")), "observed.observer", theme=THEME)
    assert (before["value"], after["suppressed"]) == (2.0, "no-data")


def test_a_forbidden_fact_is_parked_and_its_chain_stops_there() -> None:
    story = Story()
    story.school("t-a", "t-b")
    story.started("t-a", "2023-09-01")
    forbidden = story.say("enrolments.started", "2023-09-02", enrolment=story.id())
    story.started("t-b", "2023-09-03")
    result = fold(story.tell.history(), NEXT_YEAR)
    assert [one["id"] for one in result["parked"]] == [forbidden.id]
    assert the_row(result["figures"], "participation", theme=THEME)["n"] == 1


def test_a_school_that_moved_takes_its_history_along() -> None:
    story = Story()
    story.school("t-a")
    story.say(
        "schools.registered",
        "2024-07-31",
        school=SCHOOL,
        board="50000",
        name="School",
        sector="vo",
        place=None,
        validFrom="2024-07-31",
    )
    rows = story.rows()
    assert the_row(rows, "workload", schoolYear="2023-2024")["board"] == "50000"
    assert the_row(rows, "workload", schoolYear="2022-2023")["board"] == BOARD


@pytest.mark.parametrize("size", ["small", "medium"])
@pytest.mark.parametrize("seed", range(4))
def test_invented_histories_are_valid_and_sealed(seed: int, size: str) -> None:
    events = history(seed, size)
    assert is_sealed(events)
    assert len({event["id"] for event in events}) == len(events)
    for event in events:
        BY_TYPE[event["type"]].contract.model_validate(event["data"])
    assert fold(events, moments(events, seed, 1)[0])["parked"] == []
    assert history(seed, size) == events


@pytest.mark.parametrize("seed", range(30))
def test_a_broken_history_parks_the_one_fact_that_was_put_in(seed: int) -> None:
    events: list[Event] = history(seed % 5)
    spoiled = broken(events, seed)
    assert is_sealed(spoiled)
    added = {event["id"] for event in spoiled} - {event["id"] for event in events}
    parked = fold(spoiled, datetime.fromisoformat(spoiled[-1]["time"]))["parked"]
    assert [one["id"] for one in parked] == sorted(added)
    fact = next(event for event in spoiled if event["id"] in added)
    BY_TYPE[fact["type"]].contract.model_validate(fact["data"])
    assert name_of(fact) in BY_TYPE[fact["type"]].name


def test_the_order_of_the_file_does_not_matter() -> None:
    events = history(2)
    mixed = random.Random(3).sample(events, len(events))
    moment = moments(events, 2, 1)[0]
    for role in ("full", "inspector"):
        assert differences(fold(events, moment, role), fold(mixed, moment, role)) == []


def test_facts_after_the_moment_change_nothing() -> None:
    events = history(1, "medium")
    moment = moments(events, 4, 1)[0]
    known = [one for one in events if datetime.fromisoformat(one["time"]) <= moment]
    assert differences(fold(events, moment), fold(known, moment)) == []
    later = fold(events, moment + timedelta(days=400))
    assert differences(fold(events, moment), later) != []
