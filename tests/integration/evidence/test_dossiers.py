"""A dossier from preview to withdrawal, between a real topic and a real database.

The file is long because a dossier goes its whole way in one running service.
"""

import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from confluent_kafka import Consumer

from cli.sealed import check
from services.evidence.dossier import verify
from shared.chassis.canonical import link
from tests.integration.evidence.world import World, boards_of, schools_of
from tests.integration.feedback.world import until
from tests.oracle import histories

SOON = "2100-01-01"
ABSENT = "/v1/dossiers/00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def said() -> list[Any]:
    """What enrolment and feedback said: evidence speaks for itself here."""
    return [one for one in histories.history(7, "medium") if not one["source"].endswith("evidence")]


@pytest.fixture(scope="module", params=["motor", "pymongo"])
def world(
    servers: tuple[str, str], folder: Path, said: list[Any], request: pytest.FixtureRequest
) -> Iterator[World]:
    made = World(*servers, folder, request.param)
    made.settling_seconds = 1.5
    try:
        made.start()
        made.publish(said)
        made.has_all(said)
        made.has_released(said)
        yield made
    finally:
        made.close()


class Leader:
    """Who leads the first school of the history, and its last year."""

    def __init__(self, world: World, said: list[Any]) -> None:
        self.school, self.boards = schools_of(said)[0], boards_of(said)
        self.http = world.client("school-leader", schools=[self.school], boards=self.boards)
        self.year = self.http.get(f"/v1/schools/{self.school}/years").json()["years"][1]
        self.at = f"/v1/schools/{self.school}/years/{self.year}"

    def preview(self, as_of: str | None = None) -> dict[str, Any]:
        params = {"as-of": as_of} if as_of else {}
        answer = self.http.get(f"{self.at}/dossiers/preview", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def seal(self, asked: dict[str, Any] | None = None, key: str | None = None) -> httpx.Response:
        asked = asked or self.preview()
        body = {"asOf": asked["asOf"], "digest": asked["digest"]}
        headers = {"idempotency-key": key} if key else {}
        return self.http.post(f"{self.at}/dossiers", json=body, headers=headers)

    def sealed(self) -> str:
        answer = self.seal()
        assert answer.status_code == 201, answer.text
        return str(answer.json()["dossier"])

    def share(self, dossier: str, audience: str, until_day: str = "2027-12-31") -> httpx.Response:
        body = {"audience": audience, "until": until_day}
        return self.http.post(f"/v1/dossiers/{dossier}/shares", json=body)


@pytest.fixture(scope="module")
def leader(world: World, said: list[Any]) -> Leader:
    return Leader(world, said)


def archive(client: httpx.Client, dossier: str, folder: Path) -> Path:
    answer = client.get(f"/v1/dossiers/{dossier}/archive")
    assert answer.status_code == 200, answer.text
    file = folder / "dossier.zip"
    file.write_bytes(answer.content)
    return file


def on_the_topic(world: World, enough: Callable[[list[dict[str, Any]]], bool]) -> list[Any]:
    """Evidence's own facts as any reader of the topic gets them, once there are enough."""
    settings = {"bootstrap.servers": world.bootstrap, "group.id": f"{world.prefix}reader",
                "auto.offset.reset": "earliest", "enable.auto.commit": False}  # fmt: skip
    consumer, found = Consumer(settings), []
    consumer.subscribe([f"{world.prefix}evidence.facts.v1"])
    ends = time.monotonic() + 30
    while not enough(found) and time.monotonic() < ends:
        record = consumer.poll(0.5)
        if record is not None and record.error() is None:
            headers = {name: value.decode() for name, value in record.headers()}
            body = record.value()
            prevhash = bytes.fromhex(headers["prevhash"])
            assert link(prevhash, body).hex() == headers["hash"]
            found.append(json.loads(body))
    consumer.close()
    assert enough(found)
    return found


def about(facts: list[dict[str, Any]], dossier: str) -> list[dict[str, Any]]:
    return [fact for fact in facts if fact["data"].get("dossier") == dossier]


def test_what_was_seen_is_sealed_and_verifies_from_facts_alone(
    world: World, leader: Leader, tmp_path: Path
) -> None:
    before = leader.http.get(leader.at).json()["figures"]
    previewed = leader.preview()
    began = time.monotonic()
    answer = leader.seal(previewed)
    assert time.monotonic() - began < 10
    dossier = answer.json()["dossier"]
    assert answer.headers["location"] == f"/v1/dossiers/{dossier}"
    facts = on_the_topic(world, lambda found: bool(about(found, dossier)))
    [fact] = about(facts, dossier)
    assert fact["data"]["digest"] == previewed["digest"]
    heads = {one["publisher"]: one for one in previewed["chains"] if one["key"] == leader.school}
    assert fact["data"]["factHeads"] == {
        name: {"sequence": one["sequence"], "hash": one["hash"]} for name, one in heads.items()
    }
    file = archive(leader.http, dossier, tmp_path)
    with zipfile.ZipFile(file) as opened:
        assert json.loads(opened.read("figures.json")) == previewed["contents"]
        pdf = leader.http.get(f"/v1/dossiers/{dossier}/pdf")
        assert opened.read("dossier.pdf") == pdf.content
        assert pdf.headers["content-type"] == "application/pdf"
    until(lambda: world.verified(school=leader.school)["ok"], "the ledger verifies", 30)
    board = opened_manifest(file)["board"]["number"]
    exported = exported_facts(world, leader.boards, tmp_path)
    found = check(file, exported, None)
    assert found["ok"], found
    assert found["sealing"] == f"evidence/{leader.school}/{int(fact['sequence'])}"
    assert found["checked"]["figures"] > 100
    assert board in leader.boards
    assert leader.http.get(leader.at).json()["figures"] == before  # nothing rests on a sealing


def opened_manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as opened:
        found: dict[str, Any] = json.loads(opened.read("manifest.json"))
    return found


def exported_facts(world: World, boards: list[str], folder: Path) -> Path:
    """The facts of these boards, as their administrators export them."""
    file, seen = folder / "facts.ndjson", set()
    with file.open("w") as out:
        for board in boards:
            admin = world.client("board-admin", boards=[board], schools=[])
            for line in admin.get(f"/v1/boards/{board}/facts").text.splitlines():
                if line not in seen:
                    seen.add(line)
                    out.write(line + "\n")
    return file


def test_a_repeated_command_seals_once(leader: Leader) -> None:
    asked = leader.preview()
    first, again = leader.seal(asked, "once"), leader.seal(asked, "once")
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = {**asked, "digest": "0" * 64}
    assert leader.seal(other, "once").status_code == 409


def test_what_changed_since_the_preview_is_not_sealed(leader: Leader) -> None:
    asked = leader.preview()
    answer = leader.seal({**asked, "digest": "0" * 64})
    assert answer.status_code == 412
    assert answer.json()["type"].endswith(":contents-changed")


def test_a_day_in_the_past_is_sealed_as_it_was_known_then(leader: Leader, said: list[Any]) -> None:
    day = sorted(event["time"][:10] for event in said)[-20]
    first, again = leader.preview(day), leader.preview(day)
    assert first == again
    assert first["asOf"].startswith(day)
    assert leader.seal(first).status_code == 201
    for wrong in (SOON, "yesterday"):
        params = {"as-of": wrong}
        answer = leader.http.get(f"{leader.at}/dossiers/preview", params=params)
        assert answer.status_code == 422


def test_nobody_else_previews_seals_or_reads(world: World, leader: Leader, said: list[Any]) -> None:
    dossier = leader.sealed()
    boards = boards_of(said)
    strangers = [
        world.client("school-leader", schools=["00ZZ00"], boards=boards),
        world.client("teacher", schools=[leader.school], boards=boards),
        world.client("board-admin", schools=[], boards=boards),
        world.client("inspector", schools=[], boards=[]),
    ]
    for stranger in strangers:
        absent = stranger.get(ABSENT)
        for path in ("", "/pdf", "/archive"):
            answer = stranger.get(f"/v1/dossiers/{dossier}{path}")
            assert (answer.status_code, answer.json()) == (404, absent.json())
        body = {"audience": "board", "until": "2027-12-31"}
        assert stranger.post(f"/v1/dossiers/{dossier}/shares", json=body).status_code == 404
        assert stranger.get(f"{leader.at}/dossiers/preview").status_code == 404
        assert stranger.get(f"{leader.at}/dossiers").status_code == 404
    assert httpx.get(f"{world.url}/v1/dossiers/{dossier}").status_code == 401


def test_a_link_opens_what_was_shared_and_nothing_after_withdrawal(
    world: World, leader: Leader
) -> None:
    dossier = leader.sealed()
    answer = leader.share(dossier, "inspectorate")
    assert answer.status_code == 201
    address = answer.json()["link"]
    assert leader.share(dossier, "inspectorate").json()["link"] == address
    key = address.rpartition("=")[2]
    shown = httpx.get(f"{world.url}/v1/dossiers/{dossier}", params={"key": key})
    assert shown.status_code == 200
    assert shown.json().keys() == {"dossier", "bytes", "manifest", "sharedUntil"}
    page = httpx.get(f"{world.url}/dossiers/{dossier}", params={"key": key})
    assert page.status_code == 200
    assert "Met jou gedeeld tot en met 31 december 2027" in page.text
    zipped = httpx.get(f"{world.url}/dossiers/{dossier}/archive", params={"key": key})
    assert zipfile.ZipFile(io.BytesIO(zipped.content)).testzip() is None
    trail = leader.http.get(f"/v1/dossiers/{dossier}").json()["trail"]
    assert {(one["what"], one["audience"]) for one in trail} >= {
        ("sealed", None),
        ("shared", "inspectorate"),
        ("opened", "inspectorate"),
        ("archive-taken", "inspectorate"),
    }
    withdrawn = leader.http.delete(f"/v1/dossiers/{dossier}/shares/inspectorate")
    assert withdrawn.status_code == 200
    absent = httpx.get(world.url + ABSENT, params={"key": key})
    for path in ("", "/pdf", "/archive"):
        gone = httpx.get(f"{world.url}/v1/dossiers/{dossier}{path}", params={"key": key})
        assert (gone.status_code, gone.json()) == (404, absent.json())
        page = httpx.get(f"{world.url}/dossiers/{dossier}{path}?key={key}")
        assert page.status_code == 410
        assert "Dit dossier is ingetrokken" in page.text
        never = httpx.get(f"{world.url}/dossiers/{dossier}{path}?key={key[:-1]}")
        assert never.status_code == 404
    assert leader.http.delete(f"/v1/dossiers/{dossier}/shares/inspectorate").status_code == 404
    anew = leader.share(dossier, "inspectorate").json()["link"]
    assert anew != address
    former = httpx.get(f"{world.url}/dossiers/{dossier}?key={key}")
    assert former.status_code == 410  # the link of then, although there is one of now
    assert httpx.get(f"{world.url}/dossiers/{dossier}?key={anew.rpartition('=')[2]}").is_success
    names = [
        fact["type"].split(".")[3]
        for fact in about(
            on_the_topic(world, lambda found: len(about(found, dossier)) == 4), dossier
        )
    ]
    assert names == ["sealed", "shared", "withdrawn", "shared"]


def test_the_key_of_a_link_stands_nowhere(world: World, leader: Leader) -> None:
    dossier = leader.sealed()
    key = leader.share(dossier, "participation-council").json()["link"].rpartition("=")[2]
    with world.client("ops") as ops:
        assert key not in ops.get("/metrics").text
    database = world.mongo()
    for name in database.list_collection_names():
        assert all(key not in str(one) for one in database[name].find()), name
    assert key not in world._log.read_text(errors="replace")


def test_a_board_reads_what_is_shared_with_it(world: World, leader: Leader, tmp_path: Path) -> None:
    dossier = leader.sealed()
    board = opened_manifest(archive(leader.http, dossier, tmp_path))["board"]["number"]
    found = world.mongo()["dossiers"].find_one({"_id": dossier})["board"]
    admin = world.client("board-admin", boards=[found], schools=[])
    other = world.client("board-admin", boards=["00001"], schools=[])
    assert leader.share(dossier, "board").json()["link"] is None
    assert admin.get(f"/v1/dossiers/{dossier}").json()["sharedUntil"] == "2027-12-31"
    listed = admin.get(f"/v1/boards/{found}/dossiers").json()["dossiers"]
    assert dossier in [one["dossier"] for one in listed]
    assert other.get(f"/v1/dossiers/{dossier}").status_code == 404
    assert other.get(f"/v1/boards/{found}/dossiers").status_code == 404
    leader.http.delete(f"/v1/dossiers/{dossier}/shares/board")
    assert admin.get(f"/v1/dossiers/{dossier}").status_code == 404
    assert board


def test_a_day_that_cannot_be_is_refused(leader: Leader) -> None:
    dossier = leader.sealed()
    for day in ("2001-01-01", "2999-01-01", "soon"):
        assert leader.share(dossier, "inspectorate", day).status_code == 422


def test_the_keys_are_there_for_everybody(world: World, leader: Leader, tmp_path: Path) -> None:
    keys = httpx.get(f"{world.url}/v1/dossier-keys").json()["keys"]
    manifest = opened_manifest(archive(leader.http, leader.sealed(), tmp_path))
    [pem] = [one["pem"] for one in keys if one["fingerprint"] == manifest["key"]["fingerprint"]]
    found = verify.verify(tmp_path / "dossier.zip", key=pem.encode())
    assert found["ok"]


def test_a_kill_in_the_midst_of_sealing_loses_nothing_and_leaves_nothing_half(
    servers: tuple[str, str], folder: Path, said: list[Any]
) -> None:
    world = World(*servers, folder)
    try:
        world.start()
        world.publish(said)
        world.has_all(said)
        leader, acknowledged = Leader(world, said), list[str]()
        asked = leader.preview()

        def sealing() -> None:
            client = Leader(world, said)
            try:
                for _ in range(100):
                    acknowledged.append(client.seal(asked).json()["dossier"])
            except (httpx.HTTPError, KeyError):
                pass  # it was killed

        threads = [threading.Thread(target=sealing) for _ in range(4)]
        for thread in threads:
            thread.start()
        until(lambda: len(acknowledged) > 6, "some dossiers sealed", 60)
        world.kill()
        for thread in threads:
            thread.join(60)
        world.start()
        client = Leader(world, said).http
        listed = client.get(f"{leader.at}/dossiers").json()["dossiers"]
        kept = {one["dossier"] for one in listed}
        assert set(acknowledged) <= kept
        facts = on_the_topic(world, lambda found: len(found) >= len(kept))
        assert {fact["data"]["dossier"] for fact in facts} == kept
        for dossier in kept:
            assert verify.verify(archive(client, dossier, folder))["ok"]
        pieces = {one["_id"].split("/")[0] for one in world.mongo()["dossier_pieces"].find({}, {})}
        assert pieces == kept
    finally:
        world.close()
