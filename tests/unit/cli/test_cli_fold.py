"""`fold`: the figures of a file of facts, the same as those of the service, with no server."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.evidence.as_of import moment_named
from services.evidence.fold_file import fold
from services.evidence.translate import read_object
from tests.oracle import fold as oracle
from tests.oracle import histories
from tests.oracle.compare import differences
from tests.unit.cli.cli_calling import answer, call

EVENTS = histories.history(3)


def ndjson(folder: Path, events: list[Any], ending: str = "\n") -> str:
    file = folder / "facts.ndjson"
    file.write_text("".join(json.dumps(event) + ending for event in events))
    return str(file)


@pytest.mark.parametrize("role", ["full", "inspector", "teacher"])
def test_a_file_gives_the_figures_of_the_oracle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    moment = histories.moments(EVENTS, 3, 1)[0]
    asked = ("fold", ndjson(tmp_path, EVENTS), "--role", role, "--as-of", moment.isoformat())
    code, found = answer(capsys, *asked)
    assert code == 0
    assert found["figures"]
    assert differences(oracle.fold(EVENTS, moment, role), found) == []


def test_the_inspector_looks_unless_said_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ndjson(tmp_path, EVENTS)
    _, usual = answer(capsys, "fold", file, "--as-of", "2026-07-01")
    _, named = answer(capsys, "fold", file, "--as-of", "2026-07-01", "--role", "inspector")
    assert usual == named


def test_a_day_means_all_that_was_logged_by_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = answer(
        capsys, "fold", ndjson(tmp_path, EVENTS), "--as-of", "2025-12-31", "--role", "full"
    )
    known = [read_object(event) for event in EVENTS]
    expected = fold(known, moment_named("2025-12-31"), "full")
    assert found == json.loads(json.dumps(expected))


def test_a_list_blank_lines_and_repeated_facts_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--as-of", "2026-07-01", "--role", "full")
    plain = answer(capsys, "fold", ndjson(tmp_path, EVENTS), *asked)
    loose = answer(capsys, "fold", ndjson(tmp_path, [*EVENTS, *EVENTS[:40]], "\n\n"), *asked)
    listed = tmp_path / "facts.json"
    listed.write_text("\ufeff" + json.dumps(EVENTS, indent=1))
    assert plain == loose == answer(capsys, "fold", str(listed), *asked)


def test_releases_are_replayed_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ndjson(tmp_path, EVENTS)
    asked = ("fold", file, "--as-of", "2026-03-15", "--role", "board-admin")
    moment = moment_named("2026-03-15")
    _, found = answer(capsys, *asked, "--releases")
    assert differences(oracle.fold(EVENTS, moment, "board-admin", releases=True), found) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "x"}\n', "this is not a fact"),
        ("[1]", "entry 0: this is not a JSON object"),
        ('{"a": 1}\nnot json\n', "line 1: this is not a fact"),
        ("not json\n", "line 1: this is not JSON"),
    ],
)
def test_what_is_no_fact_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    file = tmp_path / "facts.ndjson"
    file.write_text(content)
    code, out, error = call(capsys, "fold", str(file))
    assert (code, out) == (1, "")
    assert said in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("absent.ndjson",), "absent.ndjson cannot be read: No such file"),
        (("facts.ndjson", "--role", "minister"), "There is no role 'minister'; there are full"),
        (("facts.ndjson", "--as-of", "yesterday"), "--as-of 'yesterday' is no date"),
        (("facts.ndjson", "--as-of", "2026-02-30"), "--as-of '2026-02-30' is no date"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ndjson(tmp_path, EVENTS[:3])
    code, _, error = call(capsys, "fold", *words)
    assert code == 2
    assert said in error


def test_people_read_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "fold", ndjson(tmp_path, EVENTS), "--as-of", "2026-07-01")
    assert code == 0
    assert "participation" in out
    assert "fewer-than-k" in out
