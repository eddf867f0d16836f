"""The keys of credentials: RS256, the algorithm that every verifier of Open Badges knows.

Source: Open Badges 3.0, section 8.2.3 (`alg` RS256, `kid` a URI that leads to the public JWK);
RFC 7515 (JWS), RFC 7517 (JWK), RFC 7638 (thumbprint).
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from jwt.algorithms import RSAAlgorithm

ALGORITHM, LEAST_BITS, EXPONENT = "RS256", 2_048, 65_537
_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)

Jwk = Mapping[str, str]


class WrongKey(ValueError):
    """The text holds no key that can sign; the message says what was found."""


@dataclass(frozen=True, slots=True)
class CredentialKeys:
    """The key that signs, and every public key that verifiers may still ask for, it first."""

    signing: RSAPrivateKey
    public: Sequence[Jwk]

    @classmethod
    def read(cls, pem: str) -> "CredentialKeys":
        """Keys from PEM: a private one that signs, and older ones (private or public) after it."""
        found = [_load(match[0], match[1]) for match in _PEM.finditer(pem)]
        if not found or not isinstance(found[0], RSAPrivateKey):
            raise WrongKey("it does not begin with a private RSA key in PEM")
        shown = [one.public_key() if isinstance(one, RSAPrivateKey) else one for one in found]
        return cls(found[0], tuple(map(_jwk, shown)))

    @classmethod
    def made(cls) -> "CredentialKeys":
        """A new key."""
        key = generate_private_key(EXPONENT, LEAST_BITS)
        return cls(key, (_jwk(key.public_key()),))

    def sign(self, claims: Mapping[str, Any], address: str) -> str:
        """The claims as a compact JWS; `address` is where the keys can be found."""
        kid = f"{address}/{self.public[0]['kid']}"
        return jwt.encode(dict(claims), self.signing, ALGORITHM, headers={"kid": kid})

    def verified(self, token: str) -> Mapping[str, Any] | None:
        """What a signed credential says; None when none of these keys signed it as it is."""
        try:
            named = str(jwt.get_unverified_header(token).get("kid", "")).rpartition("/")[2]
            key = next(one for one in self.public if one["kid"] == named)
            only_signature = {"verify_nbf": False, "verify_exp": False, "verify_aud": False}
            said: dict[str, Any] = jwt.decode(
                token, jwt.PyJWK(dict(key)), algorithms=[ALGORITHM], options=only_signature
            )
        except (jwt.PyJWTError, StopIteration):
            return None
        return said

    def published(self, address: str) -> Mapping[str, Sequence[Jwk]]:
        """The key set as it is published, each `kid` as the header of a signature names it."""
        return {"keys": [{**key, "kid": f"{address}/{key['kid']}"} for key in self.public]}


def _load(block: str, label: str) -> RSAPrivateKey | RSAPublicKey:
    try:
        if label.endswith("PRIVATE KEY"):
            found: Any = load_pem_private_key(block.encode(), password=None)
        else:
            found = load_pem_public_key(block.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WrongKey(f"a block {label} cannot be read") from error
    if not isinstance(found, RSAPrivateKey | RSAPublicKey) or found.key_size < LEAST_BITS:
        raise WrongKey(f"a block {label} is no RSA key of {LEAST_BITS} bits or more")
    return found


def _jwk(key: RSAPublicKey) -> Jwk:
    """A public key with its thumbprint as its id."""
    made = RSAAlgorithm.to_jwk(key, as_dict=True)
    least = {name: str(made[name]) for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(least, separators=(",", ":")).encode()).digest()
    thumbprint = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return {**least, "alg": ALGORITHM, "use": "sig", "kid": thumbprint}
