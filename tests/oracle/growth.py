"""Growth, comparison and triangulation (docs/reference/figures.md): pairs of two measurements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.days import days
from tests.oracle.figure import (
    Figure,
    above_zero,
    below_zero,
    deviation,
    interval,
    mean,
    nothing,
    teachers,
)
from tests.oracle.school import Observation
from tests.oracle.year import SchoolYear

PERSPECTIVES = ("observer", "self", "pupils")
REASONS = ("no-baseline", "no-later", "other-instrument")
Seen = list[tuple[Observation, Fraction]]


@dataclass(frozen=True)
class Pair:
    """Two theme means of one teacher with the same instrument and major version."""

    baseline: Fraction
    later: Fraction

    @property
    def difference(self) -> Fraction:
        """Later - baseline."""
        return self.later - self.baseline


@dataclass
class Pairs:
    """The pairs at one school, why other teachers have none, and which were left out."""

    pairs: dict[str, Pair] = field(default_factory=dict)
    without: dict[str, str] = field(default_factory=dict)  # teacher -> one of REASONS
    any_counted: bool = False
    any_left_out: bool = False


def baseline_of(seen: Seen, start: date) -> Fraction | None:
    """The theme mean of the *baseline* among observations of one instrument, in order.

    "The last observation at most 365 days before start or on it; if none, the first within the 14
    days after."
    """
    before = [value for one, value in seen if start - days(365) <= one.day <= start]
    if before:
        return before[-1]
    after = [value for one, value in seen if start < one.day <= start + days(14)]
    return after[0] if after else None


def later_of(seen: Seen, start: date, year: SchoolYear) -> tuple[Observation, Fraction] | None:
    """*Later*: "the last in the year so far, at least 42 days after start"."""
    later = [
        (one, value) for one, value in seen if year.holds(one.day) and one.day >= start + days(42)
    ]
    return later[-1] if later else None


def pair_of(seen: Seen, start: date, year: SchoolYear) -> Pair | str:
    """A teacher's pair, or why there is none.

    "Sought within each instrument and major version; the pair with the latest *later* wins."
    """
    by_instrument: dict[tuple[str, str], Seen] = defaultdict(list)
    for one, value in seen:
        by_instrument[one.instrument].append((one, value))
    has_baseline = has_later = False
    found: list[tuple[Any, Pair]] = []
    for of_instrument in by_instrument.values():
        baseline = baseline_of(of_instrument, start)
        later = later_of(of_instrument, start, year)
        has_baseline = has_baseline or baseline is not None
        has_later = has_later or later is not None
        if baseline is not None and later is not None:
            found.append((later[0].order, Pair(baseline, later[1])))
    if found:
        return max(found, key=lambda one: one[0])[1]
    if not has_baseline:
        return "no-baseline"
    return "other-instrument" if has_later else "no-later"


def pairs_of(year: SchoolYear, theme: str, perspective: str, starts: dict[str, date]) -> Pairs:
    """The pairs of the teachers who have a start, at one school."""
    result = Pairs()
    observations = year.observations(theme, perspective)
    for teacher, start in sorted(starts.items()):
        own = [
            (one, value)
            for one, value in observations
            if one.teacher == teacher
            and start - days(365) <= one.day <= max(year.end, start + days(14))
        ]
        counted = [(one, value) for one, value in own if year.counted(one)]
        result.any_counted = result.any_counted or bool(counted)
        result.any_left_out = result.any_left_out or len(counted) < len(own)
        pair = pair_of(counted, start, year)
        if isinstance(pair, Pair):
            result.pairs[teacher] = pair
        else:
            result.without[teacher] = pair
    return result


def growth_pairs(year: SchoolYear, theme: str, perspective: str) -> Pairs:
    """The pairs of the participants."""
    return year.remember(
        ("growth", theme, perspective),
        lambda: pairs_of(year, theme, perspective, year.starts(theme)),
    )


def comparison_pairs(year: SchoolYear, theme: str, perspective: str) -> Pairs:
    """The pairs of "team teachers without an active enrolment in the theme".

    "Start = lower median of growth's starts; nobody takes part: no-data."
    """
    starts = sorted(year.starts(theme).values())
    if not starts:
        return Pairs()
    lower_median = starts[(len(starts) - 1) // 2]
    others = sorted(year.team() - year.participants(theme))
    return year.remember(
        ("comparison", theme, perspective),
        lambda: pairs_of(year, theme, perspective, dict.fromkeys(others, lower_median)),
    )


def of_pairs(found: list[tuple[SchoolYear, Pairs]]) -> Figure:
    """`growth.*`: mean of differences; `sd`, `interval`, `baseline`, `left-out`; n = teachers."""
    pairs = {year.place(teacher): pair for year, at in found for teacher, pair in at.pairs.items()}
    if not pairs:
        counted = any(at.any_counted for _, at in found)
        return nothing(not counted and any(at.any_left_out for _, at in found))
    differences = [pair.difference for pair in pairs.values()]
    without = {
        reason: [
            year.place(teacher)
            for year, at in found
            for teacher, why in at.without.items()
            if why == reason
        ]
        for reason in REASONS
    }
    return Figure(
        value=float(mean(differences)),
        n=len(pairs),
        extra={
            "sd": deviation(differences),
            "interval": interval(differences),
            "baseline": float(mean([pair.baseline for pair in pairs.values()])),
            "left-out": {reason: len(places) for reason, places in without.items()},
        },
        people=teachers(pairs),
        contributions={place: (pair.baseline, pair.later) for place, pair in pairs.items()},
        notes={"left-out": [teachers(places) for places in without.values()]},
    )


def growth(years: list[SchoolYear], theme: str, perspective: str) -> Figure:
    """`growth.observer`, `.self`, `.pupils`."""
    return of_pairs([(year, growth_pairs(year, theme, perspective)) for year in years])


def comparison(years: list[SchoolYear], theme: str, perspective: str) -> Figure:
    """`comparison.observer`, `.self`, `.pupils`."""
    return of_pairs([(year, comparison_pairs(year, theme, perspective)) for year in years])


def triangulation(years: list[SchoolYear], theme: str, shown: dict[str, Figure]) -> Figure:
    """`triangulation`: growth intervals above, below, across 0, of the figures shown.

    n = the smallest n shown. Without a figure shown: see `without_growth`.
    """
    if not shown:
        return without_growth(years, theme)
    value: dict[str, list[str]] = {"positive": [], "negative": [], "unclear": []}
    for perspective in PERSPECTIVES:
        if perspective in shown:
            bounds = shown[perspective].extra["interval"]
            word = "unclear"
            if above_zero(bounds):
                word = "positive"
            elif below_zero(bounds):
                word = "negative"
            value[word].append(perspective)
    return Figure(value=value, n=min(one.n or 0 for one in shown.values()))


def without_growth(years: list[SchoolYear], theme: str) -> Figure:
    """Rule: "`fewer-than-k` when none is shown but one has data"; no data "without any"."""
    every = [growth_pairs(year, theme, one) for year in years for one in PERSPECTIVES]
    if any(one.pairs for one in every):
        return Figure(missing="fewer-than-k")
    counted = any(one.any_counted for one in every)
    return nothing(not counted and any(one.any_left_out for one in every))
