"""Waiting for a condition with a deadline: the only way in which these tests let time pass."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    condition: Callable[[], T] | Callable[[], Awaitable[T]], what: str, seconds: float = 30
) -> T:
    """The first thing that is true; fails with what was waited for."""
    deadline = monotonic() + seconds
    while True:
        found = condition()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found
        assert monotonic() < deadline, f"waited {seconds} s for {what}"
        await asyncio.sleep(0.02)
