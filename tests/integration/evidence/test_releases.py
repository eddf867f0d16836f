"""What an audience is told of people is what was released, as the oracle replays it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.integration.evidence.world import World, boards_of, heads_of, schools_of
from tests.integration.feedback.world import until
from tests.oracle import fold, histories
from tests.oracle.compare import same

NOW = datetime(2023, 7, 15, 9, 0, tzinfo=UTC)
EARLIER = datetime(2022, 12, 20, 12, 0, tzinfo=UTC)
SEED = 9  # two schools of twelve and fourteen; one of them moves to another board
CURRENT = ("goals", "evaluated", "ladder")  # what a board has of its own before its release
Rows = dict[tuple[Any, ...], dict[str, Any]]


@pytest.fixture(scope="module")
def said() -> list[Any]:
    """What had been logged by then."""
    return [
        event for event in histories.history(SEED) if datetime.fromisoformat(event["time"]) <= NOW
    ]


@pytest.fixture(scope="module")
def make(servers: tuple[str, str], folder: Path) -> Iterator[Callable[..., World]]:
    made: list[World] = []

    def world(driver: str = "motor", settling: float = 1.5) -> World:
        made.append(World(*servers, folder, driver))
        made[-1].settling_seconds = settling
        made[-1].at(NOW)
        return made[-1]

    yield world
    for one in made:
        one.close()


@pytest.fixture(scope="module", params=["motor", "pymongo"])
def released(make: Callable[..., World], said: list[Any], request: pytest.FixtureRequest) -> World:
    """Evidence that took in everything and made all releases; one for each driver."""
    world = make(request.param)
    world.start()
    world.publish(said)
    world.has_all(said)
    world.has_released(said)
    return world


def told_by_oracle(events: list[Any], role: str, moment: datetime) -> Rows:
    return by_place(fold.fold(events, moment, role, True)["figures"])


def place_of(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["school"], row["schoolYear"], row["theme"], row["figure"]


def by_place(rows: list[dict[str, Any]]) -> Rows:
    return {place_of(row): row for row in rows}


def assert_told(shown: Rows, expected: Rows) -> None:
    """Equal, but that what no release day spoke of is told as not released instead of empty."""
    assert shown.keys() == expected.keys()
    wrong = []
    for place, row in shown.items():
        wanted = expected[place]
        if row.get("suppressed") == "not-released":
            assert wanted.get("suppressed") == "no-data" or wanted["figure"] == "ladder"
            continue
        if row.get("suppressed") != wanted.get("suppressed") or not same(
            row["value"], wanted["value"]
        ):
            wrong.append((row, wanted))
    assert wrong == []


def asked_of_schools(world: World, role: str, events: list[Any], as_of: str | None) -> Rows:
    schools, boards = schools_of(events), boards_of(events)
    client = world.client(role, schools=schools, boards=boards)
    params = {"as-of": as_of} if as_of else {}
    found: Rows = {}
    for school in schools:
        for year in client.get(f"/v1/schools/{school}/years").json()["years"]:
            answer = client.get(f"/v1/schools/{school}/years/{year}", params=params)
            if answer.status_code == 200:
                found |= by_place(answer.json()["figures"])
    return found


@pytest.mark.parametrize("role", ["school-leader", "teacher"])
def test_a_school_is_told_what_was_released(released: World, said: list[Any], role: str) -> None:
    assert_told(asked_of_schools(released, role, said, None), told_by_oracle(said, role, NOW))


@pytest.mark.parametrize("role", ["school-leader", "teacher"])
def test_as_of_an_earlier_day_a_school_is_told_what_was_released_then(
    released: World, said: list[Any], role: str
) -> None:
    shown = asked_of_schools(released, role, said, EARLIER.isoformat())
    assert_told(shown, told_by_oracle(said, role, EARLIER))


@pytest.mark.parametrize("moment", [NOW, EARLIER])
def test_a_board_is_told_what_was_released_of_its_schools_and_of_itself(
    released: World, said: list[Any], moment: datetime
) -> None:
    told = fold.fold(said, moment, "board-admin", True)["figures"]
    shown: Rows = {}
    params = {"as-of": moment.isoformat()} if moment != NOW else {}
    for board in boards_of(said):
        admin = released.client("board-admin", boards=[board])
        for year in sorted({row["schoolYear"] for row in told}):
            answer = admin.get(f"/v1/boards/{board}/years/{year}", params=params).json()
            for rows in (answer["figures"], *(one["figures"] for one in answer["schools"])):
                shown |= {(board, *place): row for place, row in by_place(rows).items()}
    wanted = {(row["board"], *place_of(row)): row for row in told}
    assert shown
    assert_told(shown, {place: wanted[place] for place in shown})
    of_boards = [row for row in shown.values() if row["school"] is None]
    assert {row["figure"] for row in of_boards} >= {"participation", "goals"}


def test_a_board_has_its_own_figures_once_on_the_first_of_october_after(
    released: World, said: list[Any]
) -> None:
    rows = []
    for board in boards_of(said):
        admin = released.client("board-admin", boards=[board])
        for year in ("2021-2022", "2022-2023"):
            found = admin.get(f"/v1/boards/{board}/years/{year}").json()["figures"]
            rows += [row for row in found if row["figure"] not in CURRENT]
    days = {row.get("released") for row in rows if "suppressed" not in row}
    assert "2022-10-01" in days
    assert all(row.get("suppressed") for row in rows if row["schoolYear"] == "2022-2023")


def test_a_row_says_since_when_it_stands_and_whether_newer_facts_wait(
    released: World, said: list[Any]
) -> None:
    leader = asked_of_schools(released, "school-leader", said, None).values()
    judgements = [row for row in leader if row["figure"] == "workload" or "released" in row]
    assert any(row["waits"] for row in judgements if "released" in row)
    assert all(row["released"].endswith("-01") for row in judgements if "released" in row)
    assert all("released" not in row for row in leader if row["figure"] == "workload")
    teachers = asked_of_schools(released, "teacher", said, None).values()
    shown = [row for row in teachers if row["figure"] == "workload" and "suppressed" not in row]
    assert shown
    assert all("released" in row for row in shown)


def test_what_was_released_is_explained_by_the_facts_it_stands_on(
    released: World, said: list[Any]
) -> None:
    rows = asked_of_schools(released, "school-leader", said, None).values()
    shown = [row for row in rows if "released" in row and row["n"]]
    row = max(shown, key=lambda one: (one["waits"], one["n"]))
    why = explained(released, said, row)
    assert why["figure"] == row
    day = datetime.fromisoformat(f"{row['released']}T00:00:00+02:00")
    assert all(datetime.fromisoformat(fact["recordedAt"]) < day for fact in why["facts"])
    assert all("scores" not in fact["data"] for fact in why["facts"])
    hidden = next(row for row in rows if row.get("suppressed") == "fewer-than-k")
    nothing = explained(released, said, hidden)
    assert (nothing["facts"], nothing["hiddenFacts"]) == ([], 0)


def explained(world: World, said: list[Any], row: dict[str, Any]) -> dict[str, Any]:
    leader = world.client("school-leader", schools=[row["school"]], boards=boards_of(said))
    path = f"/v1/schools/{row['school']}/years/{row['schoolYear']}/figures/{row['figure']}"
    params = {"theme": row["theme"]} if row["theme"] else {}
    found: dict[str, Any] = leader.get(path, params=params).json()
    return found


def test_releases_are_made_again_from_the_facts_and_are_equal(
    released: World, said: list[Any]
) -> None:
    for board in boards_of(said):
        answer = released.releases_verified(board)
        assert answer["ok"], answer
        assert answer["checked"]["releases"] > 10
        assert answer["boards"] == boards_of(said)


def test_a_release_that_was_changed_is_found_and_put_right(
    released: World, said: list[Any]
) -> None:
    board = boards_of(said)[0]
    releases = released.mongo()["releases"]
    leaf = releases.find_one({"k": 5, "owner": schools_of(said)[0]}, sort=[("day", -1)])
    other = releases.find_one({"k": 5, "_id": {"$ne": leaf["_id"]}, "owner": leaf["owner"]})
    releases.update_one({"_id": leaf["_id"]}, {"$set": {"leaf": other["leaf"]}})
    answer = released.releases_verified(board)
    assert not answer["ok"]
    assert not answer["passes"]
    assert leaf["owner"] in answer["first_wrong"]["where"]
    with released.client("ops") as ops:
        compared = ops.post("/v1/release-rebuilds", json={"board": board, "compareOnly": True})
        assert not compared.json()["equal"]
        assert ops.post("/v1/release-rebuilds", json={"board": board}).json()["switched"]
    assert released.releases_verified(board)["ok"]


def test_a_fact_that_comes_after_its_release_day_changes_no_release(
    make: Callable[..., World], said: list[Any]
) -> None:
    """It was logged before 1 July, but came later: it counts from the next release day on."""
    world = make()
    chains: dict[str, list[Any]] = {}
    for event in said:
        if event["source"].endswith(":feedback") and event["time"] < "2023-07-01":
            chains.setdefault(event["subject"], []).append(event)
    chain = max(chains.values(), key=len)
    late = [event for event in chain if event["time"] >= "2023-03-01"]
    first = late[0]["sequence"]
    held_back = [
        event
        for event in said
        if event["subject"] == late[0]["subject"]
        and event["source"] == late[0]["source"]
        and event["sequence"] >= first
    ]
    world.start()
    world.publish([event for event in said if event not in held_back])
    world.has_released(said)
    before = kept(world)
    world.publish(held_back)
    world.has_all(said)
    board = late[0]["boardid"]
    until(lambda: world.releases_verified(board)["ok"], "the releases still stand")
    assert kept(world) == before
    world.at(datetime(2023, 8, 2, tzinfo=UTC))
    world.has_released(said)
    added = {place: leaf for place, leaf in kept(world).items() if place not in before}
    assert {place.rpartition("/")[2] for place in added} == {"2023-08-01"}
    assert world.releases_verified(board)["ok"]


def kept(world: World) -> dict[str, bytes]:
    return {one["_id"]: bytes(one["leaf"]) for one in world.mongo()["releases"].find()}


def test_a_kill_in_the_middle_and_a_second_process_make_the_same_releases(
    make: Callable[..., World], released: World, said: list[Any]
) -> None:
    world = make()
    world.start()
    world.publish(said)
    days = world.mongo()["release_days"]
    until(lambda: days.count_documents({}) >= 4, "some release days are made")
    world.kill()
    assert days.count_documents({"day": "2023-07-01"}) == 0
    world.start()
    with world.second():
        world.has_all(said)
        world.has_released(said)
    assert kept(world) == kept(released)
    assert world.verified(heads=heads_of(said))["ok"]


def test_before_the_first_release_nothing_about_people_is_told(
    make: Callable[..., World], said: list[Any]
) -> None:
    world = make(settling=600.0)
    world.start()
    world.publish(said)
    world.has_all(said)
    for role in ("school-leader", "teacher"):
        rows = asked_of_schools(world, role, said, None)
        reasons = {row.get("suppressed") for row in rows.values() if row["figure"] == "growth.self"}
        assert reasons == {"not-released"}
    admin = world.client("board-admin", boards=boards_of(said))
    answer = admin.get(f"/v1/boards/{boards_of(said)[0]}/years/2022-2023").json()
    assert (answer["released"], answer["releasing"]) == (None, True)
    answer = world.releases_verified(boards_of(said)[0])
    assert (answer["ok"], answer["passes"]) == (False, True)
