"""`logs`: what the programs say, and staying with them in the foreground."""

import signal
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Annotated, NoReturn

import typer

from cli.terminal import errors, results
from deploy.local.failures import WrongUse
from deploy.local.stack import Stack

LAST_LINES = 40
LAST_BYTES = 64 * 1024
STEP_SECONDS = 0.3


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(logs)


def logs(
    service: Annotated[str | None, typer.Argument(help="One program; all without it.")] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
) -> None:
    """Show what the programs say."""
    stack = Stack.here()
    if service and service not in stack.names:
        raise WrongUse(f"There is no {service}; there are {', '.join(stack.names)}.")
    readers = _readers(stack, [service] if service else list(stack.names))
    for reader in readers:
        reader.show_last()
    while follow:
        _show_new(readers)


def attend(stack: Stack) -> NoReturn:
    """Show the logs until Ctrl-C (or SIGTERM), then stop all; says so when a program ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have started us deaf to Ctrl-C
        signal.signal(number, _interrupt)
    readers = _readers(stack, list(stack.names))
    for reader in readers:
        reader.skip()
    ended: set[str] = set()
    try:
        while True:
            _show_new(readers)
            for name in set(stack.names) - ended:
                if stack.processes.alive(name) is None:
                    ended.add(name)
                    errors.print(f"[bold red]{name} ended by itself.[/] `up` starts it again.")
    except KeyboardInterrupt:
        errors.print("Stopping")
        stack.stop()
        raise typer.Exit from None


class Reader:
    """Reads one log from where it left off."""

    def __init__(self, name: str, log: Path, width: int) -> None:
        self._name = name
        self._log = log
        self._width = width
        self._at = 0

    def skip(self) -> None:
        """Go to the end."""
        self._at = self._log.stat().st_size if self._log.exists() else 0

    def show_last(self) -> None:
        """Show the last lines and go to the end."""
        self.skip()
        self._at = max(0, self._at - LAST_BYTES)
        self._show(self._read()[-LAST_LINES:])

    def show_new(self) -> None:
        """Show what was added."""
        self._show(self._read())

    def _read(self) -> list[str]:
        if not self._log.exists():
            return []
        if self._log.stat().st_size < self._at:  # it was set aside and began anew
            self._at = 0
        with self._log.open("rb") as said:
            said.seek(self._at)
            whole, newline, _ = said.read().rpartition(b"\n")
            self._at += len(whole) + len(newline)
        return whole.decode(errors="replace").splitlines()

    def _show(self, lines: list[str]) -> None:
        prefix = f"{self._name:<{self._width}} | " if self._width else ""
        for line in lines:
            results.print(prefix + line, markup=False)


def _readers(stack: Stack, names: list[str]) -> list[Reader]:
    width = max(map(len, names)) if len(names) > 1 else 0
    return [Reader(name, stack.processes.log(name), width) for name in names]


def _show_new(readers: list[Reader]) -> None:
    for reader in readers:
        reader.show_new()
    sleep(STEP_SECONDS)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
