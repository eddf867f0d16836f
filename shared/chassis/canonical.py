"""The one byte form of a fact, and the hash chain over it.

Source: RFC 8785 (JSON Canonicalization Scheme): sorted keys, no blanks, shortest numbers. The
values of a fact are texts, booleans, nulls, integers and small decimals under ASCII keys; for those
msgspec's sorted encoding is RFC 8785 once whole floats lose their ".0" (proven against the
`rfc8785` package in `tests/unit`, which is fifty times slower).
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        if not -1e15 < value < 1e15 or 0 < abs(value) < 1e-6:
            raise ValueError(f"{value} is outside the range that facts carry")
        return int(value) if value == int(value) else value
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


def canonical(value: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a JSON object; ValueError for a number that facts cannot carry."""
    return _encoder.encode(_whole(value))


def link(prevhash: bytes, body: bytes) -> bytes:
    """The hash of the next link of a chain: SHA-256 over the previous hash (32 bytes) and body."""
    return hashlib.sha256(prevhash + body).digest()
