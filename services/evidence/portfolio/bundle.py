"""A portfolio as one ZIP that its owner takes along: tables, certificates, texts, and what is what.

Everything is plain JSON, CSV (UTF-8, commas) and text, so that it can be read without us.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from services.evidence.portfolio.summary import Fact, name_of, retracted, was_taken_back
from shared.contracts.moments import day_of

TIMELINE_COLUMNS = (
    "day",
    "type",
    "board",
    "school",
    "theme",
    "module",
    "minutes",
    "studyHours",
    "retracted",
    "occurredAt",
    "recordedAt",
    "id",
    "data",
)
READ_ME = Path(__file__).parent / "readme"
TEXTS = "texts.json"
MISSING = "MISSING-ONTBREEKT.txt"
_NO_TEXTS = """Je eigen teksten ontbreken in dit bestand: de dienst die ze bewaart, antwoordde niet.
Er is niets verloren. Download je portfolio later nog eens.

Your own texts are missing from this file: the service that keeps them did not answer.
Nothing is lost. Download your portfolio again later.
"""


def bundle(
    told: Mapping[str, Any],
    facts: Sequence[Fact],
    certificates: Mapping[str, tuple[Mapping[str, Any], str]],
    texts: Mapping[str, Any] | None,
    at: datetime,
) -> bytes:
    """The ZIP: what the portfolio tells, its timeline, per certificate credential and JWS, texts.

    Texts are None when they could not be had; the ZIP says so then, in a file of its own.
    """
    files = {
        **{file.name: file.read_bytes() for file in sorted(READ_ME.iterdir())},
        "portfolio.json": _json(told),
        "timeline.json": _json(list(facts)),
        "timeline.csv": timeline_csv(facts),
    }
    for certificate, (credential, token) in certificates.items():
        files[f"certificates/{certificate}.json"] = _json(credential)
        files[f"certificates/{certificate}.jwt"] = token.encode()
    if texts is None:
        files[MISSING] = _NO_TEXTS.encode()
    else:
        files[TEXTS] = _json(texts)
    return _zipped(files, at)


def timeline_csv(facts: Sequence[Fact]) -> bytes:
    """The timeline as a table; `data` holds all that the fact says, as JSON."""
    gone = retracted(facts)
    out = io.StringIO()
    rows = csv.DictWriter(out, TIMELINE_COLUMNS)
    rows.writeheader()
    for fact in facts:
        rows.writerow(_row(fact, gone))
    return out.getvalue().encode()


def _row(fact: Fact, gone: frozenset[str]) -> Mapping[str, Any]:
    data = fact["data"]
    told = {name: data.get(name, "") for name in ("theme", "module", "minutes", "studyHours")}
    return {
        **told,
        "day": day_of(fact["occurredAt"]).isoformat(),
        "type": name_of(fact),
        "board": fact["board"],
        "school": fact["school"],
        "retracted": "yes" if was_taken_back(fact, gone) else "no",
        "occurredAt": fact["occurredAt"],
        "recordedAt": fact["recordedAt"],
        "id": fact["id"],
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
    }


def _json(found: Any) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
    return out.getvalue()
