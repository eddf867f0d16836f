"""What ops can see and do: chains, dead letters, metrics, health, documents."""

import hashlib
import json
import uuid
from datetime import UTC, datetime

import httpx

from shared.contracts import enrolment as e
from shared.contracts.envelope import enveloped
from tests.integration.feedback.cast import (
    BOARD,
    SCHOOL,
    SISTER,
    Cast,
    event,
    joined,
    observation,
    school,
    send,
    verdict_on,
)
from tests.integration.feedback.world import until


def test_unknown_types_are_passed_over_and_unreadable_ones_are_parked(cast: Cast) -> None:
    world = cast.world

    def body(kind: str, data: object) -> bytes:
        shell = enveloped(
            joined("p-later"),
            event_id=str(uuid.uuid4()),
            source="urn:nld:kvknummer:00000000:enrolment",
            key=SISTER,
            board=BOARD,
            sequence=1,
            logged_at=datetime.now(UTC),
        )
        return json.dumps({**shell, "type": kind, "data": data}).encode()

    world.say_raw(SISTER, body("nl.professionalisering.parties.held.v1", {"whatever": 1}))
    world.say_raw(SISTER, body("nl.professionalisering.goals.set.v1", {"broken": True}))
    world.say(joined("p-early"), SISTER, BOARD)
    members = world.mongo().members
    until(lambda: members.find_one({"_id": f"{SISTER}/p-early"}), "the one after was heard")
    world.say_raw(SISTER, body("nl.professionalisering.teachers.joined.v1", {"teacher": 5}))
    world.say(joined("p-late"), SISTER, BOARD)

    def parked() -> list[dict[str, object]]:
        params = {"topic": f"{world.prefix}enrolment.facts.v1", "key": SISTER}
        found = cast.ops().get("/v1/dead-letters", params=params)
        letters: list[dict[str, object]] = found.json()["deadLetters"]
        return letters if len(letters) == 2 else []

    letters = until(parked, "both are parked")
    assert [one["code"] for one in letters] == ["broken-contract", "behind"]
    shown = cast.ops().get(f"/v1/dead-letters/{letters[0]['id']}").json()
    assert "teachers.joined" in shown["body"]
    again = cast.ops().post("/v1/dead-letters/redrives", json={"key": SISTER, "dryRun": True})
    assert (again.json()["takenIn"], again.json()["stillParked"]) == (0, 2)
    assert members.find_one({"_id": f"{SISTER}/p-late"}) is None


def test_redriving_a_platforms_letters_judges_them_again(cast: Cast) -> None:
    world, parked = cast.world, cast.world.mongo().parked
    made = event(observation())
    headers = {"content-type": "text/plain"}
    world.send("platform.e-loo.events.v1", "redrive-me", json.dumps(made).encode(), headers)
    found = until(lambda: parked.find_one({"key": "redrive-me"}), "it is parked")
    asked = {"topic": found["topic"], "key": "redrive-me"}
    redrives = "/v1/dead-letters/redrives"
    assert cast.ops().post(redrives, json=asked).json()["stillParked"] == 1
    cured = [["content-type", b"application/cloudevents+json"]]  # as a new version would read it
    parked.update_one({"_id": found["_id"]}, {"$set": {"headers": cured}})
    dry = cast.ops().post(redrives, json=asked).json()
    assert (dry["dryRun"], dry["takenIn"]) == (True, 1)
    path = f"/v1/platforms/e-loo/verdicts/{made['id']}"
    assert cast.platform().get(path).status_code == 404
    wet = cast.ops().post(redrives, json=asked | {"dryRun": False}).json()
    assert (wet["takenIn"], wet["stillParked"]) == (1, 0)
    assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"
    assert parked.find_one({"key": "redrive-me"}) is None
    audit = cast.ops().get(redrives).json()["redrives"]
    assert audit[0]["by"] == "ops"


def test_an_outsiders_bytes_are_not_shown(cast: Cast) -> None:
    headers = {"content-type": "text/plain"}
    cast.world.send("platform.e-loo.events.v1", "k", b"een naam", headers)
    parked = cast.world.mongo().parked
    found = until(lambda: parked.find_one({"value": b"een naam"}), "it is parked")
    shown = cast.ops().get(f"/v1/dead-letters/{found['_id'].replace('/', ':')}")
    assert shown.status_code == 200
    assert "een naam" not in shown.text
    assert cast.admin().get("/v1/dead-letters").status_code == 403
    absent = cast.ops().get(f"/v1/dead-letters/x:{0}:{0}")
    assert absent.status_code == 404


def test_the_chains_verify_for_an_outsider(cast: Cast) -> None:
    send(cast, *[event(observation()) for _ in range(3)])
    made = event(observation())
    send(cast, made)
    verdict_on(cast, made["id"])
    records = cast.world.read("feedback.facts.v1")
    chains: dict[str | None, bytes] = {}
    for key, body, headers in records:
        previous = chains.get(key, bytes(32))
        assert headers["prevhash"] == previous.hex()
        chains[key] = hashlib.sha256(previous + body).digest()
        assert headers["hash"] == chains[key].hex()
    listed = cast.ops().get(f"/v1/chains/{SCHOOL}/facts", params={"limit": 1000}).json()["facts"]
    assert listed[-1]["hash"] in {headers["hash"] for _, _, headers in records}


def test_erasing_a_person_reaches_links_and_texts(cast: Cast) -> None:
    world = cast.world
    home = "05EE00"  # a school of its own: the team of the others stays as it is
    world.say(school(home, BOARD), home, BOARD)
    world.say(joined("p-gone"), home, BOARD)
    world.sign_in.people["gone"] = {BOARD: "p-gone"}
    until(lambda: world.mongo().members.find_one({"_id": f"{home}/p-gone"}), "heard")
    path = f"/v1/boards/{BOARD}/platforms/e-loo/links"
    asked = {"links": [{"platformPerson": "u-gone", "teacher": "p-gone"}]}
    cast.admin().post(path, json=asked).raise_for_status()
    text = {"theme": "feedback", "minutes": 5, "text": "van mij"}
    client = cast.world.client("gone", "teacher", boards=[BOARD], schools=[home])
    client.post(f"/v1/schools/{home}/reflections", json=text).raise_for_status()
    assert client.get("/v1/me/reflections").json()["reflections"][0]["text"] == "van mij"
    erased = e.TeacherErased(occurred_at="2026-03-09", teacher="p-gone")
    world.say(erased, BOARD, BOARD)
    until(lambda: not world.mongo().links.count_documents({"teacher": "p-gone"}), "link is gone")
    assert client.get("/v1/me/reflections").json()["reflections"][0]["text"] is None


def test_metrics_and_health_tell_how_it_goes(cast: Cast) -> None:
    text = httpx.get(f"{cast.world.url}/metrics").text
    for name in (
        'aantoonbaar_verdicts_total{outcome="refused",reason="id-reused"}',
        "aantoonbaar_waiting_events",
        "aantoonbaar_waiting_oldest_timestamp_seconds",
        "aantoonbaar_parked_records",
        "aantoonbaar_appended_facts_total",
        "aantoonbaar_relay_unsent_batches",
        "aantoonbaar_relay_oldest_unsent_timestamp_seconds",
        "faststream_received_messages_total",
        *(
            f'aantoonbaar_{name}{{group="{cast.world.prefix}{group}"}}'
            for group in ("feedback", "feedback-platforms")
            for name in (
                "lag_seconds",
                "freshness_seconds_count",
                "batch_seconds_count",
                "batch_failures_total",
                "lost_offsets_total",
                "parked_records",
            )
        ),
        f'aantoonbaar_position_offset{{group="{cast.world.prefix}feedback"',
        f'door="{cast.world.prefix}feedback-platforms",reason="too-large"',
    ):
        assert name in text, name
    for person in ("p-tess", "u-tess", "tess"):
        assert person not in text
        assert person not in cast.world.log()
    assert httpx.get(f"{cast.world.url}/health/live").json()["ok"] is True
    assert httpx.get(f"{cast.world.url}/health/ready").json()["ok"] is True


def test_documents_describe_the_service(cast: Cast) -> None:
    openapi = httpx.get(f"{cast.world.url}/openapi.json").json()
    for path, methods in openapi["paths"].items():
        assert path.startswith("/v1/")
        assert not path.endswith("/")
        for method, operation in methods.items():
            assert {"401", "422", "500", "503"} <= operation["responses"].keys()
            for response in operation["responses"].values():
                assert "API-Version" in response["headers"]
            named = {one["name"] for one in operation.get("parameters", ())}
            keyed = method != "get" and "x-repeatable" not in operation
            assert keyed == ("Idempotency-Key" in named), path
            assert ("412" in operation["responses"]) == ("If-Match" in named), path
    assert openapi["servers"]
    assert {"name", "url", "email"} <= openapi["info"]["contact"].keys()
    asyncapi = httpx.get(f"{cast.world.url}/asyncapi.json").json()
    assert asyncapi["channels"].keys() >= {"feedbackFacts", "platformEvents", "platformVerdicts"}
    for channel in asyncapi["channels"].values():
        for message in channel["messages"].values():
            assert message["$ref"].rsplit("/", 1)[1] in asyncapi["components"]["messages"]
