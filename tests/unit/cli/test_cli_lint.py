"""`lint`: CloudEvents, the NL GOV profile, and whether an event would be accepted."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.envelope import FIRST_HASH
from tests.oracle import histories
from tests.unit.cli.cli_calling import answer, call

GOAL = "nl.professionalisering.goals.set.v1"
FACTS = histories.history(4)[:30]
SENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e-1",
    "source": "urn:nld:kvknummer:09220932:observaties",
    "type": "nl.professionalisering.reflections.recorded.v1",
    "subject": "99ZZ00",
    "time": "2026-03-05T09:30:00+01:00",
    "datacontenttype": "application/json",
    "data": {
        "occurredAt": "2026-03-05",
        "reflection": "8a1c9f6e-5a0e-4f0a-9c53-2f6f5f0c9b11",
        "teacher": "u-17",
        "theme": "feedback",
        "minutes": 20,
        "about": None,
    },
}


def written(folder: Path, content: Any, name: str = "event.json") -> str:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(file)


def rules(capsys: pytest.CaptureFixture[str], file: str) -> list[tuple[str, str]]:
    """(rule, pointer) of every finding; the exit code says the same."""
    code, found = answer(capsys, "lint", file)
    assert (code == 0) == found["valid"] == (not found["findings"])
    return [(one["rule"], one["pointer"]) for one in found["findings"]]


def test_an_event_of_a_platform_is_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, SENT)
    code, found = answer(capsys, "lint", file)
    assert (code, found) == (0, {"file": file, "valid": True, "events": 1, "findings": []})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"specversion": "0.3"}, ("cloudevents/specversion", "/specversion")),
        ({"id": ""}, ("cloudevents/required", "/id")),
        ({"Extra_Name": "x"}, ("cloudevents/attribute-name", "/Extra_Name")),
        ({"extra": {"a": 1}}, ("cloudevents/attribute-type", "/extra")),
        ({"time": "5 maart"}, ("cloudevents/time", "/time")),
        ({"dataschema": "no uri"}, ("cloudevents/dataschema", "/dataschema")),
        ({"source": "https://e-loo.example"}, ("nl-gov/source", "/source")),
        ({"type": "Reflection"}, ("nl-gov/type", "/type")),
        ({"subject": "a@b.nl"}, ("nl-gov/sensitive", "/subject")),
        ({"note": "x"}, ("accepted/unknown-attribute", "/note")),
        ({"type": GOAL}, ("accepted/type-not-for-platforms", "/type")),
        ({"data": {**SENT["data"], "minutes": 0}}, ("accepted/out-of-range", "/data/minutes")),
        ({"data": {**SENT["data"], "comment": "x"}}, ("accepted/unknown-field", "/data/comment")),
        ({"data": {**SENT["data"], "teacher": "a@b.nl"}}, ("accepted/not-opaque", "/data/teacher")),
        ({"data": None}, ("accepted/malformed-data", "/data")),
    ],
)  # fmt: skip
def test_each_rule_is_named_with_its_pointer(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    assert expected in rules(capsys, written(tmp_path, {**SENT, **change}))


def test_what_is_too_large_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = {**SENT, "data": {**SENT["data"], "comment": "x" * 70_000}}
    assert rules(capsys, written(tmp_path, large)) == [("nl-gov/size", "")]


def test_a_batch_points_at_its_entries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, [SENT, {**SENT, "id": None}, 7])
    assert rules(capsys, file) == [("cloudevents/required", "/1/id"), ("cloudevents/object", "/2")]


def test_ndjson_names_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = f"{json.dumps(SENT)}\n{{broken\n{json.dumps({**SENT, 'subject': '1'})}\n"
    code, found = answer(capsys, "lint", written(tmp_path, lines, "events.ndjson"))
    assert (code, found["events"]) == (1, 3)
    assert [(one["line"], one["rule"]) for one in found["findings"]] == [
        (2, "json/syntax"),
        (3, "accepted/malformed-attribute"),
    ]


@pytest.mark.parametrize("content", ["", "   \n"])
def test_an_empty_file_is_not_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert rules(capsys, written(tmp_path, content)) == [("json/empty", "")]


def test_what_is_no_text_is_not_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "event.json"
    file.write_bytes(b"\xff\xfe{}")
    assert rules(capsys, str(file)) == [("json/encoding", "")]


def as_lines(events: list[Any]) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def test_facts_are_judged_as_facts_and_link_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert FACTS[0]["prevhash"] == FIRST_HASH
    assert rules(capsys, written(tmp_path, as_lines(FACTS), "facts.ndjson")) == []


def test_an_altered_fact_breaks_its_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = {**FACTS[3], "time": "2020-01-01T00:00:00.000000Z"}
    lines = as_lines([*FACTS[:3], altered, *FACTS[4:]])
    code, found = answer(capsys, "lint", written(tmp_path, lines, "facts.ndjson"))
    assert code == 1
    assert [(one["line"], one["rule"]) for one in found["findings"]] == [(4, "chain/hash")]


def test_a_fact_left_out_is_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chains = [(event["source"], event["subject"]) for event in FACTS]
    longest = max(chains, key=chains.count)
    chain = [event for event, one in zip(FACTS, chains, strict=True) if one == longest]
    assert len(chain) > 2
    file = written(tmp_path, as_lines([chain[0], *chain[2:]]), "facts.ndjson")
    assert rules(capsys, file) == [("chain/link", "/prevhash")]


def test_a_fact_outside_its_contract_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fact = {name: value for name, value in FACTS[0].items() if name not in ("hash", "prevhash")}
    file = written(tmp_path, {**fact, "sequence": "1", "data": {"occurredAt": "2026-13-01"}})
    found = rules(capsys, file)
    assert ("fact/malformed-value", "/sequence") in found
    assert ("fact/rule-broken", "/data/occurredAt") in found


def test_several_files_are_one_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, SENT, "good.json")
    bad = written(tmp_path, {**SENT, "id": ""}, "bad.json")
    code, found = answer(capsys, "lint", good, bad)
    assert (code, found["valid"]) == (1, False)
    assert [one["valid"] for one in found["files"]] == [True, False]


def test_people_read_file_line_pointer_and_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, as_lines([SENT, {**SENT, "id": ""}]), "events.ndjson")
    code, out, _ = call(capsys, "lint", file)
    assert code == 1
    assert out == f"{file}:2 /id cloudevents/required: The attribute id is missing.\n"


def test_a_file_that_is_not_there_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = call(capsys, "lint", str(tmp_path / "absent.json"))
    assert code == 2
    assert "cannot be read" in error
