"""Encryption of single fields, bound to where they stand.

AES-256-GCM (NIST SP 800-38D) with the place of the field as associated data, so that a value
copied to another document or field does not decrypt. Keys have ids and can be rotated: the first
encrypts, all decrypt.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class Undecipherable(Exception):
    """The value was not encrypted here, or with a key that is no longer known."""


def _key(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if not name.isalnum() or len(key) != KEY_BYTES:
        raise ValueError(f"field key {name!r} must be <letters or digits>:<base64 of 32 bytes>")
    return key


@dataclass(frozen=True)
class FieldKeys:
    """The keys of a service, newest first: id -> 32 bytes."""

    keys: dict[str, bytes]

    @classmethod
    def parse(cls, text: str) -> "FieldKeys":
        """Read `id:base64,id:base64`; ValueError says which part is wrong."""
        keys: dict[str, bytes] = {}
        for part in filter(None, text.split(",")):
            name, _, encoded = part.strip().partition(":")
            keys[name] = _key(name, encoded)
        if not keys:
            raise ValueError("AANTOONBAAR_FIELD_KEYS holds no key")
        return cls(keys)

    def encrypt(self, place: str, text: str) -> str:
        """The text as `id:base64`, readable at this place only."""
        name, key = next(iter(self.keys.items()))
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
        return f"{name}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, place: str, sealed: str) -> str:
        """The text that was encrypted for this place; Undecipherable otherwise."""
        name, _, encoded = sealed.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
            opened = AESGCM(self.keys[name]).decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()
            )
        except (KeyError, ValueError, InvalidTag) as wrong:
            raise Undecipherable(place) from wrong
        return opened.decode()

    def blind(self, place: str, text: str) -> str:
        """A keyed hash by which an encrypted value can be found without being readable.

        Made with the oldest key, so that it survives a rotation of the newest.
        """
        key = list(self.keys.values())[-1]
        return hmac.new(key, f"{place}\0{text}".encode(), hashlib.sha256).hexdigest()
