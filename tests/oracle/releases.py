"""**Released**: the release days replayed, first of the month after first of the month.

"Every figure about people is shown as released [...] over the facts logged before. A figure is
released on the first such day on which it may be shown, and moves when the contributions of at
least k people differ from **each** of its earlier releases." A board's own figures are "released
once, on 1 October after the year". Decision 0020 adds two rules: what needs participation is not
released on a day on which participation could not be; and once a board's figure is released, those
of its schools stand still while what they leave of it would be 1 to k - 1 people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.oracle.chain import Event
from tests.oracle.days import AMSTERDAM, AsOf, first_moment, instant_of
from tests.oracle.figure import Figure
from tests.oracle.figures import (
    NOT_ABOUT_PEOPLE,
    THEMES,
    Scope,
    World,
    Years,
    names_of,
)
from tests.oracle.groups import (
    NEEDS_PARTICIPATION,
    Question,
    Verdict,
    Verdicts,
    complement,
    hidden_for_people,
    own_reason,
    questions,
)

# A school or board, year, theme, figure: a school keeps its releases when it moves to a board.
Kept = tuple[str, int, str | None, str]


def release_days(events: list[Event], until: datetime) -> Iterator[datetime]:
    """Rule: "The first of each month, 00:00 Amsterdam time", from the first fact until A."""
    if not events:
        return
    first = min(instant_of(event["time"]) for event in events).astimezone(AMSTERDAM)
    year, month = first.year, first.month
    while first_moment(date(year, month, 1)) <= until:
        yield first_moment(date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def differing(old: Figure, new: Figure) -> set[str]:
    """The distinct people whose contributions differ between two states of a figure."""
    places = set(old.contributions) | set(new.contributions)
    return {
        place[1] for place in places if old.contributions.get(place) != new.contributions.get(place)
    }


def left_of(school: str, whole: Figure, told: list[Figure]) -> set[str]:
    """The fewest people of a school who are left when a total has what was told taken from it.

    What was told of a school need not be taken from it at all: then all its people are left.
    """
    own = Figure(
        contributions={at: said for at, said in whole.contributions.items() if at[0] == school}
    )
    left = [differing(one, own) for one in (Figure(), *told)]
    return min(left, key=lambda people: (len(people), sorted(people)))


@dataclass
class Today:
    """One figure on a release day: of each school, what could be released first, or move."""

    figures: dict[str, Figure]
    candidates: dict[str, Figure] = field(default_factory=dict)
    moving: dict[str, Figure] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)  # schools that were never released, for people


class Releases:
    """What was released up to a release day, and why the rest was not."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.released: dict[Kept, list[Figure]] = {}  # of schools, each with all its releases
        self.of_boards: dict[Kept, Figure] = {}
        self.boards_done: dict[Kept, str] = {}  # boards' figures hidden for good, and why
        self.reasons: dict[Kept, str] = {}  # on the last release day
        self.world: World | None = None  # on the last release day

    def replay(self, events: list[Event], as_of: AsOf) -> None:
        """Every release day until A."""
        for instant in release_days(events, as_of.instant):
            self.world = World(events, AsOf(instant, release=True))
            self.reasons = {}
            for question in questions(self.world):
                if question.name not in NOT_ABOUT_PEOPLE:
                    self._release(question)

    def _key(self, question: Question, who: str) -> Kept:
        return (who, question.board.year, question.theme, question.name)

    def _release(self, question: Question) -> None:
        """One figure of a board's schools, and on 1 October after the year of the board."""
        today = self._today(question)
        whole = self.of_boards.get(self._key(question, question.board.board))
        if whole is not None and self._tells(question, whole, today):
            for school in today.candidates:
                self.reasons[self._key(question, school)] = "complementary"
            return
        for school, figure in today.moving.items():
            self.released[self._key(question, school)].append(figure)
        besides = self._besides(question, today)
        for school, figure in today.candidates.items():
            key = self._key(question, school)
            if school in besides:
                self.reasons[key] = "complementary"
            else:
                self.released[key] = [figure]

    def _today(self, question: Question) -> "Today":
        """What each school's figure could do on this day, looking at that school alone."""
        today = Today(question.of_schools())
        for school, figure in today.figures.items():
            key = self._key(question, school)
            reason = self._reason(figure, key)
            if reason is not None:
                self.reasons[key] = reason
            if key in self.released:
                if reason is None and self._moves(key, figure):
                    today.moving[school] = figure
            elif reason is None:
                today.candidates[school] = figure
            elif hidden_for_people(reason):
                today.never.add(school)
        return today

    def _reason(self, figure: Figure, key: Kept) -> str | None:
        """Why a figure may not be shown on this day, looking at its own school or board alone.

        "Where participation is suppressed", that is: was never released to protect people,
        "completion, goal-trace and practice-share of that theme are too".
        """
        reason = own_reason(key[3], figure, self.k)
        if reason is None and key[3] in NEEDS_PARTICIPATION:
            other = (*key[:3], "participation")
            is_released = other in self.released or other in self.of_boards
            if hidden_for_people(self.reasons.get(other)):  # as it is today, released or not
                return "complementary"
            if not is_released and hidden_for_people(self.boards_done.get(other)):
                return "complementary"
        return reason

    def _moves(self, key: Kept, figure: Figure) -> bool:
        """A figure "moves when the contributions of at least k people differ from **each**".

        The same people from each release: were they others each time, four releases could be
        combined so that fewer than k are left (decision 0020).
        """
        people = [differing(old, figure) for old in self.released[key]]
        return len(set.intersection(*people)) >= self.k

    def _tells(self, question: Question, whole: Figure, today: "Today") -> bool:
        """Whether what would be told now, taken from the board's total, leaves 1 to k - 1."""
        candidates, never = today.candidates, today.never
        held_back = complement(candidates, never, question.together, self.k)[0]
        new = today.moving | {s: figure for s, figure in candidates.items() if s not in held_back}
        left: set[str] = set()
        for school in {at[0] for at in whole.contributions} | set(new):
            told = [*self.released.get(self._key(question, school), [])]
            told += [new[school]] if school in new else []
            left |= left_of(school, whole, told)
        return 1 <= len(left) < self.k

    def _besides(self, question: Question, today: "Today") -> set[str]:
        """The schools that may be shown but are held back for the board's figure.

        "A board's own figures about people are released once, on 1 October after the year;
        complementary schools are then chosen among those never released, and the figure is
        suppressed for good if the people of never released schools and those whose facts wait are
        1 to k - 1 together. Before that a board sees its schools."
        """
        figures, candidates, never = today.figures, today.candidates, today.never
        key = self._key(question, question.board.board)
        if key in self.of_boards:
            return complement(candidates, never, question.together, self.k)[0]
        figure = question.of_board()
        reason = self._reason(figure, key)
        if question.world.as_of.day != date(question.board.year + 1, 10, 1):
            self.reasons[key] = reason or "complementary"
            return set()
        if reason is not None:
            self.boards_done[key] = reason
            return set()
        besides, shown = complement(candidates, never, question.together, self.k)
        people = {person for school in never | besides for person in figures[school].people}
        for school in figures:
            earlier = self.released.get(self._key(question, school))
            if earlier is not None:
                people |= left_of(school, figure, earlier)
        if not shown or 1 <= len(people) < self.k:
            self.boards_done[key] = "complementary"
            return set()
        self.of_boards[key] = figure
        return besides

    def verdicts(self, now: World) -> Verdicts:
        """What the rows at A show: releases for figures about people, the rest as it is now."""
        found: Verdicts = {}
        for scope, years in now.scopes().items():
            for theme in (None, *THEMES):
                names = set(names_of(years, theme)) | self._released_names(scope, theme)
                for name in sorted(names):
                    found[scope, theme, name] = self._verdict(now, scope, years, theme, name)
        return found

    def _released_names(self, scope: Scope, theme: str | None) -> set[str]:
        who = scope.school or scope.board
        every = [*self.released, *self.of_boards]
        return {key[3] for key in every if key[:3] == (who, scope.year, theme)}

    def _verdict(
        self, now: World, scope: Scope, years: Years, theme: str | None, name: str
    ) -> Verdict:
        if name in NOT_ABOUT_PEOPLE:
            figure = now.figure(scope, years, theme, name)
            return Verdict(figure, figure.missing)
        key = (scope.school or scope.board, scope.year, theme, name)
        if key in self.released:
            return Verdict(self.released[key][-1], None)
        if key in self.of_boards:
            return Verdict(self.of_boards[key], None)
        return Verdict(Figure(), self.boards_done.get(key) or self.reasons.get(key) or "no-data")
