"""What was measured with one teacher: for that teacher's own eyes, whatever the purpose.

A pupils' list counts from five respondents on here as well: below that a pupil could be known.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.statistics import mean
from services.evidence.figures.trend import Trend, trend
from services.evidence.figures.view import PUPILS_AT_LEAST, in_order, theme_mean
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

Place = tuple[str, str]
"""A theme and a perspective."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A teacher's measurements of a theme from one perspective.

    `mean` in points of 1 to 4, over the lists of the period; `visits` are days, `observers`
    distinct named ones. `growth` is None below four visits with one instrument.
    """

    theme: str
    perspective: str
    mean: float
    lists: int
    visits: int
    observers: int
    growth: Trend | None


def own_observations(years: Iterable[SchoolYear], teacher: str) -> list[r.Observation]:
    """All observations of a teacher by the end of these years, at each school, in order."""
    found = [
        seen
        for year in years
        for seen in year.view.existing(year.view.school.observations.values())
        if seen.teacher == teacher
        and seen.day <= year.end
        and (seen.perspective != "pupils" or (seen.respondents or 0) >= PUPILS_AT_LEAST)
    ]
    return sorted(found, key=lambda seen: in_order(seen, seen.id))


def measured(seen: Sequence[r.Observation], since: int, trend_since: int) -> list[Measured]:
    """Per theme and perspective what was measured from a day on; growth from another, earlier one.

    In the order of themes by name, then of perspectives.
    """
    recent = _by_place([one for one in seen if one.day >= since])
    longer = _by_place([one for one in seen if one.day >= trend_since])
    places = sorted(recent, key=lambda place: (place[0], PERSPECTIVES.index(place[1])))
    return [_measured(place, recent[place], longer[place]) for place in places]


def _measured(
    place: Place, recent: Sequence[r.Observation], longer: Sequence[r.Observation]
) -> Measured:
    theme, perspective = place
    return Measured(
        theme,
        perspective,
        mean([theme_mean(one, theme) for one in recent]),
        len(recent),
        len({one.day for one in recent}),
        len({one.observer for one in recent if perspective == "observer" and one.observer}),
        _growth(longer, theme),
    )


def _growth(seen: Sequence[r.Observation], theme: str) -> Trend | None:
    """The trend with the instrument of the most visits, of several the one used last."""
    by_instrument: dict[str, list[r.Observation]] = defaultdict(list)
    for one in seen:
        by_instrument[one.instrument].append(one)
    used = max(by_instrument.values(), key=lambda own: (len({o.day for o in own}), own[-1].at))
    return trend(used[0].instrument, [(one.day, theme_mean(one, theme)) for one in used])


def _by_place(seen: Sequence[r.Observation]) -> dict[Place, list[r.Observation]]:
    found: dict[Place, list[r.Observation]] = defaultdict(list)
    for one in seen:
        for theme in one.themes:
            found[theme, one.perspective].append(one)
    return found
