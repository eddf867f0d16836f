"""What each person brings to a figure: releases are compared by it, never by the people alone."""

import hashlib
from collections.abc import Mapping

from services.evidence.figures.figure import Brings, Entries, Said

Contributions = Mapping[str, str]
"""Per person at a school ("school person") a digest of what that person brings to a value."""


def contributions_of(brings: Brings, entries: Entries) -> Contributions:
    """What each person brings to the value; what only explains who was left out is not in it."""
    said: dict[str, list[Said]] = {}
    for entry in entries:
        said.setdefault(f"{entry.school} {entry.who}", []).append(entry.said)
    found = {place: brings(all_said) for place, all_said in said.items()}
    return {place: _digest(brought) for place, brought in found.items() if brought is not None}


def _digest(brought: object) -> str:
    return hashlib.blake2b(repr(brought).encode(), digest_size=8).hexdigest()
