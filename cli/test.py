"""`test`: the whole test run, as CI calls it; every suite brings its own Kafka and MongoDB."""

import importlib.util
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated

import typer
from rich.table import Table

from cli.terminal import errors, progress, results
from deploy.local.failures import DependencyMissing, WrongUse
from deploy.local.jars import install_jars
from deploy.local.paths import PROJECT, Paths

TESTS = PROJECT / "tests"
# Pure suites share the cores among their own tests; the others stand on servers and run two at a
# time, the longest first.
PURE = ("unit", "contract", "oracle")
ON_SERVERS = ("e2e", "faults", "integration", "local")
SUITES = (*PURE, *ON_SERVERS)
SIDE_BY_SIDE = 2
NO_TESTS = 5  # pytest's exit code


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one suite."""

    suite: str
    passed: int
    failed: int
    skipped: int
    seconds: float

    @property
    def good(self) -> bool:
        """Whether something ran and nothing failed."""
        return self.failed == 0 and self.passed > 0


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(test)


def test(
    suites: Annotated[
        list[str] | None, typer.Argument(help=f"Of {', '.join(SUITES)}.", show_default=False)
    ] = None,  # noqa: PT028  a verb, not a test
) -> None:
    """Run the tests, each suite with its own Kafka and MongoDB; exit code 1 when any fails."""
    chosen = _choose(suites or [])
    if importlib.util.find_spec("pytest") is None:
        raise DependencyMissing("The test tools are missing; run ./aantoonbaar test once.")
    paths = Paths.from_environment()
    paths.make()
    with progress() as tell, TemporaryDirectory(dir=paths.run) as reports:
        if set(chosen) & set(ON_SERVERS):
            install_jars(paths, tell)  # before two suites would wait for each other's download
        outcomes = _run_all(chosen, Path(reports), tell)
    _show(outcomes)
    raise typer.Exit(0 if all(outcome.good for outcome in outcomes) else 1)


def _choose(asked: list[str]) -> list[str]:
    """The suites that exist, in order; WrongUse for one that does not."""
    existing = [suite for suite in SUITES if any((TESTS / suite).glob("**/test_*.py"))]
    for suite in asked:
        if suite not in existing:
            raise WrongUse(f"There is no suite {suite}; there are {', '.join(existing)}.")
    return [suite for suite in existing if not asked or suite in asked]


def _run_all(chosen: list[str], reports: Path, tell: Callable[[str], None]) -> list[Outcome]:
    outcomes = []
    for suite in (suite for suite in chosen if suite in PURE):
        tell(f"Testing: {suite}")
        outcomes.append(_run(suite, reports))
    on_servers = [suite for suite in chosen if suite in ON_SERVERS]
    if on_servers:
        tell(f"Testing: {', '.join(on_servers)}")
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        outcomes += pool.map(lambda suite: _run(suite, reports), on_servers)
    return outcomes


def _run(suite: str, reports: Path) -> Outcome:
    """One pytest; what it says is shown when it ends, so that suites do not mix their lines."""
    report = reports / f"{suite}.xml"
    command = [sys.executable, "-m", "pytest", str(TESTS / suite), f"--junitxml={report}"]
    if suite in PURE:
        command += ["-n", "auto"]
    began = monotonic()
    done = subprocess.run(  # noqa: S603  our own tests
        command, cwd=PROJECT, env=_environment(), capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    errors.print(f"— {suite} —\n{said.rstrip()}", markup=False)
    outcome = read_report(suite, report, monotonic() - began)
    if done.returncode not in (0, NO_TESTS) and outcome.failed == 0:  # it could not even collect
        return Outcome(suite, outcome.passed, 1, outcome.skipped, outcome.seconds)
    return outcome


def read_report(suite: str, report: Path, seconds: float) -> Outcome:
    """The counts in a JUnit report; one failure when pytest wrote none."""
    if not report.exists():
        return Outcome(suite, 0, 1, 0, seconds)
    total = failed = skipped = 0
    for part in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  pytest wrote it just now
        total += int(part.get("tests", 0))
        failed += int(part.get("failures", 0)) + int(part.get("errors", 0))
        skipped += int(part.get("skipped", 0))
    return Outcome(suite, max(0, total - failed - skipped), failed, skipped, seconds)


def _environment() -> dict[str, str]:
    """The shell's, without settings of ours: tests say themselves what they need."""
    kept = ("AANTOONBAAR_STATE", "AANTOONBAAR_TEST_")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AANTOONBAAR_") or name.startswith(kept)
    }


def _show(outcomes: list[Outcome]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("suite")
    for column in ("passed", "failed", "skipped", "seconds"):
        table.add_column(column, justify="right")
    for found in outcomes:
        style = "" if found.good else "bold red"
        counts = (found.passed, found.failed, found.skipped, round(found.seconds))
        table.add_row(found.suite, *map(str, counts), style=style)
    results.print(table)
    passed, failed, skipped = (
        sum(getattr(found, name) for found in outcomes) for name in ("passed", "failed", "skipped")
    )
    results.print(f"{passed} passed, {failed} failed, {skipped} skipped")
