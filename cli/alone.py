"""One start, stop or load of a folder at a time."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deploy.local.paths import Paths


@contextmanager
def alone(paths: Paths, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold off a second start or stop of the same folder until this one is done."""
    paths.make()
    with (paths.run / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Waiting for another start or stop")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
