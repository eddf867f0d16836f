import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from deploy.local.failures import DidNotStart
from deploy.local.processes import LOG_LIMIT_BYTES, Processes, Program
from deploy.local.waiting import wait_until_ready

SLEEPER = Program("sleeper", ("sleep", "60"))


def python(name: str, code: str, **environment: str) -> Program:
    return Program(name, (sys.executable, "-c", code), environment)


def soon(condition: object, seconds: float = 10.0) -> None:
    assert callable(condition)
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.02)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path, tmp_path)
    yield found
    found.stop([file.name.partition(".")[0] for file in tmp_path.glob("*.process.json")], 1.0)


def test_a_started_program_is_found_by_another_run_of_the_command_line(
    processes: Processes, tmp_path: Path
) -> None:
    started = processes.start(SLEEPER)
    assert Processes(tmp_path, tmp_path).alive("sleeper") == started


def test_stop_ends_what_was_started_and_says_so_once(processes: Processes, tmp_path: Path) -> None:
    started = processes.start(SLEEPER)
    another_run = Processes(tmp_path, tmp_path)
    assert another_run.stop(["sleeper"]) == ["sleeper"]
    assert not started.alive()
    assert another_run.stop(["sleeper"]) == []


def test_a_stranger_with_a_recycled_id_is_left_alone(processes: Processes, tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record = {"name": "sleeper", "pid": stranger.pid, "born": "another-boot/1"}
        record |= {"fingerprint": "", "log_from": 0}
        (tmp_path / "sleeper.process.json").write_text(json.dumps(record))
        assert processes.alive("sleeper") is None
        assert processes.stop(["sleeper"]) == []
        assert stranger.poll() is None
        stranger.kill()


def test_what_does_not_listen_is_killed_after_the_deadline(processes: Processes) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)"
    started = processes.start(python("deaf", f"{deaf}; signal.pause()"))
    soon(lambda: "deaf" in processes.last_words("deaf"))
    assert processes.stop(["deaf"], grace_seconds=0.2) == ["deaf"]
    assert not started.alive()


def test_a_program_gets_its_settings_and_none_of_ours_from_the_shell(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AANTOONBAAR_SECRET_OF_ANOTHER", "1")
    monkeypatch.setenv("LC_TIME", "nl_NL")
    code = "import os; print(sorted(k for k in os.environ if k.startswith(('AAN', 'LC_T'))))"
    processes.start(python("shell", code, AANTOONBAAR_MINE="1"))
    soon(lambda: processes.last_words("shell"))
    assert processes.last_words("shell") == "['AANTOONBAAR_MINE', 'LC_TIME']"


def test_a_program_finds_the_files_that_it_reads_at_its_start(
    processes: Processes, tmp_path: Path
) -> None:
    file = str(tmp_path / "settings")
    processes.start(Program("reader", ("cat", file), files={file: "port=1"}))
    soon(lambda: processes.last_words("reader") == "port=1")


@pytest.mark.parametrize(
    "other",
    [
        Program("sleeper", ("sleep", "61")),
        Program("sleeper", ("sleep", "60"), {"AANTOONBAAR_X": "1"}),
        Program("sleeper", ("sleep", "60"), files={"settings": "port=1"}),
    ],
)
def test_anything_that_it_is_started_with_shows_in_the_fingerprint(other: Program) -> None:
    assert other.fingerprint() != SLEEPER.fingerprint()
    assert Program("sleeper", ("sleep", "60")).fingerprint() == SLEEPER.fingerprint()


def test_last_words_are_those_since_the_last_start(processes: Processes) -> None:
    for word in ("first", "second"):
        processes.start(python("talker", f"print({word!r})"))
        soon(lambda word=word: word in processes.last_words("talker"))
    assert processes.last_words("talker") == "second"
    assert "first" in processes.log("talker").read_text()


def test_a_log_that_grew_is_set_aside_at_the_next_start(processes: Processes) -> None:
    processes.log("sleeper").write_bytes(b"x" * (LOG_LIMIT_BYTES + 1))
    processes.start(SLEEPER)
    assert processes.log("sleeper").stat().st_size == 0
    assert processes.log("sleeper").with_suffix(".log.1").exists()


def test_a_program_that_ends_at_once_is_reported_with_its_last_words(processes: Processes) -> None:
    processes.start(python("broken", "raise SystemExit('the cellar is full of water')"))
    with pytest.raises(DidNotStart, match="broken did not start: it ended") as failure:
        wait_until_ready(processes, "broken", lambda: "not yet", seconds=10)
    assert "full of water" in failure.value.detail


def test_a_program_that_never_gets_ready_is_reported_with_its_reason(processes: Processes) -> None:
    processes.start(SLEEPER)
    with pytest.raises(DidNotStart, match="sleeper did not start: still yawning"):
        wait_until_ready(processes, "sleeper", lambda: "still yawning", seconds=0.2)


def test_tied_programs_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    starter = (
        "import os, pathlib, signal\n"
        "from deploy.local.processes import Processes, Program\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "made = Processes(here, here, tied=True).start(Program('sleeper', ('sleep', '60')))\n"
        "while 'sleep' not in pathlib.Path(f'/proc/{made.pid}/comm').read_text(): pass\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", starter], check=False)
    assert done.returncode == -signal.SIGKILL
    left = Processes(tmp_path, tmp_path)
    soon(lambda: left.alive("sleeper") is None)
    assert left.find("sleeper") is not None
