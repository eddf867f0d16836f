"""What is comparable: a teacher's observations with the same instrument and major version."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.evidence.history import records as r

BASELINE_DAYS_BEFORE = 365
BASELINE_DAYS_AFTER = 14
LATER_AFTER_DAYS = 42

NO_BASELINE, NO_LATER, OTHER_INSTRUMENT = "no-baseline", "no-later", "other-instrument"


class Pair(NamedTuple):
    """What changed between two comparable observations."""

    baseline: r.Observation
    later: r.Observation


def baseline_of(seen: Sequence[r.Observation], start: int) -> r.Observation | None:
    """The last at most 365 days before the start or on it; if none, the first 14 days after."""
    for observation in reversed(seen):
        if start - BASELINE_DAYS_BEFORE <= observation.day <= start:
            return observation
    for observation in seen:
        if start < observation.day <= start + BASELINE_DAYS_AFTER:
            return observation
    return None


def later_of(
    seen: Sequence[r.Observation], start: int, first: int, last: int
) -> r.Observation | None:
    """The last between two days, both included, that is at least 42 days after the start."""
    since = max(first, start + LATER_AFTER_DAYS)
    for observation in reversed(seen):
        if since <= observation.day <= last:
            return observation
    return None


def _per_instrument(seen: Sequence[r.Observation]) -> Iterable[Sequence[r.Observation]]:
    groups: dict[str, list[r.Observation]] = defaultdict(list)
    for observation in seen:
        groups[observation.instrument].append(observation)
    return groups.values()


def pair_of(seen: Sequence[r.Observation], start: int, first: int, last: int) -> Pair | str:
    """A teacher's pair with its later half between two days, or why there is none.

    `seen` are the teacher's observations in order; those of one instrument are compared only with
    each other. NO_BASELINE: none of them has any, whatever the instrument.
    """
    if len(seen) < 2:  # half a pair at most, as most people have in most themes
        return NO_LATER if baseline_of(seen, start) is not None else NO_BASELINE
    pairs: list[Pair] = []
    baselines = laters = 0
    for group in _per_instrument(seen):
        baseline, later = baseline_of(group, start), later_of(group, start, first, last)
        baselines += baseline is not None
        laters += later is not None
        if baseline is not None and later is not None:
            pairs.append(Pair(baseline, later))
    if pairs:
        return max(pairs, key=lambda pair: (pair.later.at, pair.later.id))
    if not baselines:
        return NO_BASELINE
    return OTHER_INSTRUMENT if laters else NO_LATER
