"""What one figure is before anything is hidden, and the arithmetic all figures share.

Every figure is computed from a list of school years: one of them for a school's own figure, all
schools of a board for the board's, and the suppressed ones "taken together" for the rules of
small groups. A *place* is one teacher at one school: "a teacher at two schools has a place in
each and every count, n and pair is by place; k counts distinct teachers".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from typing import Any

from scipy.stats import t as student

from tests.oracle.days import rounded

Place = tuple[str, str]  # school, teacher


@dataclass(frozen=True)
class Figure:
    """A figure and the people behind it.

    `people` are the distinct people in the denominator of a share, or behind a mean, sum or
    count; `sides` the distinct people on each side of a share; `contributions` what each place
    brings to the value, to see whose contribution differs from an earlier release.
    """

    value: Any = None
    n: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    missing: str | None = None  # no-data or purpose
    people: frozenset[str] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    contributions: dict[Place, Any] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


NO_DATA = Figure(missing="no-data")
PURPOSE = Figure(missing="purpose")


def nothing(left_out_by_purpose: bool) -> Figure:
    """Rule: "A figure all of whose observations are left out is suppressed as `purpose`"."""
    return PURPOSE if left_out_by_purpose else NO_DATA


def teachers(places: Iterable[Place]) -> frozenset[str]:
    """The distinct teachers of some places."""
    return frozenset(teacher for _, teacher in places)


def mean(values: Collection[Fraction | int]) -> Fraction:
    """The exact mean of at least one value."""
    return Fraction(sum(values, Fraction(0))) / len(values)


def deviation(values: list[Fraction]) -> float | None:
    """The standard deviation with n - 1; null for one value."""
    if len(values) < 2:
        return None
    middle = mean(values)
    squares = sum(((one - middle) ** 2 for one in values), Fraction(0))
    return sqrt(float(squares / (len(values) - 1)))


def interval(values: list[Fraction]) -> list[float] | None:
    """The 95 % interval of the mean by Student's t; null for one value."""
    sd = deviation(values)
    if sd is None:
        return None
    middle = float(mean(values))
    half = float(student.ppf(0.975, len(values) - 1)) * sd / sqrt(len(values))
    return [middle - half, middle + half]


def above_zero(bounds: list[float] | None) -> bool:
    """Whether a whole interval lies above 0."""
    return bounds is not None and rounded(bounds[0]) > 0


def below_zero(bounds: list[float] | None) -> bool:
    """Whether a whole interval lies below 0."""
    return bounds is not None and rounded(bounds[1]) < 0


def share_of_teachers(
    having: set[Place], among: set[Place], n: int, *, show_of: bool = True
) -> Figure:
    """A share of teachers: those who have something among those who could.

    "A share with an empty denominator" is no-data; "an empty numerator is the value 0".
    """
    if not among:
        return NO_DATA
    return Figure(
        value=float(Fraction(len(having), len(among))),
        n=n,
        extra={"of": len(among)} if show_of else {},
        people=teachers(among),
        sides=(teachers(having), teachers(among - having)),
        contributions={place: place in having for place in among},
    )


def sum_of(amounts: dict[Place, Fraction | int]) -> Figure:
    """A sum over teachers; "a sum, count or mean with nobody behind it" is no-data."""
    if not amounts:
        return NO_DATA
    total = sum(amounts.values(), Fraction(0))
    return Figure(
        value=float(total),
        n=len(amounts),
        people=teachers(amounts),
        contributions=dict(amounts),
    )


def mean_per_teacher(amounts: dict[Place, Fraction]) -> Figure:
    """A mean with one amount per teacher."""
    if not amounts:
        return NO_DATA
    return Figure(
        value=float(mean(amounts.values())),
        n=len(amounts),
        people=teachers(amounts),
        contributions=dict(amounts),
    )
