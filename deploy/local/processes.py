"""Starts programs that outlive the command line, and later stops exactly those.

A process is known by its id together with its start time and boot: an id alone is handed out
again, and a stop would then hit a stranger.
"""

import hashlib
import json
import os
import select
import signal
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic

LOG_LIMIT_BYTES = 10_000_000  # a log that grew past this is set aside at the next start
_FROM_SHELL = ("AANTOONBAAR_", "MONGO_DRIVER")  # ours are passed on by name, never by accident


@dataclass(frozen=True, slots=True)
class Program:
    """What to run: its arguments, settings for its environment, and files it reads at its start."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """Differs when anything that it is started with differs."""
        told = [self.argv, sorted(self.environment.items()), sorted(self.files.items())]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Running:
    """A process that we started."""

    name: str
    pid: int
    born: str
    fingerprint: str
    log_from: int

    def alive(self) -> bool:
        """Whether this very process still runs."""
        return _born(self.pid) == self.born


class Processes:
    """The processes of one state folder: a record each, written at its start."""

    def __init__(self, records: Path, logs: Path, *, tied: bool = False) -> None:
        """With `tied` they end with the process that starts them, however that ends."""
        self._records = records
        self._logs = logs
        self._tied = tied
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def find(self, name: str) -> Running | None:
        """The record of a program that was started and not stopped, alive or dead."""
        try:
            return Running(**json.loads(self._record(name).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def alive(self, name: str) -> Running | None:
        """The running process of that name."""
        found = self.find(name)
        return found if found and found.alive() else None

    def log(self, name: str) -> Path:
        """The file that holds what a program says."""
        return self._logs / f"{name}.log"

    def start(self, program: Program) -> Running:
        """Start a program in a session of its own, so that no key press reaches it."""
        for file, content in program.files.items():
            Path(file).write_text(content)
        log = self.log(program.name)
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as said:
            log_from = said.tell()
            child = subprocess.Popen(  # noqa: S603  our own programs, no shell
                [*(_WITH_PARENT if self._tied else ()), *program.argv],
                env={**_shell_environment(), **program.environment},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self._children[program.name] = child
        running = Running(
            program.name, child.pid, _born(child.pid) or "", program.fingerprint(), log_from
        )
        self._record(program.name).write_text(json.dumps(asdict(running)))
        return running

    def stop(self, names: Iterable[str], grace_seconds: float = 20.0) -> list[str]:
        """Ask these to end, kill after the deadline; returns the names that were running."""
        running = [found for name in names if (found := self.alive(name))]
        for process in running:
            _signal(process, signal.SIGTERM)
        for process in _still_alive(running, grace_seconds):
            _signal(process, signal.SIGKILL)
        _still_alive(running, 5.0)
        for name in names:
            self._record(name).unlink(missing_ok=True)
            if child := self._children.pop(name, None):
                child.wait(5.0)
        return [process.name for process in running]

    def kill(self, name: str) -> None:
        """End a process without warning: what a power cut does, for tests of recovery."""
        if process := self.alive(name):
            _signal(process, signal.SIGKILL)
            _still_alive([process], 5.0)

    def last_words(self, name: str, lines: int = 12) -> str:
        """The end of what a program said since its last start."""
        found, log = self.find(name), self.log(name)
        if not log.exists():
            return ""
        with log.open("rb") as said:
            said.seek(max(found.log_from if found else 0, log.stat().st_size - 16_384))
            return "\n".join(said.read().decode(errors="replace").splitlines()[-lines:])

    def _record(self, name: str) -> Path:
        return self._records / f"{name}.process.json"


# setpriv (util-linux) asks the kernel for the signal and becomes the program, under the same id.
_WITH_PARENT = ("setpriv", "--pdeathsig", "KILL", "--")


def _shell_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_FROM_SHELL)}


def _born(pid: int) -> str | None:
    """Boot and start time of a living process (proc(5), field 22); None for a dead one."""
    try:
        # The command's name stands in parentheses and may hold spaces: count from its end.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] in "ZX":
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{fields[19]}"


def _signal(process: Running, number: signal.Signals) -> None:
    """Send a signal to that very process: the descriptor pins it before it is recognised."""
    try:
        pinned = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        if process.alive():
            signal.pidfd_send_signal(pinned, number)
    except ProcessLookupError:
        pass
    finally:
        os.close(pinned)


def _still_alive(running: list[Running], seconds: float) -> list[Running]:
    """Wait until all have ended; those that have not by the deadline."""
    deadline = monotonic() + seconds
    for process in running:
        try:
            pinned = os.pidfd_open(process.pid)
        except ProcessLookupError:
            continue
        try:
            if process.alive():
                waiting = select.poll()
                waiting.register(pinned, select.POLLIN)
                waiting.poll(max(0.0, deadline - monotonic()) * 1000)
        finally:
            os.close(pinned)
    return [process for process in running if process.alive()]
