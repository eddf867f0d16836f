"""Signing in with the issuer: authorization code with PKCE, and signing out there too.

OpenID Connect Core 1.0, RFC 7636 (S256), RFC 9207 (the issuer names itself in its answer), and
RP-Initiated Logout 1.0. What must survive the trip to the issuer is sealed in the browser.
"""

import secrets
from collections.abc import Mapping
from time import time
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from services.evidence.rules import Code
from services.evidence.settings import EvidenceSettings
from shared.chassis.errors import Unavailable
from shared.chassis.identity import ALGORITHMS, LEEWAY_SECONDS, Fetch

CALLBACK = "/sign-in/callback"
SCOPE = "openid profile"
METADATA_FRESH_SECONDS = 300


class Refused(Exception):
    """The issuer, or what came back from it, does not make a sign-in."""


class SignIn:
    """The pages as a public client of the issuer."""

    def __init__(self, settings: EvidenceSettings, fetch: Fetch) -> None:
        self._issuer = str(settings.issuer).rstrip("/")
        self._metadata_url = settings.issuer_metadata_url
        self._client_id = settings.client_id
        self._home = settings.public_url.rstrip("/")
        self._fetch = fetch
        self._metadata: tuple[float, Mapping[str, Any]] = (0.0, {})

    @property
    def issuer(self) -> str:
        """Where people sign in."""
        return self._issuer

    async def leave_for(self, next_page: str, language: Code) -> tuple[str, dict[str, str]]:
        """The address to send the browser to, and what to seal until it comes back."""
        metadata = await self._metadata_now()
        trip = {
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "next": next_page,
        }
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=trip["state"],
                nonce=trip["nonce"],
                code_verifier=trip["verifier"],
                ui_locales=language,
            )
        return address, trip

    async def come_back(
        self, answered: Mapping[str, str], trip: Mapping[str, str]
    ) -> dict[str, Any]:
        """The tokens for what the issuer answered; Refused says what does not fit."""
        if not secrets.compare_digest(answered.get("state", ""), trip["state"]):
            raise Refused("state")
        if answered.get("iss", self._issuer).rstrip("/") != self._issuer:
            raise Refused("iss")
        if "code" not in answered:
            raise Refused(answered.get("error", "no code"))
        metadata = await self._metadata_now()
        try:
            async with self._client() as client:
                tokens: dict[str, Any] = await client.fetch_token(
                    metadata["token_endpoint"],
                    code=answered["code"],
                    code_verifier=trip["verifier"],
                )
        except (AuthlibBaseError, httpx.HTTPStatusError) as error:
            raise Refused(str(error)) from error
        except httpx.HTTPError as error:
            raise _away() from error
        return {**tokens, "claims": await self._checked(tokens, trip["nonce"], metadata)}

    async def farewell(self, id_token: str | None, language: Code) -> str:
        """Where to send the browser to end the issuer's session too."""
        endpoint = (await self._metadata_now()).get("end_session_endpoint")
        if endpoint is None:
            return f"{self._home}/"
        asked = {
            "client_id": self._client_id,
            "post_logout_redirect_uri": f"{self._home}/",
            "ui_locales": language,
        }
        if id_token:
            asked["id_token_hint"] = id_token
        return f"{endpoint}?{urlencode(asked)}"

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._client_id,
            scope=SCOPE,
            redirect_uri=self._home + CALLBACK,
            token_endpoint_auth_method="none",  # noqa: S106  a public client has no secret
            code_challenge_method="S256",
            timeout=5.0,
        )

    async def _checked(
        self, tokens: Mapping[str, Any], nonce: str, metadata: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The claims of the id token (OpenID Connect Core 3.1.3.7)."""
        token = str(tokens.get("id_token", ""))
        try:
            keys = jwt.PyJWKSet.from_dict(await self._fetch(metadata["jwks_uri"]))
            claims: dict[str, Any] = jwt.decode(
                token,
                keys[jwt.get_unverified_header(token).get("kid", "")],
                algorithms=ALGORITHMS,
                audience=self._client_id,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except (jwt.PyJWTError, KeyError) as wrong:
            raise Refused(str(wrong)) from wrong
        except httpx.HTTPError as error:
            raise _away() from error
        if not secrets.compare_digest(str(claims["nonce"]), nonce):
            raise Refused("nonce")
        return claims

    async def _metadata_now(self) -> Mapping[str, Any]:
        fetched_at, metadata = self._metadata
        if metadata and time() - fetched_at < METADATA_FRESH_SECONDS:
            return metadata
        try:
            found = await self._fetch(self._metadata_url)
        except (httpx.HTTPError, ValueError) as error:
            if metadata:
                return metadata
            raise _away() from error
        self._metadata = (time(), found)
        return found


def _away() -> Unavailable:
    return Unavailable(
        (
            "De inlogdienst antwoordt niet; probeer het zo nog eens.",
            "The sign-in service does not answer; try again in a moment.",
        )
    )
