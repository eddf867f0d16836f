"""Long computations in processes of their own, so that a service goes on answering meanwhile.

The processes are started when first needed, one per core, give way to the service, and end with
it, also when it is killed.
"""

import asyncio
import contextlib
import multiprocessing
import os
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

from shared.chassis.interpreter import tune_interpreter

P = ParamSpec("P")
T = TypeVar("T")

CORES = os.cpu_count() or 1
GIVES_WAY = 5  # of a process's nice value: whoever asks for a page comes first


class Workers:
    """Calls pure functions elsewhere; arguments and results have to be picklable."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns or raises; BrokenProcessPool when its process was ended."""
        pool = self._pool = self._pool or _pool()
        try:
            return await asyncio.wrap_future(pool.submit(work, *args, **kwargs))
        except BrokenProcessPool:
            self._pool = None  # the next call starts anew
            raise

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """End the processes behind a block."""
        try:
            yield
        finally:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    # Spawned, not forked: the service has threads, and a copy of one that holds a lock never ends.
    return ProcessPoolExecutor(CORES, multiprocessing.get_context("spawn"), _begin)


def _begin() -> None:
    os.nice(GIVES_WAY)
    tune_interpreter()
    threading.Thread(target=_end_with_the_service, daemon=True).start()


def _end_with_the_service() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
