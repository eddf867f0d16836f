"""Check: growth of those who take part, and the same for colleagues who do not.

Colleagues are measured from the lower median of the participants' starts; `pairs.py` says what is
comparable.
"""

from collections.abc import Mapping, Sequence, Set
from functools import partial

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
from services.evidence.figures.pairs import (
    BASELINE_DAYS_AFTER,
    BASELINE_DAYS_BEFORE,
    NO_BASELINE,
    NO_LATER,
    OTHER_INSTRUMENT,
    pair_of,
)
from services.evidence.figures.statistics import lower_median, mean, rounded, spread
from services.evidence.figures.view import theme_mean
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

LEFT_OUT = (NO_BASELINE, NO_LATER, OTHER_INSTRUMENT)
NEVER_OBSERVED = (NO_BASELINE, False)


def growth_entries(
    year: SchoolYear, theme: str, perspective: str, only: Set[str] | None = None
) -> list[Entry]:
    """Per participant, or per one of some: difference and baseline of the pair, or why not."""
    starts = year.participants.get(theme, {})
    if only is not None:
        starts = {teacher: start for teacher, start in starts.items() if teacher in only}
    return _entries(year, theme, perspective, starts)


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
    observed, school = year.observed(perspective, theme), year.school
    entries = [
        _entry(year, theme, teacher, start, observed[teacher])
        if teacher in observed
        else Entry(teacher, school, NEVER_OBSERVED)  # most of them, in most themes
        for teacher, start in starts.items()
    ]
    out = year.observations(perspective, theme)[1]
    able_out = [o for o in out if _able(o, starts, year.end)]
    return entries + [Entry(o.teacher, school, (PURPOSE,)) for o in able_out]


def _entry(
    year: SchoolYear, theme: str, teacher: str, start: int, own: Sequence[r.Observation]
) -> Entry:
    found = pair_of(own, start, year.start, year.end)
    if isinstance(found, str):
        first, last = _span(start, year.end)
        able = any(first <= observation.day <= last for observation in own)
        return Entry(teacher, year.school, (found, able))
    baseline, later = theme_mean(found.baseline, theme), theme_mean(found.later, theme)
    said = ("pair", later - baseline, baseline)
    return Entry(teacher, year.school, said, (found.baseline.ref, found.later.ref))


def _able(observation: r.Observation, starts: Mapping[str, int], year_end: int) -> bool:
    """Whether an observation could have been half of its teacher's pair."""
    start = starts.get(observation.teacher)
    if start is None:
        return False
    first, last = _span(start, year_end)
    return first <= observation.day <= last


def _span(start: int, year_end: int) -> tuple[int, int]:
    """The days between which an observation could be half of a pair."""
    return start - BASELINE_DAYS_BEFORE, max(year_end, start + BASELINE_DAYS_AFTER)


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
