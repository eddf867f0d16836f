import asyncio
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from shared.chassis.errors import Unreadable
from shared.chassis.workers import Workers

PATIENCE_SECONDS = 20
A_SERVICE = """
import asyncio, os
from shared.chassis.workers import Workers
print(asyncio.run(Workers().call(os.getpid)), flush=True)
input()
"""


def refuse() -> None:
    raise Unreadable("malformed", "no JSON")


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_work_is_done_in_another_process() -> None:
    async def work() -> None:
        workers = Workers()
        async with workers.running():
            assert await workers.call(os.getpid) != os.getpid()
            assert await workers.call(sorted, [2, 1]) == [1, 2]

    asyncio.run(work())


def test_what_goes_wrong_there_is_raised_here() -> None:
    async def work() -> None:
        workers = Workers()
        async with workers.running():
            await workers.call(refuse)

    with pytest.raises(Unreadable, match="no JSON") as refused:
        asyncio.run(work())
    assert refused.value.code == "malformed"


def test_a_process_that_was_ended_is_replaced_by_the_next_call() -> None:
    async def work() -> int:
        workers = Workers()
        async with workers.running():
            with pytest.raises(BrokenProcessPool):
                await workers.call(end)
            return await workers.call(abs, -1)

    assert asyncio.run(work()) == 1


def test_processes_end_with_a_service_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", A_SERVICE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as service:
        assert service.stdout is not None
        worker = int(service.stdout.readline())
        service.kill()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _runs(worker):
        assert time.monotonic() < deadline, f"process {worker} is still there"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
