"""Who may come in, what is refused at the door, and what happens when many come at once.

The file is long because one running service is asked at all of its doors.
"""

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.integration.enrolment.running import STRANGER, Caller, Place, Running, token

FILLED = {
    "board": "44444",
    "school": "44AA44",
    "platform": "e-loo",
    "module": "KM-01",
    "teacher": "nobody",
    "goal": str(uuid.uuid4()),
    "enrolment": str(uuid.uuid4()),
    "practice": str(uuid.uuid4()),
    "learning": str(uuid.uuid4()),
    "certificate": str(uuid.uuid4()),
}
PERSON = {"name": "A", "email": "a@example.org", "subject": "s"}
UUID = str(uuid.uuid4())
BODIES: dict[str, Any] = {
    "/v1/boards/{board}": {"name": "X", "validFrom": "2025-08-01"},
    "/platforms": {
        "platform": "e-loo",
        "source": "urn:nld:kvknummer:09220932:x",
        "types": ["observations.recorded"],
        "validFrom": "2025-08-01",
    },
    "/suspensions": {"validFrom": "2025-08-01"},
    "/schools": {"school": "99ZZ99", "name": "X", "sector": "vo", "validFrom": "2025-08-01"},
    "/closures": {"validUntil": "2025-08-01"},
    "/memberships": {"person": PERSON, "from": "2025-08-01", "fte": 1, "function": "teacher"},
    "/departures": {"until": "2025-08-01"},
    "/corrections": {"corrects": UUID, "fte": 1},
    "/goals": {
        "theme": "feedback",
        "schoolYear": "2025-2026",
        "indicator": "discussed-share",
        "target": 1,
        "dueOn": "2026-01-01",
    },
    "/evaluations": {"outcome": "reached", "decision": "stop"},
    "/enrolments": {"module": "KM-01"},
    "/practices": {"minutes": 50, "withCoach": True, "ownClass": True},
    "/completions": {"studyHours": 1},
    "/discussions": {"conclusion": "apply"},
    "/coach-assignments": {"coach": "a", "teacher": "b", "from": "2025-08-01"},
    "/coach-releases": {"coach": "a", "teacher": "b", "until": "2025-08-01"},
    "/informal-learnings": {"theme": "feedback", "kind": "network", "minutes": 1},
    "/roles": {"teacher": "a", "role": "other"},
    "/role-departures": {"teacher": "a", "role": "other"},
    "/certificates": {"enrolment": UUID},
    "/catalogue-imports": {"modules": []},
}


def routes(service: Running) -> list[tuple[str, str]]:
    """Every route that is about a board or a school."""
    paths = httpx.get(f"{service.url}/openapi.json").json()["paths"]
    return [
        (method, path)
        for path, operations in paths.items()
        for method in operations
        if "{board}" in path or "{school}" in path
    ]


def asked(caller: Caller, method: str, path: str, names: dict[str, str]) -> httpx.Response:
    ending = next((known for known in BODIES if path.endswith(known)), None)
    body = BODIES[ending] if ending else {}
    more = {"json": body} if method in ("post", "patch") else {}
    return caller.http.request(method, path.format(**names), **more)


def test_what_belongs_to_another_answers_exactly_as_what_is_absent(
    place: Place, elsewhere: Caller
) -> None:
    place.join("anna")
    theirs = {**FILLED, "board": place.board, "school": place.school}
    theirs["teacher"] = place.teachers["anna"]
    known = routes(place.service)
    assert len(known) > 40
    for method, path in known:
        foreign = asked(elsewhere, method, path, theirs)
        absent = asked(elsewhere, method, path, FILLED)
        assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content)
        assert foreign.status_code == 404, f"{method} {path}: {foreign.text}"


def test_every_route_wants_a_token_and_a_role(place: Place) -> None:
    nobody = Caller(httpx.Client(base_url=place.service.url))
    roleless = place.service.caller("x", boards=[place.board], schools=[place.school])
    names = {**FILLED, "board": place.board, "school": place.school}
    for method, path in routes(place.service):
        assert asked(nobody, method, path, names).status_code == 401
        answer = asked(roleless, method, path, names)
        open_to_all_of_the_board = method == "get" and path in (
            "/v1/boards/{board}",
            "/v1/boards/{board}/schools",
            "/v1/boards/{board}/modules",
            "/v1/boards/{board}/modules/{module}",
        )
        assert answer.status_code == (200 if open_to_all_of_the_board else 403), path


@pytest.mark.parametrize(
    "made",
    [
        {"key": STRANGER},
        {"issuer": "http://elsewhere.example"},
        {"exp": 1},
        {"aud": "other"},
        {"roles": "ops", "jti": None},
    ],
)
def test_a_forged_or_foreign_token_is_not_signed_in(service: Running, made: Any) -> None:
    bearer = {"authorization": f"Bearer {token('ops', 'ops', **made)}"}
    answer = httpx.get(f"{service.url}/v1/boards", headers=bearer)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_only_operations_register_boards_and_import_the_register(place: Place) -> None:
    place.admin.post("/v1/boards", {**BODIES["/v1/boards/{board}"], "board": "12121"}, expect=422)
    whole = {"board": "12121", "name": "X", "sectors": ["po"], "validFrom": "2025-08-01"}
    place.admin.post("/v1/boards", whole, expect=403)
    csv = {"content-type": "text/csv"}
    place.admin.post("/v1/register-imports", expect=403, content=b"x", headers=csv)


def test_a_school_of_another_board_is_not_taken(place: Place) -> None:
    ops = place.service.ops()
    ops.post(
        "/v1/boards",
        {"board": "77777", "name": "Ander", "sectors": ["vo"], "validFrom": "2020-08-01"},
        expect=201 if not place.service.database.boards.find_one({"_id": "77777"}) else 200,
    )
    other = place.service.caller("o", "board-admin", boards=["77777"])
    wanted = {"school": place.school, "name": "Kaping", "sector": "vo", "validFrom": "2025-08-01"}
    taken = other.post("/v1/boards/77777/schools", wanted, expect=409)
    assert taken.json()["type"].endswith("school-of-another-board")


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 422, "invalid"),
        (b"[]", "application/json", 422, "invalid"),
        (b"theme=feedback", "text/plain", 415, "wrong-content-type"),
        (b"\xff\xfe", "application/json", None, None),
        (b'{"x": "' + b"y" * 17_000_000 + b'"}', "application/json", 413, "too-large"),
    ],
)
def test_a_body_that_is_none_gets_its_own_answer(
    place: Place, body: bytes, content_type: str, status: int | None, code: str | None
) -> None:
    headers = {"content-type": content_type}
    answer = place.leader.http.post(place.path("goals"), content=body, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    if status is None:
        assert answer.status_code in (400, 422)
    else:
        assert answer.status_code == status
        assert answer.json()["type"] == f"urn:aantoonbaar:problem:{code}"


def findings(answer: httpx.Response) -> set[tuple[str, str]]:
    return {(found["pointer"], found["code"]) for found in answer.json()["errors"]}


def test_all_findings_come_in_one_answer_in_the_callers_language(place: Place) -> None:
    wrong = {
        "theme": "magic",
        "schoolYear": "2025-2027",
        "indicator": "discussed-share",
        "target": "high",
        "dueOn": "2026-02-30",
        "colour": "red",
    }
    dutch = place.leader.post(place.path("goals"), wrong, expect=422)
    assert {pointer for pointer, _ in findings(dutch)} == {
        "/body/theme",
        "/body/schoolYear",
        "/body/target",
        "/body/dueOn",
        "/body/colour",
    }
    english = place.leader.post(
        place.path("goals"), wrong, expect=422, headers={"accept-language": "en"}
    )
    assert english.json()["title"] == "The input is not right"
    assert dutch.json()["title"] == "De invoer klopt niet"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2099-01-01", "in-the-future"),
        ("1989-12-31T23:00:00Z", None),
        ("1989-12-31", "too-long-ago"),
        ("2025-09-10T10:00:00", "value-error"),
        ("2025-02-30", "value-error"),
        ("10 september", "value-error"),
        (20250910, "string-type"),
    ],
)
def test_the_moment_it_happened_must_be_possible(place: Place, moment: Any, code: str) -> None:
    learning = {"theme": "feedback", "kind": "network", "minutes": 1, "occurredAt": moment}
    place.join("anna", **{"from": "1985-08-01"})
    expect = 422 if code else 201
    answer = place.me("anna").post(place.path("informal-learnings"), learning, expect=expect)
    if code:
        assert findings(answer) == {("/body/occurredAt", code)}


def test_days_must_be_plausible(place: Place) -> None:
    wrong = {"from": "1949-01-01", "careerStart": "2099-01-01", "fte": 1, "function": "teacher"}
    answer = place.admin.post(place.path("memberships"), {"person": PERSON, **wrong}, expect=422)
    assert findings(answer) == {
        ("/body/from", "too-long-ago"),
        ("/body/careerStart", "too-far-ahead"),
    }


def test_numbers_out_of_range_are_refused(place: Place) -> None:
    for fte in (0, 1.01, -1, "1", True):
        person = {"person": PERSON, "from": "2025-08-01", "fte": fte, "function": "teacher"}
        place.admin.post(place.path("memberships"), person, expect=422)
    place.join("anna")
    for hours in (-1, 1.234, 10_001):
        place.me("anna").post(
            place.path("enrolments"), {"module": "KM-01", "plannedHours": hours}, expect=422
        )
    nan = b'{"module": "KM-01", "plannedHours": NaN}'
    answer = place.me("anna").http.post(
        place.path("enrolments"), content=nan, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422


def test_a_command_repeated_with_its_key_is_answered_once_more_and_done_once(place: Place) -> None:
    key = {"idempotency-key": "goal-of-this-year"}
    body = {**BODIES["/goals"], "target": 0.5}
    first = place.leader.post(place.path("goals"), body, headers=key)
    again = place.leader.post(place.path("goals"), body, headers=key)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = place.leader.post(place.path("goals"), {**body, "target": 0.6}, headers=key, expect=409)
    assert other.json()["type"].endswith("idempotency-key-reused")
    assert len(place.leader.get(place.path("goals")).json()["goals"]) == 1
    place.leader.post(
        place.path("goals"), body, headers={"idempotency-key": "é".encode("latin-1")}, expect=422
    )


def test_the_same_person_joining_many_times_at_once_is_one_person(place: Place) -> None:
    place.subjects["anna"] = "sub-anna-at-once"

    def join(number: int) -> httpx.Response:
        return place.admin.http.post(
            place.path("memberships"),
            json={
                "person": {"name": "Anna", "email": "a@example.org", "subject": "sub-anna-at-once"},
                "from": f"2025-08-{number + 1:02d}",
                "fte": 1.0,
                "function": "teacher",
            },
        )

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(join, range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["teacher"] for answer in answers}) == 1
    (row,) = place.leader.get(place.path("memberships")).json()["memberships"]
    assert len(row["memberships"]) == 20


def test_of_many_who_confirm_at_once_one_does(place: Place) -> None:
    place.join("anna")
    asked_for = place.me("anna").post(place.path("enrolments"), {"module": "KM-01"})
    confirm = f"{asked_for.headers['location']}/confirmations"
    with ThreadPoolExecutor(16) as threads:
        codes = list(
            threads.map(lambda _: place.leader.http.post(confirm, json={}).status_code, range(16))
        )
    assert sorted(codes) == [201, *[409] * 15]


def test_what_was_refused_is_counted_and_health_is_told(service: Running) -> None:
    service.caller("x", "teacher").get("/v1/schools/44AA44", expect=404)
    told = httpx.get(f"{service.url}/metrics").text
    refused = re.search(
        r'aantoonbaar_refused_total\{door="http",reason="not-found"\} ([0-9.]+)', told
    )
    assert refused
    assert float(refused.group(1)) >= 1
    assert 'aantoonbaar_commands_total{outcome="appended"}' in told
    for known in ("invalid", "forbidden", "too-large", "wrong-content-type", "unauthenticated"):
        assert f'aantoonbaar_refused_total{{door="http",reason="{known}"}}' in told
    for backlog in ("unsent_batches", "oldest_unsent_timestamp_seconds"):
        assert f"aantoonbaar_relay_{backlog}" in told
    assert httpx.get(f"{service.url}/health/live").json() == {"ok": True, "why": {}}


def test_operations_see_chains_and_nobody_else_does(place: Place) -> None:
    place.join("anna")
    found = place.service.ops().get(f"/v1/chains/{place.school}/facts").json()["facts"]
    assert [fact["sequence"] for fact in found] == [1, 2]
    assert "anna" not in json.dumps(found)
    place.admin.get(f"/v1/chains/{place.school}/facts", expect=403)
