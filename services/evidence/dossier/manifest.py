"""The manifest: what was sealed, on which chains, and the hash of every file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from services.evidence.dossier import verify
from services.evidence.dossier.contents import Contents

SEALED_BY = "school-leader"
"""The role in which somebody had it sealed: no other may; the name is in no dossier."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """Where a chain ended at the as-of moment: the last sequence and its hash in hex."""

    publisher: str
    key: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Sealing:
    """What makes a dossier of contents: its id, when, on which chains, and by which key.

    `sealed_at` is RFC 3339 in UTC; `fingerprint` the SHA-256 of the public key, in hex.
    """

    dossier: str
    sealed_at: str
    heads: Sequence[ChainHead]
    fingerprint: str


def manifest_of(contents: Contents, sealing: Sealing, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest of these files, with its own seal."""
    said = contents.said
    made: dict[str, Any] = {
        "format": verify.FORMAT,
        "dossier": sealing.dossier,
        "sealedAt": sealing.sealed_at,
        "sealedBy": SEALED_BY,
        "asOf": said["asOf"],
        "schoolYear": said["schoolYear"],
        "school": said["school"],
        "board": said["board"],
        "framework": said["framework"],
        "audience": said["audience"],
        "smallestGroup": said["smallestGroup"],
        "digest": contents.digest,
        "chains": [asdict(head) for head in sealing.heads],
        "files": {
            name: {"sha256": verify.sha256(content), "bytes": len(content)}
            for name, content in files.items()
        },
        "key": {"algorithm": "Ed25519", "fingerprint": sealing.fingerprint},
    }
    return {**made, verify.SEAL: verify.sealed_by(made)}
