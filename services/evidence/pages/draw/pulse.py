"""The pulse over the years: a mean with its interval per year, on a scale from 1 to 5."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evidence.pages.say.rows import Row

LEFT, RIGHT = 22.0, 206.0
TOP, BOTTOM = 12.0, 100.0
LOWEST, HIGHEST = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Point:
    """One year's wave."""

    label: str
    x: float
    y: float
    top: float
    bottom: float
    value: float
    last: bool


def height(value: float) -> float:
    """Where a value from 1 to 5 stands."""
    share = (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def points(rows: Sequence[Row]) -> list[Point]:
    """The years that have a value, oldest first, from left to right."""
    step = (RIGHT - LEFT) / max(len(rows) - 1, 1)
    found = []
    for place, row in enumerate(rows):
        low, high = row.get("interval") or (row["value"], row["value"])
        x = round(LEFT + place * step, 1) if len(rows) > 1 else RIGHT
        label = f"{row['schoolYear'][2:4]}-{row['schoolYear'][7:9]}"
        last = place == len(rows) - 1
        found.append(
            Point(label, x, height(row["value"]), height(high), height(low), row["value"], last)
        )
    return found
