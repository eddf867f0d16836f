"""Pulse waves: answered without a name, told all at once."""

import json
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.integration.feedback.cast import (
    SCHOOL,
    STRANGER,
    Cast,
    event,
    joined,
    send,
    verdict_on,
)
from tests.integration.feedback.world import World, until

WAVES = f"/v1/schools/{SCHOOL}/pulse-waves"
ANSWER = {"control": 4, "support": 2, "resources": None, "autonomy": 5}


def today() -> date:
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def opened(cast: Cast, closes_on: date | None = None) -> str:
    asked = {
        "opensOn": today().isoformat(),
        "closesOn": (closes_on or today()).isoformat(),
    }
    answer = cast.leader().post(WAVES, json=asked)
    assert answer.status_code == 201, answer.text
    wave: str = answer.json()["wave"]
    return wave


def of_wave(cast: Cast, wave: str) -> list[dict[str, Any]]:
    return [one for one in cast.world.facts() if one["data"].get("wave") == wave]


def closed_with(cast: Cast, wave: str) -> list[dict[str, Any]]:
    """The facts of a wave, once its closing was told."""

    def find() -> list[dict[str, Any]] | None:
        found = of_wave(cast, wave)
        return found if any("closed" in one["type"] for one in found) else None

    return until(find, "the wave is closed")


def test_the_team_is_invited_and_answers_once(cast: Cast) -> None:
    wave = opened(cast)
    shown = cast.teacher().get(f"{WAVES}/{wave}").json()
    assert (shown["invited"], shown["closed"], shown["answered"]) == (3, False, False)
    path = f"{WAVES}/{wave}/responses"
    assert cast.teacher().post(path, json=ANSWER).status_code == 201
    again = cast.teacher().post(path, json=ANSWER)
    assert again.json()["type"].endswith("answered-before")
    assert cast.teacher().get(f"{WAVES}/{wave}").json()["answered"] is True
    assert cast.teacher("tom").get(f"{WAVES}/{wave}").json()["answered"] is False
    assert cast.leader().post(path, json=ANSWER).status_code == 403
    assert cast.stranger().post(path, json=ANSWER).status_code == 404


def test_the_same_request_once_more_is_answered_the_same(cast: Cast) -> None:
    wave = opened(cast)
    path, headers = f"{WAVES}/{wave}/responses", {"idempotency-key": str(uuid.uuid4())}
    first = cast.teacher().post(path, json=ANSWER, headers=headers)
    again = cast.teacher().post(path, json=ANSWER, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()


def test_an_answer_leads_to_nobody_in_the_database(cast: Cast) -> None:
    wave = opened(cast)
    answers = [
        ("tess", {"control": 5, "support": 5}),
        ("tom", {"control": 1, "autonomy": 1}),
    ]
    for name, asked in answers:
        path = f"{WAVES}/{wave}/responses"
        key = {"idempotency-key": f"k-{name}"}
        assert cast.teacher(name).post(path, json=asked, headers=key).status_code == 201
    found = cast.world.mongo()
    stored = found.waves.find_one({"_id": wave})
    assert stored["answers"] == sorted(stored["answers"]) == ["1-0-0-1", "5-5-0-0"]
    taken = list(found.participations.find({"wave": wave}))
    assert {frozenset(one) for one in taken} == {frozenset({"_id", "school", "wave", "replay"})}
    assert not {"p-tess", "p-tom", "tess", "tom"} & {str(v) for one in taken for v in one.values()}
    assert found.commands.count_documents({"answer.answered": True}) == 0
    assert of_wave(cast, wave)[1:] == []  # opened, and nothing said of an answer


def test_answers_are_told_when_the_wave_closes_and_only_then(cast: Cast) -> None:
    wave = opened(cast)
    for name in ("tess", "tom"):
        cast.teacher(name).post(f"{WAVES}/{wave}/responses", json=ANSWER).raise_for_status()
    closing = cast.leader().post(f"{WAVES}/{wave}/closings")
    assert closing.status_code == 201, closing.text
    assert closing.json() == {"wave": wave, "version": 2}
    facts = closed_with(cast, wave)
    names = [one["type"].split(".", 2)[2] for one in facts]
    assert names == ["pulse-waves.opened.v1", *["pulses.recorded.v1"] * 2, "pulse-waves.closed.v1"]
    told = [one for one in facts if "pulses" in one["type"]]
    assert len(told) == 2
    for one in told:
        assert uuid.UUID(one["id"]).version == 4
        assert "causationid" not in one
        assert "traceparent" not in one
        assert one["data"]["occurredAt"] == today().isoformat()
        assert {name: one["data"][name] for name in ANSWER} == ANSWER
    left = cast.world.mongo()
    assert left.waves.find_one({"_id": wave}) is None
    assert left.participations.count_documents({"wave": wave}) == 0


def test_closing_twice_says_nothing_twice(cast: Cast) -> None:
    wave = opened(cast)
    cast.teacher().post(f"{WAVES}/{wave}/responses", json=ANSWER).raise_for_status()
    first, second = (cast.leader().post(f"{WAVES}/{wave}/closings") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    facts = closed_with(cast, wave)
    assert len(facts) == 3
    late = cast.teacher("tom").post(f"{WAVES}/{wave}/responses", json=ANSWER)
    assert late.json()["type"].endswith("wave-closed")


def test_a_wave_that_a_crash_left_half_closed_is_closed(cast: Cast) -> None:
    wave = opened(cast)
    cast.teacher().post(f"{WAVES}/{wave}/responses", json=ANSWER).raise_for_status()
    cast.world.mongo().waves.update_one({"_id": wave}, {"$set": {"closing": True}})
    facts = closed_with(cast, wave)
    assert facts[-1]["type"].endswith("pulse-waves.closed.v1")
    assert len(facts) == 3


def test_a_running_wave_cannot_be_closed(cast: Cast) -> None:
    wave = opened(cast, today() + timedelta(days=3))
    answer = cast.leader().post(f"{WAVES}/{wave}/closings")
    assert answer.json()["type"].endswith("wave-runs")
    assert cast.teacher().post(f"{WAVES}/{wave}/responses", json=ANSWER).status_code == 201
    assert cast.teacher().post(f"{WAVES}/{wave}/closings").status_code == 403
    assert cast.leader().post(f"{WAVES}/{uuid.uuid4()}/closings").status_code == 404


@pytest.mark.parametrize(("opens", "closes", "status"), [(0, -1, 422), (-9, -2, 409), (3, 5, 201)])
def test_a_wave_has_days_that_can_be(cast: Cast, opens: int, closes: int, status: int) -> None:
    asked = {
        "opensOn": (today() + timedelta(days=opens)).isoformat(),
        "closesOn": (today() + timedelta(days=closes)).isoformat(),
    }
    answer = cast.leader().post(WAVES, json=asked)
    assert answer.status_code == status, answer.text
    if status == 201:
        path = f"{WAVES}/{answer.json()['wave']}/responses"
        early = cast.teacher().post(path, json=ANSWER)
        assert early.json()["type"].endswith("wave-not-open")


def test_an_answer_has_four_items_from_one_to_five(cast: Cast) -> None:
    path = f"{WAVES}/{opened(cast)}/responses"
    assert cast.teacher().post(path, json={}).json()["type"].endswith("empty-answer")
    wrong = cast.teacher().post(path, json={"control": 6, "support": "4", "why": "tekst"})
    pointers = {one["pointer"] for one in wrong.json()["errors"]}
    assert pointers == {"/body/control", "/body/support", "/body/why"}


def test_a_platform_answers_into_the_same_wave(cast: Cast) -> None:
    wave = opened(cast)
    data = {
        "occurredAt": today().isoformat(),
        "response": str(uuid.uuid4()),
        "wave": wave,
        "control": 3,
    }
    one = event(data, "pulses.recorded")
    same_response = event(data, "pulses.recorded")
    send(cast, one, same_response)
    [given] = verdict_on(cast, one["id"])
    assert (given["outcome"], given["facts"]) == ("accepted", [])
    [refused] = verdict_on(cast, same_response["id"])
    assert refused["reason"]["code"] == "answered-before"
    cast.leader().post(f"{WAVES}/{wave}/closings").raise_for_status()
    [told] = [one for one in closed_with(cast, wave) if "pulses" in one["type"]]
    assert told["data"]["control"] == 3
    assert told["data"]["response"] != data["response"]


def test_a_wave_closes_by_itself_after_its_last_day(fresh: World, folder: Path) -> None:
    clock = folder / "clock"
    clock.write_text("2026-03-02T09:00:00+00:00")
    cast = Cast(fresh)
    fresh.start(clock_file=clock)
    cast.enter()
    fresh.say(joined("p-olga"), STRANGER, "54321")
    asked = {"opensOn": "2026-03-02", "closesOn": "2026-03-04"}
    wave = cast.leader().post(WAVES, json=asked).json()["wave"]
    cast.teacher().post(f"{WAVES}/{wave}/responses", json=ANSWER).raise_for_status()
    clock.write_text("2026-03-04T22:59:00+00:00")  # still the last day in Amsterdam
    assert cast.teacher("tom").post(f"{WAVES}/{wave}/responses", json=ANSWER).status_code == 201
    clock.write_text("2026-03-04T23:01:00+00:00")
    facts = closed_with(cast, wave)
    assert len([one for one in facts if "pulses" in one["type"]]) == 2
    assert json.dumps(facts).count("2026-03-04T23:01:00") >= 1
