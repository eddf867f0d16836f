"""An issuer of throwaway keys, and tokens of every kind of forgery."""

import base64
import json
import time
import uuid
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://sign-in.test"
AUDIENCE = "aantoonbaar"


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


class Issuer:
    """Signs, publishes its keys, and can be away."""

    def __init__(self) -> None:
        self.keys = {"one": new_key()}
        self.away = False
        self.asked = 0

    async def fetch(self, url: str) -> dict[str, Any]:
        self.asked += 1
        if self.away:
            raise ValueError("the issuer is away")
        if url.endswith("/.well-known/openid-configuration"):
            return {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}
        assert url == f"{ISSUER}/jwks"
        return {"keys": [self._published(kid) for kid in self.keys]}

    def _published(self, kid: str) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.keys[kid].public_key()))
        return {**public, "kid": kid, "alg": "RS256", "use": "sig"}

    def token(
        self,
        *,
        key: Any = None,
        alg: str = "RS256",
        headers: dict[str, Any] | None = None,
        without: str | None = None,
        **claims: Any,
    ) -> str:
        now = int(time.time())
        said = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "someone",
            "client_id": "tests",
            "iat": now,
            "exp": now + 600,
            "jti": str(uuid.uuid4()),
            "roles": ["teacher"],
            "boards": ["41775"],
            "schools": ["98WL00"],
            "scope": "openid profile",
            **claims,
        }
        said.pop(without or "", None)
        told = {"typ": "at+jwt", "kid": "one", **(headers or {})}
        return jwt.encode(said, key or self.keys["one"], algorithm=alg, headers=told)

    def public_pem(self) -> bytes:
        return (
            self.keys["one"]
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )


def by_hand(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    """A token put together without a library that would refuse to."""
    parts = [json.dumps(part).encode() for part in (header, claims)] + [signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
