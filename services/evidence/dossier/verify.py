#!/usr/bin/env python3
"""Check a sealed dossier: python3 verify.py [DOSSIER.zip or folder] [--facts FILE] [--key FILE].

Needs nothing but Python 3.9 or newer, and for the signature an openssl (3.0 or newer) on the path.
Without a name it checks the folder in which it stands. What is checked, in this order: the manifest
against itself, that every file is there and no other, each file's hash, the digest of the figures,
every byte of the archive around them; with --facts (what `aantoonbaar export facts` writes) the
chains up to the heads that the manifest names; with --key that it was sealed with that key; and
the signature.

Exit code: 0 all of it holds; 1 something does not, and the first of it is named; 2 wrong use;
3 all else holds, but the signature could not be checked, because there is no openssl that can.

The file stands alone on purpose, and so is longer than others: whoever gets a dossier gets all of
this, and nothing else.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FORMAT = "aantoonbaar-dossier/1"
MANIFEST, SIGNATURE, PUBLIC_KEY, FIGURES = (
    "manifest.json",
    "manifest.sig",
    "public-key.pem",
    "figures.json",
)
UNLISTED = (MANIFEST, SIGNATURE)  # a manifest cannot hold its own hash; the signature covers it
SEAL = "seal"
MOST_BYTES = 256 * 1024 * 1024
FIRST_HASH = bytes(32)
Place = tuple[str, str]  # publisher and key: whose chain, and of which school or board
End = tuple[int, bytes]  # its last sequence and hash
NOT_OURS = ("__pycache__", ".DS_Store", "Thumbs.db")  # what machines leave in an unpacked folder


class Wrong(Exception):
    """The first thing that does not hold: what, where, what was expected and what was found."""

    def __init__(self, what: str, where: str, expected: object, found: object) -> None:
        super().__init__(what, where)
        self.said = {
            "what": what,
            "where": where,
            "expected": str(expected),
            "found": str(found),
        }


class Unchecked(Exception):
    """The signature cannot be checked on this machine."""


# --- The archive: a ZIP of one form only, so that each of its bytes is known beforehand.

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DATE = 33  # 1 January 1980, the first day that a ZIP can name: no clock has a say
_UTF8, _MADE_BY, _NEEDS, _MODE = 0x0800, 0x0314, 20, 0o100644 << 16


def archived(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a dossier's ZIP: these files {name: bytes} by name, stored as they are."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in sorted(files.items()):
        raw = name.encode()
        sizes = zlib.crc32(content), len(content), len(content)
        head = _LOCAL.pack(b"PK\3\4", _NEEDS, _UTF8, 0, 0, _DATE, *sizes, len(raw), 0) + raw
        directory.append(
            _CENTRAL.pack(
                b"PK\1\2", _MADE_BY, _NEEDS, _UTF8, 0, 0, _DATE, *sizes, len(raw), 0, 0, 0, 0,
                _MODE, offset,
            )
            + raw
        )  # fmt: skip
        body += [head, content]
        offset += len(head) + len(content)
    listed = b"".join(directory)
    counts = (0, 0, len(directory), len(directory), len(listed), offset, 0)
    return b"".join([*body, listed, _END.pack(b"PK\5\6", *counts)])


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """The (name, bytes) of an archive, in order; Wrong where it cannot be read at all."""
    files: list[tuple[str, bytes]] = []
    offset = 0
    while data[offset : offset + 4] == b"PK\3\4":
        fields = _LOCAL.unpack_from(data, offset) if offset + _LOCAL.size <= len(data) else None
        start = offset + _LOCAL.size
        end = start + fields[9] + fields[10] + fields[7] if fields else len(data) + 1
        if fields is None or end > len(data) or fields[10]:
            raise Wrong("archive", _at(files, offset), "the header of a file", "something else")
        name = data[start : start + fields[9]].decode("utf-8", "replace")
        files.append((name, data[start + fields[9] : end]))
        offset = end
    if data[offset : offset + 4] != b"PK\1\2":
        raise Wrong("archive", _at(files, offset), "a file, or the list of files", "something else")
    return files


def check_form(data: bytes, files: Mapping[str, bytes]) -> None:
    """Wrong unless the archive is, byte for byte, the one that these files make."""
    made = archived(files)
    if made == data:
        return
    place = next(
        (i for i, (a, b) in enumerate(zip(made, data)) if a != b), min(len(made), len(data))
    )
    where = _part(files, place)
    if where.endswith(f"header of {SIGNATURE}") and len(made) == len(data):
        # no manifest can hold the signature's hash, but the archive's checksum tells the same
        raise Wrong("altered", SIGNATURE, "the bytes of its checksum", "other bytes")
    expected = made[place : place + 1].hex() or "the end"
    found = data[place : place + 1].hex() or "the end"
    raise Wrong("archive", where, expected, found)


def _at(files: list[tuple[str, bytes]], offset: int) -> str:
    after = f" after {files[-1][0]}" if files else ""
    return f"archive, byte {offset}{after}"


def _part(files: Mapping[str, bytes], place: int) -> str:
    """What stands at a place of the archive."""
    offset, listed = 0, sorted(files.items())
    for name, content in listed:
        offset += _LOCAL.size + len(name.encode())
        if place < offset:
            return f"archive, byte {place}: header of {name}"
        offset += len(content)
    for name, _ in listed:
        offset += _CENTRAL.size + len(name.encode())
        if place < offset:
            return f"archive, byte {place}: list of files, at {name}"
    return f"archive, byte {place}: its end"


# --- The files and the manifest.


def sha256(content: bytes) -> str:
    """The SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: object) -> bytes:
    """Canonical JSON (RFC 8785) of what manifests and facts hold, as bytes."""
    return _written(value).encode()


def read_json(raw: bytes) -> Any:
    """The JSON in a file; ValueError when it is none."""
    return json.loads(raw.decode("utf-8"))


def _written(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{_written(key)}:{_written(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def sealed_by(manifest: Mapping[str, Any]) -> str:
    """What a manifest's `seal` must be: the SHA-256 of all the rest of it."""
    return sha256(canonical({name: said for name, said in manifest.items() if name != SEAL}))


def read_manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest, held against itself; Wrong when it is not what was written."""
    raw = files.get(MANIFEST)
    if raw is None:
        raise Wrong("missing", MANIFEST, "a file", "nothing")
    try:
        manifest: dict[str, Any] = read_json(raw)
        same = isinstance(manifest, dict) and canonical(manifest) == raw
    except (ValueError, RecursionError):
        raise Wrong("altered", MANIFEST, "canonical JSON", "something else") from None
    if not same:
        raise Wrong("altered", MANIFEST, "canonical JSON", "JSON in another form")
    if manifest.get(SEAL) != sealed_by(manifest):
        raise Wrong("altered", MANIFEST, f"seal {manifest.get(SEAL)}", sealed_by(manifest))
    if manifest.get("format") != FORMAT:
        raise Wrong("format", MANIFEST, FORMAT, manifest.get("format"))
    if not _is_whole(manifest):
        raise Wrong("altered", MANIFEST, FORMAT, "a manifest without what it must have")
    return manifest


def _is_whole(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has all that is asked of it below, in the form that it must have."""
    files, key, chains = (manifest.get(name) for name in ("files", "key", "chains"))
    school, texts = manifest.get("school"), ("dossier", "digest", "asOf", "schoolYear")
    return (
        isinstance(files, dict)
        and {FIGURES, PUBLIC_KEY} <= set(files)
        and all(_has(one, sha256=str, bytes=int) for one in files.values())
        and isinstance(chains, list)
        and all(_has(one, publisher=str, key=str, sequence=int, hash=str) for one in chains)
        and _has(key, fingerprint=str)
        and _has(school, code=str, name=str)
        and all(isinstance(manifest.get(name), str) for name in texts)
    )


def _has(value: object, **kinds: type) -> bool:
    """Whether a value is an object with these fields of these kinds."""
    return isinstance(value, dict) and all(
        isinstance(value.get(name), kind) for name, kind in kinds.items()
    )


def check_files(files: Mapping[str, bytes], listed: Mapping[str, Any]) -> None:
    """Wrong for the first file that is altered, missing, or not in the manifest."""
    for name, said in listed.items():
        if name not in files:
            raise Wrong("missing", name, "a file", "nothing")
        if sha256(files[name]) != said["sha256"]:
            raise Wrong("altered", name, said["sha256"], sha256(files[name]))
        if len(files[name]) != said["bytes"]:
            raise Wrong("altered", MANIFEST, f"{len(files[name])} bytes", f"{said['bytes']} bytes")
    for name in files:
        if name not in listed and name not in UNLISTED:
            raise Wrong("extra", name, "nothing", "a file")


def fingerprint(pem: bytes) -> str:
    """The SHA-256 of a public key (its DER form), in hex; ValueError when it is none."""
    lines = [line.strip() for line in pem.decode("ascii").splitlines() if line.strip()]
    if len(lines) < 3 or "PUBLIC KEY" not in lines[0]:
        raise ValueError("this is not a public key in PEM")
    return sha256(base64.b64decode("".join(lines[1:-1]), validate=True))


def check_signature(
    files: Mapping[str, bytes], manifest: Mapping[str, Any], key: bytes | None
) -> None:
    """Wrong unless openssl says that the signature is this key's; Unchecked without openssl."""
    signature, pem = files.get(SIGNATURE), files[PUBLIC_KEY]
    if signature is None:
        raise Wrong("missing", SIGNATURE, "a file", "nothing")
    named = manifest["key"]["fingerprint"]
    try:
        found = fingerprint(pem)
    except ValueError:
        raise Wrong("key", PUBLIC_KEY, named, "no public key") from None
    if found != named:
        raise Wrong("key", PUBLIC_KEY, named, found)
    if key is not None and fingerprint(key) != named:
        raise Wrong("key", PUBLIC_KEY, fingerprint(key), named)
    if len(signature) != 64:
        raise Wrong("signature", SIGNATURE, "64 bytes", f"{len(signature)} bytes")
    said = by_openssl(files[MANIFEST], signature, pem)
    if not said:
        raise Wrong("signature", SIGNATURE, f"a signature by {named}", "another signature")


def by_openssl(message: bytes, signature: bytes, pem: bytes) -> bool:
    """Whether openssl finds the Ed25519 signature right; Unchecked where it cannot tell."""
    program = shutil.which("openssl")
    if program is None:
        raise Unchecked("there is no openssl on the path")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, content in (("m", message), ("s", signature), ("k", pem)):
            (place / name).write_bytes(content)
        asked = ("-verify", "-pubin", "-inkey", "k", "-rawin", "-in", "m", "-sigfile", "s")
        done = subprocess.run(
            [program, "pkeyutl", *asked], cwd=folder, capture_output=True, text=True, check=False
        )
    said = done.stdout + done.stderr
    if done.returncode == 0 and "Signature Verified Successfully" in said:
        return True
    if "Signature Verification Failure" in said:
        return False
    raise Unchecked(f"this openssl cannot check Ed25519: {said.strip()[:200]}")


# --- The chains, for who holds the facts.


def check_chains(lines: Iterable[str], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """How many facts of how many chains, and the sealing among them if it is there.

    Wrong for the first fact that does not fit its chain, or a chain that does not end as sealed.
    """
    heads = {(head["publisher"], head["key"]): head for head in manifest["chains"]}
    ends: dict[Place, End] = {}
    sealing, facts = None, 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        event = _event(line, number)
        place = event["source"].rsplit(":", 1)[-1], event["subject"]
        end = _linked(ends.get(place, (0, FIRST_HASH)), event, place)
        ends[place] = end
        facts += 1
        head = heads.get(place)
        if head and head["sequence"] == end[0] and head["hash"] != end[1].hex():
            raise Wrong("chain", _chain(place, end[0]), head["hash"], end[1].hex())
        data = event["data"]
        if data.get("dossier") == manifest["dossier"] and "digest" in data:
            if data["digest"] != manifest["digest"]:
                raise Wrong("sealing", _chain(place, end[0]), manifest["digest"], data["digest"])
            sealing = _chain(place, end[0])
    for place, head in heads.items():
        found = ends.get(place, (0, FIRST_HASH))[0]
        if found < head["sequence"]:
            raise Wrong("chain", _chain(place, found + 1), f"{head['sequence']} facts", found)
    return {"facts": facts, "chains": len(heads), "sealing": sealing}


def _event(line: str, number: int) -> dict[str, Any]:
    try:
        event: dict[str, Any] = json.loads(line)
        if isinstance(event["data"], dict) and isinstance(event["source"], str):
            int(event["sequence"])
            return event
    except (ValueError, KeyError, TypeError):
        pass
    raise Wrong("facts", f"line {number} of the facts", "a fact as exported", "something else")


def _linked(end: End, event: Mapping[str, Any], place: Place) -> End:
    """The end of a chain after one more fact."""
    sequence, before = end
    said = {name: event[name] for name in event if name not in ("hash", "prevhash")}
    digest = hashlib.sha256(before + canonical(said)).digest()
    where = _chain(place, sequence + 1)
    if int(event["sequence"]) != sequence + 1:
        raise Wrong("chain", where, sequence + 1, event["sequence"])
    if event.get("prevhash", before.hex()) != before.hex():
        raise Wrong("chain", where, before.hex(), event["prevhash"])
    if event.get("hash", digest.hex()) != digest.hex():
        raise Wrong("chain", where, event["hash"], digest.hex())
    return sequence + 1, digest


def _chain(place: Place, sequence: int) -> str:
    return f"{place[0]}/{place[1]}/{sequence}"


# --- All of it, and what is said of it.


def verify(
    path: str | Path, facts: Iterable[str] | None = None, key: bytes | None = None
) -> dict[str, Any]:
    """The answer for a dossier: {ok, checked, first_wrong, ...}; OSError when it cannot be read.

    `facts` are lines of exported facts, `key` a public key in PEM that was had from elsewhere.
    """
    checked = {"files": 0, "signature": False, "facts": 0, "chains": 0}
    answer: dict[str, Any] = {"ok": False, "checked": checked}
    answer |= {"first_wrong": None, "unchecked": None}
    try:
        _verify(Path(path), facts, key, answer)
    except Wrong as wrong:
        answer["first_wrong"] = wrong.said
    except Unchecked as why:
        answer["unchecked"] = str(why)
    else:
        answer["ok"] = True
    return answer


def _verify(
    path: Path, facts: Iterable[str] | None, key: bytes | None, answer: dict[str, Any]
) -> None:
    checked = answer["checked"]
    data = None if path.is_dir() else _bytes_of(path)
    files = dict(folder_files(path) if data is None else unpacked(data))
    manifest = _manifest_and_files(data, files)
    checked["files"] = len(files)
    answer["manifest"] = manifest
    if facts is not None:
        found = check_chains(facts, manifest)
        checked["facts"], checked["chains"] = found["facts"], found["chains"]
        answer["sealing"] = found["sealing"]
    check_signature(files, manifest, key)
    checked["signature"] = True


def _manifest_and_files(data: bytes | None, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest, once all files and the archive around them are as it says."""
    manifest = read_manifest(files)
    check_files(files, manifest["files"])
    if sha256(files[FIGURES]) != manifest["digest"]:
        raise Wrong("digest", FIGURES, manifest["digest"], sha256(files[FIGURES]))
    if data is not None:
        check_form(data, files)
    return manifest


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise Wrong("archive", str(path), f"at most {MOST_BYTES} bytes", path.stat().st_size)
    data = path.read_bytes()
    if data[:2] != b"PK":
        raise Wrong("archive", "archive, byte 0", "a dossier (ZIP)", "another kind of file")
    return data


def folder_files(folder: Path) -> list[tuple[str, bytes]]:
    """The (name, bytes) of an unpacked dossier."""
    return [
        (one.relative_to(folder).as_posix(), one.read_bytes())
        for one in sorted(folder.rglob("*"))
        if one.is_file() and not any(part in NOT_OURS for part in one.relative_to(folder).parts)
    ]


def told(answer: Mapping[str, Any]) -> list[str]:
    """The answer in lines for people."""
    wrong = answer["first_wrong"]
    if wrong:
        return [
            f"WRONG: {wrong['what']}: {wrong['where']}",
            f"  expected: {wrong['expected']}",
            f"  found:    {wrong['found']}",
        ]
    manifest, count = answer["manifest"], answer["checked"]["files"]
    lines = [
        f"School {manifest['school']['code']} {manifest['school']['name']}, school year "
        f"{manifest['schoolYear']}, as of {manifest['asOf']}.",
        f"All {count} files are as they were sealed; digest {manifest['digest']}.",
    ]
    if answer["checked"]["facts"]:
        checked = answer["checked"]
        lines.append(
            f"{checked['facts']} facts fit; {checked['chains']} chains reach the sealed heads."
        )
        where = answer["sealing"] or "not in this file (it may be of an earlier day)"
        lines.append(f"The sealing itself: {where}.")
    if answer["unchecked"]:
        lines.append(f"THE SIGNATURE IS NOT CHECKED: {answer['unchecked']}.")
        lines.append("Install openssl 3.0 or newer, and run this again.")
    else:
        lines.append(f"The signature is right, by key {manifest['key']['fingerprint']}.")
        lines.append("Compare that fingerprint with the one on paper, or give the key by --key.")
    return lines


def exit_code(answer: Mapping[str, Any]) -> int:
    """0 when all holds, 1 when something does not, 3 when the signature could not be checked."""
    if answer["first_wrong"]:
        return 1
    return 3 if answer["unchecked"] else 0


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    asked = argparse.ArgumentParser(description="Check a sealed dossier.")
    asked.add_argument("dossier", nargs="?", default=str(Path(__file__).resolve().parent))
    asked.add_argument("--facts", help="what `aantoonbaar export facts` writes: checks the chains")
    asked.add_argument("--key", help="the public key (PEM) that the dossier must be sealed with")
    asked.add_argument("--json", action="store_true", help="one JSON object")
    given = asked.parse_args(arguments)
    try:
        key = Path(given.key).read_bytes() if given.key else None
        if key is not None:
            fingerprint(key)
        facts = Path(given.facts).read_text(encoding="utf-8").splitlines() if given.facts else None
        answer = verify(given.dossier, facts, key)
    except (OSError, ValueError) as error:
        print(f"This cannot be read: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps({name: said for name, said in answer.items() if name != "manifest"}))
    else:
        print("\n".join(told(answer)))
    return exit_code(answer)


if __name__ == "__main__":
    sys.exit(main())
