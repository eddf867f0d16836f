"""Under which pseudonym a caller appears in facts: asked of the one service that knows people.

The caller's own token goes along, so nobody can ask for another. Answers are kept for a few
minutes; when that service is away, those who were asked for lately can go on.
"""

import hashlib
from collections.abc import Mapping
from time import monotonic

import httpx

from shared.chassis.errors import Unavailable
from shared.chassis.identity import Caller

FRESH_SECONDS = 300.0
MOST_KEPT = 10_000


class Pseudonyms:
    """Resolves a caller to the pseudonym that facts carry, or to None for who has none."""

    def __init__(self, directory_url: str, client: httpx.AsyncClient) -> None:
        self._url = f"{directory_url.rstrip('/')}/v1/me"
        self._client = client
        self._kept: dict[str, tuple[float, str | None, Mapping[str, str]]] = {}

    async def of(self, caller: Caller) -> str | None:
        """The caller's pseudonym, at the first tenant if there are more; see `at`."""
        return (await self._asked(caller))[1]

    async def at(self, caller: Caller) -> Mapping[str, str]:
        """Tenant -> the caller's pseudonym there; Unavailable when it cannot be found out now."""
        return (await self._asked(caller))[2]

    async def _asked(self, caller: Caller) -> tuple[float, str | None, Mapping[str, str]]:
        key = hashlib.sha256(caller.token.encode()).hexdigest()
        kept = self._kept.get(key)
        if kept and monotonic() - kept[0] < FRESH_SECONDS:
            return kept
        try:
            answer = await self._client.get(
                self._url, headers={"authorization": f"Bearer {caller.token}"}
            )
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable(
                (
                    "We kunnen nu niet nagaan wie je bent; probeer het zo nog eens.",
                    "We cannot find out who you are now; try again in a moment.",
                )
            ) from error
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        told = answer.json()
        found = (monotonic(), told.get("teacher"), told.get("teachers") or {})
        if found[1] is not None:  # who has none yet may get one any moment
            self._kept[key] = found
        return found
