#!/usr/bin/env python3
"""Check a sealed dossier: python3 verify.py [DOSSIER.zip or folder] [--facts FILE] [--key FILE].

Needs nothing but Python 3.9 or newer, and for the signature an openssl (3.0 or newer) on the path.
Without a name it checks the folder in which it stands. It speaks Dutch, or English with --english.
What is checked, in this order: the manifest against itself, that every file is there and no other,
each file's hash, the digest of the figures, every byte of the sealed archive around them (of files
that another program packed again it is said that they were); with --facts (what `aantoonbaar export
facts` writes) the chains up to the heads that the manifest names; with --key that it was sealed
with that key; and the signature.

Exit code: 0 all of it holds; 1 something does not, and the first of it is named; 2 wrong use;
3 all else holds, but the signature could not be checked, because there is no openssl that can.

The file stands alone on purpose, and so is longer than others: whoever gets a dossier gets all of
this, and nothing else.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import lzma
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
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
NOT_OURS = ("__pycache__", "__MACOSX", ".DS_Store", "Thumbs.db")  # what machines leave
AS_SEALED, PACKED_ANEW, FOLDER = "as-sealed", "packed-anew", "folder"
_OTHER_ERRORS = (OSError, ValueError, struct.error, lzma.LZMAError)  # of what was damaged


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


def repacked(data: bytes) -> list[tuple[str, bytes]] | None:
    """The (name, bytes) of a ZIP that another program made; None for the sealed form, or no ZIP.

    A program writes every header in its own way, so most of them differ; where only some do, it is
    the sealed archive, altered. Wrong for the first file that cannot be unpacked, or stands twice.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            listed = [one for one in opened.infolist() if not one.is_dir()]
            other = sum(_is_of_another(data, one) for one in listed)
            return _all_of(opened, listed) if 2 * other > len(listed) else None
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError):
        return None


def _is_of_another(data: bytes, listed: zipfile.ZipInfo) -> bool:
    """Whether the header of a file is whole, but not as we write it."""
    start = listed.header_offset
    head = data[start : start + _LOCAL.size]
    if len(head) < _LOCAL.size or head[:4] != b"PK\3\4":
        return False
    fields = _LOCAL.unpack(head)
    return (*fields[1:6], fields[10]) != (_NEEDS, _UTF8, 0, 0, _DATE, 0)


def _all_of(opened: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> list[tuple[str, bytes]]:
    """All files, without a folder that they share and what machines leave."""
    size = sum(one.file_size for one in listed)
    if size > MOST_BYTES:
        raise Wrong("archive", "archive, unpacked", f"at most {MOST_BYTES} bytes", size)
    files: dict[str, bytes] = {}
    folder = _shared_folder([one.filename for one in listed])
    for one in listed:
        name = one.filename[len(folder) :]
        if any(part in NOT_OURS for part in name.split("/")):
            continue
        if name in files:
            raise Wrong("extra", name, "one file of this name", "two")
        try:
            files[name] = opened.read(one)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, *_OTHER_ERRORS) as error:
            raise Wrong("altered", name, "what can be unpacked", error) from None
    return sorted(files.items())


def _shared_folder(names: list[str]) -> str:
    """The folder in which all of it stands, with its slash; empty when there is none."""
    ours = [name for name in names if not any(part in NOT_OURS for part in name.split("/"))]
    first = ours[0].partition("/")[0] + "/" if ours else ""
    return first if ours and all(name.startswith(first) for name in ours) else ""


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
    answer |= {"first_wrong": None, "unchecked": None, "container": None}
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
    files, sealed, answer["container"] = opened(path)
    manifest = _manifest_and_files(sealed, files)
    checked["files"] = len(files)
    answer["manifest"] = manifest
    if facts is not None:
        found = check_chains(facts, manifest)
        checked["facts"], checked["chains"] = found["facts"], found["chains"]
        answer["sealing"] = found["sealing"]
    check_signature(files, manifest, key)
    checked["signature"] = True


def opened(path: Path) -> tuple[dict[str, bytes], bytes | None, str]:
    """The files by name, the bytes of the archive when that must be as sealed, and its kind."""
    if path.is_dir():
        return dict(folder_files(path)), None, FOLDER
    data = _bytes_of(path)
    anew = repacked(data)
    if anew is not None:
        return dict(anew), None, PACKED_ANEW
    return dict(unpacked(data)), data, AS_SEALED


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


def told(answer: Mapping[str, Any], *, english: bool = False) -> list[str]:
    """The answer in lines for people, in Dutch or in English."""
    wrong = answer["first_wrong"]
    say = _in_english if english else _in_dutch
    if wrong:
        return say("wrong", **(wrong if english else _wrong_in_dutch(wrong)))
    manifest, checked = answer["manifest"], answer["checked"]
    lines = say("holds", **manifest["school"], **_plain(manifest), count=checked["files"])
    if answer["container"] == PACKED_ANEW:
        lines += say("packed-anew")
    if checked["facts"]:
        lines += say("facts", facts=checked["facts"], chains=checked["chains"])
        lines += say("sealing", where=answer["sealing"]) if answer["sealing"] else say("no-sealing")
    if answer["unchecked"]:
        why = answer["unchecked"]
        lines += say("unchecked", why=why if english else _value_in_dutch(why))
    else:
        lines += say("signature", fingerprint=manifest["key"]["fingerprint"])
    return lines


def _plain(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {name: manifest.get(name) for name in ("schoolYear", "asOf", "digest", "sealedAt")}


# What is said: (Dutch, English), one line each.
_LINES: dict[str, tuple[str, str]] = {
    "wrong": (
        "NIET GOED: {what}: {where}\n  verwacht: {expected}\n  gevonden: {found}",
        "WRONG: {what}: {where}\n  expected: {expected}\n  found:    {found}",
    ),
    "holds": (
        "School {code} {name}, schooljaar {schoolYear}, stand {asOf}.\n"
        "Alle {count} bestanden zijn zoals ze zijn verzegeld; digest {digest}.\n"
        "Verzegeld op {sealedAt}, volgens de klok van de dienst die verzegelde.",
        "School {code} {name}, school year {schoolYear}, as of {asOf}.\n"
        "All {count} files are as they were sealed; digest {digest}.\n"
        "Sealed at {sealedAt}, by the clock of the service that sealed.",
    ),
    "packed-anew": (
        "Let op: het ZIP-bestand zelf is niet het verzegelde: de bestanden zijn opnieuw ingepakt.",
        "Mind: the ZIP itself is not the one that was sealed: the files were packed again.",
    ),
    "facts": (
        "{facts} feiten sluiten aan; {chains} ketens reiken tot waar is verzegeld.",
        "{facts} facts fit; {chains} chains reach the sealed heads.",
    ),
    "sealing": ("De verzegeling zelf: {where}.", "The sealing itself: {where}."),
    "no-sealing": (
        "De verzegeling zelf: niet in dit bestand (het kan van een eerdere dag zijn).",
        "The sealing itself: not in this file (it may be of an earlier day).",
    ),
    "unchecked": (
        "DE HANDTEKENING IS NIET GECONTROLEERD: {why}.\n"
        "Installeer openssl 3.0 of nieuwer, en doe dit nog eens.",
        "THE SIGNATURE IS NOT CHECKED: {why}.\nInstall openssl 3.0 or newer, and run this again.",
    ),
    "signature": (
        "De handtekening klopt, met sleutel {fingerprint}.\n"
        "Vergelijk die vingerafdruk met die op papier, of geef de sleutel met --key.",
        "The signature is right, by key {fingerprint}.\n"
        "Compare that fingerprint with the one on paper, or give the key by --key.",
    ),
    "unreadable": ("Dit is niet te lezen: {error}", "This cannot be read: {error}"),
}
_WHAT = {
    "altered": "gewijzigd",
    "missing": "ontbreekt",
    "extra": "hoort er niet bij",
    "archive": "het ZIP-bestand",
    "format": "onbekende vorm",
    "digest": "het digest klopt niet",
    "key": "een andere sleutel",
    "signature": "de handtekening klopt niet",
    "chain": "de keten klopt niet",
    "sealing": "de verzegeling klopt niet",
    "facts": "de feiten",
    "figure": "een cijfer klopt niet",
}
_VALUES = {
    "a file": "een bestand",
    "nothing": "niets",
    "canonical JSON": "canonieke JSON",
    "JSON in another form": "JSON in een andere vorm",
    "something else": "iets anders",
    "other bytes": "andere bytes",
    "the bytes of its checksum": "de bytes van zijn controlegetal",
    "the end": "het einde",
    "no public key": "geen openbare sleutel",
    "another signature": "een andere handtekening",
    "a fact as exported": "een feit zoals het is geëxporteerd",
    "the header of a file": "de kop van een bestand",
    "a file, or the list of files": "een bestand, of de lijst van bestanden",
    "a dossier (ZIP)": "een dossier (ZIP)",
    "another kind of file": "een ander soort bestand",
    "one file of this name": "één bestand met deze naam",
    "two": "twee",
    "what can be unpacked": "wat uit te pakken is",
    "a manifest without what it must have": "een manifest zonder wat erin moet staan",
    "there is no openssl on the path": "er is geen openssl op het pad",
}
_PARTS = (
    ("archive, byte", "byte"), ("header of", "kop van"), ("list of files, at", "lijst, bij"),
    ("its end", "het einde"), (" after ", " na "), ("line ", "regel "),
    (" of the facts", " van de feiten"),
)  # fmt: skip


def _in_dutch(line: str, /, **values: Any) -> list[str]:
    return _LINES[line][0].format(**values).split("\n")


def _in_english(line: str, /, **values: Any) -> list[str]:
    return _LINES[line][1].format(**values).split("\n")


def _wrong_in_dutch(wrong: Mapping[str, str]) -> dict[str, str]:
    where = wrong["where"]
    if where.startswith(("archive, byte", "line ")):  # any other place is the name of a file
        for english, dutch in _PARTS:
            where = where.replace(english, dutch)
    what = _WHAT.get(wrong["what"], wrong["what"])
    values = {name: _value_in_dutch(wrong[name]) for name in ("expected", "found")}
    return {"what": what, "where": where, **values}


def _value_in_dutch(said: str) -> str:
    old = "this openssl cannot check Ed25519"
    return _VALUES.get(said, said.replace(old, "deze openssl kan Ed25519 niet controleren"))


def exit_code(answer: Mapping[str, Any]) -> int:
    """0 when all holds, 1 when something does not, 3 when the signature could not be checked."""
    if answer["first_wrong"]:
        return 1
    return 3 if answer["unchecked"] else 0


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    asked = argparse.ArgumentParser(
        description="Controleert een verzegeld dossier. / Check a sealed dossier."
    )
    asked.add_argument("dossier", nargs="?", default=str(Path(__file__).resolve().parent))
    asked.add_argument("--facts", help="feiten van `aantoonbaar export facts`: checks the chains")
    asked.add_argument("--key", help="de sleutel die het moet zijn / the key it must be (PEM)")
    asked.add_argument("--english", action="store_true", help="say it in English")
    asked.add_argument("--json", action="store_true", help="één JSON-object / one JSON object")
    given = asked.parse_args(arguments)
    try:
        key = Path(given.key).read_bytes() if given.key else None
        if key is not None:
            fingerprint(key)
        facts = Path(given.facts).read_text(encoding="utf-8").splitlines() if given.facts else None
        answer = verify(given.dossier, facts, key)
    except (OSError, ValueError) as error:
        say = _in_english if given.english else _in_dutch
        print(*say("unreadable", error=error), file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps({name: said for name, said in answer.items() if name != "manifest"}))
    else:
        print("\n".join(told(answer, english=given.english)))
    return exit_code(answer)


if __name__ == "__main__":
    sys.exit(main())
