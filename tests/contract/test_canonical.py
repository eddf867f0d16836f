"""Our canonical JSON is RFC 8785 for every value that facts can carry."""

import json
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.chassis.canonical import canonical
from shared.contracts.catalogue import CATALOGUE
from tests.contract import corpus

# Keys are field names; platforms' own texts never get here, names of schools do.
KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
DECIMALS = st.floats(-1e14, 1e14) | st.floats(-1e-4, 1e-4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | WHOLE | DECIMALS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
@settings(max_examples=400, deadline=None, database=None)
def test_it_equals_the_reference(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.decimals(-1_000_000, 1_000_000, places=2).map(float))
@settings(max_examples=300, deadline=None, database=None)
def test_hours_scores_and_targets_equal_the_reference(value: float) -> None:
    assert canonical({"value": value}) == rfc8785.dumps({"value": value})


def test_every_stored_sample_equals_the_reference_and_reads_back() -> None:
    for entry in CATALOGUE:
        for event in corpus.stored(entry):
            body = canonical(event)
            assert body == rfc8785.dumps(event)
            assert json.loads(body) == event
            assert canonical(json.loads(body)) == body


@pytest.mark.parametrize(
    "value", [1e15, -1e15, math.inf, -math.inf, math.nan, 2**53, -(2**53), 10**30]
)
def test_a_number_that_facts_cannot_carry_is_an_error(value: float) -> None:
    with pytest.raises(ValueError, match="outside the range"):
        canonical({"value": [value]})


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, b"0"), (-0.0, b"0"), (1.0, b"1"), (1e14, b"1" + b"0" * 14)]
)
def test_whole_numbers_have_no_point(value: float, text: bytes) -> None:
    assert canonical({"v": value}) == b'{"v":' + text + b"}"


def test_keys_are_sorted_at_every_depth() -> None:
    assert canonical({"b": [{"z": 1, "a": 2}], "a": {"y": None, "x": True}}) == (
        b'{"a":{"x":true,"y":null},"b":[{"a":2,"z":1}]}'
    )
