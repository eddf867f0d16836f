"""Instruments as data: what a list asks about, per theme; the free samples stand beside this file.

An instrument is an id with a version (major.minor), an owner, a scale, the perspectives it is for
and indicators with their theme, and words where a licence allows. Measures of pupils are data too.
"""

import json
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from services.feedback.known import Instrument, Measure
from shared.contracts.codes import Perspective, Theme
from shared.contracts.feedback import Code, InstrumentVersion

Words = Annotated[str, Field(min_length=1, max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid"
    )


class Labels(_Part):
    """The same words in both languages."""

    nl: Words
    en: Words


class Scale(_Part):
    """The points of a list; "n.v.t." is no point and always possible."""

    least: Literal[1] = 1
    most: Literal[4] = 4
    labels: dict[Literal["1", "2", "3", "4"], Labels] = {}


class IndicatorOf(_Part):
    """One thing that is looked for, and the theme it belongs to."""

    indicator: Code
    theme: Theme
    labels: Labels | None = None


class Described(_Part):
    """An instrument, as it is written down and shown."""

    id: Code
    version: InstrumentVersion
    owner: Annotated[str, Field(min_length=1, max_length=200)]
    licence: Annotated[str, Field(max_length=100)] | None = None
    titles: Labels
    perspectives: Annotated[tuple[Perspective, ...], Field(min_length=1, max_length=3)]
    scale: Scale = Scale()
    indicators: Annotated[tuple[IndicatorOf, ...], Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _each_once(self) -> "Described":
        names = [entry.indicator for entry in self.indicators]
        if len(set(names)) < len(names):
            raise ValueError("an indicator stands in the list twice")
        return self

    def known(self) -> Instrument:
        """The same, as far as decisions need it."""
        themes = {entry.indicator: entry.theme for entry in self.indicators}
        return Instrument(self.id, self.version, frozenset(self.perspectives), themes)


class DescribedMeasure(_Part):
    """A registered measure of pupils; higher is better."""

    id: Code
    labels: Labels
    least: float
    most: float


def shipped() -> list[Described]:
    """The instruments that ship with the service."""
    found = sorted(
        entry.name for entry in files(__name__).iterdir() if entry.name.endswith(".instrument.json")
    )
    return [Described.model_validate_json(files(__name__).joinpath(n).read_text()) for n in found]


def measures() -> list[DescribedMeasure]:
    """The closed list of measures."""
    text = files(__name__).joinpath("measures.json").read_text()
    return [DescribedMeasure.model_validate(entry) for entry in json.loads(text)]


def known_measures() -> dict[str, Measure]:
    """The same, as far as decisions need them."""
    return {found.id: Measure(found.id, found.least, found.most) for found in measures()}
