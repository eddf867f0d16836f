"""A school year by HTTP: what each role does, sees and is refused, down to the facts on Kafka."""

import hashlib
import json
import re
import uuid
from typing import Any

from confluent_kafka import Consumer

from tests.integration.enrolment.running import FACTS_TOPIC, Place, Running, arrived, wait_for


def facts_on_kafka(
    service: Running, kafka: str, keys: set[str], count: int
) -> dict[str, list[Any]]:
    """The records of these keys in the order in which Kafka gives them."""
    consumer = Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": str(uuid.uuid4()),
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([service.settings.topic_prefix + FACTS_TOPIC])
    found: dict[str, list[Any]] = {key: [] for key in keys}

    def enough() -> bool:
        for record in arrived(consumer):
            key = record.key().decode()
            if key in found:
                found[key].append(record)
        return sum(map(len, found.values())) >= count

    try:
        wait_for(enough, f"{count} facts on Kafka")
    finally:
        consumer.close()
    return found


def check_chain(records: list[Any]) -> list[str]:
    """The names of the facts, after the chain was recomputed with nothing but SHA-256."""
    previous, names = bytes(32), []
    for number, record in enumerate(records, start=1):
        headers = {name: value.decode() for name, value in record.headers()}
        body = record.value()
        assert int(headers["sequence"]) == number
        assert headers["prevhash"] == previous.hex()
        previous = hashlib.sha256(previous + body).digest()
        assert headers["hash"] == previous.hex()
        event = json.loads(body)
        assert event["sequence"] == headers["sequence"]
        assert event["boardid"]
        names.append(event["type"].removeprefix("nl.professionalisering."))
    return names


def enrol(place: Place, name: str, module: str = "KM-01", **values: Any) -> str:
    answer = place.me(name).post(
        place.path("enrolments"), {"module": module, "occurredAt": "2025-09-10", **values}
    )
    return str(answer.json()["enrolment"])


def test_a_whole_year_of_one_school(place: Place, kafka_bootstrap: str) -> None:
    for name in ("anna", "bram", "cora"):
        place.join(name, careerStart="2024-08-01")
    place.join("koos", "coach")
    place.join("lea", "leader")
    leader, path = place.leader, place.path
    goal = leader.post(
        path("goals"),
        {
            "theme": "classroom-management",
            "schoolYear": "2025-2026",
            "indicator": "participation-share",
            "target": 0.6,
            "dueOn": "2026-06-30",
            "occurredAt": "2025-09-01",
        },
    ).json()["goal"]
    pair = {"coach": place.teachers["koos"], "teacher": place.teachers["anna"]}
    leader.post(path("coach-assignments"), {**pair, "from": "2025-08-15"})
    anna, bram = enrol(place, "anna", goal=goal), enrol(place, "bram")
    declined = enrol(place, "cora", "EF-01")
    leader.post(
        path(f"enrolments/{declined}/declinations"),
        {"reason": "no-budget", "occurredAt": "2025-09-11"},
    )
    for who, enrolment in (("anna", anna), ("bram", bram)):
        confirm = path(f"enrolments/{enrolment}/confirmations")
        leader.post(confirm, {"occurredAt": "2025-09-12"})
        start = path(f"enrolments/{enrolment}/starts")
        place.me(who).post(start, {"occurredAt": "2025-09-15T08:30:00+02:00"})
    practice = {"minutes": 50, "withCoach": True, "ownClass": True, "occurredAt": "2025-10-01"}
    koos = place.me("koos", "coach")
    logged = koos.post(path(f"enrolments/{anna}/practices"), practice).json()["practice"]
    place.me("anna").post(path(f"enrolments/{anna}/practices/{logged}/retractions"), {})
    place.me("anna").post(path(f"enrolments/{anna}/practices"), {**practice, "withCoach": False})
    place.me("anna").post(
        path(f"enrolments/{anna}/completions"),
        {"studyHours": 7.25, "assessment": "passed", "occurredAt": "2025-12-01"},
    )
    place.me("bram").post(
        path(f"enrolments/{bram}/withdrawals"), {"reason": "workload", "occurredAt": "2025-12-01"}
    )
    leader.post(
        path(f"enrolments/{anna}/discussions"), {"conclusion": "apply", "occurredAt": "2025-12-20"}
    )
    certificate = leader.post(path("certificates"), {"enrolment": anna}).json()["certificate"]
    leader.post(path(f"certificates/{certificate}/revocations"), {})
    learning = place.me("cora").post(
        path("informal-learnings"),
        {"theme": "feedback", "kind": "network", "minutes": 90, "occurredAt": "2025-11-11"},
    )
    taken_back = f"informal-learnings/{learning.json()['learning']}/retractions"
    place.me("cora").post(path(taken_back), {})
    role = {"teacher": place.teachers["anna"], "role": "ict-lead"}
    leader.post(path("roles"), {**role, "occurredAt": "2025-10-10"})
    leader.post(path("role-departures"), {**role, "occurredAt": "2026-05-10"})
    leader.post(path("coach-releases"), {**pair, "until": "2026-07-31"})
    leader.post(
        path(f"goals/{goal}/evaluations"),
        {"outcome": "reached", "decision": "raise", "occurredAt": "2026-06-30"},
    )
    leader.post(path(f"goals/{goal}/withdrawals"), {"reason": "entered-in-error"})
    bram_there = f"memberships/{place.teachers['bram']}"
    joined = leader.get(path(bram_there)).json()["memberships"][0]["joined"]
    leader.post(path(f"{bram_there}/corrections"), {"corrects": joined, "fte": 0.8})
    leader.post(path(f"{bram_there}/departures"), {"until": "2026-07-31"})
    place.admin.post(path("closures"), {"validUntil": "2027-07-31", "successor": place.second})

    count = place.service.database.facts.count_documents({"_id": {"$regex": f"^{place.school}/"}})
    found = facts_on_kafka(place.service, kafka_bootstrap, {place.school}, count)
    assert check_chain(found[place.school]) == [
        "schools.registered.v1",
        *["teachers.joined.v1"] * 5,
        "goals.set.v1",
        "coaches.assigned.v1",
        *["enrolments.requested.v1"] * 3,
        "enrolments.declined.v1",
        *["enrolments.confirmed.v1", "enrolments.started.v1"] * 2,
        "enrolments.practice-logged.v1",
        "enrolments.practice-retracted.v1",
        "enrolments.practice-logged.v1",
        "enrolments.completed.v1",
        "enrolments.withdrawn.v1",
        "enrolments.outcome-discussed.v1",
        "certificates.awarded.v1",
        "certificates.revoked.v1",
        "informal-learnings.recorded.v1",
        "informal-learnings.retracted.v1",
        "roles.taken.v1",
        "roles.left.v1",
        "coaches.released.v1",
        "goals.evaluated.v1",
        "goals.withdrawn.v1",
        "teachers.membership-corrected.v1",
        "teachers.left.v1",
        "schools.closed.v1",
    ]


def test_the_moment_it_happened_is_the_callers(place: Place) -> None:
    answer = place.join("anna", occurredAt="2025-08-04T09:00:00+02:00")
    stored = place.service.database.facts.find_one({"_id": f"{place.school}/0000000002"})
    event = json.loads(bytes(stored["body"]))
    assert event["id"] == answer.json()["facts"][0]
    assert event["data"]["occurredAt"] == "2025-08-04T09:00:00+02:00"
    assert event["time"] > "2026"


def test_a_request_beyond_the_allowance_says_so_and_is_confirmed_knowingly(place: Place) -> None:
    place.join("anna", fte=0.5)
    asked = place.me("anna").post(
        place.path("enrolments"), {"module": "DI-09", "occurredAt": "2025-09-10"}
    )
    assert asked.json()["beyondAllowance"] is True
    assert asked.json()["hours"]["allowance"] == 41.5
    confirm = place.path(f"enrolments/{asked.json()['enrolment']}/confirmations")
    refused = place.leader.post(confirm, {}, expect=409)
    assert refused.json()["type"] == "urn:aantoonbaar:problem:beyond-allowance"
    place.leader.post(confirm, {"beyondAllowance": True})
    year = {"schoolYear": "2025-2026"}
    (row,) = place.me("anna").get(place.path("allowances"), params=year).json()["allowances"]
    assert (row["committed"], row["left"], row["budgetEuro"]) == (90.0, -48.5, 600)


def test_teachers_see_their_own_coaches_their_coachees_and_leaders_all(place: Place) -> None:
    for name in ("anna", "bram"):
        place.join(name)
        enrol(place, name)
    place.join("koos", "coach")
    pair = {"coach": place.teachers["koos"], "teacher": place.teachers["anna"]}
    place.leader.post(place.path("coach-assignments"), {**pair, "from": "2025-08-15"})

    def seen(caller: Any, **params: str) -> list[str]:
        rows = caller.get(place.path("enrolments"), params=params).json()["enrolments"]
        return [row["teacher"] for row in rows]

    anna, bram = place.teachers["anna"], place.teachers["bram"]
    assert seen(place.leader) == [anna, bram]
    assert seen(place.me("anna")) == [anna]
    assert seen(place.me("koos", "coach")) == [anna]
    assert seen(place.leader, teacher=bram) == [bram]
    assert seen(place.leader, state="started") == []
    assert seen(place.me("bram"), teacher="me") == [bram]
    assert seen(place.me("bram"), teacher=anna) == []
    place.admin.get(place.path("enrolments"), expect=403)


def test_nobody_acts_in_anothers_name(place: Place) -> None:
    place.join("anna")
    place.join("bram")
    enrolment = enrol(place, "anna")
    place.leader.post(place.path(f"enrolments/{enrolment}/confirmations"), {})
    place.me("bram").post(place.path(f"enrolments/{enrolment}/starts"), {}, expect=404)
    place.me("bram").get(place.path(f"enrolments/{enrolment}"), expect=404)
    place.me("bram").post(
        place.path("enrolments"),
        {"module": "KM-01", "teacher": place.teachers["anna"]},
        expect=409,
    )
    place.me("anna").post(place.path(f"enrolments/{enrolment}/confirmations"), {}, expect=403)
    place.leader.post(
        place.path("enrolments"), {"module": "EF-01", "teacher": place.teachers["anna"]}
    )


def test_lists_come_in_pages_and_are_not_sent_twice(place: Place) -> None:
    for number in range(5):
        place.join(f"teacher{number}")
    seen, params = [], {"limit": 2}
    while True:
        answer = place.leader.get(place.path("memberships"), params=params)
        seen += [row["teacher"] for row in answer.json()["memberships"]]
        following = answer.json()["next"]
        if following is None:
            break
        params["cursor"] = following
    assert seen == list(place.teachers.values())
    first = place.leader.get(place.path("memberships"))
    known = {"if-none-match": first.headers["etag"]}
    assert place.leader.get(place.path("memberships"), expect=304, headers=known).content == b""
    place.leader.get(place.path("memberships"), expect=422, params={"cursor": "bm9uc2Vucw=="})


def test_the_etag_of_an_answer_is_the_version_that_if_match_asks_for(place: Place) -> None:
    place.join("anna")
    answer = place.me("anna").post(place.path("enrolments"), {"module": "KM-01"})
    where = answer.headers["location"]
    place.join("bram")  # the chain goes on, the enrolment stays as it was
    assert place.leader.get(where).headers["etag"] == answer.headers["etag"]
    confirm = f"{where}/confirmations"
    stale = place.leader.post(confirm, {}, expect=412, headers={"if-match": '"1"'})
    assert stale.json()["type"] == "urn:aantoonbaar:problem:outdated"
    done = place.leader.post(confirm, {}, headers={"if-match": answer.headers["etag"]})
    assert place.leader.get(where).headers["etag"] == done.headers["etag"]


def test_an_assignment_is_released_on_the_version_that_was_seen(place: Place) -> None:
    place.join("anna")
    place.join("koos", "coach")
    pair = {"coach": place.teachers["koos"], "teacher": place.teachers["anna"]}
    made = place.leader.post(place.path("coach-assignments"), {**pair, "from": "2025-08-15"})
    release, path = {**pair, "until": "2025-12-31"}, place.path("coach-releases")
    place.leader.post(path, release, expect=412, headers={"if-match": '"1"'})
    place.leader.post(path, release, headers={"if-match": made.headers["etag"]})


def test_asyncapi_and_openapi_describe_the_service(service: Running) -> None:
    anyone = service.caller("anyone")
    described = anyone.get("/asyncapi.json").json()
    assert len(described["components"]["messages"]) == 30
    document = anyone.get("/openapi.json").json()
    assert document["servers"]
    assert {"name", "url", "email"} <= document["info"]["contact"].keys()
    for path, operations in document["paths"].items():
        assert re.fullmatch(r"/v1(/(\{[a-z]+\}|[a-z]+(-[a-z]+)*))+", path), path
        for method, operation in operations.items():
            assert {"401", "422", "500", "503"} <= operation["responses"].keys()
            for response in operation["responses"].values():
                assert "API-Version" in response["headers"]
            named = {one["name"] for one in operation.get("parameters", ())}
            keyed = method != "get" and "x-repeatable" not in operation
            assert keyed == ("Idempotency-Key" in named), path
            assert ("412" in operation["responses"]) == ("If-Match" in named), path
