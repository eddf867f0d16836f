"""Charts for paper as places on a scale, in per cents; the template draws lines and dots there."""

from collections.abc import Sequence
from typing import Any

from services.evidence.pages.draw.axis import Axis, axis_for
from services.evidence.pages.say import growth
from services.evidence.pages.say.growth import Line
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.stood import short_day, stood_on
from services.evidence.pages.speech import speech
from services.evidence.pages.words.labels import PULSE

NL = speech("nl")
LOWEST, HIGHEST = 1, 5
Chart = dict[str, Any]


def growth_axis(rows: Rows, themes: Sequence[str], names: Sequence[str]) -> Axis:
    """One scale for these figures of all themes, so that they can be laid side by side."""
    found = [rows.shown(theme, name) for theme in themes for name in names]
    ends = [end for row in found if row for end in row.get("interval") or [row["value"]]]
    return axis_for(ends, 0, 100)


def growth_chart(rows: Rows, theme: str, name: str, axis: Axis, k: int) -> Chart | None:
    """Growth per perspective, and of colleagues who did not take part; None without any."""
    lines = growth.of_theme(rows, theme, NL, k, others=True)
    if all(line.value is None for line in lines):
        return None
    said = "; ".join(f"{_named(line)}: {line.said.striptags()}" for line in lines)
    return {
        "alt": f"Groei bij {name}, op een schaal van 1 tot 4. {said}.",
        "ticks": [{"at": axis.x(tick), "label": NL.signed(tick, 1)} for tick in axis.ticks],
        "zero": axis.x(0),
        "rows": [_line(line, axis) for line in lines],
    }


def growth_mark(rows: Rows, theme: str, axis: Axis) -> Chart | None:
    """The growth that observers saw, as one dot with its interval, for a table."""
    row = rows.shown(theme, "growth.observer")
    if row is None:
        return None
    low, high = row.get("interval") or (row["value"], row["value"])
    return {
        "zero": axis.x(0),
        "low": axis.x(low),
        "at": axis.x(row["value"]),
        "high": axis.x(high),
        "value": NL.signed(row["value"]),
        "stood": f"stand {short_day(stood)}" if (stood := stood_on(row)) else None,
    }


def pulse_chart(years: Sequence[tuple[str, Rows]]) -> Chart | None:
    """The last pulse of each year, per question; None when none is shown."""
    found = []
    for item, (name, _) in PULSE.items():
        for number, (year, rows) in enumerate(years):
            row = rows.shown(None, f"pulse.{item}")
            if row is not None:
                found.append(_answer(str(name), year, row, first=number == 0))
    if not found:
        return None
    alt = "; ".join(f"{one['label']} {one['year']}: {one['said']}" for one in found)
    ticks = [{"at": _at(tick), "label": str(tick)} for tick in range(LOWEST, HIGHEST + 1)]
    return {
        "alt": f"De puls, op een schaal van 1 tot 5. {alt}.",
        "ticks": ticks,
        "zero": None,
        "rows": found,
    }


def _named(line: Line) -> str:
    return f"{line.label} die niet meededen" if line.other else line.label


def _line(line: Line, axis: Axis) -> dict[str, Any]:
    return {
        "label": NL.capital(line.label) if not line.other else line.label,
        "shape": "other" if line.other else line.shape,
        "at": axis.x(line.value) if line.value is not None else None,
        "low": axis.x(line.low) if line.low is not None else None,
        "high": axis.x(line.high) if line.high is not None else None,
        "said": str((line.bare or line.beside).striptags()),
        "year": f"stand {line.stood}" if line.stood else "",
    }


def _answer(label: str, year: str, row: Row, *, first: bool) -> dict[str, Any]:
    low, high = row.get("interval") or (None, None)
    between = str(growth.between(row, NL, 1).striptags())
    return {
        "label": label,
        "year": year,
        "shape": "observer" if first else "self",
        "at": _at(row["value"]),
        "low": _at(low) if low is not None else None,
        "high": _at(high) if high is not None else None,
        "said": f"{NL.number(row['value'], 1)} {between}, {row['n']} antwoorden",
    }


def _at(value: float) -> float:
    inside = min(max(value, LOWEST), HIGHEST)
    return round((inside - LOWEST) / (HIGHEST - LOWEST) * 100, 1)
