"""All figures by name, and the scopes (a school or a board in a year) that have them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.oracle import ladder as rungs
from tests.oracle import pulse, school_figures, theme_figures
from tests.oracle.board import Boards, board_of, years_of
from tests.oracle.chain import Event, standing
from tests.oracle.days import AsOf
from tests.oracle.figure import Figure
from tests.oracle.growth import PERSPECTIVES, comparison, growth, triangulation
from tests.oracle.school import PULSE_ITEMS, School
from tests.oracle.year import SchoolYear

THEMES = (
    "classroom-management",
    "lesson-structure",
    "interactive-instruction",
    "feedback",
    "differentiation",
    "pedagogical-conduct",
    "digitalisation",
)
Years = list[SchoolYear]

# The rows of section 2, but for the ladder and triangulation, which rest on what is shown.
THEME_FIGURES: dict[str, Callable[[Years, str], Figure]] = {
    "goals": theme_figures.goals,
    "evaluated": theme_figures.evaluated,
    "goal-trace": theme_figures.goal_trace,
    "participation": theme_figures.participation,
    "completion": theme_figures.completion,
    "hours.study": theme_figures.hours_study,
    "hours.practice": theme_figures.hours_practice,
    "hours.practice-coached": theme_figures.hours_practice_coached,
    "hours.informal": theme_figures.hours_informal,
    "collective": theme_figures.collective,
    "practice-share": theme_figures.practice_share,
    **{f"observed.{one}": partial(theme_figures.observed, perspective=one) for one in PERSPECTIVES},
    "observers": theme_figures.observers,
    **{f"growth.{one}": partial(growth, perspective=one) for one in PERSPECTIVES},
    **{f"comparison.{one}": partial(comparison, perspective=one) for one in PERSPECTIVES},
    "reactions": theme_figures.reactions,
    "discussed": theme_figures.discussed,
}
# The rows of section 3, but for return.<module>, whose names depend on the facts.
YEAR_FIGURES: dict[str, Callable[[Years], Figure]] = {
    "starters": school_figures.starters,
    "starters.coach": school_figures.starters_coach,
    "starters.talks": school_figures.starters_talks,
    "starters.coached-lessons": school_figures.starters_coached_lessons,
    "starters.observations": school_figures.starters_observations,
    **{f"retention.{n}": partial(school_figures.retention, years_ago=n) for n in (1, 2, 3, 5)},
    **{f"pulse.{item}": partial(pulse.pulse, item=item) for item in PULSE_ITEMS},
    "workload": school_figures.workload,
    "roles": school_figures.roles,
    "coach-load": school_figures.coach_load,
    "informal": school_figures.informal,
    "continuity": school_figures.continuity,
}
RETURN = "return."
DERIVED = ("triangulation", "ladder")
GROWTHS = tuple(f"growth.{one}" for one in PERSPECTIVES)
NOT_ABOUT_PEOPLE = ("goals", "evaluated")
# Section 4: "*Administrative* (goal-trace, participation, completion, hours, collective,
# practice-share, discussed, starters and its parts but observations, retention, workload, roles,
# coach-load, informal, continuity)".
ADMINISTRATIVE = frozenset(
    {
        "goal-trace",
        "participation",
        "completion",
        "hours.study",
        "hours.practice",
        "hours.practice-coached",
        "hours.informal",
        "collective",
        "practice-share",
        "discussed",
        "starters",
        "starters.coach",
        "starters.talks",
        "starters.coached-lessons",
        "retention.1",
        "retention.2",
        "retention.3",
        "retention.5",
        "workload",
        "roles",
        "coach-load",
        "informal",
        "continuity",
    }
)


@dataclass(frozen=True)
class Scope:
    """Whose figures: a school's, or with school null a board's own, in a year."""

    board: str
    school: str | None
    year: int


Key = tuple[Scope, str | None, str]  # scope, theme, figure


class World:
    """Everything the facts say at A."""

    def __init__(self, events: list[Event], as_of: AsOf) -> None:
        self.as_of = as_of
        facts, self.parked = standing(events, as_of)
        boards = Boards(facts, as_of)
        keys = sorted({fact.key for fact in facts if fact.name == "schools.registered"})
        self.years: list[SchoolYear] = []
        for key in keys:
            school = School(key, [fact for fact in facts if fact.key == key], as_of)
            for year in years_of(school):
                board = board_of(school, year)
                if board is not None:
                    self.years.append(SchoolYear(school, year, board, boards))
        self._computed: dict[Key, Figure] = {}

    def school_scopes(self) -> dict[Scope, Years]:
        """Every school in every year that has figures."""
        return {Scope(one.board, one.school.id, one.year): [one] for one in self.years}

    def board_scopes(self) -> dict[Scope, Years]:
        """Every board in every year in which a school belongs to it, with those schools."""
        found: dict[Scope, Years] = {}
        for one in self.years:
            found.setdefault(Scope(one.board, None, one.year), []).append(one)
        return found

    def scopes(self) -> dict[Scope, Years]:
        """Schools and boards."""
        return self.school_scopes() | self.board_scopes()

    def figure(self, scope: Scope, years: Years, theme: str | None, name: str) -> Figure:
        """The figure of a scope, worked out once."""
        key = (scope, theme, name)
        if key not in self._computed:
            found = compute(years, theme, name)
            if scope.school is not None and name.startswith("pulse."):
                found = pulse.with_change(found, years[0], name.removeprefix("pulse."))
            self._computed[key] = found
        return self._computed[key]


def names_of(years: Years, theme: str | None) -> list[str]:
    """The figures that exist for these school years, the derived ones not among them."""
    if theme is not None:
        return list(THEME_FIGURES)
    modules = school_figures.modules_with_active_enrolment(years)
    return [*YEAR_FIGURES, *(RETURN + module for module in modules)]


def compute(years: Years, theme: str | None, name: str) -> Figure:
    """One figure of one or more school years taken together."""
    if theme is not None:
        return THEME_FIGURES[name](years, theme)
    if name.startswith(RETURN):
        return school_figures.return_of(years, name.removeprefix(RETURN))
    return YEAR_FIGURES[name](years)


def triangulate(years: Years, theme: str, shown: dict[str, Figure]) -> Figure:
    """Triangulation of the growth figures shown (by figure name)."""
    growths = {one: shown[f"growth.{one}"] for one in PERSPECTIVES if f"growth.{one}" in shown}
    return triangulation(years, theme, growths)


def ladder_of(scope: Scope, years: Years, theme: str) -> dict[str, Any]:
    """The words on the rungs, whoever may see them."""
    value: dict[str, Any] = rungs.ladder(years, theme, of_school=scope.school is not None).value
    return value
