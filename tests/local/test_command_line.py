import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
from rich.console import Console

from cli import logs as logs_verb
from cli import test as test_verb
from cli.alone import alone
from cli.logs import Reader
from cli.main import VERBS, command_line, main
from cli.status import figures, read_metrics
from cli.test import Outcome, read_report
from deploy.local.failures import PortTaken, WrongUse
from deploy.local.paths import Paths


@contextmanager
def arguments(*words: str) -> Iterator[None]:
    before, sys.argv = sys.argv, ["aantoonbaar", *words]
    try:
        yield
    finally:
        sys.argv = before


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AANTOONBAAR_STATE", str(tmp_path))
    return tmp_path


def code_of(*words: str) -> int:
    with arguments(*words), pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("--help") == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in VERBS)


def test_only_the_verb_that_is_asked_for_is_imported() -> None:
    told = "import sys; from cli.main import command_line; command_line(['down']); "
    told += "print([name for name in sys.modules if name in ('cli.status', 'cli.test')])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert command_line(["down"]).registered_commands


@pytest.mark.parametrize(
    "words",
    [
        ("no-such-verb",),
        ("up", "--no-such-option"),
        ("token",),
        ("token", "noor", "--client", "ops"),
        ("logs", "no-such-program"),
        ("test", "no-such-suite"),
    ],
)
def test_wrong_use_is_2(words: tuple[str, ...]) -> None:
    assert code_of(*words) == 2


def test_status_of_nothing_is_no_with_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("status") == 1
    assert "kafka      not ready: it is not started" in capsys.readouterr().out


def test_a_token_without_a_sign_in_is_a_missing_dependency(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AANTOONBAAR_SIGN_IN_PORT", "1999")
    assert code_of("token", "noor") == 3
    assert "start it with ./aantoonbaar up" in capsys.readouterr().err


def test_a_failure_is_one_sentence_and_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_app: object) -> None:
        raise PortTaken("Port 1 is taken.", "the end of [a] log")

    monkeypatch.setattr("cli.down.register", fail)
    assert code_of("down") == 2
    assert capsys.readouterr().err == "aantoonbaar: Port 1 is taken.\nthe end of [a] log\n"


def test_down_of_nothing_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of("down") == 0
    assert capsys.readouterr().out == "Nothing was running.\n"


def test_a_second_start_waits_for_the_first(tmp_path: Path) -> None:
    paths = Paths.of(tmp_path)
    heard: list[str] = []

    def second() -> None:
        with alone(paths, heard.append):
            heard.append("my turn")

    with alone(paths, heard.append):
        thread = Thread(target=second)
        thread.start()
        deadline = monotonic() + 10
        while not heard:
            assert monotonic() < deadline
        assert heard == ["Waiting for another start or stop"]
    thread.join(10)
    assert heard[-1] == "my turn"


METRICS = """\
# TYPE aantoonbaar_lag_seconds gauge
aantoonbaar_lag_seconds{topic="a"} 2.5
aantoonbaar_lag_seconds{topic="b"} 4.5
# TYPE aantoonbaar_parked_records gauge
aantoonbaar_parked_records{group="feedback"} 3
# TYPE aantoonbaar_relay_oldest_unsent_timestamp_seconds gauge
aantoonbaar_relay_oldest_unsent_timestamp_seconds 990
# TYPE aantoonbaar_facts counter
aantoonbaar_facts_total 7
"""


def test_the_worst_of_all_services_is_shown() -> None:
    other = METRICS.replace("990", "0").replace("4.5", "1.0")
    assert figures([read_metrics(METRICS), read_metrics(other)], now=1000) == {
        "lag_seconds": 4.5,
        "parked": 6,
        "oldest_unsent_seconds": 10,
    }


def test_what_no_service_tells_is_unknown_and_not_zero() -> None:
    unknown = {"lag_seconds": None, "parked": None, "oldest_unsent_seconds": None}
    assert figures([{}, read_metrics("aantoonbaar_facts_total 7\n")], now=1000) == unknown


def test_nothing_unsent_is_zero() -> None:
    metrics = read_metrics("aantoonbaar_relay_oldest_unsent_timestamp_seconds 0\n")
    assert figures([metrics], now=1000)["oldest_unsent_seconds"] == 0


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    said = io.StringIO()
    monkeypatch.setattr(logs_verb, "results", Console(file=said, width=200))
    return said


def test_a_log_is_read_from_where_it_was_left_off(tmp_path: Path, shown: io.StringIO) -> None:
    log = tmp_path / "kafka.log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    reader = Reader("kafka", log, width=0)
    reader.show_last()
    assert shown.getvalue().startswith("line 60\n")
    with log.open("a") as said:
        said.write("new [line]\nhalf a li")
    reader.show_new()
    assert shown.getvalue().endswith("line 99\nnew [line]\n")


def test_a_log_that_began_anew_is_read_from_its_start(tmp_path: Path, shown: io.StringIO) -> None:
    log = tmp_path / "kafka.log"
    log.write_text("a long line of before\n")
    reader = Reader("kafka", log, width=8)
    reader.skip()
    log.write_text("after\n")
    reader.show_new()
    assert shown.getvalue() == "kafka    | after\n"


def test_a_log_that_is_not_there_yet_is_empty(tmp_path: Path, shown: io.StringIO) -> None:
    Reader("kafka", tmp_path / "kafka.log", width=0).show_last()
    assert shown.getvalue() == ""


def test_suites_that_exist_are_chosen_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for suite in ("faults", "unit", "bench"):
        (tmp_path / suite).mkdir()
        (tmp_path / suite / "test_it.py").touch()
    (tmp_path / "e2e").mkdir()  # without a test it does not count
    monkeypatch.setattr(test_verb, "TESTS", tmp_path)
    assert test_verb._choose([]) == ["unit", "faults"]
    assert test_verb._choose(["faults"]) == ["faults"]
    with pytest.raises(WrongUse, match="There is no suite e2e; there are unit, faults"):
        test_verb._choose(["e2e"])


def test_a_report_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "unit.xml"
    counts = 'tests="10" failures="1" errors="2" skipped="3"'
    report.write_text(f"<testsuites><testsuite {counts}/></testsuites>")
    assert read_report("unit", report, 1.0) == Outcome("unit", 4, 3, 3, 1.0)


def test_a_suite_that_wrote_no_report_has_failed(tmp_path: Path) -> None:
    assert read_report("unit", tmp_path / "absent.xml", 1.0) == Outcome("unit", 0, 1, 0, 1.0)


@pytest.mark.parametrize(("passed", "failed", "good"), [(1, 0, True), (1, 1, False), (0, 0, False)])
def test_a_suite_is_good_when_something_ran_and_nothing_failed(
    passed: int, failed: int, good: bool
) -> None:
    assert Outcome("unit", passed, failed, 0, 1.0).good is good


def test_suites_see_no_settings_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AANTOONBAAR_KAFKA_PORT", "1")
    monkeypatch.setenv("AANTOONBAAR_TEST_SEED", "7")
    kept = [name for name in test_verb._environment() if name.startswith("AANTOONBAAR_")]
    assert sorted(kept) == ["AANTOONBAAR_STATE", "AANTOONBAAR_TEST_SEED"]
