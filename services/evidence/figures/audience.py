"""The figures of a board's year as one audience sees them: released at once, or as released."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.evidence.figures.calendar import Year
from services.evidence.figures.derive import THEMES, Name, Scope
from services.evidence.figures.figure import Reason, Result
from services.evidence.figures.groups import (
    DERIVED,
    FULL,
    LEADER,
    SEES_BOARDS,
    Role,
    as_shown,
    derived_shown,
    hidden_now,
    k_of,
    place_of,
)
from services.evidence.figures.ladder import RESTS_ON
from services.evidence.figures.registry import kind_of
from services.evidence.figures.releases import BoardYear, Releases

Shown = tuple[Scope, Name, Result]
RESTING = tuple(sorted({name for names in RESTS_ON.values() for name in names} | {"growth.self"}))


def everything(board_years: Sequence[BoardYear]) -> Iterator[Shown]:
    """All figures unhidden, for the holder of the facts."""
    for board, schools in board_years:
        for scope in (board, *schools):
            for name in scope.names:
                yield scope, name, scope.result(*name)


def released_at_once(role: Role, board_years: Sequence[BoardYear]) -> Iterator[Shown]:
    """What a role may see when everything is released at this moment."""
    k = k_of(role)
    for board, schools in board_years:
        hidden = hidden_now(board, schools, k)
        for scope in _seen(role, board, schools):
            picture = _Picture(role, k)
            for name in _own(scope):
                result = scope.result(*name)
                picture.add(scope, name, result, hidden[scope.school, name])
            yield from picture.shown(scope, scope)


def as_released(
    role: Role,
    board_years: Sequence[BoardYear],
    releases: Releases,
    last_release_day: Sequence[BoardYear],
) -> Iterator[Shown]:
    """What a role may see after the release days: figures about people stand as they were released.

    A school's own leader sees administrative figures whole and current; what is not about people
    is current for everyone; ladder and triangulation are read on the last release day.
    """
    then, released = _by_place(last_release_day), _released(releases)
    for board, schools in board_years:
        for scope in _seen(role, board, schools):
            who = scope.school or scope.board
            picture = _Picture(role, k_of(role))
            for name in sorted({*_own(scope), *released.get((who, scope.year), ())}, key=str):
                if kind_of(name[1]) == "open":
                    result = scope.result(*name)
                    picture.add(scope, name, result, result.reason)
                    continue
                release = releases.latest((who, scope.year, name))
                if release is not None:
                    picture.add(scope, name, release.result, None)
                else:
                    picture.add(scope, name, Result(), releases.reason((who, scope.year, name)))
            place = scope.board if scope.school is None else scope.school
            empty = Scope(scope.board, scope.school, scope.year, ())
            yield from picture.shown(scope, then.get((place, scope.year), empty))


@dataclass
class _Picture:
    """One scope as it comes together for one role."""

    role: Role
    k: int

    def __post_init__(self) -> None:
        self.results: dict[Name, Result] = {}
        self.reasons: dict[Name, Reason | None] = {}

    def add(self, scope: Scope, name: Name, result: Result, reason: Reason | None) -> None:
        """A figure with the reason why it is hidden; a leader's own administration never is."""
        if self.role == LEADER and kind_of(name[1]) == "administrative":
            if name not in scope.names:
                return
            result = scope.result(*name)
            reason = result.reason
        self.results[name] = as_shown(result, reason, self.k)
        self.reasons[name] = reason

    def shown(self, scope: Scope, then: Scope) -> Iterator[Shown]:
        """All figures of the scope, with what rests on them read from another moment's scope."""
        yield from ((scope, name, result) for name, result in self.results.items())
        for theme in THEMES:
            places = {name: place_of(name, theme) for name in RESTING}
            shown = {name: self.results[place] for name, place in places.items()}
            why = {name: self.reasons[place] for name, place in places.items()}
            for name, result in derived_shown(then, theme, shown, why).items():
                yield scope, (theme, name), result


def _seen(role: Role, board: Scope, schools: Sequence[Scope]) -> Sequence[Scope]:
    return [board, *schools] if role in SEES_BOARDS else schools


def _own(scope: Scope) -> list[Name]:
    return [name for name in scope.names if name[1] not in DERIVED]


def _released(releases: Releases) -> Mapping[tuple[str, Year], Sequence[Name]]:
    found: dict[tuple[str, Year], list[Name]] = {}
    for owner, year, name in (*releases.of_schools, *releases.of_boards):
        found.setdefault((owner, year), []).append(name)
    return found


def _by_place(board_years: Sequence[BoardYear]) -> Mapping[tuple[str, Year], Scope]:
    return {
        (scope.board if scope.school is None else scope.school, scope.year): scope
        for board, schools in board_years
        for scope in (board, *schools)
    }


def figures_for(
    role: Role,
    board_years: Sequence[BoardYear],
    released: tuple[Releases, Sequence[BoardYear]] | None = None,
) -> Iterator[Shown]:
    """The figures as a role sees them: as released when releases are given, else all at once."""
    if role == FULL:
        return everything(board_years)
    if released is None:
        return released_at_once(role, board_years)
    return as_released(role, board_years, *released)
