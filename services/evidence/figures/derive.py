"""From states to figures: every figure of every school and board in one school year.

Results here are unhidden: what an audience may see is decided afterwards (`groups.py`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

from services.evidence.figures import ladder as rungs
from services.evidence.figures import returns
from services.evidence.figures.calendar import Year, years
from services.evidence.figures.contributions import Contributions, contributions_of
from services.evidence.figures.figure import (
    FEWER_THAN_K,
    NO_DATA,
    PURPOSE,
    Entries,
    Entry,
    Figure,
    Reason,
    Result,
)
from services.evidence.figures.gaps import Gap, gaps
from services.evidence.figures.growth import triangulation, without_pairs
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.registry import (
    LADDER,
    SCHOOL_FIGURES,
    THEME_FIGURES,
    TRIANGULATION,
    return_figure,
)
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from shared.contracts.codes import Theme

THEMES: tuple[str, ...] = tuple(sorted(get_args(Theme)))
Name = tuple[str | None, str]
"""A figure within a school year: theme (None: of the school as a whole) and name."""


@dataclass(frozen=True)
class Scope:
    """Figures of one school, or pooled for a board, in one school year.

    `school` is None for a board's own, which pools what `schools` have. Entries and results are
    made when first asked for.
    """

    board: str
    school: str | None
    year: Year
    parts: Sequence[SchoolYear]
    schools: "Sequence[Scope]" = ()

    @cached_property
    def names(self) -> list[Name]:
        """All figures that exist here, in the order of the rows."""
        found: list[Name] = [(None, name) for name in SCHOOL_FIGURES]
        found += [(None, returns.PREFIX + module) for module in self.modules]
        found += [
            (theme, name) for theme in THEMES for name in (*THEME_FIGURES, TRIANGULATION, LADDER)
        ]
        return sorted(found, key=lambda name: (name[0] or "", name[1]))

    @cached_property
    def modules(self) -> list[str]:
        """Module codes with an active enrolment."""
        return sorted({module for part in self.parts for module in part.modules})

    @cached_property
    def _entries(self) -> dict[Name, list[Entry]]:
        return {}

    @cached_property
    def _contributions(self) -> dict[Name, Contributions]:
        return {}

    @cached_property
    def _results(self) -> dict[Name, Result]:
        return {}

    def entries(self, theme: str | None, name: str) -> list[Entry]:
        """What everyone contributes to a figure."""
        key = (theme, name)
        if key not in self._entries:
            self._entries[key] = self._collect(theme, name)
        return self._entries[key]

    def _collect(self, theme: str | None, name: str) -> list[Entry]:
        if self.schools:
            return [entry for school in self.schools for entry in school.entries(theme, name)]
        figure = figure_of(name)
        return [entry for part in self.parts for entry in figure.entries(part, theme or "")]

    def contributions(self, theme: str | None, name: str) -> Contributions:
        """What everyone brings to a figure's value."""
        key = (theme, name)
        if key not in self._contributions:
            entries = self.entries(theme, name)
            self._contributions[key] = contributions_of(figure_of(name).brings, entries)
        return self._contributions[key]

    def result(self, theme: str | None, name: str) -> Result:
        """A figure's result, unhidden."""
        key = (theme, name)
        if key not in self._results:
            self._results[key] = self._make(theme, name)
        return self._results[key]

    def _make(self, theme: str | None, name: str) -> Result:
        if name == TRIANGULATION:
            names = [f"growth.{perspective}" for perspective in PERSPECTIVES]
            why = without_pairs([e for growth in names for e in self.entries(theme, growth)]).reason
            return triangulate({name: self.result(theme, name) for name in names}, why)
        if name == LADDER:
            return Result(rungs.ladder(self.grounds(theme or "")))
        result = figure_of(name).finish(self.entries(theme, name))
        return result if self.school is not None else _without_change(result)

    def grounds(self, theme: str) -> rungs.Grounds:
        """What the rungs of the ladder look at."""
        resting = sorted({name for names in rungs.RESTS_ON.values() for name in names})
        results = {
            name: self.result(None if name in SCHOOL_FIGURES else theme, name) for name in resting
        }
        results["growth.self"] = self.result(theme, "growth.self")
        return rungs.Grounds(
            results,
            self.entries(theme, "reactions"),
            self.entries(theme, "growth.self"),
            _all(rungs.passed_entries, self.parts, theme),
            _all(rungs.supported_entries, self.parts, theme),
            _all(rungs.pupil_result_entries, self.parts, theme),
            self.entries(None, "pulse.support"),
        )

    def gaps(self) -> list[Gap]:
        """The gaps of a school's themes; boards have none of their own."""
        if self.school is None:
            return []
        return [gap for part in self.parts for theme in THEMES for gap in gaps(part, theme)]


def triangulate(growths: Mapping[str, Result], why: Reason | None) -> Result:
    """Triangulation over the growth figures that are shown; `why` none has data, when none has."""
    shown = {
        name.removeprefix("growth."): found
        for name, found in growths.items()
        if found.reason is None
    }
    hidden = any(found.reason not in (None, NO_DATA, PURPOSE) for found in growths.values())
    return triangulation(shown, FEWER_THAN_K if hidden else why)


def figure_of(name: str) -> Figure:
    """The figure with this name; KeyError when there is none."""
    if name.startswith(returns.PREFIX):
        return return_figure(name.removeprefix(returns.PREFIX))
    return THEME_FIGURES.get(name) or SCHOOL_FIGURES[name]


def school_years(view: View) -> Iterator[SchoolYear]:
    """Every school year in which a school has figures."""
    span = view.years()
    if span is not None:
        yield from (SchoolYear(view, year) for year in years(*span))


def scope_of_school(year: SchoolYear) -> Scope:
    """The figures of one school in one year."""
    return Scope(year.board, year.school, year.year, (year,))


def board_years(views: Iterable[View]) -> Iterator[tuple[Scope, list[Scope]]]:
    """Every board in every year in which it has schools with figures, with those schools."""
    parts: dict[tuple[str, Year], list[SchoolYear]] = {}
    for view in views:
        for year in school_years(view):
            parts.setdefault((year.board, year.year), []).append(year)
    for (board, when), found in sorted(parts.items()):
        schools = [scope_of_school(year) for year in found]
        yield Scope(board, None, when, found, schools), schools


def _all(
    entries: Callable[[SchoolYear, str], list[Entry]], parts: Sequence[SchoolYear], theme: str
) -> Entries:
    return [entry for part in parts for entry in entries(part, theme)]


def _without_change(result: Result) -> Result:
    """Change and warning are of schools only."""
    beside = {k: v for k, v in result.beside.items() if k not in ("change", "warning")}
    return replace(result, beside=beside)
