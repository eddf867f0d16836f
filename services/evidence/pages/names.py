"""Names of people: asked of enrolment when a page is shown, with the viewer's own token.

Nothing is kept. When enrolment is away, or says nothing of somebody, a short code stands for the
name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import httpx
import structlog

from services.evidence.pages.speech import Speech
from shared.chassis.identity import Caller

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 1.0  # a page without names is better than a late one
MOST_NAMES = 1_000
CODE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Named:
    """Names by pseudonym, as far as the viewer may know them; `away` when nobody could say."""

    names: Mapping[str, str]
    away: bool = False

    def name(self, pseudonym: str, speech: Speech) -> str:
        """The name, or a short code."""
        known = self.names.get(pseudonym)
        return known or str(speech.say("leraar %(code)s", code=pseudonym[-CODE_LENGTH:]))

    def sorted(self, pseudonyms: Iterable[str], speech: Speech) -> list[str]:
        """The names in the order of the alphabet."""
        return sorted((self.name(one, speech) for one in pseudonyms), key=str.casefold)


class Names:
    """Asks enrolment."""

    def __init__(self, enrolment_url: str, client: httpx.AsyncClient) -> None:
        self._url = f"{enrolment_url.rstrip('/')}/v1/name-lookups"
        self._client = client

    async def of(self, caller: Caller, pseudonyms: Iterable[str]) -> Named:
        """The names of these people that the caller may see."""
        asked = sorted(set(pseudonyms))[:MOST_NAMES]
        if not asked:
            return Named({})
        try:
            answer = await self._client.post(
                self._url,
                json={"teachers": asked},
                headers={"authorization": f"Bearer {caller.token}"},
                timeout=PATIENCE_SECONDS,
            )
            answer.raise_for_status()
            return Named(answer.json()["names"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            log.warning("names not found", error=type(error).__name__)
            return Named({}, away=True)

    async def own(self, caller: Caller, pseudonym: str) -> str | None:
        """The caller's own name, by a pseudonym of the caller's; None when nobody says it now."""
        return (await self.of(caller, [pseudonym])).names.get(pseudonym)
