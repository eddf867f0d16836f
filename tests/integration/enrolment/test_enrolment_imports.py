"""The register and a catalogue, by HTTP, again and again."""

import time
import uuid
from typing import Any

import httpx

from tests.integration.enrolment.running import Place, Running, fresh_board

CSV = {"content-type": "text/csv"}
HEADER = "BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;PLAATSNAAM\r\n"


def register(first: int, schools: int, boards: int) -> bytes:
    rows = ""
    for number in range(schools):
        brin, board = f"{number // 100:02d}ZZ", first + number % boards
        rows += f"{board:05d};{brin};{brin}{number % 100:02d};’t School {number};ELDERS\r\n"
    return (HEADER + rows).encode("cp1252")


def imported(service: Running, raw: bytes, **params: Any) -> dict[str, Any]:
    answer = service.ops().post(
        "/v1/register-imports", expect=200, content=raw, headers=CSV, params=params
    )
    found: dict[str, Any] = answer.json()
    return found


def test_a_register_is_imported_once_however_often_it_comes(service: Running) -> None:
    raw = register(1_000, 1_200, 60)
    told = imported(service, raw, dryRun="true")["counts"]
    assert (told["boardsAdded"], told["schoolsAdded"]) == (60, 1_200)
    assert service.database.boards.find_one({"_id": "01000"}) is None
    started = time.monotonic()
    assert imported(service, raw)["counts"] == told
    assert time.monotonic() - started < 10
    facts = service.database.facts.count_documents({})
    again = imported(service, raw)
    assert again["counts"]["boardsUnchanged"] == 60
    assert again["counts"]["schoolsUnchanged"] == 1_200
    assert (again["added"], again["changed"]) == ({"boards": [], "schools": []}, [])
    assert service.database.facts.count_documents({}) == facts
    shown = service.caller("a", "board-admin", boards=["01000"])
    schools = shown.get("/v1/boards/01000/schools").json()["schools"]
    assert (len(schools), schools[0]["name"]) == (20, "’t School 0")


def test_a_register_in_a_form_moves_a_school_and_says_so(place: Place) -> None:
    brin = place.school[:4]
    row = f"{place.board};{brin};{place.school};Nieuwe naam;ELDERS\r\n"
    other = fresh_board()
    service = place.service
    form = {"file": ("register.csv", (HEADER + row).encode(), "text/csv")}
    changed = service.ops().post("/v1/register-imports", expect=200, files=form).json()["changed"]
    assert {(c["field"], c["from"], c["to"]) for c in changed if c["kind"] == "school"} == {
        ("name", f"School {place.school}", "Nieuwe naam"),
        ("place", None, "ELDERS"),
        ("sector", "vo", "po"),
    }
    place.join("anna")
    moved = imported(service, (HEADER + row.replace(place.board, other)).encode())
    assert moved["added"]["boards"] == [other]
    leader = service.caller("l", "school-leader", boards=[other], schools=[place.school])
    asked = {"teachers": [place.teachers["anna"]]}
    assert len(leader.post("/v1/name-lookups", asked, expect=200).json()["names"]) == 1


def test_an_import_repeated_with_its_key_is_answered_as_the_first_time(service: Running) -> None:
    raw, key = register(int(fresh_board()), 3, 1), {"idempotency-key": str(uuid.uuid4())}

    def send(content: bytes, expect: int = 200) -> httpx.Response:
        form = {"file": ("register.csv", content, "text/csv")}  # its boundary is another each time
        where = "/v1/register-imports"
        return service.ops().post(where, expect=expect, files=form, headers=key)

    first, again = send(raw), send(raw)
    assert first.json()["counts"]["boardsAdded"] == 1
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = send(raw + raw.splitlines(keepends=True)[-1], expect=409)
    assert other.json()["type"].endswith("idempotency-key-reused")


def test_a_file_of_another_kind_is_told_what_is_expected(service: Running) -> None:
    ops = service.ops()
    ops.post("/v1/register-imports", {"a": 1}, expect=415)
    ops.post("/v1/register-imports", expect=422, content=b"a,b\n1,2\n", headers=CSV)
    ops.post("/v1/register-imports", expect=422, files={"note": (None, "no file")})


def test_a_catalogue_is_imported_once_and_its_report_is_repeated_with_its_key(
    place: Place,
) -> None:
    path = f"/v1/boards/{place.board}/catalogue-imports"
    raw = (
        b"code;theme;title_nl;title_en;study_hours;form\n"
        b"CL-01;lesson-structure;Doel;Goal;6;group\nfout;lesson-structure;;x;1;group\n"
    )
    dry = place.admin.post(path, expect=200, content=raw, headers=CSV, params={"dryRun": "true"})
    assert dry.json()["added"] == [{"module": "CL-01", "version": 1}]
    key = {**CSV, "idempotency-key": "once"}
    first = place.admin.post(path, content=raw, headers=key).json()
    assert first["added"] == dry.json()["added"]
    assert [row["line"] for row in first["refused"]] == [3]
    assert place.admin.post(path, content=raw, headers=key).json() == first
    again = place.admin.post(path, expect=200, content=raw, headers=CSV).json()
    assert (again["added"], again["changed"], again["unchanged"]) == ([], [], 1)
    changed = place.admin.post(path, content=raw.replace(b";6;", b";7;"), headers=CSV).json()
    assert changed["changed"] == [{"module": "CL-01", "version": 2}]
    shown = place.admin.get(f"/v1/boards/{place.board}/modules/CL-01").json()
    assert [version["studyHours"] for version in shown["versions"]] == [6, 7]
    params = {"theme": "lesson-structure"}
    listed = place.leader.get(f"/v1/boards/{place.board}/modules", params=params).json()
    assert [(row["module"], row["version"]) for row in listed["modules"]] == [("CL-01", 2)]
