"""What tokens say: access tokens (RFC 9068), id tokens, and who a presented token is for."""

import time
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator, JWTBearerTokenValidator
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import KeySet, RSAKey

from deploy.local.issuer.people import Person, Rights

LIFE_SECONDS = 3600


@dataclass(frozen=True)
class SignedIn:
    """A person who chose a name on the page, and when."""

    subject: str
    person: Person
    at: int

    @classmethod
    def now(cls, subject: str, person: Person) -> "SignedIn":
        """The person, signed in at this moment."""
        return cls(subject, person, int(time.time()))

    def get_user_id(self) -> str:
        """The subject, as Authlib asks for it."""
        return self.subject


def signing_keys(pem: str) -> KeySet:
    """The one key, with its thumbprint (RFC 7638) as id."""
    key = RSAKey.import_key(pem, {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    return KeySet([key])


class AccessTokens(JWTBearerTokenGenerator):  # type: ignore[misc]  # Authlib has no types
    """Signs access tokens that say which roles, boards and schools they are for."""

    def __init__(self, issuer: str, audience: str, keys: KeySet) -> None:
        super().__init__(issuer, "RS256", expires_generator=lambda _client, _grant: LIFE_SECONDS)
        self._audience = audience
        self._keys = keys

    def get_jwks(self) -> KeySet:
        """The signing key."""
        return self._keys

    def get_audiences(self, client: ClientMixin, user: SignedIn | None, scope: str) -> str:
        """Our services, whoever asks."""
        return self._audience

    def get_auth_time(self, user: SignedIn | None) -> int:
        """When the person signed in; a machine does so every time."""
        return user.at if user else int(time.time())

    def get_extra_claims(
        self,
        client: ClientMixin,
        grant_type: str,
        user: SignedIn | None,
        scope: str,
    ) -> dict[str, Any]:
        """Our own claims."""
        return rights_said(user.person if user else client.machine)


class IdTokens(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    """Adds an id token to the answer when `openid` was asked."""

    def __init__(self, issuer: str, keys: KeySet) -> None:
        super().__init__(require_nonce=False)
        self._issuer = issuer
        self._keys = keys

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        """Never refused: the client compares its own nonce, and a code works once."""
        return False

    def resolve_client_private_key(self, client: ClientMixin) -> KeySet:
        """The signing key."""
        return self._keys

    def get_client_claims(self, client: ClientMixin) -> dict[str, Any]:
        """For that client only."""
        return {"iss": self._issuer, "aud": client.get_client_id()}

    def generate_user_info(self, user: SignedIn, scope: str) -> UserInfo:
        """Who it is, with our own claims."""
        return user_info(user)


class TokenReader(JWTBearerTokenValidator):  # type: ignore[misc]  # Authlib has no types
    """Reads our own access tokens where they come back to us."""

    def __init__(self, issuer: str, audience: str, keys: KeySet) -> None:
        super().__init__(issuer, audience)
        self._keys = keys

    def get_jwks(self) -> KeySet:
        """The signing key."""
        return self._keys


def user_info(user: SignedIn) -> UserInfo:
    """The claims of a person."""
    return UserInfo(sub=user.subject, **rights_said(user.person))


def rights_said(rights: Rights) -> dict[str, Any]:
    """Our own claims: roles, boards and schools as lists, and the name."""
    return rights.model_dump(include={"roles", "boards", "schools", "name"})
