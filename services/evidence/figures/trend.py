"""One person's growth: a line through the visits, and how certain its rise or fall is.

One person's growth from two or three visits is noise: one visit differs from the next by another
class, hour and observer. So it is called growth only from four visits on, with an interval.
Source: van der Lans (2017), at least four visits for a somewhat representative view.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from services.evidence.figures.statistics import mean, quantile, rounded

VISITS_FOR_GROWTH = 4
MOST_CHANGE = 3.0  # the scale runs from 1 to 4: nothing can rise or fall further
Point = tuple[int, float]
"""A day (ordinal) and what was measured then."""


@dataclass(frozen=True, slots=True)
class Trend:
    """How far a line through measurements rises from the first visit to the last, in points.

    `interval` is the 95 % interval of that rise, cut where the scale ends; `visits` counts days.
    """

    instrument: str
    first: int
    last: int
    visits: int
    change: float
    interval: tuple[float, float]

    @property
    def falls(self) -> bool:
        """Whether the whole interval lies below zero."""
        return rounded(self.interval[1]) < 0

    @property
    def rises(self) -> bool:
        """Whether the whole interval lies above zero."""
        return rounded(self.interval[0]) > 0


def trend(instrument: str, points: Sequence[Point]) -> Trend | None:
    """The trend of measurements with one instrument; None below four visits.

    Least squares, with Student's t (n - 2) for the interval of the slope.
    """
    days = [day for day, _ in points]
    visits = len(set(days))
    if visits < VISITS_FOR_GROWTH:
        return None
    middle, level = mean(days), mean([value for _, value in points])
    across = fsum((day - middle) ** 2 for day in days)
    slope = fsum((day - middle) * (value - level) for day, value in points) / across
    left = fsum((value - level - slope * (day - middle)) ** 2 for day, value in points)
    half = quantile(len(points) - 2) * sqrt(left / (len(points) - 2) / across)
    first, last = min(days), max(days)
    span = last - first
    low, high = (slope - half) * span, (slope + half) * span
    interval = (max(low, -MOST_CHANGE), min(high, MOST_CHANGE))
    return Trend(instrument, first, last, visits, slope * span, interval)
