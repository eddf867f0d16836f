"""Whoever may ask everything of one audience finds out nothing about fewer than k people.

`aantoonbaar prove attacker` does the same with a thousand boards.
"""

import pytest

from services.evidence.figures.groups import K, k_of
from tests.attacker.algebra import least
from tests.attacker.prove import AUDIENCES, UNTIL_FOUND, attack
from tests.attacker.rules import LEAKS, THE_RULES

BOARDS = 150


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_is_found_out_under_the_rules(audience: str) -> None:
    for seed in range(1, BOARDS + 1):
        assert attack(THE_RULES, seed, k_of(audience)) == [], f"board {seed}"


@pytest.mark.parametrize("leak", LEAKS)
def test_a_hole_in_the_rules_is_found(leak: str) -> None:
    assert any(attack(LEAKS[leak], seed, K) for seed in range(1, UNTIL_FOUND))


def total(**said: str) -> dict[str, str]:
    return {f"school {person}": contribution for person, contribution in said.items()}


def test_what_two_totals_differ_by_is_found() -> None:
    before = total(ann="1", bob="1", cas="1")
    assert least([before, total(ann="1", bob="2", cas="1")]) == {"bob"}
    assert least([before, before]) is None


def test_what_only_three_totals_together_tell_is_found() -> None:
    totals = [
        total(ann="1", bob="1", cas="1", dan="1"),
        total(ann="2", bob="1", cas="1", dan="1"),
        total(ann="2", bob="2", cas="1", dan="1"),
    ]
    assert least(totals) == {"ann"} or least(totals) == {"bob"}
    toggled = [
        total(ann="1", bob="1", cas="1"),
        total(ann="2", bob="1", cas="2"),
        total(ann="1", bob="2", cas="2"),
        total(ann="2", bob="2", cas="3"),
    ]
    assert least(toggled) == {"cas"}


def test_what_is_left_of_a_whole_is_found() -> None:
    whole = total(ann="1", bob="1", cas="1")
    assert least([], whole) == {"ann", "bob", "cas"}
    assert least([total(ann="1", bob="1")], whole) == {"cas"}
    assert least([whole], whole) == frozenset()
