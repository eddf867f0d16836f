"""A teacher's own portfolio by API, and what anybody may ask who was shown a certificate."""

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import JWKRegistry, KeySet

from services.evidence.portfolio.keys import CredentialKeys
from tests.integration.evidence.world import Event, World
from tests.integration.feedback.world import until
from tests.unit.docs.pages import DOCS

MINE = "/v1/me/portfolio"
AWARDED, REVOKED = (
    f"nl.professionalisering.certificates.{what}.v1" for what in ("awarded", "revoked")
)


@dataclass(frozen=True)
class Owner:
    """A teacher of the history, signed in."""

    world: World
    subject: str
    awarded: list[Event]
    revoked: list[Event]

    def get(self, path: str = "") -> httpx.Response:
        board = self.awarded[0]["boardid"]
        with self.world.client("teacher", subject=self.subject, boards=[board]) as client:
            return client.get(f"{MINE}{path}")

    @property
    def certificate(self) -> str:
        return str(self.awarded[0]["data"]["certificate"])


def _owner(world: World, events: list[Event], subject: str, *, revoked: bool) -> Owner:
    """The first with a certificate that stands, or with one that was revoked."""
    gone = {e["data"]["certificate"]: e for e in events if e["type"] == REVOKED}
    found = [e for e in events if e["type"] == AWARDED]
    first = next(e for e in found if (e["data"]["certificate"] in gone) == revoked)
    place = (first["boardid"], first["data"]["teacher"])
    mine = [e for e in found if (e["boardid"], e["data"]["teacher"]) == place]
    mine = [first, *(e for e in mine if e is not first)]
    back = [gone[id_] for e in mine if (id_ := e["data"]["certificate"]) in gone]
    world.sign_in.people[subject] = {place[0]: place[1]}
    return Owner(world, subject, mine, back)


@pytest.fixture
def owner(told: World, events: list[Event]) -> Iterator[Owner]:
    yield _owner(told, events, "owner", revoked=False)
    told.keeper.texts.clear()


@pytest.fixture
def other(told: World, events: list[Event]) -> Owner:
    return _owner(told, events, "other", revoked=True)


def open_json(world: World, path: str) -> Any:
    answer = httpx.get(path if path.startswith("http") else world.url + path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def test_a_portfolio_has_every_certificate_and_what_was_done(owner: Owner) -> None:
    told = owner.get().json()
    awarded = {one["data"]["certificate"] for one in owner.awarded}
    assert {one["certificate"] for one in told["certificates"]} == awarded
    assert told["totals"]["certificates"] == len(owner.awarded) - len(owner.revoked)
    summed = sum(year["practiceMinutes"] for year in told["years"])
    assert told["totals"]["practiceMinutes"] == summed
    first = next(one for one in told["certificates"] if one["certificate"] == owner.certificate)
    assert (first["board"], first["school"]) == (
        owner.awarded[0]["boardid"],
        owner.awarded[0]["subject"],
    )
    assert first["theme"] is not None  # the catalogue's


def test_a_portfolio_reaches_over_all_boards_of_its_owner(told: World, events: list[Event]) -> None:
    mine = {e["boardid"]: e["data"]["teacher"] for e in events if e["type"] == AWARDED}
    assert len(mine) > 1
    told.sign_in.people["mover"] = mine

    def seen_from(*boards: str) -> set[tuple[str, str]]:
        with told.client("teacher", subject="mover", boards=boards) as client:
            found = client.get(MINE).json()["certificates"]
        return {(one["board"], one["certificate"]) for one in found}

    every = {
        (e["boardid"], e["data"]["certificate"])
        for e in events
        if e["type"] == AWARDED and mine[e["boardid"]] == e["data"]["teacher"]
    }
    assert seen_from(*mine) == every
    first = min(mine)  # a token opens its own boards alone
    assert seen_from(first) == {one for one in every if one[0] == first}


def test_a_certificate_verifies_with_what_is_open_to_all(told: World, owner: Owner) -> None:
    answer = owner.get(f"/certificates/{owner.certificate}/jwt")
    assert answer.headers["content-type"] == "application/vc+jwt"
    keys = open_json(told, "/v1/credential-keys")
    read = jws.deserialize_compact(answer.text, KeySet.import_key_set(keys), algorithms=["RS256"])
    said = json.loads(read.payload)
    shown = owner.get(f"/certificates/{owner.certificate}").json()
    assert said | shown["credential"] == said
    assert said["sub"] == shown["credential"]["credentialSubject"]["id"]
    named = open_json(told, read.headers()["kid"])
    assert "d" not in named
    assert JWKRegistry.import_key(named).as_dict()["n"] == keys["keys"][0]["n"]
    issuer = open_json(told, said["issuer"]["id"])
    assert issuer["name"] == said["issuer"]["name"]
    revoked = open_json(told, said["credentialStatus"]["id"])
    assert said["id"] not in {one["id"] for one in revoked["revokedCredential"]}


def test_neither_name_nor_pseudonym_is_in_a_certificate(owner: Owner) -> None:
    shown = owner.get(f"/certificates/{owner.certificate}").text
    assert owner.awarded[0]["data"]["teacher"] not in json.dumps(json.loads(shown)["credential"])


def test_a_name_that_cannot_be_had_is_not_left_out_silently(owner: Owner) -> None:
    answer = owner.get(f"/certificates/{owner.certificate}/jwt?with-name=true")
    assert answer.status_code == 503


def test_a_certificate_of_another_answers_as_one_that_does_not_exist(
    owner: Owner, other: Owner
) -> None:
    foreign = owner.get(f"/certificates/{other.certificate}")
    absent = owner.get("/certificates/00000000-0000-4000-8000-000000000000")
    assert (foreign.status_code, foreign.content) == (404, absent.content)
    assert owner.get(f"/certificates/{other.certificate}/jwt").status_code == 404
    assert other.certificate not in owner.get().text


def test_a_revoked_certificate_is_told_as_such_and_not_issued(told: World, other: Owner) -> None:
    shown = other.get(f"/certificates/{other.certificate}").json()
    assert (shown["revoked"], shown["credential"]) == (True, None)
    refused = other.get(f"/certificates/{other.certificate}/jwt")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("certificate-revoked")
    board = other.awarded[0]["boardid"]
    listed = open_json(told, f"/v1/issuers/{board}/revocations")["revokedCredential"]
    assert {"id": f"urn:uuid:{other.certificate}", "revoked": True} in listed


def test_a_certificate_that_is_revoked_after_it_was_handed_out_stands_no_more(
    empty: World, events: list[Event]
) -> None:
    place = next(number for number, one in enumerate(events) if one["type"] == REVOKED)
    revoked, before = events[place], events[:place]
    gone = revoked["data"]["certificate"]
    awarded = next(e for e in before if e["data"].get("certificate") == gone)
    empty.sign_in.people["owner"] = {awarded["boardid"]: awarded["data"]["teacher"]}
    owner = Owner(empty, "owner", [awarded], [])
    empty.publish(before)
    until(lambda: empty.facts() == len(before), "all facts before the revocation")
    token = owner.get(f"/certificates/{gone}/jwt").text

    def said() -> str:
        return httpx.post(f"{empty.url}/certificates/check", data={"certificate": token}).text

    assert "is echt, en het staat nog" in said()
    empty.publish([revoked])
    until(lambda: "maar het is ingetrokken" in said(), "it is told as revoked")
    assert owner.get(f"/certificates/{gone}/jwt").status_code == 409


def test_the_list_of_a_board_holds_its_revoked_certificates_and_no_others(
    told: World, events: list[Event]
) -> None:
    by_board: dict[str, set[str]] = {one["boardid"]: set() for one in events}
    issuers = {e["data"]["certificate"]: e["boardid"] for e in events if e["type"] == AWARDED}
    for one in events:
        if one["type"] == REVOKED:
            by_board[issuers[one["data"]["certificate"]]].add(one["data"]["certificate"])
    assert any(by_board.values())
    for board, revoked in by_board.items():
        listed = open_json(told, f"/v1/issuers/{board}/revocations")["revokedCredential"]
        assert {one["id"] for one in listed} == {f"urn:uuid:{one}" for one in revoked}


def test_a_board_or_key_that_is_not_there_is_absent(told: World) -> None:
    for path in ("issuers/00000", "issuers/00000/revocations", f"credential-keys/{'x' * 43}"):
        assert httpx.get(f"{told.url}/v1/{path}").status_code == 404


def _exported(owner: Owner) -> Mapping[str, bytes]:
    answer = owner.get("/export")
    assert answer.headers["content-type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: packed.read(name) for name in packed.namelist()}


def test_an_export_holds_facts_certificates_and_all_pages_of_texts(
    told: World, owner: Owner
) -> None:
    told.keeper.texts[owner.subject] = ["een", "twee", "drie"]
    files = _exported(owner)
    texts = json.loads(files["texts.json"])
    assert [one["text"] for one in texts["reflections"]] == ["een", "twee", "drie"]
    gone = {one["data"]["certificate"] for one in owner.revoked}
    standing = {one["data"]["certificate"] for one in owner.awarded} - gone
    signed = {name.split("/")[1][:-4] for name in files if name.endswith(".jwt")}
    assert signed == standing
    one = owner.get(f"/certificates/{owner.certificate}/jwt").text
    assert files[f"certificates/{owner.certificate}.jwt"].decode() == one
    facts = json.loads(files["timeline.json"])
    assert len(files["timeline.csv"].decode().splitlines()) >= len(facts) > 0
    assert json.loads(files["portfolio.json"])["totals"] == owner.get().json()["totals"]


def test_an_export_without_feedback_says_what_is_missing(told: World, owner: Owner) -> None:
    told.keeper.away = True
    try:
        files = _exported(owner)
    finally:
        told.keeper.away = False
    assert "texts.json" not in files
    assert b"missing" in files["MISSING-ONTBREEKT.txt"]
    assert f"certificates/{owner.certificate}.jwt" in files


def _commands(heading: str) -> str:
    """The commands under a heading of the guide, as a reader would copy them."""
    guide = (DOCS / "how-to/verify-a-certificate.md").read_text(encoding="utf-8")
    part = guide.split(f"## {heading}\n", 1)[1]
    return part.split("```sh\n", 1)[1].split("```", 1)[0]


def test_the_commands_of_the_guide_verify_it_with_stock_tools(owner: Owner, tmp_path: Path) -> None:
    token = owner.get(f"/certificates/{owner.certificate}/jwt").text
    file = tmp_path / "certificate-EF-01.jwt"

    def run(heading: str, said: str) -> str:
        file.write_text(said)
        command = ["bash", "-c", _commands(heading)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    assert owner.certificate in run("Read it", token)
    assert "Verified OK" in run("Check the signature", token)
    head, payload, signature = token.split(".")
    altered = f"{head}.{payload[:-8]}{'A' * 8}.{signature}"
    assert "Verification failure" in run("Check the signature", altered)


def test_the_key_that_the_guide_makes_is_taken(tmp_path: Path) -> None:
    command = _commands("For who runs it: the key")
    subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=True)
    assert CredentialKeys.read((tmp_path / "credential-key.pem").read_text()).public


def test_who_has_no_pseudonym_has_no_portfolio(told: World) -> None:
    with told.client("board-admin", subject="nobody", boards=["12345"]) as client:
        assert client.get(MINE).status_code == 404
        assert client.get(f"{MINE}/export").status_code == 404
    assert httpx.get(told.url + MINE).status_code == 401
