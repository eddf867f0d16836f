"""Events that come before what they refer to: they wait, in order, and hold up nobody else."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.contracts import enrolment as e
from tests.integration.feedback.cast import (
    BOARD,
    SISTER,
    Cast,
    admitted,
    event,
    joined,
    observation,
    school,
    send,
    verdict_on,
)
from tests.integration.feedback.world import World, until


@pytest.fixture(scope="module")
def patient(servers: tuple[str, str], folder: Path) -> Iterator[Cast]:
    """A service in which events wait long."""
    world = World(*servers, folder)
    try:
        found = Cast(world)
        world.start(waiting_limit_seconds=600)
        found.enter()
        yield found
    finally:
        world.close()


def waits_for(cast: Cast, event_id: str, platform: str = "e-loo") -> Any:
    """What an event waits for, as the API tells it; None in it: behind another."""

    def find() -> Any:
        path = f"/v1/platforms/{platform}/verdicts/{event_id}"
        answer = cast.platform(platform).get(path)
        return answer.json()["waiting"] if answer.is_success else None

    return until(find, f"{event_id} waits")


def link(cast: Cast, theirs: str, ours: str, platform: str = "e-loo") -> httpx.Response:
    asked = {"links": [{"platformPerson": theirs, "teacher": ours}]}
    path = f"/v1/boards/{BOARD}/platforms/{platform}/links"
    return cast.admin().post(path, json=asked).raise_for_status()


def recorded_in_order(cast: Cast, where: str) -> list[str]:
    return [
        one["data"]["observation"]
        for one in cast.world.facts()
        if one["subject"] == where and one["type"].endswith("observations.recorded.v1")
    ]


def test_all_of_a_new_school_waits_for_everything_it_needs(patient: Cast) -> None:
    new = "02BB00"
    made = [event(observation("u-new"), subject=new) for _ in range(3)]
    elsewhere = event(observation())
    send(patient, *made, elsewhere)
    assert waits_for(patient, made[0]["id"])["reason"] == "unknown-school"
    assert waits_for(patient, made[1]["id"])["reason"] is None
    assert verdict_on(patient, elsewhere["id"])[0]["outcome"] == "accepted"
    patient.world.say(school(new, BOARD), new, BOARD)
    needed = "person-not-linked"
    until(lambda: waits_for(patient, made[0]["id"])["reason"] == needed, needed)
    link(patient, "u-new", "p-new")
    needed = "not-a-member"
    until(lambda: waits_for(patient, made[0]["id"])["reason"] == needed, needed)
    patient.world.say(joined("p-new"), new, BOARD)
    for one in made:
        assert verdict_on(patient, one["id"])[0]["outcome"] == "accepted"
    wanted = [one["data"]["observation"] for one in made]
    until(lambda: recorded_in_order(patient, new) == wanted, "in order")


def test_an_event_waits_until_the_board_admits_the_platform(patient: Cast) -> None:
    patient.world.make_platform("later")
    made = event(observation("u-x"))
    send(patient, made, platform="later")
    assert waits_for(patient, made["id"], "later")["reason"] == "platform-not-admitted"
    patient.world.say(admitted("later"), BOARD, BOARD)
    link(patient, "u-x", "p-tess", "later")
    assert verdict_on(patient, made["id"], platform="later")[0]["outcome"] == "accepted"


def test_a_retraction_that_came_first_lets_what_it_retracts_pass(patient: Cast) -> None:
    data = observation()
    gone = {"observation": data["observation"], "occurredAt": "2026-03-06"}
    retraction = event(gone, "observations.retracted")
    other, recording = event(observation()), event(data)
    send(patient, retraction, other)
    assert waits_for(patient, retraction["id"])["reason"] == "unknown-thing"
    assert waits_for(patient, other["id"])
    send(patient, recording)
    for one in (retraction, other, recording):
        assert verdict_on(patient, one["id"])[0]["outcome"] == "accepted"
    after = patient.platform().get("/v1/platforms/e-loo/verdicts", params={"limit": 1000}).json()
    told = {one["event"]["id"]: one["number"] for one in after["verdicts"]}
    assert told[recording["id"]] < told[retraction["id"]] < told[other["id"]]


def test_waiting_survives_a_kill_and_keeps_its_order(patient: Cast) -> None:
    new = "03CC00"
    made = [event(observation("u-tess"), subject=new) for _ in range(20)]
    send(patient, *made[:10])
    waits_for(patient, made[9]["id"])
    patient.world.kill()
    send(patient, *made[10:])
    patient.world.start(waiting_limit_seconds=600)
    waits_for(patient, made[19]["id"])
    # The gauge is measured on each round of the lanes, so a moment after the verdict.
    until(lambda: patient.world.metric("aantoonbaar_waiting_events") == 20, "all are counted")
    assert patient.world.metric("aantoonbaar_waiting_oldest_timestamp_seconds") > 1_700_000_000
    patient.world.say(school(new, BOARD), new, BOARD)
    patient.world.say(joined("p-tess"), new, BOARD)
    for one in made:
        assert verdict_on(patient, one["id"])[0]["outcome"] == "accepted"
    wanted = [one["data"]["observation"] for one in made]
    until(lambda: recorded_in_order(patient, new) == wanted, "in order")
    until(lambda: patient.world.metric("aantoonbaar_waiting_events") == 0, "nothing waits")


def test_the_same_event_twice_while_it_waits(patient: Cast) -> None:
    made = event(observation("u-twice"))
    send(patient, made, made)
    waits_for(patient, made["id"])
    link(patient, "u-twice", "p-tess")
    found = verdict_on(patient, made["id"], 2)
    assert [one["outcome"] for one in found] == ["accepted", "duplicate"]


def test_a_reflection_waits_for_the_observation_it_looks_back_on(patient: Cast) -> None:
    data = observation()
    reflection = event(
        {
            "reflection": str(uuid.uuid4()),
            "teacher": "u-tess",
            "occurredAt": "2026-03-06",
            "theme": "feedback",
            "minutes": 5,
            "about": {"kind": "observation", "id": data["observation"].upper()},
        },
        "reflections.recorded",
    )
    send(patient, reflection)
    assert waits_for(patient, reflection["id"])["reason"] == "unknown-thing"
    send(patient, event(data))
    assert verdict_on(patient, reflection["id"])[0]["outcome"] == "accepted"


def test_after_the_limit_it_is_refused_and_may_be_sent_again(cast: Cast) -> None:
    made = event(observation("u-late"))
    behind = event(observation())
    send(cast, made, behind)
    verdict = verdict_on(cast, made["id"])[0]
    assert (verdict["outcome"], verdict["reason"]["code"]) == ("refused", "person-not-linked")
    assert verdict_on(cast, behind["id"])[0]["outcome"] == "accepted"
    link(cast, "u-late", "p-tess")
    send(cast, made)
    assert [one["outcome"] for one in verdict_on(cast, made["id"], 2)] == ["refused", "accepted"]


def test_a_member_of_another_school_of_the_board_is_no_member_here(cast: Cast) -> None:
    made = event(observation(), subject=SISTER)
    send(cast, made)
    assert verdict_on(cast, made["id"])[0]["reason"]["code"] == "not-a-member"


def test_a_link_repeated_with_its_key_is_answered_as_the_first_time(cast: Cast) -> None:
    path, key = f"/v1/boards/{BOARD}/platforms/e-loo/links", {"idempotency-key": str(uuid.uuid4())}
    asked = {"links": [{"platformPerson": f"u-{uuid.uuid4()}", "teacher": "p-tess"}]}
    first, again = (cast.admin().post(path, json=asked, headers=key) for _ in range(2))
    assert first.json() == {"linked": 1, "unchanged": 0, "removed": 0}
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = cast.admin().post(path, json={"links": asked["links"] * 2}, headers=key)
    assert other.json()["type"].endswith("idempotency-key-reused")


def test_what_cannot_be_looked_up_is_parked_and_holds_up_nobody_else(patient: Cast) -> None:
    broken, names = "06FF00", {"instrument": "stuk", "instrumentVersion": "1.0"}
    patient.world.say(school(broken, BOARD), broken, BOARD)
    stored = {"_id": f"{BOARD}/stuk/1.0", "board": "none", "id": "stuk", "version": "1.0"}
    mongo = patient.world.mongo()
    mongo.instruments.insert_one({**stored, "described": "not what it should be"})
    poison, fine = event(observation(**names), subject=broken), event(observation())
    send(patient, poison, fine)
    assert verdict_on(patient, fine["id"])[0]["outcome"] == "accepted"
    parked = until(lambda: mongo.parked.find_one({"code": "not-judged"}), "it is parked")
    assert poison["id"] in parked["value"].decode()
    after = event(observation(), subject=broken)
    send(patient, after)
    assert waits_for(patient, after["id"])["reason"] == "not-a-member"  # its lane goes on


def test_erasing_reaches_what_was_kept_before_the_school_moved(patient: Cast) -> None:
    world, moved, other = patient.world, "07GG00", "54321"
    world.say(school(moved, BOARD), moved, BOARD)
    world.say(joined("p-moves"), moved, BOARD)
    world.sign_in.people["moves"] = {BOARD: "p-moves"}
    mongo = world.mongo()
    until(lambda: mongo.members.find_one({"_id": f"{moved}/p-moves"}), "heard")
    link(patient, "u-moves", "p-moves")
    client = world.client("moves", "teacher", boards=[BOARD], schools=[moved])
    text = {"theme": "feedback", "minutes": 5, "text": "van mij"}
    client.post(f"/v1/schools/{moved}/reflections", json=text).raise_for_status()
    later = school(moved, other).model_copy(update={"valid_from": "2026-02-01"})
    world.say(later, moved, other)
    until(lambda: mongo.schools.find_one({"_id": moved, "boards": {"$size": 2}}), "moved")
    world.say(e.TeacherErased(occurred_at="2026-03-09", teacher="p-moves"), other, other)
    until(lambda: not mongo.links.count_documents({"teacher": "p-moves"}), "the link is gone")
    assert [kept["text"] for kept in mongo.kept.find({"teacher": "p-moves"})] == [None]


def test_history_stays_with_a_school_that_moved(patient: Cast) -> None:
    moved = "04DD00"
    patient.world.say(school(moved, BOARD), moved, BOARD)
    patient.world.say(joined("p-tess"), moved, BOARD)
    later = school(moved, "54321").model_copy(update={"valid_from": "2026-02-01"})
    patient.world.say(later, moved, "54321")
    schools = patient.world.mongo().schools
    until(lambda: schools.find_one({"_id": moved, "boards": {"$size": 2}}), "the move was heard")
    before = event(observation(occurredAt="2026-01-31"), subject=moved, boardid=BOARD)
    after = event(observation(occurredAt="2026-02-01"), subject=moved, boardid=BOARD)
    send(patient, before, after)
    assert verdict_on(patient, before["id"])[0]["outcome"] == "accepted"
    assert verdict_on(patient, after["id"])[0]["reason"]["code"] == "wrong-board"
