"""The table of published figures, and what a demo shows beside each of them."""

import inspect
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cli.demo import planned
from demo.options import Options
from tests.unit.demo import measures_of_lessons, measures_of_people
from tests.unit.demo.measures_of_people import Measure
from tests.unit.demo.told import Year

TABLE = Path(__file__).with_name("realism.toml")
# Large schools for what is rare, small ones for what depends on size.
MEASURED = tuple(
    Options(boards=2, schools=10, teachers=teachers, seed=seed)
    for seed, teachers in ((1, 60), (2, 60), (3, 60), (4, 20), (5, 20))
)
SPOILED = Options(boards=2, schools=5, teachers=60)


@dataclass(frozen=True)
class Published:
    """One row: what it says, the range, where it stands, and what would break it."""

    says: str
    within: tuple[float, float]
    source: str
    mark: str
    spoil: Mapping[str, Any]


def table() -> dict[str, Published]:
    """The rows by the name of their measure."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {name: Published(**row) for name, row in rows.items()}


def measures() -> dict[str, Measure]:
    """Everything that can be measured, by name."""
    return {
        name: found
        for module in (measures_of_lessons, measures_of_people)
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if inspect.signature(found).return_annotation == list[float] and name[0] != "_"
    }


@cache
def years() -> list[Year]:
    """The demo years that are measured."""
    return [Year(planned(options)) for options in MEASURED]


def lines() -> str:
    """The table of docs/decisions/0021: figure, range with its mark, the demo, source."""
    made = ["| figure | published | the demo | source |", "|---|---|---|---|"]
    found = measures()
    for name, row in table().items():
        low, high = row.within
        values = sorted({round(value, 2) + 0.0 for value in found[name](years())})
        shown = f"{values[0]:.2f}" if len(values) == 1 else f"{values[0]:.2f} to {values[-1]:.2f}"
        made.append(
            f"| {row.says} | {low:.2f} to {high:.2f} ({row.mark}) | {shown} | {row.source} |"
        )
    return "\n".join([*made, ""])
