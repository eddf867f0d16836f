"""Why a module of the catalogue might suit a teacher: one function per rule, in order of reading.

A rule looks at a module and the situation and gives its reason, or None. `suits` has the
conditions: a module that misses one is not recommended, however many reasons there are.
"""

from collections.abc import Iterable, Iterator

from services.evidence.figures.measured import Measured
from services.evidence.figures.statistics import rounded
from services.evidence.figures.trend import Trend
from services.evidence.history import records as r
from services.evidence.recommend.reason import Reason, because
from services.evidence.recommend.situation import Situation

LESSON_HOURS = 50 / 60
VISITS_FOR_A_MEAN = 2  # one visit is too unreliable to compare themes by
ROOM_TO_RISE = 3.0  # on the scale of 1 to 4: above it a flat line is no reason
FLAT = 0.5  # points: flat is what rules out a larger rise, not what is merely uncertain
# A starter's first needs, in the order in which skills are mastered: a safe climate, organisation,
# clear instruction; activating pupils, differentiation and learning strategies come after.
BASIS = ("pedagogical-conduct", "classroom-management", "lesson-structure")
_STARTER, _ADVANCED = "starter", "advanced"


def offered(modules: Iterable[r.Module], day: int) -> list[r.Module]:
    """The catalogue on a day: of each module the newest version that is valid, by code."""
    newest: dict[str, r.Module] = {}
    for module in sorted(modules, key=lambda one: (one.valid_from, one.version)):
        if module.valid_from <= day and module.day <= day:
            newest[module.code] = module
    return [newest[code] for code in sorted(newest)]


def hours_of(module: r.Module) -> float:
    """The hours that a module asks: study, and practice lessons of 50 minutes."""
    return round(module.study / 100 + module.practice * LESSON_HOURS, 2)


def suits(module: r.Module, situation: Situation) -> bool:
    """Whether a module can be recommended at all: not taken, of the right level, within the hours.

    Where a module of the theme runs, a second one waits.
    """
    level = _ADVANCED if situation.starter else _STARTER
    left = situation.hours_left
    return (
        module.code not in situation.taken
        and module.theme not in situation.busy_with
        and module.level != level
        and (left is None or hours_of(module) <= left)
    )


def reasons(module: r.Module, situation: Situation) -> tuple[Reason, ...]:
    """All reasons for a module that suits, in the order of the table."""
    found = [
        *lowest(module, situation),
        trend(module, situation),
        school_goal(module, situation),
        own_goal(module, situation),
        starter_basis(module, situation),
        starter_level(module, situation),
        fits_hours(module, situation),
    ]
    return tuple(reason for reason in found if reason is not None)


def lowest(module: r.Module, situation: Situation) -> Iterator[Reason]:
    """The theme has the lowest mean of a perspective, of at least two themes seen often enough."""
    for perspective in ("observer", "pupils", "self"):
        often = [
            one
            for one in situation.measured
            if one.perspective == perspective and one.visits >= VISITS_FOR_A_MEAN
        ]
        least = min((rounded(one.mean) for one in often), default=None)
        for one in often:
            if len(often) > 1 and one.theme == module.theme and rounded(one.mean) == least:
                yield because(f"lowest-{perspective}", **_values(one), themes=len(often))


def trend(module: r.Module, situation: Situation) -> Reason | None:
    """The measurements fall, or stay flat while there is room to rise; from four visits on."""
    grown = [
        (one, one.growth)
        for one in situation.measured
        if one.theme == module.theme and one.growth is not None
    ]
    fallen = [one for one, growth in grown if growth.falls]
    flat = [one for one, growth in grown if _is_flat(growth) and one.mean < ROOM_TO_RISE]
    if fallen:
        return because("falling", **_values(fallen[0]))
    return because("flat", **_values(flat[0])) if flat else None


def _is_flat(growth: Trend) -> bool:
    low, high = growth.interval
    return rounded(low) <= 0 <= rounded(high) <= FLAT


def school_goal(module: r.Module, situation: Situation) -> Reason | None:
    """The school has a goal for the theme this year."""
    return because("school-goal", theme=module.theme) if module.theme in situation.goals else None


def own_goal(module: r.Module, situation: Situation) -> Reason | None:
    """The teacher enrolled for a goal of the theme that is not reached yet."""
    return because("own-goal", theme=module.theme) if module.theme in situation.own_goals else None


def starter_basis(module: r.Module, situation: Situation) -> Reason | None:
    """The theme is part of what a starter needs first."""
    if situation.starter is None or module.theme not in BASIS:
        return None
    return because("starter-basis", theme=module.theme, year=situation.starter.year)


def starter_level(module: r.Module, situation: Situation) -> Reason | None:
    """The module was made for starters."""
    if situation.starter is None or module.level != _STARTER:
        return None
    return because("starter-level", year=situation.starter.year)


def fits_hours(module: r.Module, situation: Situation) -> Reason | None:
    """The module fits the hours that are left, where those are known."""
    if situation.hours_left is None:
        return None
    return because("fits-hours", hours=hours_of(module), left=situation.hours_left)


def _values(one: Measured) -> dict[str, object]:
    values: dict[str, object] = {
        "theme": one.theme,
        "perspective": one.perspective,
        "mean": one.mean,
        "visits": one.visits,
        "observers": one.observers,
    }
    if one.growth is not None:
        values |= {"change": one.growth.change, "interval": list(one.growth.interval)}
        values |= {"growthVisits": one.growth.visits}
    return values
