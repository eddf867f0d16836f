"""The catalogue that the demo's boards import: what of a module the year's plan needs."""

import csv
import io
from dataclasses import dataclass

from shared.contracts.codes import Theme


@dataclass(frozen=True, slots=True)
class Module:
    """One module on offer; hours of study, number of practice lessons."""

    code: str
    version: int
    theme: Theme
    study_hours: float
    practice_lessons: int
    coached: bool
    for_starters: bool
    advanced: bool


def read_modules(text: str) -> tuple[Module, ...]:
    """The modules of a catalogue file (CSV with a header)."""
    return tuple(_module(line) for line in csv.DictReader(io.StringIO(text)))


def _module(line: dict[str, str]) -> Module:
    theme: Theme = line["theme"]  # type: ignore[assignment]  # the service checks it
    return Module(
        code=line["code"],
        version=int(line["version"]),
        theme=theme,
        study_hours=float(line["study_hours"]),
        practice_lessons=int(line["practice_lessons"]),
        coached=line["form"] == "coached",
        for_starters=line["level"] == "starter",
        advanced=line["level"] == "advanced",
    )
