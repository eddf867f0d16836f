"""Small groups: what may be shown of a figure about people, for any audience.

The one place for the rules of `docs/explanation/small-groups.md`. Pages, API, export and dossier
all pass through it. Nobody may be able to find out something about fewer than k people, not from a
total, a part, its complement, or another date (`releases.py`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from services.evidence.figures import ladder as rungs
from services.evidence.figures.derive import Name, Scope, figure_of, triangulate
from services.evidence.figures.figure import (
    COMPLEMENTARY,
    FEWER_THAN_K,
    Entry,
    Reason,
    Result,
)
from services.evidence.figures.growth import without_pairs
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.figures.registry import (
    LADDER,
    SCHOOL_FIGURES,
    TRIANGULATION,
    kind_of,
)

K = 5  # distinct people; can be raised, never lowered

Role = Literal["full", "inspector", "school-leader", "board-admin", "teacher"]
FULL: Role = "full"
LEADER: Role = "school-leader"
BOARD: Role = "board-admin"
ROLES: tuple[Role, ...] = ("full", "inspector", LEADER, BOARD, "teacher")
SEES_BOARDS = frozenset({"full", "inspector", BOARD})

PARTICIPATION = "participation"
NEEDS_PARTICIPATION = ("completion", "goal-trace", "practice-share")
DERIVED = (TRIANGULATION, LADDER)


def k_of(role: Role, k: int = K) -> int:
    """The smallest group for an audience: colleagues know each other, so one more for teachers."""
    return k + 1 if role == "teacher" else k


def too_few(result: Result, k: int) -> bool:
    """Whether the people behind a value, or on any side of a share, are too few to show it."""
    return len(result.people) < k or any(1 <= len(side) < k for side in result.sides)


def protects(reason: Reason | None) -> bool:
    """Whether a figure is hidden for the sake of people; no data and purpose are no such thing."""
    return reason in (FEWER_THAN_K, COMPLEMENTARY)


def own_reason(name: str, result: Result, k: int) -> Reason | None:
    """Why a figure is hidden, looking at nothing but itself."""
    if result.reason is not None:
        return result.reason
    if kind_of(name) != "open" and too_few(result, k):
        return FEWER_THAN_K
    return None


@dataclass(frozen=True)
class Question:
    """One figure of a board and its schools in a year: what small groups are judged on."""

    board: Scope
    schools: Sequence[Scope]
    name: Name

    def of_board(self) -> Result:
        """The board's own figure."""
        return self.board.result(*self.name)

    def of_schools(self) -> dict[str, Result]:
        """The figure of each school that has it."""
        return {
            str(scope.school): scope.result(*self.name)
            for scope in self.schools
            if self.name in scope.names
        }

    def together(self, schools: Set[str]) -> Result:
        """The figure of some schools taken together."""
        entries: list[Entry] = []
        for scope in self.schools:
            if scope.school in schools:
                entries += scope.entries(*self.name)
        return figure_of(self.name[1]).finish(entries)


def questions(board: Scope, schools: Sequence[Scope]) -> Iterable[Question]:
    """All questions about a board's year; participation comes before what depends on it."""
    names = [name for name in board.names if name[1] not in DERIVED]
    for name in sorted(names, key=lambda name: name[1] != PARTICIPATION):
        yield Question(board, schools, name)


def complement(
    shown: Mapping[str, Result],
    hidden: Iterable[str],
    together: Callable[[Set[str]], Result],
    k: int,
) -> tuple[frozenset[str], bool]:
    """The schools to hide as well, so that the board's total does not give the hidden ones away.

    Returns them, and whether the board's figure can be shown with that.
    """
    left, out = dict(shown), set(hidden)
    besides: set[str] = set()
    while out and too_few(together(out), k):
        if not left:
            return frozenset(besides), False
        smallest = min(left, key=lambda school: (len(left[school].people), school))
        del left[smallest]
        out.add(smallest)
        besides.add(smallest)
    return frozenset(besides), True


Hidden = dict[tuple[str | None, Name], Reason | None]
"""Per school (None: the board itself) and figure the reason why it is hidden, if it is."""


def hidden_now(board: Scope, schools: Sequence[Scope], k: int) -> Hidden:
    """What is hidden of a board's year when everything is released at this moment."""
    hidden: Hidden = {}
    for question in questions(board, schools):
        name = question.name
        results = question.of_schools()
        reasons = {
            school: _reason(hidden, school, name, result, k) for school, result in results.items()
        }
        of_board = _reason(hidden, None, name, question.of_board(), k)
        if of_board is None:
            besides, board_shown = complement(
                {school: results[school] for school in results if reasons[school] is None},
                [school for school in results if protects(reasons[school])],
                question.together,
                k,
            )
            reasons |= dict.fromkeys(besides, COMPLEMENTARY)
            of_board = None if board_shown else COMPLEMENTARY
        hidden[None, name] = of_board
        hidden |= {(school, name): reason for school, reason in reasons.items()}
    return hidden


def _reason(
    hidden: Hidden, school: str | None, name: Name, result: Result, k: int
) -> Reason | None:
    reason = own_reason(name[1], result, k)
    if reason is None and name[1] in NEEDS_PARTICIPATION:
        theme, _ = name
        if protects(hidden.get((school, (theme, PARTICIPATION)))):
            return COMPLEMENTARY
    return reason


def as_shown(result: Result, reason: Reason | None, k: int) -> Result:
    """A result as an audience gets it: hidden, or without the details that rest on too few."""
    if reason is not None:
        return Result(reason=reason)
    beside = dict(result.beside)
    for detail, sizes in result.beside_sides.items():
        if detail in beside and any(1 <= size < k for size in sizes):
            beside[detail] = None
    for detail, size in result.beside_least.items():
        if detail in beside and size < k:
            beside[detail] = None
    return replace(result, beside=beside)


def derived_shown(
    scope: Scope, theme: str, shown: Mapping[str, Result], reasons: Mapping[str, Reason | None]
) -> dict[str, Result]:
    """Triangulation and ladder, as far as the figures they rest on are shown."""
    growths = [f"growth.{perspective}" for perspective in PERSPECTIVES]
    why = without_pairs([e for name in growths for e in scope.entries(theme, name)]).reason
    found: dict[int, str | None] = dict(scope.result(theme, LADDER).value)
    for rung, names in rungs.RESTS_ON.items():
        if found[rung] not in (rungs.NONE, rungs.THIN) and any(
            protects(reasons[name]) for name in names
        ):
            found[rung] = None
    return {
        TRIANGULATION: triangulate({name: shown[name] for name in growths}, why),
        LADDER: Result(found),
    }


def place_of(name: str, theme: str) -> Name:
    """Where a figure stands that another rests on: with the theme, or with the whole school."""
    return (None, name) if name in SCHOOL_FIGURES else (theme, name)
