"""The one byte form of a fact, and the hash chain over it.

Source: RFC 8785 (JSON Canonicalization Scheme): sorted keys, no blanks, shortest numbers. The
values of a fact are texts, booleans, nulls, integers and small decimals under ASCII keys; for those
msgspec's sorted encoding is RFC 8785 once whole floats lose their ".0" and very small ones their
exponent (proven against the `rfc8785` package in `tests/contract`, which is fifty times slower).
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

MOST_WHOLE = 2**53 - 1  # beyond it readers that count in doubles see another number

_encoder = msgspec.json.Encoder(order="sorted")


def _whole(value: Any) -> Any:
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, int) and not -MOST_WHOLE <= value <= MOST_WHOLE:
        raise ValueError(f"{value} is outside the range that facts carry")
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


def _decimal(value: float) -> Any:
    if not -1e15 < value < 1e15:
        raise ValueError(f"{value} is outside the range that facts carry")
    if value == int(value):
        return int(value)
    if 1e-6 <= abs(value) < 1e-5:  # RFC 8785 begins exponents one place later than msgspec
        return msgspec.Raw(format(Decimal(repr(value)), "f").encode())
    return value


def canonical(value: Mapping[str, Any]) -> bytes:
    """The canonical bytes of a JSON object; ValueError for a number that facts cannot carry."""
    return _encoder.encode(_whole(value))


def link(prevhash: bytes, body: bytes) -> bytes:
    """The hash of the next link of a chain: SHA-256 over the previous hash (32 bytes) and body."""
    return hashlib.sha256(prevhash + body).digest()
