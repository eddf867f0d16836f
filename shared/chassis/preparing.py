"""Indexes are made as soon as the database is there, however late that is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from shared.chassis.mongo import PyMongoError

log = structlog.get_logger(__name__)


class Prepared(Protocol):
    """Something with indexes."""

    async def prepare(self) -> None:
        """Make them; making them again does nothing."""


@contextlib.asynccontextmanager
async def preparing(*stores: Prepared) -> AsyncIterator["asyncio.Task[None]"]:
    """Prepare stores in the background; a database that is away is tried until it comes."""

    async def prepare() -> None:
        async for attempt in AsyncRetrying(
            wait=wait_random_exponential(multiplier=0.2, max=5),
            retry=retry_if_exception_type(PyMongoError),
            before_sleep=lambda _: log.warning("the database is away, trying again"),
        ):
            with attempt:
                for store in stores:
                    await store.prepare()

    task = asyncio.create_task(prepare(), name="preparing")
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
