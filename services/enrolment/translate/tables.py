"""Reading CSV files as people and offices make them: any of their encodings and separators.

Register and spreadsheet files come as Windows-1252 or as UTF-8 with a byte order mark, with
semicolons or commas, quoted or not, an empty cell as one blank.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from shared.chassis.errors import Finding, Invalid

DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Table:
    """A file's header and its rows, each with the number of its last line; cells are stripped."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    delimiter: str


def read_table(raw: bytes) -> Table:
    """The table in a CSV file; Invalid when it is none."""
    text, encoding = _decoded(raw)
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    lines = _lines(text, delimiter)
    header = next(lines, None)
    if header is None:
        raise Invalid([_not_a_table("de inhoud is leeg", "it is empty")])
    return Table(header[1], tuple(row for row in lines if any(row[1])), encoding, delimiter)


def column(header: tuple[str, ...], *names: str) -> int | None:
    """Where the first of these names stands in a header, however it is written."""
    known = [_plain(cell) for cell in header]
    return next((known.index(name) for name in names if name in known), None)


def _plain(cell: str) -> str:
    return " ".join(cell.upper().replace("_", " ").replace("-", " ").split())


def _decoded(raw: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid([_not_a_table("de tekens zijn onleesbaar", "its characters cannot be read")])


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, tuple(cell.strip() for cell in cells)
    except csv.Error as wrong:
        told = f"{wrong} (line {reader.line_num})"
        raise Invalid([_not_a_table(told, told)]) from wrong


def _not_a_table(dutch: str, english: str) -> Finding:
    return Finding(
        "/body",
        "not-a-table",
        (f"Dit bestand is geen CSV: {dutch}.", f"This file is no CSV: {english}."),
    )
