"""A catalogue as a board delivers it: CSV from a spreadsheet, or JSON from a program.

Each row is checked by itself; what does not fit is refused with its line, and the others go on.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ConfigDict, Field, ValidationError

from services.enrolment.decide.catalogue import OfferModule, RefusedRow
from services.enrolment.serve.bodies import Shape, StudyHours, Text
from services.enrolment.translate.tables import column, read_table
from shared.chassis.errors import Finding, Invalid
from shared.chassis.problems import findings_of
from shared.contracts.codes import ModuleForm, ModuleLevel, Theme
from shared.contracts.enrolment import Titles, Version
from shared.contracts.fact import Count, Flag
from shared.contracts.identifiers import ModuleCode
from shared.contracts.moments import Day

MOST_ROWS = 2_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "module": ("MODULE", "CODE"),
    "version": ("VERSION", "VERSIE"),
    "theme": ("THEME", "THEMA"),
    "title_nl": ("TITLE NL", "TITEL", "TITLE"),
    "title_en": ("TITLE EN", "TITEL EN"),
    "studyHours": ("STUDY HOURS", "STUDIE UREN", "STUDIEUREN"),
    "practiceLessons": ("PRACTICE LESSONS", "OEFENLESSEN"),
    "form": ("FORM", "VORM"),
    "level": ("LEVEL", "NIVEAU"),
    "sample": ("SAMPLE", "VOORBEELD"),
    "validFrom": ("VALID FROM", "GELDIG VANAF"),
}
NEEDED = ("module", "theme", "title_nl", "studyHours", "form")
TRUE = {"true", "1", "yes", "ja"}


class BothTitles(Shape):
    """A module's title in both languages."""

    nl: Text
    en: Text


class ModuleRow(Shape):
    """One module as a row or an object says it."""

    model_config = ConfigDict(str_strip_whitespace=True)
    module: ModuleCode
    version: Version | None = None
    theme: Theme
    titles: BothTitles
    study_hours: StudyHours
    practice_lessons: Count = 0
    form: ModuleForm
    level: ModuleLevel = "all"
    sample: Flag = False
    valid_from: Day | None = None


class ModuleRows(Shape):
    """A JSON delivery: a list of modules under one name."""

    modules: list[dict[str, Any]] = Field(max_length=MOST_ROWS)


def read_csv(
    raw: bytes, occurred_at: str, valid_from: str
) -> tuple[list[OfferModule], list[RefusedRow]]:
    """The modules in a CSV file, and the rows that are refused; Invalid for no such file."""
    table = read_table(raw)
    places = {field: column(table.header, *names) for field, names in COLUMNS.items()}
    missing = [COLUMNS[field][0] for field in NEEDED if places[field] is None]
    if missing:
        raise Invalid([_missing(name) for name in missing])
    if len(table.rows) > MOST_ROWS:
        raise Invalid([_too_many(len(table.rows))])
    rows = (
        (line, _from_cells({f: _cell(cells, at) for f, at in places.items()}))
        for line, cells in table.rows
    )
    return _checked(rows, occurred_at, valid_from)


def read_json(
    raw: bytes, occurred_at: str, valid_from: str
) -> tuple[list[OfferModule], list[RefusedRow]]:
    """The modules in `{"modules": [...]}`; a row's line is its place in the list, from 1."""
    try:
        delivered = ModuleRows.model_validate(json.loads(raw))
    except ValidationError as wrong:
        raise Invalid(findings_of(list(wrong.errors()), "/body")) from wrong
    except ValueError as wrong:
        raise Invalid([_not_json(wrong)]) from wrong
    return _checked(enumerate(delivered.modules, start=1), occurred_at, valid_from)


def _checked(
    rows: Iterable[tuple[int, Mapping[str, Any]]], occurred_at: str, valid_from: str
) -> tuple[list[OfferModule], list[RefusedRow]]:
    found: list[OfferModule] = []
    refused: list[RefusedRow] = []
    for line, given in rows:
        try:
            row = ModuleRow.model_validate(given)
        except ValidationError as wrong:
            refused.append(_refused(line, given, wrong))
            continue
        found.append(_offered(line, row, occurred_at, valid_from))
    return found, refused


def _offered(line: int, row: ModuleRow, occurred_at: str, valid_from: str) -> OfferModule:
    return OfferModule(
        occurred_at=occurred_at,
        line=line,
        module=row.module,
        version=row.version,
        theme=row.theme,
        titles=Titles(nl=row.titles.nl, en=row.titles.en),
        study_hours=row.study_hours,
        practice_lessons=row.practice_lessons,
        form=row.form,
        level=row.level,
        sample=row.sample,
        valid_from=row.valid_from or valid_from,
    )


def _cell(cells: tuple[str, ...], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _from_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """A row's texts as the values they stand for; what cannot be one stays a text, and fails."""
    said = {field: text for field, text in cells.items() if text}
    dutch = said.pop("title_nl", "")
    row: dict[str, Any] = {**said, "titles": {"nl": dutch, "en": said.pop("title_en", dutch)}}
    row.pop("title_en", None)
    for field in ("version", "practiceLessons"):
        if row.get(field, "").isdecimal():
            row[field] = int(row[field])
    if "studyHours" in row:
        row["studyHours"] = _number(row["studyHours"])
    if "sample" in row:
        row["sample"] = row["sample"].lower() in TRUE
    return row


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))  # Dutch spreadsheets write 12,5
    except ValueError:
        return text


def _refused(line: int, given: Mapping[str, Any], wrong: ValidationError) -> RefusedRow:
    findings = findings_of(list(wrong.errors()))
    module = given.get("module")
    return RefusedRow(
        line,
        module if isinstance(module, str) else None,
        findings[0].code,
        (
            "; ".join(f"{found.pointer[1:]}: {found.words[0]}" for found in findings),
            "; ".join(f"{found.pointer[1:]}: {found.words[1]}" for found in findings),
        ),
    )


def _missing(name: str) -> Finding:
    plain = name.lower().replace(" ", "_")
    return Finding(
        "/body",
        "missing-column",
        (f"De kolom {plain} ontbreekt.", f"The column {plain} is missing."),
    )


def _too_many(rows: int) -> Finding:
    return Finding(
        "/body",
        "too-many-rows",
        (
            f"{rows} regels; ten hoogste {MOST_ROWS} tegelijk.",
            f"{rows} rows; at most {MOST_ROWS} at once.",
        ),
    )


def _not_json(wrong: ValueError) -> Finding:
    return Finding(
        "/body", "json-invalid", ("Dit is geen geldige JSON.", f"No valid JSON: {wrong}")
    )
