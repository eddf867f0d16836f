"""Health: silent when all is well, a reason per check otherwise, and never a hanging answer."""

import asyncio

import pytest

from shared.chassis import health as module
from shared.chassis.health import Health

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def well() -> None:
    return None


async def ill() -> str:
    return "the broker is away"


async def broken() -> str:
    raise ConnectionError("nobody there")


async def test_all_is_well() -> None:
    health = Health(live={"loop": well}, ready={"mongodb": well})
    assert await health.why_not_live() == {}
    assert await health.why_not_ready() == {}


async def test_every_reason_is_told_and_what_is_not_alive_is_not_ready() -> None:
    health = Health(live={"loop": ill}, ready={"mongodb": broken, "kafka": well})
    assert await health.why_not_live() == {"loop": "the broker is away"}
    assert await health.why_not_ready() == {
        "loop": "the broker is away",
        "mongodb": "ConnectionError: nobody there",
    }


async def test_a_check_that_hangs_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    monkeypatch.setattr(module, "CHECK_SECONDS", 0.01)
    assert "no answer within" in (await Health(ready={"kafka": hangs}).why_not_ready())["kafka"]


async def test_a_loop_that_ended_is_a_matter_of_life() -> None:
    wrong = asyncio.Event()

    async def ends() -> None:
        await wrong.wait()
        raise RuntimeError("a defect")

    health, loop = Health(), asyncio.create_task(ends())
    health.watch("relay", loop)
    assert await health.why_not_live() == {}
    wrong.set()
    await asyncio.gather(loop, return_exceptions=True)
    assert await health.why_not_live() == {"relay": "the relay has ended"}
