"""Waiting between tries: short at first, longer each time up to a limit, and by chance."""

from shared.chassis.pausing import FIRST_SECONDS, LONGEST_SECONDS, pause_after

MANY = 500


def longest(conflicts: int) -> float:
    return max(pause_after(conflicts) for _ in range(MANY))


def test_the_first_pause_is_short() -> None:
    assert longest(1) <= FIRST_SECONDS


def test_pauses_grow_up_to_a_limit() -> None:
    assert longest(1) < longest(5) < longest(10)
    assert LONGEST_SECONDS * 0.9 < longest(20) <= LONGEST_SECONDS
    assert longest(100_000) <= LONGEST_SECONDS


def test_two_writers_do_not_wait_equally_long() -> None:
    assert len({pause_after(3) for _ in range(MANY)}) > MANY / 2
