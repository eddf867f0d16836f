"""One axis for all growth charts of a page: the same scale everywhere, widened for all or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

LOW, HIGH, STEP = -0.4, 0.8, 0.4
MOST_STEPS = 6
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Axis:
    """A horizontal scale between two places of a drawing."""

    low: float
    high: float
    step: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """Where a value stands; values outside stop at the edge."""
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return round(self.left + share * (self.right - self.left), 1)

    @property
    def width(self) -> float:
        """From edge to edge."""
        return self.right - self.left

    @property
    def ticks(self) -> list[float]:
        """The values that are named, zero among them."""
        first = ceil(round(self.low / self.step, 6))
        last = floor(round(self.high / self.step, 6))
        return [round(number * self.step, 1) + 0.0 for number in range(first, last + 1)]

    @property
    def named(self) -> list[float]:
        """The ticks that are written: every other one where all would touch."""
        apart = 1 if len(self.ticks) <= MOST_NAMED else 2
        return [tick for tick in self.ticks if round(tick / self.step) % apart == 0]

    def between(self, left: float, right: float) -> "Axis":
        """The same scale in another drawing."""
        return Axis(self.low, self.high, self.step, left, right)


def axis_for(ends: Iterable[float | None], left: float, right: float) -> Axis:
    """From -0,4 to +0,8, or as much more as these ends of intervals need."""
    known = [end for end in ends if end is not None]
    low = min([LOW, *(floor(round(end / STEP, 6)) * STEP for end in known)])
    high = max([HIGH, *(ceil(round(end / STEP, 6)) * STEP for end in known)])
    step = STEP
    while (high - low) / step > MOST_STEPS:
        step *= 2
    return Axis(round(low, 1), round(high, 1), round(step, 1), left, right)
