"""Waits for a program to become ready, and says why it does not."""

from collections.abc import Callable
from time import monotonic, sleep

from deploy.local.failures import DidNotStart
from deploy.local.processes import Processes

STEP_SECONDS = 0.1

WhyNot = Callable[[], str | None]
"""Returns None when ready, else the reason in words."""


def wait_until_ready(processes: Processes, name: str, why_not: WhyNot, seconds: float) -> None:
    """Ask until it is ready; DidNotStart when it dies or the deadline passes."""
    deadline = monotonic() + seconds
    while True:
        alive = processes.alive(name) is not None
        reason = why_not() if alive else "it ended"
        if reason is None:
            return
        if not alive or monotonic() > deadline:
            raise DidNotStart(
                f"{name} did not start: {reason}; see {processes.log(name)}.",
                processes.last_words(name),
            )
        sleep(STEP_SECONDS)
