"""A dossier's files, and the one ZIP that holds them."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.evidence.dossier import verify
from services.evidence.dossier.contents import Contents
from services.evidence.dossier.dictionary import data_dictionary, dictionary_in_words
from services.evidence.dossier.manifest import Sealing, manifest_of
from services.evidence.dossier.signing import SigningKey
from services.evidence.figures.rows import Row
from shared.chassis.canonical import canonical

PDF, README, SUMS = "dossier.pdf", "LEES-MIJ.md", "SHA256SUMS"
FIGURES_CSV, GAPS_CSV, GOALS_CSV = "figures.csv", "gaps.csv", "goals.csv"
VERIFIER = "verify.py"

_HERE = Path(__file__).parent
_FIRST = ("schoolYear", "theme", "figure", "value", "n", "suppressed")
_GAP_COLUMNS = ("theme", "kind", "people", "lastDate", "missed")
_GOAL_COLUMNS = (
    "schoolYear", "theme", "goal", "indicator", "target", "setOn", "dueOn", "evaluatedOn",
    "outcome", "decision", "withdrawnOn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Archive:
    """A sealed dossier: its bytes, and the manifest in it."""

    raw: bytes
    manifest: Mapping[str, Any]


def files_of(contents: Contents, pdf: bytes, public_pem: bytes) -> dict[str, bytes]:
    """Every file of a dossier but the manifest and its signature, by name."""
    said = contents.said
    files = {
        PDF: pdf,
        README: (_HERE / README).read_bytes(),
        "data-dictionary.json": canonical(data_dictionary(said)),
        "data-dictionary.md": dictionary_in_words(said).encode(),
        verify.FIGURES: contents.raw,
        FIGURES_CSV: _figures(said),
        GAPS_CSV: _table(_GAP_COLUMNS, said["gaps"]),
        GOALS_CSV: _table(_GOAL_COLUMNS, map(_evaluated, said["goals"])),
        verify.PUBLIC_KEY: public_pem,
        VERIFIER: (_HERE / VERIFIER).read_bytes(),
    }
    return {**files, SUMS: _sums(files)}


def _sums(files: Mapping[str, bytes]) -> bytes:
    """The hash of each file, as `sha256sum --check` reads it."""
    return "".join(f"{verify.sha256(files[name])}  {name}\n" for name in sorted(files)).encode()


def sealed(contents: Contents, sealing: Sealing, pdf: bytes, key: SigningKey) -> Archive:
    """The dossier as one ZIP: the same every time for the same contents, sealing, PDF and key."""
    files = files_of(contents, pdf, key.public_pem)
    manifest = manifest_of(contents, sealing, files)
    raw = canonical(manifest)
    files |= {verify.MANIFEST: raw, verify.SIGNATURE: key.sign(raw)}
    return Archive(verify.archived(files), manifest)


def file_in(archive: bytes, name: str) -> bytes:
    """One file of a sealed dossier; KeyError when it has none of that name."""
    return dict(verify.unpacked(archive))[name]


def _figures(said: Mapping[str, Any]) -> bytes:
    """All figures, of this year and of the years before it, one a line."""
    years = [(said["schoolYear"], said["figures"])]
    years += [(one["schoolYear"], one["figures"]) for one in said["earlierYears"]]
    rows = [{"schoolYear": year, **row} for year, figures in years for row in figures]
    beside = sorted({name for row in rows for name in row} - set(_FIRST))
    return _table((*_FIRST, *beside), rows)


def _evaluated(goal: Row) -> Row:
    last: Mapping[str, Any] = (goal["evaluations"] or [{}])[-1]
    beside = {"outcome": last.get("outcome"), "decision": last.get("decision")}
    return {**goal, "evaluatedOn": last.get("on"), **beside}


def _table(columns: Sequence[str], rows: Any) -> bytes:
    """CSV after RFC 4180, in UTF-8 with its mark so that spreadsheets read it as such."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(columns)
    for row in rows:
        lines.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _cell(said: Any) -> str:
    if said is None:
        return ""
    if isinstance(said, str):
        return said
    return json.dumps(said, ensure_ascii=False, sort_keys=True)  # numbers, true, lists, objects
