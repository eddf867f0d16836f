"""The figures equal those of a fold that was written elsewhere from the definitions alone."""

from datetime import datetime
from typing import Any

import pytest

from services.evidence.fold_file import fold
from services.evidence.translate import read_object
from tests.oracle import fold as oracle
from tests.oracle import histories
from tests.oracle.compare import differences

ROLES = ("inspector", "school-leader", "board-admin", "teacher")


def both_fold(
    events: list[Any], moment: datetime | None, role: str, *, releases: bool = False
) -> list[str]:
    """Where the product and the oracle differ."""
    ours = fold([read_object(event) for event in events], moment, role, releases=releases)
    assert ours["figures"]
    return differences(oracle.fold(events, moment, role, releases), ours)


@pytest.mark.parametrize("seed", range(8))
def test_every_figure_of_a_history(seed: int) -> None:
    events = histories.history(seed)
    for moment in histories.moments(events, seed, 2):
        assert both_fold(events, moment, "full") == []


def test_every_figure_of_larger_schools() -> None:
    events = histories.history(1, "medium")
    assert both_fold(events, histories.moments(events, 1, 1)[0], "full") == []


@pytest.mark.parametrize("seed", range(100, 108))
def test_a_history_with_a_forbidden_fact_stops_at_the_same_fact(seed: int) -> None:
    events = histories.broken(histories.history(seed), seed)
    assert both_fold(events, None, "full") == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("seed", [200, 201])
def test_what_each_role_may_see(seed: int, role: str) -> None:
    events = histories.history(seed)
    assert both_fold(events, histories.moments(events, seed, 1)[0], role) == []


@pytest.mark.parametrize("role", ["school-leader", "board-admin"])
def test_what_each_role_may_see_after_the_release_days(role: str) -> None:
    events = histories.history(300)
    assert both_fold(events, histories.moments(events, 300, 1)[0], role, releases=True) == []


def test_a_difference_would_be_found() -> None:
    """The comparison itself can fail: one changed fact is seen."""
    events = histories.history(2)
    fewer = [event for event in events if event["subject"] == events[0]["subject"]]
    left = oracle.fold(events, None, "full", False)
    assert differences(left, oracle.fold(fewer, None, "full", False))
