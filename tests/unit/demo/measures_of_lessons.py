"""What is seen of lessons, taken apart: teachers, observers, occasions, themes, growth, effects.

Shares of variance are estimated from what the demo tells, as a study would: between teachers by the
covariance of two visits of different observers, between observers by analysis of variance.

The file is long because the measures share one way to take variance apart.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from random import Random
from statistics import correlation, fmean, stdev, variance

from demo.calendar import SchoolYear
from demo.teaching import LEVELS, Teaching, Training, strictness_of
from shared.contracts.codes import Theme
from tests.unit.demo.told import Seen, Year

Years = Sequence[Year]
Value = Callable[[Seen], float | None]
Valued = list[tuple[Seen, float]]
BASIC: tuple[Theme, ...] = ("pedagogical-conduct", "classroom-management", "lesson-structure")
HARD: tuple[Theme, ...] = ("feedback", "differentiation")
COMPLEX: tuple[Theme, ...] = ("interactive-instruction", *HARD)
FEWEST_LESSONS = 8  # of an observer whose level is compared


def of_theme(theme: str) -> Value:
    """The mean of a theme."""
    return lambda seen: seen.themes.get(theme)


def total(seen: Seen) -> float | None:
    """The mean of a whole list; None when a theme was not looked at."""
    return fmean(seen.themes.values()) if len(seen.themes) == len(LEVELS) else None


def valued(years: Years, value: Value, perspective: str = "observer") -> Valued:
    """What was seen, each as a deviation from the mean of its part of the year."""
    found = [
        (one, points)
        for year in years
        for one in year.seen
        if one.perspective == perspective and (points := value(one)) is not None
    ]
    means = {p: fmean(v for s, v in found if s.period == p) for p in {s.period for s, _ in found}}
    return [(seen, points - means[seen.period]) for seen, points in found]


def between_teachers(found: Valued) -> float:
    """The variance between teachers: how two visits of different observers go together."""
    by_teacher: dict[str, Valued] = defaultdict(list)
    for seen, points in found:
        by_teacher[f"{seen.school}/{seen.teacher}"].append((seen, points))
    return fmean(
        one * other
        for visits in by_teacher.values()
        for (a, one), (b, other) in combinations(visits, 2)
        if a.perspective != "observer" or a.observer != b.observer
    )


def share_of_teachers(found: Valued) -> float:
    """Of the variance of one visit."""
    return between_teachers(found) / variance(points for _, points in found)


def share_of_observers(found: Valued) -> float:
    """Of the variance of one visit, within schools: one-way analysis of variance."""
    schools: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for seen, points in found:
        schools[seen.school][seen.observer].append(points)
    between = []
    for observers in schools.values():
        groups = [g for g in observers.values() if len(g) >= FEWEST_LESSONS]
        if len(groups) < 2:
            continue
        within = fmean(variance(group) for group in groups)
        size = len(groups) / sum(1 / len(group) for group in groups)
        between.append(variance(fmean(group) for group in groups) - within / size)
    return fmean(between) / variance(points for _, points in found)


def start_of_starters(years: Years) -> list[float]:
    return _starts(years, starter=True)


def start_of_experienced(years: Years) -> list[float]:
    return _starts(years, starter=False)


def _starts(years: Years, *, starter: bool) -> list[float]:
    """Of each domain, by how much its mean lies beside the start value for ICALT."""
    found = []
    for theme, usual in ICALT.items():
        seen = [
            one.themes[theme]
            for year in years
            for one in year.seen
            if (one.perspective, one.period) == ("observer", "before")
            and one.starter == starter
            and theme in one.themes
        ]
        found.append(fmean(seen) - usual[0 if starter else 1])
    return found


# Starters and experienced: realism.md 1.2. Learning strategies have no theme of ours.
ICALT: dict[Theme, tuple[float, float]] = {
    "pedagogical-conduct": (3.2, 3.5),
    "classroom-management": (3.0, 3.4),
    "lesson-structure": (3.0, 3.3),
    "interactive-instruction": (2.6, 2.9),
    "differentiation": (2.0, 2.3),
}


def sd_between_teachers(years: Years) -> list[float]:
    return [_sd(years, theme) for theme in LEVELS if theme not in HARD]


def sd_of_the_hardest(years: Years) -> list[float]:
    return [_sd(years, theme) for theme in HARD]


def _sd(years: Years, theme: Theme) -> float:
    return float(between_teachers(valued(years, of_theme(theme))) ** 0.5)


def teachers_in_a_theme(years: Years) -> list[float]:
    return [share_of_teachers(valued(years, of_theme(theme))) for theme in LEVELS]


def teachers_in_the_total(years: Years) -> list[float]:
    return [share_of_teachers(valued(years, total))]


def same_observer_twice(years: Years) -> list[float]:
    found = valued(years, total)
    return [share_of_teachers(found) + share_of_observers(found)]


def four_visits(years: Years) -> list[float]:
    share = teachers_in_the_total(years)[0]
    return [4 * share / (1 + 3 * share)]


def observers_in_the_total(years: Years) -> list[float]:
    return [share_of_observers(valued(years, total))]


def observers_in_a_theme(years: Years) -> list[float]:
    return [share_of_observers(valued(years, of_theme(theme))) for theme in LEVELS]


def themes_together(years: Years) -> list[float]:
    return [fmean(_correlations(years))]


def themes_apart(years: Years) -> list[float]:
    return _correlations(years)


def _correlations(years: Years) -> list[float]:
    found = []
    for one, other in combinations(LEVELS, 2):
        pairs = [
            (seen.themes[one], seen.themes[other])
            for year in years
            for seen in year.seen
            if seen.perspective == "observer" and {one, other} <= seen.themes.keys()
        ]
        found.append(correlation([a for a, _ in pairs], [b for _, b in pairs]))
    return found


def alpha(years: Years) -> list[float]:
    together, many = fmean(_correlations(years)), len(LEVELS)
    return [many * together / (1 + (many - 1) * together)]


def items_the_same(years: Years) -> list[float]:
    return [_agreement(years, 0)]


def items_within_one(years: Years) -> list[float]:
    return [_agreement(years, 1)]


def _agreement(years: Years, most: int) -> float:
    """Two visits to one teacher in one part of the year, by different observers, item by item."""
    by_teacher: dict[str, list[Seen]] = defaultdict(list)
    for year in years:
        for seen in year.seen:
            if seen.perspective == "observer":
                by_teacher[f"{seen.school}/{seen.teacher}/{seen.period}"].append(seen)
    return fmean(
        abs(one.items[item] - other.items[item]) <= most
        for visits in by_teacher.values()
        for one, other in combinations(visits, 2)
        for item in one.items.keys() & other.items.keys()
    )


def above_observers(years: Years) -> list[float]:
    """By how much people see themselves more favourably than others do."""
    both = [
        fmean(p for y in years for s in y.seen if s.perspective == kind and (p := total(s)))
        for kind in ("self", "observer")
    ]
    return [both[0] - both[1]]


def by_pupils(years: Years) -> list[float]:
    return [
        fmean(p for y in years for s in y.seen if s.perspective == "pupils" and (p := total(s)))
    ]


def spread_by_pupils(years: Years) -> list[float]:
    return [stdev(points for _, points in valued(years, total, "pupils"))]


def pupils_twice(years: Years) -> list[float]:
    return [share_of_teachers(valued(years, total, "pupils"))]


def pupils_and_observers(years: Years) -> list[float]:
    means: list[dict[str, float]] = []
    for kind in ("pupils", "observer"):
        by_teacher: dict[str, list[float]] = defaultdict(list)
        for seen, points in valued(years, total, kind):
            by_teacher[f"{seen.school}/{seen.teacher}"].append(points)
        means.append({teacher: fmean(points) for teacher, points in by_teacher.items()})
    both = sorted(means[0].keys() & means[1].keys())
    return [correlation([means[0][one] for one in both], [means[1][one] for one in both])]


def growth_of_starters(years: Years) -> list[float]:
    return [_grown(years, theme, starter=True) for theme in BASIC]


def growth_in_complex(years: Years) -> list[float]:
    return [_grown(years, theme, starter=True) for theme in COMPLEX]


def growth_of_experienced(years: Years) -> list[float]:
    return [_grown(years, theme, starter=False) for theme in LEVELS]


def _grown(years: Years, theme: Theme, *, starter: bool) -> float:
    """What a year without a course really brings."""
    first = years[0].calendar.starts_on
    one = Teaching(starter=starter, year_start=first, rng=Random("growth"))
    return one.level(theme, first + timedelta(days=365), ()) - one.start[theme]


def growth_by_eight_visits(years: Years) -> list[float]:
    """The reliability of growth from four visits in autumn and four in spring, by simulation.

    Halves of the visits tell growth twice; what the two have in common is reliability.
    """
    calendar, rng = years[0].calendar, Random("eight visits")
    halves = [_two_halves(calendar, number, rng) for number in range(600)]
    half = correlation([one for one, _ in halves], [other for _, other in halves])
    return [2 * half / (1 + half)]


def _two_halves(calendar: SchoolYear, number: int, rng: Random) -> tuple[float, float]:
    teaching = Teaching(starter=number % 5 == 0, year_start=calendar.starts_on, rng=rng)
    trained = [Training(theme, calendar.monday(41), 0.2) for theme in LEVELS if rng.random() < 0.25]

    def visit(day: date) -> float:
        strictness = strictness_of(f"{rng.random()}")
        scores = teaching.seen("observer", day, trained, rng, strictness=strictness)
        return fmean(one["score"] for one in scores if one["score"] is not None)

    autumn, spring = calendar.monday(37), calendar.monday(18)
    first, second = (
        fmean(visit(spring) for _ in range(2)) - fmean(visit(autumn) for _ in range(2))
        for _ in range(2)
    )
    return first, second


def effect_where_improved(years: Years) -> list[float]:
    """The rise of who took part, in standard deviations before."""
    _, rise, spread = rise_of(years, "improved", taking_part=True)
    return [rise / spread]


def regression(years: Years) -> list[float]:
    """Where nothing works and the weakest went: how much more they rise than their colleagues."""
    went, others = (rise_of(years, "no-effect", taking_part=part) for part in (True, False))
    return [went[1] - others[1]]


def rise_of(years: Years, story: str, *, taking_part: bool) -> tuple[float, float, float]:
    """Of a story's first theme: mean before, rise, and spread before, in points."""
    pairs, before = [], []
    for year in years:
        schools = {s.code: s.story.focuses[0] for s in year.schools if s.story.name == story}
        for (school, teacher), visits in _visits(year).items():
            if school not in schools:
                continue
            focus = schools[school]
            part = f"{teacher}/{focus.module}" in year.enrolments
            points = {
                period: [v.themes[focus.theme] for v in visits if v.period == period]
                for period in ("before", "after")
            }
            before += points["before"]
            if part == taking_part and points["before"] and points["after"]:
                pairs.append((fmean(points["before"]), fmean(points["after"])))
    return fmean(a for a, _ in pairs), fmean(b - a for a, b in pairs), stdev(before)


def _visits(year: Year) -> dict[tuple[str, str], list[Seen]]:
    found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for seen in year.seen:
        if seen.perspective == "observer" and len(seen.themes) == len(LEVELS):
            found[seen.school, seen.teacher].append(seen)
    return found
