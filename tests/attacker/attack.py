"""The attacker: hears every answer that one audience may hear, and looks for fewer than k people.

What is heard comes from the product's own rules; what is too few is judged here, by nothing but the
number of people. An answer is a value with its n, of or categories: from those the attacker takes
totals (`algebra.py`), the sides of a share, and groups that are known to lie within one another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.evidence.figures.derive import Name, figure_of
from services.evidence.figures.figure import Entry, Result
from services.evidence.figures.groups import hidden_now
from services.evidence.figures.releases import (
    BoardYear,
    Releases,
    advance,
)
from tests.attacker.algebra import Total, least
from tests.attacker.boards import BOARD, NAMES, THEME, YEAR

TEAM = ((None, "informal"), (None, "workload"), (None, "roles"), (THEME, "participation"))
"""Figures from which the size of the team follows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure as it was told on a day, and who stood behind it."""

    day: date
    result: Result
    total: Total
    entries: Sequence[Entry]


@dataclass
class Heard:
    """All answers, per school (or the board itself) and figure, in the order of their days."""

    answers: dict[tuple[str, Name], list[Answer]] = field(default_factory=dict)
    schools: list[str] = field(default_factory=list)

    def of(self, who: str, name: Name) -> list[Answer]:
        """Every answer to one question."""
        return self.answers.get((who, name), [])

    def add(self, who: str, name: Name, answer: Answer) -> None:
        """Hear one answer; the same one again says nothing."""
        heard = self.answers.setdefault((who, name), [])
        if not heard or heard[-1].day != answer.day:
            heard.append(answer)


def hear(history: Iterable[tuple[date, BoardYear]], k: int) -> Heard:
    """What an audience is told over the release days of a board."""
    heard, releases = Heard(), Releases(k)
    for day, (board, schools) in history:
        heard.schools = [str(school.school) for school in schools]
        advance(releases, day, [(board, schools)])
        for one in (board, *schools):
            who = one.school or one.board
            for name in NAMES:
                release = releases.latest((who, YEAR, name))
                if release is not None and release.day == day:
                    entries = one.entries(*name)
                    heard.add(
                        who, name, Answer(day, release.result, release.contributions, entries)
                    )
    return heard


def hear_at_once(day: date, board_year: BoardYear, k: int) -> Heard:
    """What an audience is told when everything is released on one day."""
    board, schools = board_year
    hidden = hidden_now(board, schools, k)
    heard = Heard(schools=[str(school.school) for school in schools])
    for one in (board, *schools):
        for name in NAMES:
            if hidden[one.school, name] is None:
                total = one.contributions(*name)
                answer = Answer(day, one.result(*name), total, one.entries(*name))
                heard.add(one.school or one.board, name, answer)
    return heard


def found_out(heard: Heard, k: int) -> Iterator[str]:
    """Everything that follows about fewer than k people, in words; nothing when the rules hold."""
    for (who, name), answers in heard.answers.items():
        for answer in answers:
            if few_on_a_side(answer.result, k):
                yield f"{who} {name[1]}: a side of too few on {answer.day}"
        if who != BOARD:
            people = least([answer.total for answer in answers])
            if people and len(people) < k:
                yield f"{who} {name[1]}: its own releases tell of {sorted(people)}"
    yield from _from_the_board(heard, k)
    yield from _within_one_another(heard, k)


def few_on_a_side(result: Result, k: int) -> bool:
    """Whether a group is named, or left over, that has somebody in it but fewer than k."""
    return len(result.people) < k or any(1 <= len(side) < k for side in result.sides)


def _from_the_board(heard: Heard, k: int) -> Iterator[str]:
    """The board's total less those of its schools; and two totals of the board."""
    for name in NAMES:
        of_board = heard.of(BOARD, name)
        people = least([answer.total for answer in of_board])
        if len(of_board) > 1 and people and len(people) < k:
            yield f"board {name[1]}: two of its totals tell of {sorted(people)}"
        for answer in of_board:
            left: set[str] = set()
            unseen: list[str] = []
            for school in heard.schools:
                totals = [one.total for one in heard.of(school, name)]
                beside = {at: said for at, said in answer.total.items() if at.startswith(school)}
                left |= least(totals, beside) or set()
                if not totals:
                    unseen.append(school)
            if 1 <= len(left) < k:
                yield f"board {name[1]}: less its schools it tells of {sorted(left)}"
            hidden = [one for s in unseen for one in answer.entries if one.school == s]
            only_hidden = {one.who for one in hidden} >= left
            if hidden and left and only_hidden and _few_together(name, hidden, k):
                yield f"board {name[1]}: what is left has a side of too few"


def _few_together(name: Name, entries: Sequence[Entry], k: int) -> bool:
    result = figure_of(name[1]).finish(entries)
    return result.reason is None and few_on_a_side(result, k)


def _within_one_another(heard: Heard, k: int) -> Iterator[str]:
    """Team, participants, completers: each lies within the one before; what lies between?"""
    for who in (*heard.schools, BOARD):
        teams = {
            answer.day: _size(answer.result) for name in TEAM for answer in heard.of(who, name)
        }
        active = {
            answer.day: answer.result.n or 0 for answer in heard.of(who, (THEME, "participation"))
        } | {
            answer.day: answer.result.beside["of"]
            for answer in heard.of(who, (THEME, "completion"))
        }
        for day, size in active.items():
            if day in teams and 1 <= teams[day] - size < k:
                yield f"{who} participation: {teams[day] - size} do not take part on {day}"
            if 1 <= size < k:
                yield f"{who} participation: {size} take part on {day}"


def _size(result: Result) -> int:
    """How many people a figure of the team is about."""
    return len(result.people)
