"""`prove attacker`: many boards under the real rules, and under each with a hole."""

import time
from collections.abc import Callable
from typing import Any

from services.evidence.figures.groups import K, k_of
from tests.attacker.attack import found_out, hear, hear_at_once
from tests.attacker.boards import history
from tests.attacker.rules import LEAKS, THE_RULES, Rules

BOARDS = 1_000
UNTIL_FOUND = 300  # boards within which every hole must have been found
AUDIENCES = ("inspector", "teacher")


def attack(rules: Rules, seed: int, k: int) -> list[str]:
    """What is found out of one board under some rules: over its release days, and at once."""
    told = list(history(seed))
    with rules():
        heard = hear(told, k)
        found = list(found_out(heard, k))
        for day, board_year in told[:: len(told) // 2]:
            found += found_out(hear_at_once(day, board_year, k), k)
    return found


def measure(tell: Callable[[str], None], boards: int = BOARDS, seed: int = 1) -> dict[str, Any]:
    """The report: nothing found under the rules, something under each rule with a hole."""
    started = time.perf_counter()
    wrong: list[str] = []
    for number in range(seed, seed + boards):
        if number % 10 == 0:
            tell(f"Attacking board {number - seed} of {boards}")
        for audience in AUDIENCES:
            wrong += attack(THE_RULES, number, k_of(audience))
    leaks = {}
    for name, rules in LEAKS.items():
        tell(f"Looking for the hole: {name}")
        leaks[name] = next(
            (n - seed + 1 for n in range(seed, seed + UNTIL_FOUND) if attack(rules, n, K)), None
        )
    return {
        "prove": "attacker",
        "seed": seed,
        "boards": boards,
        "found_out": len(wrong),
        "first": wrong[0] if wrong else None,
        "boards_until_found": leaks,
        "seconds": round(time.perf_counter() - started, 1),
        "ok": not wrong and all(leaks.values()),
    }
