"""Means, spread and Student's t, with the one rounding that comparisons use."""

from collections.abc import Sequence
from functools import lru_cache
from math import fsum, sqrt
from typing import NamedTuple

from scipy.special import stdtrit

CONFIDENCE = 0.95
DECIMALS = 9


class Spread(NamedTuple):
    """A mean with its sample standard deviation and 95 % interval; None below two values."""

    mean: float
    sd: float | None
    interval: tuple[float, float] | None


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of at least one value."""
    return fsum(values) / len(values)


def spread(values: Sequence[float]) -> Spread:
    """Mean, standard deviation (n - 1) and Student's t interval of at least one value."""
    middle = mean(values)
    count = len(values)
    if count < 2:
        return Spread(middle, None, None)
    deviation = sqrt(fsum((value - middle) ** 2 for value in values) / (count - 1))
    half = quantile(count - 1) * deviation / sqrt(count)
    return Spread(middle, deviation, (middle - half, middle + half))


@lru_cache(maxsize=10_000)
def quantile(degrees: int) -> float:
    """Student's t at 97.5 % for these degrees of freedom."""
    return float(stdtrit(degrees, 0.5 + CONFIDENCE / 2))


def rounded(value: float) -> float:
    """The value as thresholds compare it: 9 decimals, and no minus before zero."""
    return round(value, DECIMALS) + 0.0


def lower_median(values: Sequence[int]) -> int:
    """The middle value, the lower of the two middle ones for an even count."""
    return sorted(values)[(len(values) - 1) // 2]
