"""Evidence holds: through a kill, duplicates, rubbish and tampering, nothing is lost or doubled."""

import random
from datetime import UTC, datetime
from typing import Any

from shared.chassis.canonical import canonical
from tests.integration.evidence.world import World, heads_of, schools_of
from tests.integration.feedback.world import until
from tests.oracle.telling import event_id, seal


def test_a_kill_in_the_middle_loses_and_doubles_nothing(empty: World, events: list[Any]) -> None:
    half = len(events) // 2
    empty.publish(events[:half])
    until(lambda: empty.facts() > 0, "the first facts are in")
    empty.kill()
    empty.publish(events[half:])
    empty.start()
    empty.has_all(events)
    assert empty.verified(heads=heads_of(events))["ok"]


def test_facts_that_come_again_count_once(empty: World, events: list[Any]) -> None:
    empty.publish(events)
    empty.publish(events[: len(events) // 3])
    empty.has_all(events)
    answer = empty.verified(heads=heads_of(events))
    assert answer["ok"], answer
    assert answer["checked"]["facts"] == len(events)


def test_a_lost_fact_is_named_and_heals_when_it_comes(empty: World, events: list[Any]) -> None:
    school = schools_of(events)[0]
    chain = [event for event in events if event["subject"] == school]
    chain = [event for event in chain if event["source"].endswith(":enrolment")]
    missing = chain[len(chain) // 2]
    empty.publish([event for event in events if event is not missing])
    until(lambda: empty.metric("aantoonbaar_parked_records") > 0, "facts behind the gap are parked")
    answer = until(
        lambda: (
            empty.facts() >= len(events) - len(chain) and empty.verified(heads=heads_of(events))
        ),
        "all others are in",
    )
    assert answer["first_wrong"]["what"] == "not-arrived"
    assert school in answer["first_wrong"]["where"]
    empty.publish([missing])
    empty.has_all(events)
    assert empty.verified(heads=heads_of(events))["ok"]


def test_rubbish_blocks_nobody(empty: World, events: list[Any]) -> None:
    for body in (b"", b"{", b"[]", b"\xff\xfe", canonical({"id": "x"}), b"9" * 100_000):
        empty.send(events[0], body, {})
        empty.send(events[0], body, {"sequence": "1", "hash": "zz", "prevhash": "0" * 64})
    empty.publish(events)
    empty.has_all(events)
    assert empty.metric("aantoonbaar_parked_records") >= 6
    with empty.client("ops") as ops:
        assert ops.get("/v1/dead-letters").json()["deadLetters"]


def test_tampering_is_found_and_named(empty: World, events: list[Any]) -> None:
    empty.publish(events)
    empty.has_all(events)
    ledger = empty.mongo()["ledger"]
    segment = ledger.find_one({"_id": {"$regex": f"^enrolment/{schools_of(events)[0]}/"}})
    bodies = list(segment["bodies"])
    bodies[0] = bodies[0].replace(b'"occurredAt":"20', b'"occurredAt":"19')
    assert bodies != segment["bodies"]
    ledger.update_one({"_id": segment["_id"]}, {"$set": {"bodies": bodies}})
    answer = empty.verified(heads=heads_of(events))
    assert not answer["ok"]
    assert not answer["passes"]
    assert schools_of(events)[0] in answer["first_wrong"]["where"]


def test_figures_that_were_not_derived_before_a_stop_are_derived_after_it(
    empty: World, events: list[Any]
) -> None:
    empty.publish(events)
    empty.has_all(events)
    empty.kill()
    figures = empty.mongo()["figures"]
    figures.delete_many({"_id": {"$regex": f"^{schools_of(events)[0]}/"}})
    figures.update_many({"_id": {"$regex": f"^{schools_of(events)[1]}/"}}, {"$set": {"heads": {}}})
    empty.start()
    until(lambda: empty.verified(heads=heads_of(events))["ok"], "all figures are there again")


def test_facts_that_come_while_it_is_verified_are_not_wrong(
    empty: World, events: list[Any]
) -> None:
    half = len(events) // 2
    told = heads_of(events[:half])
    empty.publish(events)
    empty.has_all(events)
    answer = empty.verified(heads=told)
    assert answer["ok"], answer
    assert answer["ahead"]


def test_a_rebuild_makes_the_same_figures(empty: World, events: list[Any]) -> None:
    empty.publish(events)
    empty.has_all(events)
    with empty.client("ops") as ops:
        compared = ops.post("/v1/rebuilds", json={"compareOnly": True}).json()
        assert (compared["equal"], compared["switched"]) == (True, False)
        figures = empty.mongo()["figures"]
        figures.update_one({}, {"$set": {"digest": "0" * 64}})
        changed = ops.post("/v1/rebuilds", json={"compareOnly": True}).json()
        assert not changed["equal"]
        kept = figures.find_one({})
        figures.insert_one({**kept, "_id": f"{kept['_id'].partition('/')[0]}/1999-2000"})
        assert ops.post("/v1/rebuilds", json={}).json()["switched"]
        assert figures.count_documents({"_id": {"$regex": "1999"}}) == 0
        again = ops.post("/v1/rebuilds", json={"compareOnly": True}).json()
    assert (again["equal"], again["digest"]) == (True, compared["digest"])


def test_a_closure_that_comes_late_takes_years_away(empty: World, events: list[Any]) -> None:
    """What was shown of years after the closing day is no longer shown."""
    school = schools_of(events)[0]
    empty.publish(events)
    empty.has_all(events)
    chain = [event for event in events if event["subject"] == school]
    chain = [event for event in chain if event["source"].endswith(":enrolment")]
    now = datetime.now(UTC)
    leader = empty.client("school-leader", schools=[school], boards=[chain[-1]["boardid"]])
    before = leader.get(f"/v1/schools/{school}/years").json()["years"]
    closed = {
        **chain[-1],
        "id": event_id(random.Random(1), now),
        "time": now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "type": "nl.professionalisering.schools.closed.v1",
        "dataschema": "urn:aantoonbaar:schema:schools.closed.v1",
        "data": {
            "occurredAt": now.date().isoformat(),
            "school": school,
            "validUntil": f"{before[1][:4]}-07-31",
            "successor": None,
        },
    }
    empty.publish(seal([*chain, closed])[-1:])
    until(
        lambda: leader.get(f"/v1/schools/{school}/years").json()["years"] == before[:1],
        f"only {before[0]} is left of {before}",
    )
