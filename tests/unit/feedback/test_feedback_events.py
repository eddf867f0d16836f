"""Bytes of platforms into events: whatever comes, it is an event, a verdict, or parked rubbish."""

import json
import random

import pytest

from services.feedback.refusals import REFUSALS, RUBBISH
from services.feedback.translate import profile
from tests.unit.feedback.story import event, observation, sent

JSON_TYPE = ("content-type", b"application/json")


def codes(found):
    return {(one.code, one.pointer) for one in found.findings}


def test_both_modes_are_the_same_event():
    made = event()
    headers = [(f"ce_{name}", text.encode()) for name, text in made.items() if name != "data"]
    binary = sent(made["data"], [*headers, JSON_TYPE])
    structured = sent(made)
    assert binary.event
    assert structured.event
    assert binary.said == structured.said


@pytest.mark.parametrize(
    "moment",
    [
        "9999-12-31T23:59:59-14:00",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "2026-02-30",
        "2026-03-05T24:30:00Z",
        "2026-03-05T10:00:00",
        "gisteren",
    ],
)
def test_a_moment_that_cannot_be_is_a_finding(moment):
    data = json.loads(observation().model_dump_json(by_alias=True)) | {"occurredAt": moment}
    assert codes(sent(event(data))) == {("rule-broken", "/data/occurredAt")}


def test_what_has_no_id_is_rubbish():
    for body in (b"{", b"[1]", b"", None, b'{"id": ""}', b'{"id":"\xff"}', b"[" * 50_000):
        found = sent(body)
        assert found.rubbish
        assert found.rubbish.code in RUBBISH


def test_what_reading_did_not_foresee_is_rubbish_too(monkeypatch):
    def broken(_):
        raise OverflowError("een naam")

    monkeypatch.setattr(profile, "findings", broken)
    found = sent(event())
    assert found.rubbish
    assert found.rubbish.code == "not-read"
    assert "een naam" not in str(found.rubbish)


STRANGE = [None, True, -1, 10**30, 1e308, "", "\u0000", "x" * 300, [], [[]], {}, {"a": 1}]


def changed(content, rng):
    """The same with some of its parts replaced, dropped or added."""
    if isinstance(content, list):
        return [changed(one, rng) for one in content]
    if not isinstance(content, dict):
        return rng.choice(STRANGE) if rng.random() < 0.2 else content
    kept = {name: changed(inner, rng) for name, inner in content.items() if rng.random() > 0.05}
    return kept | ({"extra": rng.choice(STRANGE)} if rng.random() < 0.1 else {})


@pytest.mark.parametrize("seed", range(10))
def test_whatever_comes_is_read_without_failing(seed):
    rng = random.Random(seed)
    for _ in range(200):
        body = bytearray(json.dumps(changed(event(), rng)).encode())
        if rng.random() < 0.3:
            body[rng.randrange(len(body))] = rng.randrange(256)
        found = sent(bytes(body))
        assert found.rubbish is None or found.rubbish.code != "not-read"
        assert (found.event is None) == bool(found.findings or found.rubbish)
        assert {one.code for one in found.findings} <= REFUSALS.keys()
