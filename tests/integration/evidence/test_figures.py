"""What the service shows of a history, through the real Kafka and MongoDB, equals the oracle."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.evidence.figures.seen import is_current
from tests.integration.evidence.world import World, boards_of, schools_of
from tests.oracle import fold, histories
from tests.oracle.compare import same


def expected(events: list[Any], moment: datetime) -> dict[tuple[str, str], list[Any]]:
    """The oracle's figures per school and year."""
    found: dict[tuple[str, str], list[Any]] = {}
    for row in fold.fold(events, moment, "full", False)["figures"]:
        if row["school"] is not None:
            found.setdefault((row["school"], row["schoolYear"]), []).append(row)
    return found


def assert_equal(shown: list[Any], rows: list[Any]) -> None:
    place = {(row["theme"], row["figure"]): row for row in shown}
    assert place.keys() == {(row["theme"], row["figure"]) for row in rows}
    wrong = [
        row
        for row in rows
        if is_current("school-leader", row["figure"])  # the rest stands as released
        and not same(place[row["theme"], row["figure"]]["value"], row["value"])
    ]
    assert wrong == []


def test_every_school_year_equals_the_oracle(told: World, events: list[Any]) -> None:
    rows = expected(events, datetime.now(UTC))
    leader = told.client("school-leader", schools=schools_of(events), boards=boards_of(events))
    for school in schools_of(events):
        years = leader.get(f"/v1/schools/{school}/years").json()["years"]
        assert set(years) == {year for where, year in rows if where == school}
        for year in years:
            answer = leader.get(f"/v1/schools/{school}/years/{year}").json()
            assert answer["current"]
            assert_equal(answer["figures"], rows[school, year])


def test_as_of_shows_what_was_known_then(told: World, events: list[Any]) -> None:
    moment = histories.moments(events, 7, 1)[0]
    leader = told.client("school-leader", schools=schools_of(events), boards=boards_of(events))
    for (school, year), rows in expected(events, moment).items():
        asked = {"as-of": moment.isoformat()}
        answer = leader.get(f"/v1/schools/{school}/years/{year}", params=asked).json()
        assert_equal(answer["figures"], rows)


def test_a_figure_is_explained_by_facts(told: World, events: list[Any]) -> None:
    figure = next(
        row
        for rows in expected(events, datetime.now(UTC)).values()
        for row in rows
        if row["figure"] == "participation" and row["n"]
    )
    school, year = figure["school"], figure["schoolYear"]
    leader = told.client("school-leader", schools=[school], boards=boards_of(events))
    why = leader.get(
        f"/v1/schools/{school}/years/{year}/figures/participation",
        params={"theme": figure["theme"]},
    ).json()
    assert same(why["figure"]["value"], figure["value"])
    logged = {event["id"]: event for event in events}
    for fact in why["facts"]:
        assert fact["data"] == logged[fact["id"]]["data"]
        assert fact["sequence"] == int(logged[fact["id"]]["sequence"])
    assert why["facts"]
    assert {*why["title"], *why["rule"], *why["formula"]} == {"nl", "en"}
    assert why["formula"]["nl"].endswith("÷ leraren van het team")


def test_another_school_answers_exactly_as_no_school(told: World, events: list[Any]) -> None:
    school, *others = schools_of(events)
    leader = told.client("school-leader", schools=[school], boards=boards_of(events))
    answers = [
        leader.get(f"/v1/schools/{other}/years/2022-2023") for other in (others[0], "99ZZ99")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    without_trace = [
        {k: v for k, v in answer.json().items() if k not in ("trace", "instance")}
        for answer in answers
    ]
    assert without_trace[0] == without_trace[1]


@pytest.mark.parametrize("role", ["inspector", "ops"])
def test_only_who_leads_teaches_or_governs_there_sees_a_school_year(
    told: World, events: list[Any], role: str
) -> None:
    schools, boards = schools_of(events), boards_of(events)
    client = told.client(role, schools=schools, boards=boards)
    assert client.get(f"/v1/schools/{schools[0]}/years").status_code == 404


def test_a_board_sees_of_a_school_what_its_own_page_shows_and_of_a_foreign_one_nothing(
    told: World, events: list[Any]
) -> None:
    seen = 0
    for board in boards_of(events):
        admin = told.client("board-admin", boards=[board])
        own = {one["school"] for one in admin.get(f"/v1/boards/{board}/schools").json()["schools"]}
        for school in schools_of(events):
            years = admin.get(f"/v1/schools/{school}/years")
            assert years.status_code == (200 if school in own else 404)
            for year in years.json().get("years", ()):
                answer = admin.get(f"/v1/schools/{school}/years/{year}")
                of_board = admin.get(f"/v1/boards/{board}/years/{year}").json()["schools"]
                shown = [one for one in of_board if one["school"] == school]
                if not shown:  # in that year the school was another board's
                    assert answer.status_code == 404
                    continue
                seen += 1
                assert answer.json()["figures"] == shown[0]["figures"]
                assert answer.json()["gaps"] == shown[0]["gaps"]
                assert all("who" not in gap for gap in answer.json()["gaps"])
    assert seen


def test_a_board_is_not_told_how_many_facts_about_people_there_are(
    told: World, events: list[Any]
) -> None:
    for board in boards_of(events):
        admin = told.client("board-admin", boards=[board])
        for school in admin.get(f"/v1/boards/{board}/schools").json()["schools"]:
            at = f"/v1/schools/{school['school']}/years"
            for year in admin.get(at).json()["years"]:
                why = admin.get(f"{at}/{year}/figures/goals", params={"theme": "feedback"})
                if why.status_code == 200:
                    kinds = {fact["type"].split(".")[2] for fact in why.json()["facts"]}
                    assert kinds <= {"goals"}
                    assert why.json()["hiddenFacts"] == 0
                why = admin.get(f"{at}/{year}/figures/participation", params={"theme": "feedback"})
                if why.status_code == 200:
                    assert why.json()["facts"] == []
                    assert why.json()["hiddenFacts"] in (0, "a-few")


@pytest.mark.parametrize("role", ["teacher", "coach"])
def test_who_teaches_at_another_school_sees_nothing_of_this_one(
    told: World, events: list[Any], role: str
) -> None:
    school, *others = schools_of(events)
    client = told.client(role, schools=others, boards=boards_of(events))
    assert client.get(f"/v1/schools/{others[0]}/years").status_code == 200
    assert client.get(f"/v1/schools/{school}/years").status_code == 404


def test_a_board_that_waits_for_its_releases_sees_nothing_about_people(
    told: World, events: list[Any]
) -> None:
    board = boards_of(events)[0]
    admin = told.client("board-admin", boards=[board])
    year = f"{events[-1]['time'][:4]}-{int(events[-1]['time'][:4]) + 1}"
    years = {year, f"{int(year[:4]) - 1}-{year[:4]}"}
    rows = [
        figure
        for one in years
        for school in admin.get(f"/v1/boards/{board}/years/{one}").json()["schools"]
        for figure in school["figures"]
    ]
    assert rows
    about_people = [row for row in rows if row["figure"] in ("participation", "growth.observer")]
    assert about_people
    assert {row.get("suppressed") for row in about_people} == {"not-released"}


def test_a_teacher_reads_the_own_timeline_and_no_more(told: World, events: list[Any]) -> None:
    joined = next(event for event in events if event["type"].endswith("teachers.joined.v1"))
    teacher = joined["data"]["teacher"]
    told.sign_in.people["t-1"] = {joined["boardid"]: teacher}
    client = told.client("teacher", subject="t-1", boards=[joined["boardid"]])
    answer = client.get("/v1/me/timeline", params={"limit": 1000}).json()
    assert answer["teacher"] == teacher
    named = {e["id"] for e in events if e["data"].get("teacher") == teacher}
    assert named <= {fact["id"] for fact in answer["facts"]}
    others = {fact["data"].get("teacher", teacher) for fact in answer["facts"]}
    assert others == {teacher}
    assert told.client("teacher", subject="nobody").get("/v1/me/timeline").status_code == 404
