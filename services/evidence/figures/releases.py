"""Released: figures about people move on the first of a month, and only when enough people differ.

A state is a pure function of the facts logged before a release day and the state before it, so
replaying the release days gives the same answers for ever. Between two release days nothing about
people changes, so nobody can learn about one person by asking on two days.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from services.evidence.figures.calendar import OCTOBER, Year
from services.evidence.figures.contributions import Contributions
from services.evidence.figures.derive import Name, Scope
from services.evidence.figures.figure import COMPLEMENTARY, NO_DATA, Reason, Result
from services.evidence.figures.groups import (
    NEEDS_PARTICIPATION,
    PARTICIPATION,
    Question,
    complement,
    own_reason,
    protects,
    questions,
)
from services.evidence.figures.registry import kind_of
from shared.contracts.moments import AMSTERDAM

Key = tuple[str, Year, Name]
"""A school's or board's figure in a year; a school keeps its releases when it moves."""

BoardYear = tuple[Scope, Sequence[Scope]]
"""A board's year with those of its schools."""


@dataclass(frozen=True, slots=True)
class Release:
    """A figure as it was released: its value with what stands beside it, and the contributions."""

    day: date
    result: Result
    contributions: Contributions


@dataclass
class Releases:
    """What has been released by a release day, and why the rest was not."""

    k: int
    of_schools: dict[Key, list[Release]] = field(default_factory=dict)
    of_boards: dict[Key, Release] = field(default_factory=dict)
    withheld: dict[Key, Reason] = field(default_factory=dict)
    """Figures of boards that are hidden for good."""
    reasons: dict[Key, Reason] = field(default_factory=dict)
    """Why what was never released is hidden, as of the last release day."""

    def latest(self, key: Key) -> Release | None:
        """The release that is shown."""
        found = self.of_schools.get(key)
        return found[-1] if found else self.of_boards.get(key)

    def reason(self, key: Key) -> Reason:
        """Why a figure without a release is hidden."""
        return self.withheld.get(key) or self.reasons.get(key) or NO_DATA


def release_days(first: datetime, until: datetime) -> Iterator[datetime]:
    """The first of each month, 00:00 in Amsterdam, from the month of one instant until another."""
    local = first.astimezone(AMSTERDAM)
    month = date(local.year, local.month, 1)
    while (instant := start_of(month)) <= until:
        yield instant
        month = next_month(month)


def start_of(day: date) -> datetime:
    """The first moment of a day in Amsterdam."""
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)


def next_month(month: date) -> date:
    """The first of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def differing(old: Contributions, new: Contributions) -> frozenset[str]:
    """The people whose contributions differ between two states of a figure."""
    if old == new:
        return frozenset()
    return frozenset(
        place.partition(" ")[2] for place in {*old, *new} if old.get(place) != new.get(place)
    )


def nearest(told: Sequence[Contributions], now: Contributions) -> frozenset[str]:
    """The fewest people by whom a state differs from a release, or from nothing at all."""
    apart = [differing(old, now) for old in ({}, *told)]
    return min(apart, key=lambda people: (len(people), sorted(people)))


def advance(releases: Releases, day: date, board_years: Sequence[BoardYear]) -> None:
    """Move on to a release day, with every board and year over the facts logged before it."""
    for _ in advancing(releases, day, board_years):
        pass


def advancing(releases: Releases, day: date, board_years: Sequence[BoardYear]) -> Iterator[None]:
    """The same figure by figure, for whoever has something else to do in between."""
    releases.reasons = {}
    for board, schools in board_years:
        for question in questions(board, schools):
            if kind_of(question.name[1]) != "open":
                _Step(releases, day, question).take()
                yield


@dataclass
class _Today:
    """One figure's results on a release day: what could be released first, and what could move.

    `never` are schools that were never released, for the sake of people.
    """

    results: Mapping[str, Result]
    candidates: dict[str, Result] = field(default_factory=dict)
    moving: dict[str, Result] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)


@dataclass
class _Step:
    """One figure of a board and its schools on one release day."""

    releases: Releases
    day: date
    question: Question

    def take(self) -> None:
        today = self._today()
        board_is_released = self._key(self.question.board.board) in self.releases.of_boards
        besides: Set[str] = frozenset()
        if board_is_released:
            besides = self._complement(today)
            if self._tells(today.moving.keys() | today.candidates.keys() - besides):
                today.moving, besides = {}, today.candidates.keys()
        self._put(today.moving)
        if not board_is_released:
            besides = self._board(today)
        self._put({s: result for s, result in today.candidates.items() if s not in besides})
        for school in besides:
            self.releases.reasons[self._key(school)] = COMPLEMENTARY

    def _today(self) -> "_Today":
        """What each school's figure could do, looking at that school alone."""
        today = _Today(self.question.of_schools())
        for school, result in today.results.items():
            key = self._key(school)
            reason = self._reason(key, result)
            if reason is not None:
                self.releases.reasons[key] = reason
            if key in self.releases.of_schools:
                if reason is None and self._moves(key, school):
                    today.moving[school] = result
            elif reason is None:
                today.candidates[school] = result
            elif protects(reason):
                today.never.add(school)
        return today

    def _complement(self, today: "_Today") -> frozenset[str]:
        together, k = self.question.together, self.releases.k
        return complement(today.candidates, today.never, together, k)[0]

    def _put(self, released: Mapping[str, Result]) -> None:
        for school, result in released.items():
            found = self.releases.of_schools.setdefault(self._key(school), [])
            found.append(self._release(school, result))

    def _key(self, who: str) -> Key:
        return who, self.question.board.year, self.question.name

    def _contributions(self, school: str | None) -> Contributions:
        scopes = self.question.schools if school else [self.question.board]
        found = [scope for scope in scopes if scope.school == school]
        return found[0].contributions(*self.question.name) if found else {}

    def _release(self, school: str | None, result: Result) -> Release:
        return Release(self.day, result, self._contributions(school))

    def _reason(self, key: Key, result: Result) -> Reason | None:
        who, year, (theme, name) = key
        reason = own_reason(name, result, self.releases.k)
        if reason is None and name in NEEDS_PARTICIPATION:
            other: Key = (who, year, (theme, PARTICIPATION))
            never = self.releases.latest(other) is None and protects(self.releases.reason(other))
            if never or protects(self.releases.reasons.get(other)):
                return COMPLEMENTARY
        return reason

    def _moves(self, key: Key, school: str) -> bool:
        """Whether enough people differ from each earlier release: the same people from all."""
        now = self._contributions(school)
        if now == self.releases.of_schools[key][-1].contributions:
            return False
        earlier = (differing(old.contributions, now) for old in self.releases.of_schools[key])
        return len(frozenset.intersection(*earlier)) >= self.releases.k

    def _tells(self, schools: Set[str]) -> bool:
        """Whether the board's figure, less its schools', would tell of too few with these moved."""
        released = self.releases.of_boards[self._key(self.question.board.board)].contributions
        apart: set[str] = set()
        for school in {place.partition(" ")[0] for place in released} | schools:
            found = self.releases.of_schools.get(self._key(school), ())
            told = [release.contributions for release in found]
            if school in schools:
                told.append(self._contributions(school))
            own = {at: said for at, said in released.items() if at.partition(" ")[0] == school}
            apart |= nearest(told, own)
        return 1 <= len(apart) < self.releases.k

    def _board(self, today: "_Today") -> frozenset[str]:
        """The schools that could be released, but are held back for the board's figure."""
        question, k = self.question, self.releases.k
        key = self._key(question.board.board)
        of_board = question.of_board()
        reason = self._reason(key, of_board)
        if self.day != board_release_day(question.board.year):
            self.releases.reasons[key] = reason or COMPLEMENTARY
            return frozenset()
        if reason is not None:
            self.releases.withheld[key] = reason
            return frozenset()
        besides, shown = complement(today.candidates, today.never, question.together, k)
        waiting = {who for s in today.never | besides for who in today.results[s].people}
        for school in today.results:
            found = self.releases.of_schools.get(self._key(school))
            if found is not None:
                told = [release.contributions for release in found]
                waiting |= nearest(told, self._contributions(school))
        if not shown or 1 <= len(waiting) < k:
            self.releases.withheld[key] = COMPLEMENTARY
            return frozenset()
        self.releases.of_boards[key] = self._release(None, of_board)
        return besides


def board_release_day(year: Year) -> date:
    """1 October after the year: a board's own figures about people are released once."""
    return date(year.first + 1, OCTOBER, 1)
