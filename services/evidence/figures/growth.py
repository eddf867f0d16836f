"""Check: growth of those who take part, and the same for colleagues who do not.

A pair is a baseline and a later observation of one teacher with the same instrument and major
version. Colleagues are measured from the lower median of the participants' starts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from services.evidence.figures.figure import (
    PURPOSE,
    Entries,
    Entry,
    Reason,
    Result,
    Said,
    nothing,
    people,
    places,
)
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.statistics import lower_median, mean, rounded, spread
from services.evidence.figures.view import theme_mean
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

BASELINE_DAYS_BEFORE = 365
BASELINE_DAYS_AFTER = 14
LATER_AFTER_DAYS = 42

NO_BASELINE, NO_LATER, OTHER_INSTRUMENT = "no-baseline", "no-later", "other-instrument"
LEFT_OUT = (NO_BASELINE, NO_LATER, OTHER_INSTRUMENT)


class Pair(NamedTuple):
    """What changed between two comparable observations."""

    baseline: r.Observation
    later: r.Observation


def baseline_of(seen: Sequence[r.Observation], start: int) -> r.Observation | None:
    """The last at most 365 days before the start or on it; if none, the first 14 days after."""
    before = [o for o in seen if start - BASELINE_DAYS_BEFORE <= o.day <= start]
    if before:
        return before[-1]
    after = [o for o in seen if start < o.day <= start + BASELINE_DAYS_AFTER]
    return after[0] if after else None


def later_of(seen: Sequence[r.Observation], start: int, year: SchoolYear) -> r.Observation | None:
    """The last in the year so far, at least 42 days after the start."""
    found = [o for o in seen if year.within(o) and o.day >= start + LATER_AFTER_DAYS]
    return found[-1] if found else None


def pair_of(seen: Sequence[r.Observation], start: int, year: SchoolYear) -> Pair | str:
    """A teacher's pair, or why there is none; `seen` is in order."""
    per_instrument: dict[str, list[r.Observation]] = defaultdict(list)
    for observation in seen:
        per_instrument[observation.instrument].append(observation)
    pairs: list[Pair] = []
    baselines = laters = 0
    for group in per_instrument.values():
        baseline, later = baseline_of(group, start), later_of(group, start, year)
        baselines += baseline is not None
        laters += later is not None
        if baseline is not None and later is not None:
            pairs.append(Pair(baseline, later))
    if pairs:
        return max(pairs, key=lambda pair: (pair.later.at, pair.later.id))
    if not baselines:
        return NO_BASELINE
    return OTHER_INSTRUMENT if laters else NO_LATER


def growth_entries(year: SchoolYear, theme: str, perspective: str) -> list[Entry]:
    """Per participant: difference and baseline of the pair, or why there is none."""
    return _entries(year, theme, perspective, year.participants.get(theme, {}))


def comparison_entries(year: SchoolYear, theme: str, perspective: str) -> list[Entry]:
    """The same per team teacher without an active enrolment; none when nobody takes part."""
    participants = year.participants.get(theme)
    if not participants:
        return []
    start = lower_median(list(participants.values()))
    others = {teacher: start for teacher in year.team if teacher not in participants}
    return _entries(year, theme, perspective, others)


def _entries(
    year: SchoolYear, theme: str, perspective: str, starts: Mapping[str, int]
) -> list[Entry]:
    counted, out = year.observations(perspective, theme)
    seen: dict[str, list[r.Observation]] = defaultdict(list)
    for observation in counted:
        seen[observation.teacher].append(observation)
    entries = []
    for teacher, start in starts.items():
        own = seen.get(teacher, [])
        found = pair_of(own, start, year)
        if isinstance(found, str):
            able = any(_able(observation, starts, year.end) for observation in own)
            entries.append(Entry(teacher, year.school, (found, able)))
            continue
        baseline, later = theme_mean(found.baseline, theme), theme_mean(found.later, theme)
        said = ("pair", later - baseline, baseline)
        entries.append(Entry(teacher, year.school, said, (found.baseline.ref, found.later.ref)))
    able_out = [o for o in out if _able(o, starts, year.end)]
    return entries + [Entry(o.teacher, year.school, (PURPOSE,)) for o in able_out]


def _able(observation: r.Observation, starts: Mapping[str, int], year_end: int) -> bool:
    """Whether an observation could have been half of its teacher's pair."""
    start = starts.get(observation.teacher)
    if start is None:
        return False
    last = max(year_end, start + BASELINE_DAYS_AFTER)
    return start - BASELINE_DAYS_BEFORE <= observation.day <= last


def without_pairs(entries: Entries) -> Result:
    """Why there is no growth: all that could have counted was left out, or there was nothing."""
    if any(entry.said[0] != PURPOSE and entry.said[1] for entry in entries):
        return nothing()
    return nothing(entries)


def pairs_only(said: Sequence[Said]) -> tuple[Said, ...] | None:
    """What a teacher brings to growth: the pair; why somebody was left out is not in the value."""
    return tuple(one[1:] for one in said if one[0] == "pair") or None


def growth(entries: Entries) -> Result:
    """The mean of differences, with spread and interval, and who was left out and why."""
    pairs = [entry for entry in entries if entry.said[0] == "pair"]
    if not pairs:
        return without_pairs(entries)
    found = spread([entry.said[1] for entry in pairs])
    beside = {
        "sd": found.sd,
        "interval": list(found.interval) if found.interval else None,
        "baseline": mean([entry.said[2] for entry in pairs]),
        "left-out": {why: sum(e.said[0] == why for e in entries) for why in LEFT_OUT},
    }
    left_out = tuple(len(people(e for e in entries if e.said[0] == why)) for why in LEFT_OUT)
    return Result(
        found.mean,
        places(pairs),
        beside,
        people=people(pairs),
        beside_sides={"left-out": left_out},
    )


def growth_of(perspective: str) -> partial[list[Entry]]:
    """The growth entries of one perspective."""
    return partial(growth_entries, perspective=perspective)


def comparison_of(perspective: str) -> partial[list[Entry]]:
    """The comparison entries of one perspective."""
    return partial(comparison_entries, perspective=perspective)


def direction(result: Result) -> str:
    """Whether a growth interval lies above zero, below it, or across."""
    interval = result.beside.get("interval")
    if interval is None:
        return "unclear"
    if rounded(interval[0]) > 0:
        return "positive"
    return "negative" if rounded(interval[1]) < 0 else "unclear"


def triangulation(shown: Mapping[str, Result], why: Reason | None) -> Result:
    """Which perspectives point where, from the growth figures shown; n is the smallest shown.

    `why` is the reason when none is shown.
    """
    if not shown:
        return Result(reason=why)
    lists: dict[str, list[str]] = {"positive": [], "negative": [], "unclear": []}
    for perspective in PERSPECTIVES:
        if perspective in shown:
            lists[direction(shown[perspective])].append(perspective)
    return Result(lists, min(result.n or 0 for result in shown.values()))
