"""Figures as rows, in the one form that API, export, dossier and `fold` share."""

from typing import Any

from services.evidence.figures.derive import Scope
from services.evidence.figures.figure import Result

Row = dict[str, Any]


def row(scope: Scope, theme: str | None, name: str, result: Result) -> Row:
    """One figure: where and when, its value and n, what stands beside it, or why it is hidden."""
    made: Row = {
        "figure": name,
        "board": scope.board,
        "school": scope.school,
        "schoolYear": scope.year.name,
        "theme": theme,
        "value": result.value,
        "n": result.n,
    }
    if result.reason is not None:
        return {**made, "value": None, "n": None, "suppressed": result.reason}
    if isinstance(result.value, dict):
        made["value"] = {str(key): value for key, value in result.value.items()}
    return {**made, **result.beside}


def order(made: Row) -> tuple[Any, ...]:
    """Rows are sorted by school (null first), board, year, theme (null first), figure."""
    return (
        made["school"] or "",
        made["board"],
        made["schoolYear"],
        made["theme"] or "",
        made["figure"],
    )
