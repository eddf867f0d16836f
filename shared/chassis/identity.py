"""Who is calling: JWT access tokens (RFC 9068) verified by the issuer's JWKS, and their claims."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx
import jwt
from fastapi import Request

from shared.chassis.errors import Forbidden, Unauthenticated, Unavailable

ALGORITHMS = ("RS256", "ES256", "EdDSA")
KEYS_FRESH_SECONDS = 300.0
UNKNOWN_KEY_PAUSE_SECONDS = 10.0
LEEWAY_SECONDS = 10
TOKEN_TYPES = ("at+jwt", "application/at+jwt")

Fetch = Callable[[str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Caller:
    """What a verified token says about who calls."""

    subject: str
    client: str
    roles: frozenset[str]
    boards: frozenset[str]
    schools: frozenset[str]
    scopes: frozenset[str]
    token: str = field(repr=False)
    expires_at: int = 0

    def has(self, *roles: str) -> bool:
        """Whether the caller has one of the roles."""
        return not self.roles.isdisjoint(roles)

    def need(self, *roles: str) -> None:
        """Raise Forbidden unless the caller has one of the roles."""
        if not self.has(*roles):
            raise Forbidden(
                (
                    f"Hiervoor heb je een van deze rollen nodig: {', '.join(roles)}.",
                    f"This needs one of these roles: {', '.join(roles)}.",
                )
            )


async def fetch_json(url: str) -> dict[str, Any]:
    """GET a JSON object; httpx.HTTPError when it does not come."""
    async with httpx.AsyncClient(timeout=5.0) as client:
        answer = await client.get(url)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


class Verifier:
    """Verifies tokens of one issuer for one audience; keeps the issuer's keys fresh."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        fetch: Fetch = fetch_json,
        metadata_url: str | None = None,
    ) -> None:
        """The issuer's metadata is asked at its own address, or at another that is named."""
        self._issuer = issuer.rstrip("/")
        self._metadata_url = metadata_url or f"{self._issuer}/.well-known/openid-configuration"
        self._audience = audience
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -KEYS_FRESH_SECONDS
        self._asked_at = -KEYS_FRESH_SECONDS
        self._lock = asyncio.Lock()

    async def verify(self, token: str) -> Caller:
        """The caller a token stands for; Unauthenticated says what is wrong with it."""
        try:
            header = jwt.get_unverified_header(token)
            if str(header.get("typ", "")).lower() not in TOKEN_TYPES:
                raise _refused("the token is not an access token (RFC 9068: typ at+jwt)")
            key = await self._key(str(header.get("kid", "")))
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]},
            )
        except jwt.PyJWTError as wrong:
            raise _refused(str(wrong)) from wrong
        if str(claims["iss"]).rstrip("/") != self._issuer:
            raise _refused("the token comes from another issuer")
        return _caller(claims, token)

    async def _key(self, kid: str) -> jwt.PyJWK:
        if self._worth_asking(kid):
            async with self._lock:
                if self._worth_asking(kid):  # not when another caller just did
                    await self._refresh(needed=kid not in self._keys)
        if kid not in self._keys:
            raise _refused("the token is signed with a key the issuer does not publish")
        return self._keys[kid]

    def _worth_asking(self, kid: str) -> bool:
        """Whether the issuer may know more, and was not asked just now: it may be slow, or away."""
        if not self._keys:
            return True
        now = monotonic()
        old = now - self._fetched_at >= KEYS_FRESH_SECONDS
        return (old or kid not in self._keys) and now - self._asked_at >= UNKNOWN_KEY_PAUSE_SECONDS

    async def _refresh(self, *, needed: bool) -> None:
        self._asked_at = monotonic()
        try:
            found = await self._fetch(self._metadata_url)
            keys = jwt.PyJWKSet.from_dict(await self._fetch(found["jwks_uri"]))
        except (httpx.HTTPError, KeyError, ValueError, jwt.PyJWTError) as wrong:
            if needed:  # known keys go on working while the issuer is away
                raise Unavailable(
                    (
                        "De inlogdienst antwoordt niet; probeer het zo nog eens.",
                        "The sign-in service does not answer; try again in a moment.",
                    )
                ) from wrong
            return
        self._keys = {key.key_id: key for key in keys.keys if key.key_id}
        self._fetched_at = monotonic()


def _refused(why: str) -> Unauthenticated:
    return Unauthenticated(
        (f"Het toegangsbewijs is niet geldig: {why}.", f"The access token is not valid: {why}.")
    )


def _caller(claims: dict[str, Any], token: str) -> Caller:
    def texts(name: str) -> frozenset[str]:
        value = claims.get(name, [])
        return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()

    return Caller(
        subject=str(claims["sub"]),
        client=str(claims["client_id"]),
        roles=texts("roles"),
        boards=texts("boards"),
        schools=texts("schools"),
        scopes=frozenset(str(claims.get("scope", "")).split()),
        token=token,
        expires_at=int(claims["exp"]),
    )


async def caller_of(request: Request) -> Caller:
    """FastAPI dependency: the verified caller of a request with a bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(
            (
                "Stuur een toegangsbewijs mee: Authorization: Bearer ...",
                "Send an access token: Authorization: Bearer ...",
            )
        )
    verifier: Verifier = request.app.state.verifier
    return await verifier.verify(token.strip())
