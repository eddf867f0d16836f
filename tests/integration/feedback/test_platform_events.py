"""What platforms send to their topic, and the verdict each event gets.

The file is long because all of it stands on one admitted platform and its topic.
"""

import json
import uuid
from collections import Counter
from typing import Any

import pytest

from shared.contracts.verdict import TYPE_NAME, Verdict
from tests.integration.feedback.cast import (
    BOARD,
    OTHER_BOARD,
    PUPILS_LIST,
    SCHOOL,
    SCORES,
    SISTER,
    STRANGER,
    TYPE,
    Cast,
    by_sdk,
    event,
    observation,
    send,
    verdict_on,
)
from tests.integration.feedback.world import SOURCE, until

EVENTS = "platform.e-loo.events.v1"
STRUCTURED_TYPE = "application/cloudevents+json"
STRUCTURED = {"content-type": f"{STRUCTURED_TYPE}; charset=UTF-8"}


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_the_sdk_publishes_in_either_mode(cast: Cast, mode: str) -> None:
    made = event(observation())
    message = by_sdk(made, mode)
    cast.world.send(EVENTS, SCHOOL, message.value, dict(message.headers))
    [verdict] = verdict_on(cast, made["id"])
    assert verdict["outcome"] == "accepted"
    [fact_id] = verdict["facts"]
    fact = until(
        lambda: next((one for one in cast.world.facts() if one["id"] == fact_id), None), "the fact"
    )
    assert fact["causationid"] == made["id"]
    assert fact["data"]["teacher"] == "p-tess"
    assert fact["data"]["platform"] == "e-loo"
    assert fact["data"]["observation"] == made["data"]["observation"]


def test_the_verdict_is_told_on_the_platforms_own_topic(cast: Cast) -> None:
    made = event(observation())
    send(cast, made)
    [verdict] = verdict_on(cast, made["id"])

    def find() -> Any:
        found = cast.world.read("platform.e-loo.verdicts.v1")
        return next((one for one in found if json.loads(one[1])["id"] == verdict["verdict"]), None)

    _, body, headers = until(find, "the verdict on the topic")
    told = json.loads(body)
    assert told["type"] == TYPE_NAME
    assert told["data"] == verdict
    assert headers["content-type"] == STRUCTURED["content-type"]
    assert Verdict.model_validate(told["data"]).outcome == "accepted"
    assert int(told["sequence"]) == verdict["number"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("reflections.recorded", {"reflection": "", "theme": "feedback", "minutes": 10}),
        (
            "module-ratings.recorded",
            {
                "rating": "",
                "module": "M1",
                "moduleVersion": 1,
                "theme": "feedback",
                "stars": 5,
                "recommends": False,
            },
        ),
        ("coachings.recorded", {"coaching": "", "coach": "u-carl", "kind": "talk", "minutes": 5}),
    ],
)
def test_every_type_becomes_its_fact(cast: Cast, name: str, data: dict[str, Any]) -> None:
    thing = next(iter(data))
    data = {**data, thing: str(uuid.uuid4()), "teacher": "u-tess", "occurredAt": "2026-03-05"}
    recorded = event(data, name)
    retracted = event(
        {thing: data[thing], "occurredAt": "2026-03-06"}, name.replace("recorded", "retracted")
    )
    twice = event(retracted["data"], name.replace("recorded", "retracted"))
    send(cast, recorded, retracted, twice)
    assert verdict_on(cast, recorded["id"])[0]["outcome"] == "accepted"
    assert verdict_on(cast, retracted["id"])[0]["outcome"] == "accepted"
    assert verdict_on(cast, twice["id"])[0]["reason"]["code"] == "retracted-before"


def test_pupils_and_results(cast: Cast) -> None:
    scores = [{"indicator": "PH1", "theme": "pedagogical-conduct", "score": 2.75}]
    pupils = event(
        observation(perspective="pupils", instrument=PUPILS_LIST, scores=scores, respondents=22)
    )
    result = event(
        {
            "result": str(uuid.uuid4()),
            "occurredAt": "2026-03-05",
            "measure": "spelling",
            "before": 100,
            "after": 110.5,
            "groupSize": 20,
            "n": 18,
        },
        "pupil-results.recorded",
    )
    send(cast, pupils, result)
    for made in (pupils, result):
        assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    ("source", {"source": "urn:nld:kvknummer:11111111:x"}, {}, "wrong-source", "/source"),
    ("no urn", {"source": "https://e-loo.example"}, {}, "malformed-attribute", "/source"),
    ("version", {"specversion": "0.3"}, {}, "malformed-attribute", "/specversion"),
    ("no subject", {"subject": None}, {}, "missing-attribute", "/subject"),
    ("no type", {"type": None}, {}, "missing-attribute", "/type"),
    ("type", {"type": "nl.professionalisering.visits.recorded.v1"}, {}, "unknown-type", "/type"),
    ("v2", {"type": TYPE.format("observations.recorded")[:-1] + "2"}, {}, "unknown-type", "/type"),
    (
        "not theirs",
        {"type": TYPE.format("pulse-waves.opened")},
        {},
        "type-not-for-platforms",
        "/type",
    ),
    ("extension", {"notitie": "hallo"}, {}, "unknown-attribute", "/notitie"),
    ("chain", {"prevhash": "00"}, {}, "unknown-attribute", "/prevhash"),
    ("name", {"Note": "x"}, {}, "unknown-attribute", "/Note"),
    ("mail", {"partitionkey": "a@b.nl"}, {}, "sensitive-attribute", "/partitionkey"),
    ("time", {"time": "gisteren"}, {}, "malformed-attribute", "/time"),
    ("text", {"datacontenttype": "text/plain"}, {}, "wrong-content-type", "/datacontenttype"),
    ("board", {"boardid": OTHER_BOARD}, {}, "wrong-board", "/boardid"),
    ("board form", {"boardid": "1"}, {}, "malformed-attribute", "/boardid"),
    ("platform's board", {"subject": STRANGER}, {}, "platform-not-admitted", "/source"),
    ("school", {"subject": "77QQ77"}, {}, "unknown-school", "/subject"),
    ("too early", {}, {"occurredAt": "2019-01-01"}, "school-not-then", "/subject"),
    ("future", {}, {"occurredAt": "2099-01-01"}, "in-the-future", "/data/occurredAt"),
    ("no date", {}, {"occurredAt": "2026-13-01"}, "rule-broken", "/data/occurredAt"),
    ("score", {}, {"scores": [{**SCORES[0], "score": 9}]}, "out-of-range", "/data/scores/0/score"),
    ("text", {}, {"scores": [{**SCORES[0], "score": "3"}]}, "wrong-type", "/data/scores/0/score"),
    (
        "indicator",
        {},
        {"scores": [{**SCORES[0], "indicator": "Q1"}]},
        "unknown-indicator",
        "/data/scores/0/indicator",
    ),
    ("purpose", {}, {"purpose": "gossip"}, "unknown-value", "/data/purpose"),
    ("instrument", {}, {"instrument": "dot"}, "unknown-instrument", "/data/instrument"),
    ("comment", {}, {"comment": "vrije tekst"}, "unknown-field", "/data/comment"),
    ("deep", {}, {"scores": [{**SCORES[0], "note": "x"}]}, "unknown-field", "/data/scores/0/note"),
    ("missing", {}, {"perspective": None}, "unknown-value", "/data/perspective"),
    ("stranger", {"subject": SISTER}, {}, "not-a-member", "/data/teacher"),
    ("unlinked", {}, {"teacher": "u-nobody"}, "person-not-linked", "/data/teacher"),
    ("e-mail", {}, {"teacher": "tess@school.nl"}, "not-opaque", "/data/teacher"),
    ("self", {}, {"observer": "u-tess"}, "observer-is-teacher", "/data/perspective"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "data", "code", "pointer"),
    [one[1:] for one in REFUSED],
    ids=[one[0] for one in REFUSED],
)
def test_each_mistake_gets_its_own_verdict(
    cast: Cast, attributes: dict[str, Any], data: dict[str, Any], code: str, pointer: str
) -> None:
    made = event(observation(**data), **attributes)
    send(cast, made)
    [verdict] = verdict_on(cast, made["id"])
    assert verdict["outcome"] == "refused", verdict
    assert (verdict["reason"]["code"], verdict["reason"]["pointer"]) == (code, pointer), verdict
    assert verdict["reason"]["words"]["nl"]
    assert verdict["reason"]["words"]["en"]
    assert verdict["facts"] == []


def test_all_that_is_wrong_is_told_at_once(cast: Cast) -> None:
    made = event(observation(purpose="gossip", extra=1), boardid="x", type=None)
    made["type"] = TYPE.format("observations.recorded")
    send(cast, made)
    [verdict] = verdict_on(cast, made["id"])
    found = {(one["code"], one["pointer"]) for one in verdict["findings"]}
    assert found == {
        ("malformed-attribute", "/boardid"),
        ("unknown-field", "/data/extra"),
        ("unknown-value", "/data/purpose"),
    }


def test_an_event_of_more_than_64_kb_is_refused(cast: Cast) -> None:
    made = event(observation(comment="x" * 70_000))
    send(cast, made)
    [verdict] = verdict_on(cast, made["id"])
    assert [one["code"] for one in verdict["findings"]] == ["too-large"]


def test_a_second_sending_is_a_duplicate_and_another_content_is_refused(cast: Cast) -> None:
    made = event(observation())
    send(cast, made)
    [first] = verdict_on(cast, made["id"])
    binary = by_sdk(made, "binary")  # another mode, the same event
    cast.world.send(EVENTS, SCHOOL, binary.value, dict(binary.headers))
    send(cast, made | {"data": observation()})
    found = verdict_on(cast, made["id"], 3)
    assert [one["outcome"] for one in found] == ["accepted", "duplicate", "refused"]
    assert found[1]["sameAs"] == first["verdict"]
    assert found[2]["reason"]["code"] == "id-reused"
    counted = Counter(
        one["data"]["observation"]
        for one in cast.world.facts()
        if one["type"].endswith("observations.recorded.v1")
    )
    assert counted[made["data"]["observation"]] == 1


def test_the_same_id_many_times_in_one_batch(cast: Cast) -> None:
    made = event(observation())
    send(cast, *[made] * 5, made | {"data": observation()})
    found = verdict_on(cast, made["id"], 6)
    outcomes = Counter(one["outcome"] for one in found)
    assert outcomes == {"accepted": 1, "duplicate": 4, "refused": 1}


def test_one_thing_is_recorded_once_whatever_the_event(cast: Cast) -> None:
    data = observation()
    first, second = event(data), event(data)
    send(cast, first)
    assert verdict_on(cast, first["id"])[0]["outcome"] == "accepted"
    send(cast, second)
    assert verdict_on(cast, second["id"])[0]["reason"]["code"] == "recorded-before"


def test_a_platform_retracts_its_own_only(cast: Cast) -> None:
    asked = {
        "teacher": "p-tess",
        "perspective": "observer",
        "purpose": "coaching",
        "instrument": "aantoonbaar-kijkwijzer",
        "instrumentVersion": "1.0",
        "scores": SCORES,
    }
    path = f"/v1/schools/{SCHOOL}/observations"
    made = cast.coach().post(path, json=asked).json()["observation"]
    theirs = event({"observation": made, "occurredAt": "2026-03-07"}, "observations.retracted")
    send(cast, theirs)
    assert verdict_on(cast, theirs["id"])[0]["reason"]["code"] == "unknown-thing"


RUBBISH: list[tuple[str, bytes | None, dict[str, Any], str]] = [
    ("json", b"{not json", STRUCTURED, "malformed-json"),
    ("list", b"[1,2]", STRUCTURED, "malformed-json"),
    ("utf-8", b'{"id":"\xff"}', STRUCTURED, "malformed-json"),
    ("depth", b"[" * 50_000, STRUCTURED, "malformed-json"),
    ("no id", b'{"specversion":"1.0"}', STRUCTURED, "no-id"),
    ("nothing", b"", {}, "empty"),
    ("tombstone", None, {}, "empty"),
    ("plain", b"hello", {"content-type": "text/plain"}, "wrong-content-type"),
    ("avro", b"x", {"content-type": "application/cloudevents+avro"}, "wrong-content-type"),
    ("latin", b"{}", {"content-type": f"{STRUCTURED_TYPE}; charset=latin1"}, "wrong-content-type"),
    ("binary id", b"{}", {"ce_id": b"\xff\xfe", "ce_type": b"x"}, "no-id"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "headers", "code"), [one[1:] for one in RUBBISH], ids=[one[0] for one in RUBBISH]
)
def test_rubbish_is_parked_and_stops_nobody(
    cast: Cast, value: bytes | None, headers: dict[str, Any], code: str
) -> None:
    before = cast.world.metric(f'aantoonbaar_refused_total{{door="{cast.world.prefix}feedback-plat')
    parked = cast.world.mongo().parked
    count = parked.count_documents({"code": code})
    cast.world.send(EVENTS, SCHOOL, value, headers)
    made = event(observation())
    send(cast, made)
    assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"
    until(lambda: parked.count_documents({"code": code}) == count + 1, "it is parked")
    metric = f'aantoonbaar_refused_total{{door="{cast.world.prefix}feedback-plat'
    until(lambda: cast.world.metric(metric) > before, "it is counted")
    letters = cast.world.read("feedback.dead-letters.v1")
    assert code in {found[2]["aantoonbaar-reason"] for found in letters}


def test_a_binary_header_gets_a_verdict_when_the_id_can_be_read(cast: Cast) -> None:
    made = event(observation())
    message = by_sdk(made, "binary")
    headers = dict(message.headers) | {"ce_subject": b"\xff\xfe"}
    cast.world.send(EVENTS, SCHOOL, message.value, headers)
    [verdict] = verdict_on(cast, made["id"])
    assert ("malformed-headers", "/subject") in {
        (one["code"], one["pointer"]) for one in verdict["findings"]
    }


def test_other_binary_headers_are_nobodys_business(cast: Cast) -> None:
    made = event(observation())
    message = by_sdk(made, "binary")
    cast.world.send(EVENTS, SCHOOL, message.value, dict(message.headers) | {"x": b"\xff\xfe"})
    assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"


def test_a_redelivery_gets_no_second_verdict(cast: Cast) -> None:
    made = [event(observation()) for _ in range(5)] + [event(observation(purpose="gossip"))]
    send(cast, *made)
    for one in made:
        verdict_on(cast, one["id"])
    last = cast.world.mongo().verdict_numbers.find_one({"_id": "e-loo"})["last"]
    cast.world.kill()
    cast.world.mongo().positions.update_many(
        {"_id": {"$regex": "feedback-platforms"}}, {"$set": {"next": 0}}
    )
    cast.world.start(waiting_limit_seconds=3)
    sent = event(observation())
    send(cast, sent)
    verdict_on(cast, sent["id"])
    for one in made:
        assert len(verdict_on(cast, one["id"])) == 1
    numbers = [one["number"] for one in cast.world.verdicts("e-loo")]
    assert sorted(set(numbers)) == list(range(1, last + 2))


def test_a_platform_reads_its_own_verdicts_only(cast: Cast) -> None:
    found = cast.platform().get("/v1/platforms/e-loo/verdicts", params={"limit": 2}).json()
    assert [one["number"] for one in found["verdicts"]] == [1, 2]
    onward = cast.platform().get(
        "/v1/platforms/e-loo/verdicts", params={"after": found["next"], "limit": 1}
    )
    assert onward.json()["verdicts"][0]["number"] == 3
    other = cast.platform("other")
    foreign = other.get("/v1/platforms/e-loo/verdicts")
    absent = other.get("/v1/platforms/no-such/verdicts")
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert cast.admin().get("/v1/platforms/e-loo/verdicts").status_code == 403
    first = found["verdicts"][0]
    by_id = cast.platform().get(f"/v1/platforms/e-loo/verdicts/{first['verdict']}").json()
    assert by_id["verdicts"] == [first]


def test_links_are_idempotent_and_never_readable(cast: Cast) -> None:
    path = f"/v1/boards/{BOARD}/platforms/e-loo/links"
    asked = {"links": [{"platformPerson": "u-new", "teacher": "p-tess"}]}
    assert cast.admin().post(path, json=asked).json()["linked"] == 1
    assert cast.admin().post(path, json=asked).json()["unchanged"] == 1
    other = {"links": [{"platformPerson": "u-new", "teacher": "p-tom"}]}
    refused = cast.admin().post(path, json=other)
    assert refused.json()["errors"][0]["pointer"] == "/body/links/0/teacher"
    undo = {"links": [{"platformPerson": "u-new", "teacher": None}]}
    assert cast.admin().post(path, json=undo).json()["removed"] == 1
    assert "u-new" not in str(list(cast.world.mongo().links.find()))
    mail = {"links": [{"platformPerson": "a@b.nl", "teacher": "p-tom"}]}
    assert cast.admin().post(path, json=mail).status_code == 422
    assert cast.teacher().post(path, json=asked).status_code == 403
    foreign = cast.world.client("x", "board-admin", boards=[OTHER_BOARD])
    assert foreign.post(path, json=asked).status_code == 404


def test_sources_below_the_admitted_one_are_admitted(cast: Cast) -> None:
    made = event(observation(), source=f"{SOURCE}:lesbezoek")
    send(cast, made)
    assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"
