"""The demo looks as schools do: every figure of realism.toml lies within its published range."""

import importlib
from typing import Any

import pytest

from cli.demo import planned
from tests.unit.demo.realism import SPOILED, measures, table, years
from tests.unit.demo.told import Year

ROWS = table()


def within(name: str, values: list[float]) -> bool:
    low, high = ROWS[name].within
    return all(low <= round(value, 9) <= high for value in values)


def test_every_measure_has_a_row_and_every_row_a_measure() -> None:
    assert set(ROWS) == set(measures())


@pytest.mark.parametrize("name", ROWS)
def test_the_demo_lies_within_what_is_published(name: str) -> None:
    found = measures()[name](years())
    assert found
    assert within(name, found), f"{found} is not within {ROWS[name].within}: {ROWS[name].source}"


@pytest.mark.parametrize("name", ROWS)
def test_another_parameter_leads_out_of_the_range(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil = dict(ROWS[name].spoil)
    module, _, parameter = spoil["name"].rpartition(".")
    place = importlib.import_module(module)
    usual = getattr(place, parameter)
    other = _like(usual, spoil["to"]) if "to" in spoil else _times(usual, spoil["times"])
    monkeypatch.setattr(place, parameter, other)
    assert not within(name, measures()[name]([Year(planned(SPOILED))]))


def _like(usual: Any, value: Any) -> Any:
    """What TOML says, with keys of the kind that the parameter has."""
    if isinstance(usual, dict):
        kind = type(next(iter(usual)))
        return {kind(key): inner for key, inner in value.items()}
    return value


def _times(usual: Any, factor: float) -> Any:
    if isinstance(usual, dict):
        return {key: _times(inner, factor) for key, inner in usual.items()}
    return tuple(number * factor for number in usual)
