"""A book of releases: what an audience was told of schools and boards, release day by release day.

A leaf holds what one release day changed for one school or board in one year. Leaves are never
rewritten, so reading them up to a day gives what was told on that day, for ever; reading all of
them gives back the state from which the next release day goes on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import msgspec

from services.evidence.figures.audience import as_released
from services.evidence.figures.calendar import Year
from services.evidence.figures.contributions import Contributions
from services.evidence.figures.derive import Name, Scope
from services.evidence.figures.figure import Result
from services.evidence.figures.groups import DERIVED, Role, k_of
from services.evidence.figures.registry import kind_of
from services.evidence.figures.releases import (
    BoardYear,
    Release,
    Releases,
    advancing,
    board_release_day,
)
from services.evidence.figures.rows import Row, row

AUDIENCES: tuple[Role, ...] = ("inspector", "teacher")
"""One audience for each k; who has the same k is told the same of figures about people."""

AT_ONCE = 50  # rows, before somebody else gets a turn
RELEASED = "released"
"""The day on which a row was released, in the row itself."""

_PLACE = frozenset({"figure", "board", "school", "schoolYear", "theme", "value", "n", RELEASED})
Owner = tuple[str, Year]
"""A school, or a board for what is its own, in a year."""


class Leaf(msgspec.Struct, frozen=True):
    """What one release day changed for one school or board in one year.

    `contributions` are those of the figures that were released that day, `withheld` a board's
    figures that stay hidden for good from then on, `gone` figures that no longer exist. `stand`
    is a digest of the year's figures about people as they were that day, unhidden.
    """

    owner: str
    year: str
    board: str
    k: int
    day: date
    stand: str
    rows: Sequence[Row]
    gone: Sequence[Name] = ()
    withheld: Sequence[Name] = ()
    contributions: Sequence[tuple[Name, Contributions]] = ()


class Book:
    """All that one audience was told of a group of boards."""

    def __init__(self, audience: Role) -> None:
        self.audience = audience
        self.releases = Releases(k_of(audience))
        self._told: dict[Owner, dict[Name, Row]] = {}

    @property
    def k(self) -> int:
        """The smallest group of this audience."""
        return self.releases.k

    def put(self, leaf: Leaf) -> None:
        """Take up what was told before; leaves come in the order of their days."""
        owner = leaf.owner, Year.named(leaf.year)
        told = self._told.setdefault(owner, {})
        contributions = dict(leaf.contributions)
        for made in leaf.rows:
            name: Name = made["theme"], made["figure"]
            told[name] = made
            if name in contributions:
                release = Release(leaf.day, _result(made), contributions[name])
                if made["school"] is None:
                    self.releases.of_boards[*owner, name] = release
                else:
                    self.releases.of_schools.setdefault((*owner, name), []).append(release)
        for name in leaf.withheld:
            self.releases.withheld[*owner, name] = told[name]["suppressed"]
        for name in leaf.gone:
            del told[name]

    def turn(
        self, day: date, board_years: Sequence[BoardYear], leaves: list[Leaf]
    ) -> Iterator[None]:
        """Move on to a release day, bit by bit; what it changed is added to the leaves."""
        yield from advancing(self.releases, day, board_years)
        made: dict[tuple[str, str | None, Year], tuple[Scope, dict[Name, Row]]] = {}
        shown = as_released(self.audience, board_years, self.releases, board_years)
        for number, (scope, name, result) in enumerate(shown):
            if number % AT_ONCE == 0:
                yield
            if kind_of(name[1]) != "open":
                place = scope.board, scope.school, scope.year
                rows = made.setdefault(place, (scope, {}))[1]
                rows[name] = self._row(scope, name, result)
        for scope, rows in made.values():
            leaf = self._leaf(day, scope, rows)
            if leaf is not None:
                leaves.append(leaf)
            yield

    def _row(self, scope: Scope, name: Name, result: Result) -> Row:
        made = row(scope, *name, result)
        release = self.releases.latest((scope.school or scope.board, scope.year, name))
        return made if release is None else {**made, RELEASED: release.day.isoformat()}

    def _leaf(self, day: date, scope: Scope, rows: Mapping[Name, Row]) -> Leaf | None:
        """The difference with what was told before; None when there is none."""
        owner = scope.school or scope.board, scope.year
        told = self._told.setdefault(owner, {})
        for name, made in rows.items():
            if name[1] in DERIVED and "suppressed" not in made:  # read anew on every release day
                before = told.get(name, {})
                made[RELEASED] = day.isoformat()
                if {**before, RELEASED: None} == {**made, RELEASED: None}:
                    made[RELEASED] = before[RELEASED]
        changed = {name: made for name, made in rows.items() if told.get(name) != made}
        gone = sorted(told.keys() - rows.keys(), key=str)
        self._told[owner] = dict(rows)
        withheld = self._withheld(day, scope)
        if not (changed or gone or withheld):
            return None
        who, year = owner
        return Leaf(
            who,
            year.name,
            scope.board,
            self.k,
            day,
            _stand(scope),
            list(changed.values()),
            gone,
            withheld,
            [
                (name, release.contributions)
                for name in changed
                if (release := self.releases.latest((who, year, name))) and release.day == day
            ],
        )

    def _withheld(self, day: date, scope: Scope) -> list[Name]:
        if scope.school is not None or day != board_release_day(scope.year):
            return []
        keys = self.releases.withheld
        return [name for who, year, name in keys if (who, year) == (scope.board, scope.year)]


def _result(made: Row) -> Result:
    """What later release days need of a row that was released."""
    beside = {name: said for name, said in made.items() if name not in _PLACE}
    return Result(made["value"], made["n"], beside)


def stand(rows: Iterable[Row]) -> str:
    """A digest of figures about people: another one means that newer facts changed any of them."""
    said = [
        {name: value for name, value in made.items() if name != "board"}
        for made in rows
        if kind_of(made["figure"]) != "open"
    ]
    return blake2b(msgspec.json.encode(said, order="sorted"), digest_size=16).hexdigest()


def stand_of_all(stands: Iterable[str]) -> str:
    """The same of a board, from those of its schools."""
    return blake2b("".join(sorted(stands)).encode(), digest_size=16).hexdigest()


def _stand(scope: Scope) -> str:
    if scope.school is None:
        return stand_of_all(_stand(school) for school in scope.schools)
    return stand(row(scope, *name, scope.result(*name)) for name in scope.names)


@dataclass(frozen=True, slots=True)
class Told:
    """What an audience was told of one school or board in a year, up to a day.

    `stands` gives per release day on which something changed the digest of the year then.
    """

    rows: Mapping[Name, Row]
    stands: Mapping[str, str]


def told(leaves: Iterable[Leaf]) -> Told:
    """Read leaves of one owner and year, in the order of their days."""
    rows: dict[Name, Row] = {}
    stands: dict[str, str] = {}
    for leaf in leaves:
        rows |= {(made["theme"], made["figure"]): made for made in leaf.rows}
        for name in leaf.gone:
            rows.pop(name, None)
        stands[leaf.day.isoformat()] = leaf.stand
    return Told(rows, stands)
