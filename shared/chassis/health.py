"""Whether a service lives, and whether it is ready: named checks, each silent or with a reason.

A dead consume loop is a matter of life (a restart cures it); a broker or database that is away is
a matter of readiness (a restart would not help).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Check = Callable[[], Awaitable[str | None]]
"""Returns None when all is well, else the reason in words."""

CHECK_SECONDS = 3.0


@dataclass
class Health:
    """The checks of one process."""

    live: dict[str, Check] = field(default_factory=dict)
    ready: dict[str, Check] = field(default_factory=dict)

    def watch(self, name: str, loop: "asyncio.Task[None]") -> None:
        """A background loop that ends is a matter of life: only a restart brings it back."""

        async def check() -> str | None:
            return f"the {name} has ended" if loop.done() else None

        self.live[name] = check

    async def why_not_live(self) -> dict[str, str]:
        """Name -> reason of each failing liveness check."""
        return await _failing(self.live)

    async def why_not_ready(self) -> dict[str, str]:
        """Name -> reason of each failing check; a service that is not alive is not ready."""
        return await _failing({**self.live, **self.ready})


async def _failing(checks: dict[str, Check]) -> dict[str, str]:
    reasons = await asyncio.gather(*(_run(check) for check in checks.values()))
    return {name: reason for name, reason in zip(checks, reasons, strict=True) if reason}


async def _run(check: Check) -> str | None:
    try:
        return await asyncio.wait_for(check(), CHECK_SECONDS)
    except TimeoutError:
        return f"no answer within {CHECK_SECONDS:.0f} s"
    except Exception as error:  # noqa: BLE001  any failure is a reason, whatever its kind
        return f"{type(error).__name__}: {error}"[:300]
