"""Every verb that asks the running services, as a program of its own, on a small school.

The file is long because starting a platform is dear: all verbs are asked of one.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pymongo
import pytest
from confluent_kafka import KafkaError, Producer

from deploy.local import services
from deploy.local.paths import PROJECT, Paths
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack
from shared.chassis.canonical import canonical, link
from shared.contracts.enrolment import GoalWithdrawn
from shared.contracts.envelope import FIRST_HASH

T = TypeVar("T")
BOARD, SCHOOL, SISTER = "00001", "99ZZ00", "99ZZ01"
SINCE = "2024-08-01"
SOURCE = "urn:nld:kvknummer:09220932:observaties"
TEXT = "Vandaag lukte het wachten na een vraag."
OLD_LAYOUT = (  # semicolons, windows-1252, every cell padded, an empty cell is one blank
    "BEVOEGD GEZAG NUMMER;INSTELLINGSCODE;VESTIGINGSCODE;VESTIGINGSNAAM;PLAATSNAAM;SECTOR\r\n"
    "00071 ;98AA ;98AA00 ;\x92t Kompas ;ZUIDERVEEN ;PO \r\n"
    "00071 ;98AB ;98AB00 ;De Brug ;ZUIDERVEEN ;SBO \r\n"
    "      ;98AC ;98AC00 ;Zonder bestuur ; ;PO \r\n"
)
NEW_LAYOUT = (  # commas, everything quoted, UTF-8 with a byte order mark
    '"BEVOEGD_GEZAG_NUMMER","INSTELLINGSCODE","VESTIGINGSCODE","VESTIGINGSNAAM","PLAATSNAAM",'
    '"SECTOR"\r\n'
    '"00072","98BA","98BA00","De Caf\u00e9school","Oosterveen","PO"\r\n'
    '"00071","98AA","98AA00","\u2019t Kompas","Zuiderveen","PO"\r\n'
)


def until(find: Callable[[], T | None], what: str, seconds: float = 90.0) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


class Platform:
    """A running platform, and the command line beside it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.sign_in = SignIn(url(stack.ports.sign_in), stack.secrets.issuer_admin())
        self.teacher = ""

    def run(self, *words: str, **settings: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of one call of the command line."""
        mine = {"AANTOONBAAR_STATE": str(self.stack.paths.state), "PYTHONPATH": str(PROJECT)}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AANTOONBAAR_")}
        done = subprocess.run(
            [sys.executable, "-P", "-m", "cli", *words],
            env={**kept, **mine, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=200,
        )
        return done.returncode, done.stdout, done.stderr

    def answer(self, *words: str) -> tuple[int, Any]:
        """Exit code and the JSON object on the last line."""
        code, out, error = self.run(*words, "--json")
        assert out, error
        return code, json.loads(out.splitlines()[-1])

    def ask(self, service: str, path: str, token: str, body: Any) -> Any:
        where = url(getattr(self.stack.ports, service)) + path
        headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
        found = httpx.post(where, json=body, headers=headers, timeout=30, trust_env=False)
        assert found.is_success, found.text
        return found.json()

    def store(self, service: str) -> Any:
        return pymongo.MongoClient(self.stack.mongodb_uri)[service]

    def enter(self) -> None:
        """A board, two schools, seven teachers, one of them with texts and a platform's link."""
        for words in (
            ("board", "add", BOARD, "Stichting Voorbeeld", "--sectors", "po"),
            ("school", "add", SCHOOL, "De Ster", "--board", BOARD, "--sector", "po"),
            ("school", "add", SISTER, "De Maan", "--board", BOARD, "--sector", "po"),
            ("platform", "add", "e-loo", "--board", BOARD, "--source", SOURCE),
        ):
            code, out, error = self.run(*words, "--valid-from", SINCE)
            assert code == 0, (words, out, error)
        leader = {"roles": ["school-leader"], "boards": [BOARD], "schools": [SCHOOL]}
        self.sign_in.put_person("lea", {**leader, "name": "Lea Leider"})
        lou = {"roles": ["teacher"], "boards": [BOARD], "schools": [SCHOOL], "name": "Lou Leraar"}
        self.sign_in.put_person("lou", lou)
        admin = {"roles": ["board-admin"], "boards": [BOARD], "name": "Bo Bestuurder"}
        self.sign_in.put_person("bo", admin)
        token = self.sign_in.token_of_person("lea")
        for subject in ("lou", *(f"t{number}" for number in range(6))):
            person = {"name": f"Naam {subject}", "email": f"{subject}@voorbeeld.nl"}
            body = {"person": {**person, "subject": subject}, "from": SINCE, "fte": 1}
            path = f"/v1/schools/{SCHOOL}/memberships"
            told = self.ask("enrolment", path, token, {**body, "function": "teacher"})
            self.teacher = self.teacher or told["teacher"]
        people = self.store("feedback")["members"]
        until(lambda: people.count_documents({}) == 7, "feedback knows them")
        mine = self.sign_in.token_of_person("lou")
        for _ in range(2):
            body = {"theme": "feedback", "minutes": 20, "text": TEXT}
            self.ask("feedback", f"/v1/schools/{SCHOOL}/reflections", mine, body)
        links = {"links": [{"platformPerson": "u-17", "teacher": self.teacher}]}
        path = f"/v1/boards/{BOARD}/platforms/e-loo/links"
        self.ask("feedback", path, self.sign_in.token_of_person("bo"), links)
        self.put_away(mine)

    def put_away(self, token: str) -> None:
        """A teacher wants nothing of a recommendation."""
        path = "/v1/me/recommendations/observation:any/dismissal"
        headers = {"authorization": f"Bearer {token}"}
        where, body = url(self.stack.ports.evidence) + path, {"reason": "other"}
        answer = httpx.put(where, json=body, headers=headers, timeout=30, trust_env=False)
        assert answer.is_success, answer.text


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    jars = Paths.from_environment().jars
    stack = Stack.for_tests(tmp_path_factory.mktemp("verbs"), jars, services.ALL)
    with stack:
        found = Platform(stack)
        found.enter()
        yield found
    stack.paths.wipe()


def test_all_is_well_and_the_answer_counts_what_was_checked(platform: Platform) -> None:
    code, found = platform.answer("verify")
    assert (code, found["ok"], found["first_wrong"]) == (0, True, None)
    assert found["checked"]["chains"] == 4  # the board's, two of the school, the sister's
    # a board and its platform, two schools, seven who joined, two reflections
    assert found["checked"]["facts"] == 1 + 1 + 2 + 7 + 2
    assert found["checked"]["models"] > 0
    assert platform.run("verify", "--board", BOARD)[0] == 0
    assert platform.answer("verify", "--school", SCHOOL)[1]["checked"]["chains"] == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("verify", "--school", "98XX00"), 1, "There is no school 98XX00"),
        (("verify", "--board", "98765"), 1, "There is no board 98765"),
        (("verify", "--school", "nonsense"), 2, "is no school's code"),
        (("verify", "--school", SCHOOL, "--board", BOARD), 2, "not both"),
        (("rebuild",), 2, "Name a school"),
        (("explain", SCHOOL, "feedback", "nonsense"), 1, "There is no figure nonsense"),
        (("explain", SCHOOL, "nonsense", "hours.study"), 2, "/query/theme"),
        (("export", "facts", "--board", "98765"), 1, "There is no board 98765"),
        (("import", "duo", "absent.csv"), 2, "absent.csv cannot be read"),
        (("import", "modules", "pyproject.toml", "--board", "98765"), 1, "There is no board"),
        (("school", "add", SISTER, "X", "--board", "98765", "--sector", "po"), 1, "no board 98765"),
        (("platform", "rotate", "nobody"), 1, "No board has admitted nobody"),
        (("platform", "rotate", "E Loo!"), 2, "cannot be a platform's name"),
        (("erase", "not a pseudonym"), 2, "cannot be a pseudonym"),
        (("erase", "6a1c9f6e-5a0e-4f0a-9c53-2f6f5f0c9b11"), 1, "erased before, or never here"),
        (("dead-letters", "show", "no.such.topic:0:0"), 1, "Nothing with the id"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    platform: Platform, words: tuple[str, ...], code: int, said: str
) -> None:
    found, out, error = platform.run(*words)
    assert (found, out) == (code, "")
    assert said in error


def test_a_token_of_another_role_gets_nowhere(platform: Platform) -> None:
    token = platform.sign_in.token_of_person("lea")
    code, _, error = platform.run("verify", AANTOONBAAR_TOKEN=token)
    assert code == 2
    assert "ops" in error


def test_services_elsewhere_need_a_token_and_an_answer(platform: Platform) -> None:
    away = {f"AANTOONBAAR_{name}_URL": "http://127.0.0.1:9" for name in ("ENROLMENT", "EVIDENCE")}
    code, _, error = platform.run("verify", **away)
    assert (code, "Set AANTOONBAAR_TOKEN" in error) == (2, True)
    code, _, error = platform.run("verify", AANTOONBAAR_TOKEN="x", **away)
    assert (code, "enrolment at http://127.0.0.1:9 does not answer" in error) == (3, True)


def test_a_figure_is_explained_by_its_facts(platform: Platform) -> None:
    _, found = platform.answer("explain", SCHOOL, "feedback", "participation")
    assert found["figure"]["of"] == 7
    assert [fact["type"] for fact in found["facts"]] == [
        "nl.professionalisering.teachers.joined.v1"
    ] * 7
    code, out, _ = platform.run("explain", SCHOOL, "-", "workload", "--year", "2024-2025")
    assert code == 0
    assert "workload, 99ZZ00 2024-2025" in out
    assert "Time for learning. Add up for each team teacher" in out
    before = ("--as-of", "2025-01-31")  # when nothing was known yet
    code, _, error = platform.run("explain", SCHOOL, "-", "workload", *before)
    assert (code, "By then nothing was known" in error) == (1, True)


def test_what_is_exported_folds_lints_and_is_what_the_service_shows(
    platform: Platform, tmp_path: Path
) -> None:
    file = tmp_path / "facts.ndjson"
    assert platform.run("export", "facts", "--board", BOARD, "--output", str(file))[0] == 0
    code, out, _ = platform.run("export", "facts")
    assert (code, out) == (0, file.read_text())
    assert platform.answer("lint", str(file))[1] == {
        "file": str(file),
        "valid": True,
        "events": len(out.splitlines()),
        "findings": [],
    }
    _, folded = platform.answer("fold", str(file), "--role", "full")
    _, explained = platform.answer("explain", SCHOOL, "feedback", "participation")
    assert explained["figure"] in folded["figures"]
    ends: dict[Any, str] = {}
    for event in map(json.loads, out.splitlines()):
        said, before = event.pop("hash"), event.pop("prevhash")
        assert before == ends.get((event["source"], event["subject"]), FIRST_HASH)
        assert link(bytes.fromhex(before), canonical(event)).hex() == said
        ends[event["source"], event["subject"]] = said
    early = platform.run("export", "facts", "--school", SCHOOL, "--as-of", "2020-01-01")
    assert early[:2] == (0, "")


def test_a_rebuild_is_equal_and_heals_what_was_changed(platform: Platform) -> None:
    code, found = platform.answer("rebuild", "--all", "--compare-only")
    assert (code, found["equal"], found["switched"]) == (0, True, False)
    assert found["facts"] == 1 + 7 + 2 + 1
    figures = platform.store("evidence")["figures"]
    kept = figures.find_one({"_id": {"$regex": f"^{SCHOOL}/"}})
    changed = kept["body"].replace(b'"of":7', b'"of":8')
    assert changed != kept["body"]
    figures.update_one({"_id": kept["_id"]}, {"$set": {"body": changed}})
    code, verified = platform.answer("verify", "--school", SCHOOL)
    assert (code, verified["first_wrong"]["what"]) == (1, "figure")
    assert verified["first_wrong"]["where"].startswith(f"evidence/figures/{kept['_id']}/")
    code, compared = platform.answer("rebuild", "--school", SCHOOL, "--compare-only")
    assert (code, compared["equal"]) == (1, False)
    code, healed = platform.answer("rebuild", "--board", BOARD)
    assert (code, healed["switched"], healed["digest"]) == (0, True, found["digest"])
    assert "releases" not in healed
    code, healed = platform.answer("rebuild", "--board", BOARD, "--releases")
    assert (code, healed["equal"], healed["releases"]) == (0, True, 0)  # nothing to release yet
    assert platform.run("verify")[0] == 0


def segment(platform: Platform) -> Any:
    ledger = platform.store("evidence")["ledger"]
    return ledger, ledger.find({"_id": {"$regex": f"^enrolment/{SCHOOL}/"}}).sort("_id", 1)[0]


def test_a_fact_altered_in_the_ledger_is_named(platform: Platform) -> None:
    ledger, kept = segment(platform)
    bodies = [body.replace(b'"place":null', b'"place":"AB"') for body in kept["bodies"]]
    assert bodies != kept["bodies"]
    ledger.update_one({"_id": kept["_id"]}, {"$set": {"bodies": bodies}})
    try:
        code, found = platform.answer("verify")
        wrong = found["first_wrong"]
        assert (code, wrong["what"]) == (1, "altered")
        assert wrong["where"] == f"evidence/ledger/enrolment/{SCHOOL}/1"
        assert wrong["expected"] != wrong["found"]
        code, out, _ = platform.run("verify", "--school", SCHOOL)
        assert code == 1
        assert "a fact was altered" in out
    finally:
        ledger.replace_one({"_id": kept["_id"]}, kept)
    assert platform.run("verify")[0] == 0


def test_a_fact_deleted_from_the_ledger_is_named(platform: Platform) -> None:
    ledger, kept = segment(platform)
    ledger.delete_one({"_id": kept["_id"]})
    try:
        code, found = platform.answer("verify", "--school", SCHOOL)
        wrong = found["first_wrong"]
        assert (code, wrong["what"]) == (1, "missing")
        assert wrong["where"] == f"evidence/ledger/enrolment/{SCHOOL}/1"
    finally:
        ledger.insert_one(kept)
    assert platform.run("verify")[0] == 0


def test_the_last_facts_lost_are_waited_for_and_then_named(platform: Platform) -> None:
    ledger = platform.store("evidence")["ledger"]
    kept = ledger.find_one({"_id": f"enrolment/{SISTER}/0000000001"})
    ledger.delete_one({"_id": kept["_id"]})
    try:
        code, found = platform.answer("verify", "--wait", "1")
        wrong = found["first_wrong"]
        assert (code, wrong["what"]) == (1, "not-arrived")
        assert wrong["where"] == f"evidence/ledger/enrolment/{SISTER}/1"
        assert (wrong["expected"], wrong["found"]) == ("1 facts", "0 facts")
    finally:
        ledger.insert_one(kept)
    assert platform.run("verify")[0] == 0


@pytest.mark.parametrize("what", ["altered", "missing"])
def test_a_publishers_own_store_is_checked_too(platform: Platform, what: str) -> None:
    facts = platform.store("enrolment")["facts"]
    kept = facts.find_one({"_id": f"{SCHOOL}/0000000003"})
    if what == "altered":
        changed = kept["body"].replace(b'"fte":1', b'"fte":0.5')
        facts.update_one({"_id": kept["_id"]}, {"$set": {"body": changed}})
    else:
        facts.delete_one({"_id": kept["_id"]})
    try:
        code, found = platform.answer("verify")
        assert (code, found["first_wrong"]["what"]) == (1, what)
        assert found["first_wrong"]["where"] == f"enrolment/facts/{SCHOOL}/3"
    finally:
        facts.replace_one({"_id": kept["_id"]}, kept, upsert=True)
    assert platform.run("verify")[0] == 0


def test_facts_that_nobody_said_are_found(platform: Platform) -> None:
    ledger, kept = segment(platform)
    body = kept["bodies"][0].replace(f'"{SCHOOL}"'.encode(), b'"97QQ00"')
    forged = {**kept, "_id": "enrolment/97QQ00/0000000001", "last": 1, "bodies": [body]}
    ledger.insert_one(forged)
    try:
        code, found = platform.answer("verify", "--wait", "1")
        assert code == 1
        assert "97QQ00" in found["first_wrong"]["where"]
    finally:
        ledger.delete_one({"_id": forged["_id"]})
    assert platform.run("verify")[0] == 0


@pytest.mark.parametrize(
    ("content", "added", "refused"),
    [
        (OLD_LAYOUT.encode("latin-1"), ["98AA00", "98AB00"], 1),
        (NEW_LAYOUT.encode("utf-8-sig"), ["98BA00"], 0),
    ],
)
def test_the_register_is_imported_once(
    platform: Platform, tmp_path: Path, content: bytes, added: list[str], refused: int
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(content)
    _, tried = platform.answer("import", "duo", str(file), "--dry-run")
    assert (tried["dryRun"], tried["added"]["schools"]) == (True, added)
    code, first = platform.answer("import", "duo", str(file))
    assert (code, first["added"]["schools"]) == (0, added)
    assert [one["code"] for one in first["refused"]] == ["no-board-number"] * refused
    code, again = platform.answer("import", "duo", str(file))
    assert (code, again["counts"]["schoolsAdded"], again["counts"]["boardsAdded"]) == (0, 0, 0)
    assert again["changed"] == []
    assert platform.run("verify")[0] == 0


def test_what_was_imported_reads_well(platform: Platform) -> None:
    _, found = platform.answer("school", "list", "--board", "00071")
    names = {one["school"]: one["name"] for one in found["schools"]}
    assert names == {"98AA00": "\u2019t Kompas", "98AB00": "De Brug"}
    code, out, _ = platform.run("board", "list")
    assert code == 0
    assert "00072" in out


def test_a_catalogue_is_imported_once(platform: Platform) -> None:
    file = str(PROJECT / "services" / "enrolment" / "samples" / "catalogue.csv")
    code, first = platform.answer("import", "modules", file, "--board", BOARD)
    assert (code, len(first["added"])) == (0, 70)
    code, again = platform.answer("import", "modules", file, "--board", BOARD)
    assert (code, again["added"], again["changed"], again["unchanged"]) == (0, [], [], 70)


def test_adding_and_removing_again_change_nothing(platform: Platform) -> None:
    board = ("board", "add", "00002", "Stichting Twee", "--sectors", "po,so")
    school = ("school", "add", "99ZZ02", "De Zon", "--board", "00002", "--sector", "po")
    closing = ("school", "remove", "99ZZ02", "--valid-until", "2026-01-31")
    for words in (board, school, closing):
        more = ("--valid-from", SINCE) if words[1] == "add" else ()
        assert platform.answer(*words, *more)[1]["facts"]
        code, again = platform.answer(*words, *more)
        assert (code, again["facts"]) == (0, [])


def refusal(platform: Platform, password: str) -> KafkaError | None:
    """Why an event of the platform is not stored; None when it is."""
    told: list[KafkaError | None] = []
    failed: list[KafkaError] = []
    producer = Producer(
        {
            "bootstrap.servers": platform.stack.platform_bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": "e-loo",
            "sasl.password": password,
            "message.timeout.ms": 6000,
            "log_level": 0,
            "error_cb": failed.append,
        }
    )
    producer.produce(
        "platform.e-loo.events.v1", b"{}", on_delivery=lambda error, _: told.append(error)
    )
    producer.flush(20)
    return told[0] if told[0] is None else (failed or told)[0]


def test_a_platform_gets_a_new_password_and_can_be_suspended(platform: Platform) -> None:
    password = platform.stack.secrets.platform_password("e-loo")
    assert refusal(platform, password) is None
    code, found = platform.answer("platform", "rotate", "e-loo")
    fresh = Path(found["passwordFile"]).read_text()
    assert (code, fresh != password) == (0, True)
    assert refusal(platform, password) is not None
    assert refusal(platform, fresh) is None
    assert platform.answer("platform", "suspend", "e-loo") == (
        0,
        {"platform": "e-loo", "suspended": True, "boards": [BOARD]},
    )
    assert refusal(platform, fresh) is not None
    assert platform.answer("platform", "suspend", "e-loo")[1]["boards"] == []
    code, _, error = platform.run("platform", "rotate", "e-loo")
    assert (code, "Every board suspended e-loo" in error) == (1, True)
    again = ("platform", "add", "e-loo", "--board", BOARD, "--source", SOURCE)
    assert platform.run(*again)[0] == 0
    assert refusal(platform, fresh) is None
    assert platform.run("platform", "remove", "e-loo")[0] == 0
    (listed,) = platform.answer("platform", "list", "--board", BOARD)[1]["platforms"]
    assert listed["suspendedFrom"]


def publish(platform: Platform, key: str, body: bytes, sequence: int, before: bytes) -> bytes:
    """Put a record on enrolment's topic as a link of a chain; returns its hash."""
    digest = link(before, body)
    headers = {"sequence": f"{sequence:010d}", "hash": digest.hex(), "prevhash": before.hex()}
    producer = Producer({"bootstrap.servers": platform.stack.kafka_bootstrap})
    producer.produce("enrolment.facts.v1", body, key, headers=list(headers.items()))
    producer.flush(20)
    return digest


def test_parked_records_are_listed_shown_and_tried_again(platform: Platform) -> None:
    assert platform.run("dead-letters", "list", "--group", "evidence")[1].startswith("Nothing")
    kind = GoalWithdrawn.type_name()
    body = canonical({"id": "x", "type": kind, "subject": "96PP00", "data": {"occurredAt": "?"}})
    publish(platform, "96PP00", body, 1, bytes(32))

    def parked() -> Any:
        key = ("--key", "96PP00", "--group", "evidence")
        return platform.answer("dead-letters", "list", *key)[1]["deadLetters"]

    (letter,) = until(parked, "it is parked")
    assert (letter["sequence"], letter["code"]) == (1, "invalid")
    code, shown = platform.answer("dead-letters", "show", letter["id"])
    assert (code, "96PP00" in shown["body"]) == (0, True)
    for words in (("--dry-run",), ("--rate", "50"), ()):
        code, tried = platform.answer("dead-letters", "redrive", "--key", "96PP00", *words)
        assert (code, tried["takenIn"]) == (1, 0)
        assert {one["group"]: one["stillParked"] for one in tried["keys"]}["evidence"] == 1
    store = platform.store("evidence")["parked"]
    head = {"sequence": b"0000000001", "prevhash": FIRST_HASH.encode()}
    cured = json.loads((PROJECT / "tests/contract/samples/v1/goals.withdrawn.json").read_text())
    cured |= {"subject": "96PP00", "partitionkey": "96PP00", "sequence": "0000000001"}
    fact = canonical({k: v for k, v in cured.items() if k not in ("hash", "prevhash")})
    head["hash"] = link(bytes(32), fact).hex().encode()
    now = {"value": fact, "headers": [[name, value] for name, value in head.items()]}
    store.update_one({"key": "96PP00"}, {"$set": now})  # as if a new version could read it
    code, dry = platform.answer("dead-letters", "redrive", "--group", "evidence", "--dry-run")
    assert (code, dry["takenIn"], dry["dryRun"]) == (0, 1, True)
    assert parked()
    code, wet = platform.answer("dead-letters", "redrive", "--group", "evidence", "--rate", "100")
    assert (code, wet["takenIn"]) == (0, 1)
    assert parked() == []
    code, found = platform.answer("verify", "--wait", "1")  # for enrolment never said it
    assert (code, found["first_wrong"]["what"]) == (1, "never-said")
    assert found["first_wrong"]["where"] == "evidence/ledger/enrolment/96PP00/1"
    platform.store("evidence")["ledger"].delete_one({"_id": "enrolment/96PP00/0000000001"})


def test_erasing_reaches_every_store_and_the_ledger_still_verifies(platform: Platform) -> None:
    teacher = platform.teacher
    code, dry = platform.answer("erase", teacher, "--dry-run")
    assert code == 0
    found = {(one["service"], one["what"]): one["count"] for one in dry["before"]}
    assert found == {
        ("enrolment", "name and sign-in"): 1,
        ("feedback", "platform link"): 1,
        ("feedback", "text"): 2,
        ("evidence", "dismissed recommendation"): 1,
    }
    code, erased = platform.answer("erase", teacher)
    assert (code, erased["ok"], erased["after"]) == (0, True, [])
    assert erased["boards"] == [BOARD]
    people = platform.store("enrolment")["people"]
    assert people.count_documents({"teacher": teacher}) == 0
    assert people.count_documents({}) == 6
    feedback = platform.store("feedback")
    assert feedback["links"].count_documents({"teacher": teacher}) == 0
    assert feedback["kept"].count_documents({"text": {"$ne": None}}) == 0
    (left,) = platform.store("evidence")["dismissals"].find({"teacher": teacher})
    assert (left["erased"], "dismissed" in left) == (True, False)
    _, verified = platform.answer("verify", "--board", BOARD)
    assert verified["ok"]
    code, _, error = platform.run("erase", teacher)
    assert (code, "Nothing leads" in error) == (1, True)
    _, explained = platform.answer("explain", SCHOOL, "feedback", "participation")
    assert explained["figure"]["of"] == 7  # the facts stay


def test_a_service_that_stopped_is_told_with_the_cure(platform: Platform) -> None:
    platform.stack.processes.kill("evidence")
    code, out, error = platform.run("verify")
    assert (code, out) == (3, "")
    assert "evidence at http://127.0.0.1" in error
    assert "start it with ./aantoonbaar up" in error
