"""kill -9 of each service, the broker and the database while a demo year is loaded.

The demo goes on where it stopped, as any client would that got no answer. Afterwards nothing may
be lost, double or altered, and the figures must equal those of the independent fold.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from cli.demo import load_demo, planned
from demo.doors import DemoFailed
from demo.options import Options
from deploy.local.failures import LocalFailure
from deploy.local.paths import Paths
from deploy.local.services import ALL, url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack
from services.evidence.figures.seen import is_current
from tests.integration.feedback.world import until
from tests.oracle import fold
from tests.oracle.compare import same

SMALL = Options(boards=1, schools=2, teachers=8)
VICTIMS = ("evidence", "feedback", "enrolment", "kafka", "mongodb")


class Load:
    """The demo being loaded in a thread, again and again until it is finished."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.acts = len(planned(SMALL).acts)
        self.interrupted = 0
        self.finished = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def done(self) -> int:
        """How many acts were performed."""
        journals = list((self._stack.paths.data / "demo").glob("*.ndjson"))
        return sum(len(file.read_text().splitlines()) for file in journals)

    def _run(self) -> None:
        while not self.finished.is_set():
            try:
                load_demo(self._stack, lambda _: None, SMALL)
                self.finished.set()
            except (LocalFailure, DemoFailed, httpx.HTTPError):
                self.interrupted += 1
                time.sleep(0.2)  # a client's pause before it tries again


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    with Stack.for_tests(folder, Paths.from_environment().jars, ALL) as running:
        yield running
    running.paths.wipe()


@pytest.fixture(scope="module")
def survived(stack: Stack) -> Stack:
    """The stack after a load during which everything was killed once."""
    load = Load(stack)
    for number, victim in enumerate(VICTIMS, start=1):
        reached = number * load.acts // (len(VICTIMS) + 1)
        until(lambda at=reached: load.done >= at, f"{reached} of {load.acts} acts", 240)
        stack.processes.kill(victim)
        stack.start()
    assert load.finished.wait(300), f"{load.done} of {load.acts} acts"
    return stack


def verb(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A verb of the command line, as whoever runs this platform would say it."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env={**os.environ, "AANTOONBAAR_STATE": str(stack.paths.state)},
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.fixture(scope="module")
def exported(survived: Stack) -> list[dict[str, Any]]:
    """All facts of the board."""
    answer = verb(survived, "export", "facts", "--board", SMALL.board_code(0))
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_everything_is_ready_again(survived: Stack) -> None:
    assert all(survived.why_not_ready(name) is None for name in survived.names)


def test_nothing_is_lost_double_or_altered(survived: Stack) -> None:
    answer = verb(survived, "verify", "--json")
    said = json.loads(answer.stdout.splitlines()[-1])
    assert (answer.returncode, said["ok"], said["first_wrong"]) == (0, True, None)
    assert said["checked"]["facts"] > len(planned(SMALL).acts) // 2
    assert said["checked"]["models"] > 0


def test_no_act_counts_twice(survived: Stack, exported: list[dict[str, Any]]) -> None:
    """Each command and event was asked again after a kill; the facts are there once."""
    ids = [fact["id"] for fact in exported]
    assert len(ids) == len(set(ids))
    things = Counter(
        (fact["type"], fact["data"][name])
        for fact in exported
        for name in ("observation", "rating", "reflection", "coaching", "learning")
        if fact["type"].endswith("recorded.v1") and name in fact["data"]
    )
    assert things
    assert max(things.values()) == 1


def test_the_figures_equal_an_independent_fold(
    survived: Stack, exported: list[dict[str, Any]]
) -> None:
    rows = fold.fold(exported, datetime.now(UTC), "full", False)["figures"]
    leaders = [one for one in planned(SMALL).sign_ins() if one.role == "school-leader"]
    sign_in = SignIn(url(survived.ports.sign_in), survived.secrets.issuer_admin())
    compared = 0
    for leader in leaders:
        headers = {"authorization": f"Bearer {sign_in.token_of_person(leader.subject)}"}
        where = f"{url(survived.ports.evidence)}/v1/schools/{leader.school}/years/{SMALL.year}"
        answer = httpx.get(where, headers=headers, timeout=30).json()
        shown = {(row["theme"], row["figure"]): row["value"] for row in answer["figures"]}
        for row in rows:
            here = (row["school"], row["schoolYear"]) == (leader.school, SMALL.year)
            if here and is_current("school-leader", row["figure"]):  # the rest as released
                assert same(shown[row["theme"], row["figure"]], row["value"]), row
                compared += 1
    assert compared > 100
