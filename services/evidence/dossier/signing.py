"""The key that signs dossiers (Ed25519, RFC 8032), and links that only its holder can make."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from services.evidence.dossier.verify import fingerprint

KEY_BYTES = 32
NEEDED = "AANTOONBAAR_DOSSIER_KEY must be an Ed25519 private key: PEM, or base64 of its 32 bytes"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of this service; its fingerprint is the SHA-256 of the public key, in hex."""

    private: Ed25519PrivateKey
    public_pem: bytes
    fingerprint: str

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self.private.sign(message)

    def link(self, share: str) -> str:
        """What a link to a share carries: nobody finds it without the key, and it is kept nowhere.

        Stores hold `hashed(link)` alone.
        """
        secret = hmac.new(self.private.private_bytes_raw(), b"dossier links", hashlib.sha256)
        found = hmac.new(secret.digest(), share.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(found).decode().rstrip("=")


def hashed(link: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(link.encode()).hexdigest()


def read_key(text: str) -> SigningKey:
    """The key in a setting; ValueError says what is wrong with it, never what it is."""
    if "-----BEGIN" in text:
        return signing_key(_from_pem(text))
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        raise ValueError(f"{NEEDED}: this is neither") from None
    if len(raw) != KEY_BYTES:
        raise ValueError(f"{NEEDED}: these are {len(raw)}")
    return signing_key(Ed25519PrivateKey.from_private_bytes(raw))


def signing_key(private: Ed25519PrivateKey) -> SigningKey:
    """The key with what may be known of it."""
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return SigningKey(private, pem, fingerprint(pem))


def _from_pem(text: str) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(f"{NEEDED}: this PEM cannot be read") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError(f"{NEEDED}: this is a key of another kind")  # noqa: TRY004  a setting's value
    return found
