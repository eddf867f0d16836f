"""Where two results of a fold differ: the same numbers to 1e-9 and the same suppressions.

What is absent and what is null beside `value` are the same here, and so are a role that nobody
holds and a role with 0 holders: the pages leave room for both.
"""

from typing import Any

TOLERANCE = 1e-9
ROW_KEY = ("school", "board", "schoolYear", "theme", "figure")
GAP_KEY = ("school", "schoolYear", "theme", "kind", "missed")
Result = dict[str, Any]


def differences(left: Result, right: Result) -> list[str]:
    """One line for each row, gap or parked fact in which the results differ; empty when equal."""
    found = _differences("row", ROW_KEY, left["figures"], right["figures"])
    found += _differences("gap", GAP_KEY, left["gaps"], right["gaps"])
    parked = [sorted(str(one["id"]) for one in side["parked"]) for side in (left, right)]
    if parked[0] != parked[1]:
        found.append(f"parked: {parked[0]} against {parked[1]}")
    return found


def _differences(
    what: str, key: tuple[str, ...], left: list[Result], right: list[Result]
) -> list[str]:
    lefts = {tuple(row.get(name) for name in key): row for row in left}
    rights = {tuple(row.get(name) for name in key): row for row in right}
    found = []
    for one in sorted(set(lefts) | set(rights), key=str):
        if one not in lefts or one not in rights:
            found.append(f"{what} {one}: only {'left' if one in lefts else 'right'}")
            continue
        for name in sorted(set(lefts[one]) | set(rights[one])):
            values = lefts[one].get(name), rights[one].get(name)
            if not same(*values):
                found.append(f"{what} {one} {name}: {values[0]} against {values[1]}")
    return found


def same(left: Any, right: Any) -> bool:
    """Whether two values are the same, numbers to 1e-9."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) <= TOLERANCE * max(1.0, abs(left), abs(right))
    if isinstance(left, dict) and isinstance(right, dict):
        return all(same(left.get(name) or 0, right.get(name) or 0) for name in {*left, *right})
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        pairs = zip(left, right, strict=False)
        return len(left) == len(right) and all(same(one, other) for one, other in pairs)
    return bool(left == right)
