"""What is hidden when all is released once, at A (docs/explanation/small-groups.md)."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.oracle.figure import Figure
from tests.oracle.figures import (
    NOT_ABOUT_PEOPLE,
    THEMES,
    Key,
    Scope,
    World,
    Years,
    compute,
    names_of,
)

NEEDS_PARTICIPATION = ("completion", "goal-trace", "practice-share")


@dataclass(frozen=True)
class Verdict:
    """A figure, and why it is not shown; null when it is."""

    figure: Figure
    hidden: str | None


Verdicts = dict[Key, Verdict]


def is_small(figure: Figure, k: int) -> bool:
    """Whether a figure about people must be suppressed for its own sake.

    "A mean, sum or count is suppressed when n < k. A share, or an object of shares or counts, when
    the people in its denominator are fewer than k or the distinct people on any side of it are 1
    to k - 1; 0 and all are shown." "k counts distinct teachers."
    """
    return len(figure.people) < k or any(1 <= len(side) < k for side in figure.sides)


def own_reason(name: str, figure: Figure, k: int) -> str | None:
    """Why a figure is hidden, looking at nothing else."""
    if figure.missing is not None:
        return figure.missing
    if name not in NOT_ABOUT_PEOPLE and is_small(figure, k):
        return "fewer-than-k"
    return None


def hidden_for_people(reason: str | None) -> bool:
    """Whether a figure is hidden to protect people; "schools with `no-data` play no part"."""
    return reason in ("fewer-than-k", "complementary")


def smallest(figures: dict[str, Figure]) -> str:
    """Rule: "The smallest shown school (people, then id)"."""
    return min(figures, key=lambda school: (len(figures[school].people), school))


def complement(
    shown: dict[str, Figure],
    hidden: set[str],
    together: Callable[[set[str]], Figure],
    k: int,
) -> tuple[set[str], bool]:
    """The schools to hide besides, and whether the board's figure can still be shown.

    "While the suppressed schools of a board, taken together, would themselves be suppressed and
    the board's figure is shown, the smallest shown school is suppressed; with none left, the
    board's figure is."
    """
    shown, hidden, besides = dict(shown), set(hidden), set[str]()
    while hidden and is_small(together(hidden), k):
        if not shown:
            return besides, False
        next_one = smallest(shown)
        del shown[next_one]
        hidden.add(next_one)
        besides.add(next_one)
    return besides, True


@dataclass(frozen=True)
class Question:
    """One figure of a board and its schools in a year."""

    world: World
    board: Scope
    years: Years
    theme: str | None
    name: str

    def of_board(self) -> Figure:
        """The board's own figure: all its schools pooled."""
        return self.world.figure(self.board, self.years, self.theme, self.name)

    def of_schools(self) -> dict[str, Figure]:
        """The figure of each school that has it."""
        return {
            one.school.id: self.world.figure(
                self.scope(one.school.id), [one], self.theme, self.name
            )
            for one in self.years
            if self.name in names_of([one], self.theme)
        }

    def together(self, schools: set[str]) -> Figure:
        """The figure of some schools "taken together"."""
        return compute(
            [one for one in self.years if one.school.id in schools], self.theme, self.name
        )

    def scope(self, school: str | None) -> Scope:
        """The scope of one of its schools, or with null of the board."""
        return Scope(self.board.board, school, self.board.year)


def questions(world: World) -> list[Question]:
    """Every figure of every board and year, participation before what depends on it."""
    found = [
        Question(world, board, years, theme, name)
        for board, years in world.board_scopes().items()
        for theme in (None, *THEMES)
        for name in names_of(years, theme)
    ]
    return sorted(found, key=lambda question: question.name != "participation")


def one_release(world: World, k: int) -> Verdicts:
    """The verdict on every figure, when everything is released at A."""
    verdicts: Verdicts = {}
    for question in questions(world):
        figures = question.of_schools()
        reasons = {
            school: _reason(question, school, figure, k, verdicts)
            for school, figure in figures.items()
        }
        of_board = question.of_board()
        board_reason = _reason(question, None, of_board, k, verdicts)
        if board_reason is None:
            besides, board_shown = complement(
                {school: figures[school] for school in figures if reasons[school] is None},
                {school for school in figures if hidden_for_people(reasons[school])},
                question.together,
                k,
            )
            reasons |= dict.fromkeys(besides, "complementary")
            board_reason = None if board_shown else "complementary"
        key = (question.theme, question.name)
        verdicts[question.board, *key] = Verdict(of_board, board_reason)
        for school, figure in figures.items():
            verdicts[question.scope(school), *key] = Verdict(figure, reasons[school])
    return verdicts


def _reason(
    question: Question, school: str | None, figure: Figure, k: int, verdicts: Verdicts
) -> str | None:
    """Why a figure is hidden before other schools are looked at.

    "Where participation is suppressed, completion, goal-trace and practice-share of that theme are
    too (`complementary`)."
    """
    reason = own_reason(question.name, figure, k)
    if reason is None and question.name in NEEDS_PARTICIPATION:
        participation = verdicts[question.scope(school), question.theme, "participation"]
        if hidden_for_people(participation.hidden):
            return "complementary"
    return reason


def everything(world: World) -> Verdicts:
    """Role full, "for the holder of the facts": hidden is only what is not there."""
    verdicts: Verdicts = {}
    for scope, years in world.scopes().items():
        for theme in (None, *THEMES):
            for name in names_of(years, theme):
                figure = world.figure(scope, years, theme, name)
                verdicts[scope, theme, name] = Verdict(figure, figure.missing)
    return verdicts
