"""A person's own texts: asked of feedback, which alone keeps them, with that person's own token.

Nothing is kept here and nothing is logged but that feedback was away.
"""

from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from shared.chassis.errors import Unavailable
from shared.chassis.identity import Caller

log = structlog.get_logger(__name__)

COLLECTIONS = ("reflections", "observations")  # the only ones that carry texts
PAGE = 200
PATIENCE_SECONDS = 5.0
AWAY = (
    "De dienst die je teksten bewaart, antwoordt niet; probeer het zo nog eens.",
    "The service that keeps your texts does not answer; try again in a moment.",
)


class OwnTexts:
    """Reads, counts and deletes, for whoever is signed in."""

    def __init__(self, feedback_url: str, client: httpx.AsyncClient) -> None:
        self._url = f"{feedback_url.rstrip('/')}/v1/me"
        self._client = client

    async def read(self, caller: Caller) -> Mapping[str, Any] | None:
        """Per collection all that the caller may read of it; None when feedback is away."""
        try:
            return {name: await self._all(caller, name) for name in COLLECTIONS}
        except Unavailable:
            return None

    async def count(self, caller: Caller) -> int | None:
        """How many texts the caller could delete now; None when feedback is away."""
        try:
            told = await self._asked("GET", caller, "/texts")
        except Unavailable:
            return None
        return int(told["texts"])

    async def delete(self, caller: Caller) -> int:
        """Delete them, and say how many there were; Unavailable when feedback is away."""
        return int((await self._asked("DELETE", caller, "/texts"))["deleted"])

    async def _all(self, caller: Caller, name: str) -> list[Any]:
        found: list[Any] = []
        after: str | None = None
        while True:
            query = {"limit": PAGE, **({"after": after} if after else {})}
            told = await self._asked("GET", caller, f"/{name}", query)
            found += told[name]
            after = told["next"]
            if after is None:
                return found

    async def _asked(
        self, method: str, caller: Caller, path: str, query: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            answer = await self._client.request(
                method,
                self._url + path,
                params=dict(query or {}),
                headers={"authorization": f"Bearer {caller.token}"},
                timeout=PATIENCE_SECONDS,
            )
            answer.raise_for_status()
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("feedback does not answer", error=type(error).__name__)
            raise Unavailable(AWAY) from error
        return told
