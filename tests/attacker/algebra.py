"""Linear algebra over answers: what a combination of totals says, and of how few people.

An answer is a total over contributions: who contributes and since when is taken as known, what is
not. Whatever can be worked out from totals is a combination of them, so the question is whether
some combination leaves contributions of fewer than k people, and of somebody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

Total = Mapping[str, str]
"""Per person at a school ("school person") a digest of what was contributed."""

Person = str
Column = tuple[int, ...]
"""In which totals a contribution is: one number per total."""

MOST_TOTALS = 5  # of more, the last; and all pairs


def least(totals: Sequence[Total], beside: Total | None = None) -> frozenset[Person] | None:
    """The fewest people whose contributions some combination of totals leaves.

    With `beside` a total that is in the combination once. None when there is no combination; the
    empty set when totals cancel `beside` out.
    """
    fixed = beside is not None
    found = (
        _left(columns, weights)
        for chosen in _windows(totals)
        for columns in (_columns(chosen, beside),)
        for weights in _weights(list(columns), len(chosen), fixed=fixed)
    )
    telling = (people for people in found if people or fixed)
    return min(telling, key=lambda people: (len(people), sorted(people)), default=None)


def _windows(totals: Sequence[Total]) -> Iterator[Sequence[Total]]:
    if len(totals) <= MOST_TOTALS:
        yield totals
        return
    yield totals[-MOST_TOTALS:]
    yield from combinations(totals, 2)


def _columns(totals: Sequence[Total], beside: Total | None) -> dict[Column, set[Person]]:
    """Contributions that are in the same totals, together: no combination tells them apart."""
    every = [*totals, beside or {}]
    found: dict[Column, set[Person]] = {}
    for place, said in {item for total in every for item in total.items()}:
        column = tuple(int(total.get(place) == said) for total in every)
        found.setdefault(column, set()).add(place.partition(" ")[2])
    return found


def _weights(columns: Sequence[Column], count: int, *, fixed: bool) -> Iterator[Sequence[Fraction]]:
    """Weights of totals that make as many kinds of contributions vanish as they can.

    The last weight is of the total beside: one when it is fixed, else nought.
    """
    free = count if fixed else count - 1
    if fixed:
        yield (*[Fraction(0)] * count, Fraction(1))
    if not fixed and count == 1:
        yield (Fraction(1), Fraction(0))
    for size in range(1, free + 1):
        for vanishing in combinations(columns, size):
            solved = _solve(vanishing, count, fixed=fixed)
            if solved is not None:
                yield solved


def _solve(vanishing: Iterable[Column], count: int, *, fixed: bool) -> Sequence[Fraction] | None:
    """Weights with which these contributions vanish; None when only nothing at all does that."""
    rows = [[Fraction(number) for number in column] for column in vanishing]
    for row in rows:
        row[-1] = -row[-1] if fixed else Fraction(0)
    pivots: list[int] = []
    for at in range(count):
        pivot = next((row for row in rows[len(pivots) :] if row[at]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(len(pivots), pivot)
        pivot[:] = [number / pivot[at] for number in pivot]
        for row in rows:
            if row is not pivot and row[at]:
                row[:] = [one - row[at] * other for one, other in zip(row, pivot, strict=True)]
        pivots.append(at)
    if any(row[-1] and not any(row[:-1]) for row in rows):
        return None
    weights = [Fraction(0)] * count
    spare = next((at for at in range(count) if at not in pivots), None)
    if not fixed:
        if spare is None:
            return None
        weights[spare] = Fraction(1)
    for row, at in zip(rows, pivots, strict=False):
        weights[at] = row[-1] - (row[spare] * weights[spare] if spare is not None else 0)
    return (*weights, Fraction(int(fixed)))


def _left(columns: Mapping[Column, set[Person]], weights: Sequence[Fraction]) -> frozenset[Person]:
    return frozenset(
        person
        for column, people in columns.items()
        if sum(weight for weight, is_in in zip(weights, column, strict=True) if is_in)
        for person in people
    )
