"""The HTTP door for platforms: one way in, by CloudEvents in every mode."""

import json
import uuid
from typing import Any
from urllib.parse import quote

from tests.integration.feedback.cast import SCHOOL, Cast, event, observation, verdict_on

DOOR = "/v1/platforms/e-loo/events"
STRUCTURED = {"content-type": "application/cloudevents+json; charset=UTF-8"}
BATCH = {"content-type": "application/cloudevents-batch+json"}


def post(cast: Cast, content: Any, headers: dict[str, str]) -> Any:
    return cast.platform().post(DOOR, content=json.dumps(content), headers=headers)


def test_a_structured_event_is_passed_on(cast: Cast) -> None:
    made = event(observation())
    answer = post(cast, made, STRUCTURED)
    assert (answer.status_code, answer.json()) == (202, {"ids": [made["id"]]}), answer.text
    assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"


def test_a_binary_event_is_passed_on(cast: Cast) -> None:
    made = event(observation())
    headers = {f"ce-{name}": quote(text) for name, text in made.items() if name != "data"}
    del headers["ce-datacontenttype"]
    answer = post(cast, made["data"], {**headers, "content-type": "application/json"})
    assert answer.status_code == 202, answer.text
    assert verdict_on(cast, made["id"])[0]["outcome"] == "accepted"
    post(cast, made, STRUCTURED)  # the same event in another mode
    assert verdict_on(cast, made["id"], 2)[1]["outcome"] == "duplicate"


def test_a_batch_is_passed_on_whole_or_not_at_all(cast: Cast) -> None:
    made = [event(observation()) for _ in range(3)]
    answer = post(cast, made, BATCH)
    assert answer.json() == {"ids": [one["id"] for one in made]}
    for one in made:
        assert verdict_on(cast, one["id"])[0]["outcome"] == "accepted"
    wrong = [event(observation()), event(observation(purpose="x"), source=None)]
    refused = post(cast, wrong, BATCH)
    assert refused.status_code == 422
    pointers = {one["pointer"] for one in refused.json()["errors"]}
    assert pointers == {"/1/source", "/1/data/purpose"}
    path = f"/v1/platforms/e-loo/verdicts/{wrong[0]['id']}"
    assert cast.platform().get(path).status_code == 404


def test_what_is_no_event_is_told_at_once(cast: Cast) -> None:
    client = cast.platform()
    assert client.post(DOOR, content=b"{", headers=STRUCTURED).status_code == 422
    assert client.post(DOOR, content=b"{}", headers=BATCH).status_code == 422
    assert post(cast, [], BATCH).status_code == 422
    text = client.post(DOOR, content=b"hello", headers={"content-type": "text/plain"})
    assert text.status_code == 415
    latin = {"content-type": "application/cloudevents+json; charset=latin1"}
    assert post(cast, event(observation()), latin).status_code == 415
    large = event(observation(comment="x" * 70_000))
    assert post(cast, large, STRUCTURED).status_code == 413
    assert post(cast, [large], BATCH).status_code == 422
    missing = post(cast, {"data": {}}, STRUCTURED)
    codes = {(one["code"], one["pointer"]) for one in missing.json()["errors"]}
    names = ("specversion", "id", "source", "type", "subject")
    assert {("missing-attribute", f"/{name}") for name in names} <= codes


def test_only_the_platform_itself_comes_in(cast: Cast) -> None:
    made = json.dumps(event(observation()))
    for client in (cast.platform("other"), cast.platform("e-lo")):
        assert client.post(DOOR, content=made, headers=STRUCTURED).status_code == 404
    for client in (cast.admin(), cast.teacher(), cast.ops()):
        assert client.post(DOOR, content=made, headers=STRUCTURED).status_code == 403


def test_a_platform_without_a_topic_is_told_to_try_later(cast: Cast) -> None:
    made = json.dumps(event(observation()))
    path = "/v1/platforms/no-topic/events"
    answer = cast.platform("no-topic").post(path, content=made, headers=STRUCTURED)
    assert answer.status_code == 503
    still = event(observation())
    assert post(cast, still, STRUCTURED).status_code == 202
    assert verdict_on(cast, still["id"])[0]["outcome"] == "accepted"


def test_an_event_id_may_hold_any_visible_sign(cast: Cast) -> None:
    made = event(observation(), id=f"les/{uuid.uuid4()}?x=1&y")
    assert post(cast, made, STRUCTURED).status_code == 202
    assert verdict_on(cast, quote(made["id"], safe=""))[0]["outcome"] == "accepted"
    assert made["subject"] == SCHOOL
