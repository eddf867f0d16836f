"""Every wrong input gets its own answer: problem+json, all findings, in the caller's language."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field

from shared.chassis.app import API_VERSION, build
from shared.chassis.commands import Outcome
from shared.chassis.errors import Absent, Forbidden, Refusal
from shared.chassis.health import Health
from shared.chassis.idempotency import answered, check_version, if_match, once_of
from shared.chassis.identity import Caller, Verifier, caller_of
from shared.chassis.mongo import ConnectionFailure
from shared.chassis.observe import Metrics
from shared.chassis.settings import ServiceSettings
from tests.unit.chassis.tokens import AUDIENCE, ISSUER, Issuer

MOST = 2_000


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hours: Annotated[float, Field(ge=0, le=10)]
    theme: Annotated[str, Field(pattern="^[a-z]+$")]


class Order(BaseModel):
    lines: Annotated[list[Line], Field(min_length=1)]


def a_router() -> APIRouter:
    router = APIRouter()

    @router.post("/orders")
    async def order(asked: Order) -> dict[str, int]:
        return {"lines": len(asked.lines)}

    @router.get("/raise/{what}")
    async def raised(what: str) -> None:
        raise {
            "absent": Absent(),
            "forbidden": Forbidden(("Nee.", "No.")),
            "refusal": Refusal("hours-used-up", ("Op.", "Used up."), "/hours"),
            "database": ConnectionFailure("secret-host:27017"),
            "defect": RuntimeError("secret words"),
        }[what]

    @router.get("/me")
    async def me(caller: Annotated[Caller, Depends(caller_of)]) -> str:
        return caller.subject

    @router.post("/commands")
    async def command(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Any:
        once = await once_of(request, "41775", caller)
        check_version(if_match(request), 3)
        return answered(Outcome({"once": once and [once.key, once.fingerprint]}, 4, ("fact",)))

    return router


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def client(metrics: Metrics, issuer: Issuer) -> TestClient:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    app = build(
        title="t",
        description="d",
        settings=ServiceSettings(environment="development", http_port=1, issuer="http://127.0.0.1"),
        metrics=metrics,
        health=Health(),
        verifier=Verifier(ISSUER, AUDIENCE, issuer.fetch),
        routers=[a_router()],
        lifespan=lifespan,
        asyncapi={"asyncapi": "3.0.0"},
        max_body_bytes=MOST,
    )
    return TestClient(app, raise_server_exceptions=False)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["api-version"] == API_VERSION
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"urn:aantoonbaar:problem:{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_all_findings_come_in_one_answer_with_pointers(client: TestClient) -> None:
    wrong = {"lines": [{"hours": 11, "theme": "x"}, {"theme": "X1", "a/b~c": 1}]}
    body = problem(client.post("/orders", json=wrong), 422, "invalid")
    found = {finding["pointer"]: finding["code"] for finding in body["errors"]}
    assert found == {
        "/body/lines/0/hours": "less-than-equal",
        "/body/lines/1/hours": "missing",
        "/body/lines/1/theme": "string-pattern-mismatch",
        "/body/lines/1/a~1b~0c": "extra-forbidden",
    }
    assert "4 punten" in body["detail"]


def test_the_language_is_the_callers(client: TestClient) -> None:
    dutch = client.get("/raise/refusal").json()
    english = client.get("/raise/refusal", headers={"accept-language": "en-GB,nl;q=0.5"}).json()
    assert (dutch["detail"], english["detail"]) == ("Op.", "Used up.")
    assert english["errors"] == [
        {"pointer": "/hours", "code": "hours-used-up", "detail": "Used up."}
    ]


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("absent", 404, "not-found"),
        ("forbidden", 403, "forbidden"),
        ("refusal", 409, "hours-used-up"),
        ("database", 503, "unavailable"),
        ("defect", 500, "internal-error"),
    ],
)
def test_each_kind_of_error_has_its_answer_and_leaves_a_trace_in_a_metric(
    client: TestClient, metrics: Metrics, what: str, status: int, code: str
) -> None:
    counter = metrics.refused.labels("http", code)._value
    before = counter.get()
    answer = client.get(f"/raise/{what}")
    problem(answer, status, code)
    assert "secret" not in answer.text
    assert counter.get() == before + 1


def test_an_unknown_path_looks_as_a_thing_that_is_absent(client: TestClient) -> None:
    assert client.get("/nowhere").json() == client.get("/raise/absent").json()


def test_malformed_json_is_told_as_such(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    body = problem(client.post("/orders", content=b'{"lines": [', headers=headers), 422, "invalid")
    assert [finding["code"] for finding in body["errors"]] == ["json-invalid"]


def test_another_content_type_is_told_as_such(client: TestClient) -> None:
    answer = client.post("/orders", content=b"lines=1", headers={"content-type": "text/csv"})
    assert "text/csv" in problem(answer, 415, "wrong-content-type")["detail"]


def test_another_method_is_told_as_such(client: TestClient) -> None:
    problem(client.put("/orders"), 405, "method-not-allowed")


def test_a_body_that_says_it_is_too_large_is_not_read(client: TestClient) -> None:
    problem(client.post("/orders", content=b" " * (MOST + 1)), 413, "too-large")


def test_a_body_that_turns_out_too_large_is_refused_as_such(client: TestClient) -> None:
    pieces = (b" " * 500 for _ in range(10))
    answer = client.post("/orders", content=pieces, headers={"content-type": "application/json"})
    problem(answer, 413, "too-large")


def test_who_sends_no_token_is_told_how(client: TestClient) -> None:
    for headers in ({}, {"authorization": "Basic abc"}, {"authorization": "Bearer "}):
        answer = client.get("/me", headers=headers)
        problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_forged_token_is_refused_and_a_good_one_is_not(
    client: TestClient, issuer: Issuer
) -> None:
    good = issuer.token()
    assert client.get("/me", headers={"authorization": f"Bearer {good}"}).json() == "someone"
    problem(client.get("/me", headers={"authorization": f"Bearer {good}x"}), 401, "unauthenticated")


def command(client: TestClient, issuer: Issuer, body: str = "{}", **headers: str) -> Any:
    told = {"authorization": f"Bearer {issuer.token()}", **headers}
    return client.post("/commands", content=body, headers=told)


def test_a_version_that_is_not_the_present_one_is_outdated(
    client: TestClient, issuer: Issuer
) -> None:
    for good in ('"3"', "3", "*", 'W/"3"'):
        assert command(client, issuer, **{"if-match": good}).headers["etag"] == '"4"'
    problem(command(client, issuer, **{"if-match": '"2"'}), 412, "outdated")
    body = problem(command(client, issuer, **{"if-match": "three"}), 422, "invalid")
    assert [finding["pointer"] for finding in body["errors"]] == ["/headers/If-Match"]


def test_an_idempotency_key_stands_for_who_asked_what(client: TestClient, issuer: Issuer) -> None:
    key = {"idempotency-key": "k-1"}
    first = command(client, issuer, **key).json()["once"]
    assert command(client, issuer, **key).json()["once"] == first
    other = command(client, issuer, '{"other": 1}', **key).json()["once"]
    assert other[0] == first[0]
    assert other[1] != first[1]
    assert command(client, issuer).json()["once"] is None
    assert "k-1" not in str(first)
    for wrong in ("with blank", "x" * 201):
        body = problem(command(client, issuer, **{"idempotency-key": wrong}), 422, "invalid")
        assert [finding["pointer"] for finding in body["errors"]] == ["/headers/Idempotency-Key"]


def test_a_trace_goes_on_and_one_that_is_none_is_replaced(client: TestClient) -> None:
    trace = "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01"
    told = client.get("/raise/absent", headers={"traceparent": trace}).headers["traceparent"]
    assert told.split("-")[1] == "ab" * 16
    assert told != trace
    fresh = client.get("/raise/absent", headers={"traceparent": "rubbish"}).headers["traceparent"]
    assert len(fresh) == len(trace)


def test_it_describes_what_it_says_on_kafka(client: TestClient) -> None:
    assert client.get("/asyncapi.json").json() == {"asyncapi": "3.0.0"}
    assert "/asyncapi.json" not in client.get("/openapi.json").json()["paths"]
