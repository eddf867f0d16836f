"""Check: what observers, teachers themselves and pupils saw in the year, and how many observers."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from services.evidence.figures.figure import (
    PURPOSE,
    Entries,
    Entry,
    Result,
    Said,
    nothing,
    people,
    places,
)
from services.evidence.figures.statistics import mean
from services.evidence.figures.view import theme_mean
from services.evidence.figures.year import SchoolYear

PERSPECTIVES = ("observer", "self", "pupils")


def observed_entries(year: SchoolYear, theme: str, perspective: str) -> list[Entry]:
    """Per observation in the year: its theme mean and its observer; or that it was left out."""
    counted, out = year.observations(perspective, theme)
    return [
        Entry(
            seen.teacher,
            year.school,
            (theme_mean(seen, theme), seen.observer or ""),
            (seen.ref,),
        )
        for seen in year.of_year(counted)
    ] + [Entry(seen.teacher, year.school, (PURPOSE,)) for seen in year.of_year(out)]


def for_perspective(perspective: str) -> partial[list[Entry]]:
    """The entries of one perspective."""
    return partial(observed_entries, perspective=perspective)


def named_observers(said: Sequence[Said]) -> int | None:
    """What a teacher brings to `observers`: how many distinct named ones."""
    counted = [one for one in said if one[0] != PURPOSE]
    return len({one[1] for one in counted if one[1]}) if counted else None


def _per_place(entries: Entries) -> dict[tuple[str, str], list[Entry]]:
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.said[0] != PURPOSE:
            found[(entry.who, entry.school)].append(entry)
    return found


def observed(entries: Entries) -> Result:
    """The mean of teacher means, each over that teacher's observations in the year."""
    per_place = _per_place(entries)
    if not per_place:
        return nothing(entries)
    means = [mean([entry.said[0] for entry in seen]) for seen in per_place.values()]
    counted = [entry for seen in per_place.values() for entry in seen]
    return Result(
        mean(means), places(counted), {"observations": len(counted)}, people=people(counted)
    )


def observers(entries: Entries) -> Result:
    """Per teacher who was observed, how many distinct named observers; the mean of that."""
    per_place = _per_place(entries)
    if not per_place:
        return nothing(entries)
    named = [named_observers([e.said for e in seen]) or 0 for seen in per_place.values()]
    counted = [entry for seen in per_place.values() for entry in seen]
    return Result(mean(named), places(counted), people=people(counted))
