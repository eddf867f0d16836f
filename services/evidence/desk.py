"""What a request needs, gathered once: who may see which school, and its figures for that viewer.

API and pages both ask here, so that neither can show more than the other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.derive import Scope, scope_of_school
from services.evidence.figures.year import SchoolYear
from services.evidence.freshen import derive_years
from services.evidence.states import Held, States
from services.evidence.store.derived import Derived, DerivedStore
from services.evidence.store.directory import Directory, School
from services.evidence.visibility import Viewer
from shared.chassis.clock import Clock, real_clock
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.pseudonyms import Pseudonyms

BEHIND_AT_MOST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Seat:
    """A caller's place at one school: the tenant, the school, and what may be seen of it."""

    board: str
    school: School
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of a school year, and what they stand for."""

    board: str
    school: str
    year: str
    day: str
    made_at: datetime
    heads: dict[str, int]  # per publisher the last fact taken into account
    current: bool  # whether they stand for every fact in the ledger
    figures: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    parked: dict[str, Any] | None


class Desk:
    """The reading side of evidence."""

    def __init__(
        self,
        states: States,
        derived: DerivedStore,
        directory: Directory,
        pseudonyms: Pseudonyms,
        clock: Clock,
    ) -> None:
        self.states = states
        self.derived = derived
        self.directory = directory
        self.pseudonyms = pseudonyms
        self.clock = clock

    async def leads(self, caller: Caller, school: str) -> Seat:
        """The seat of a school's own leader; Absent for anybody else, as for no school at all."""
        if not caller.has("school-leader") or school not in caller.schools:
            raise Absent
        board = await self.directory.board_of(caller.boards, school)
        found = await self.directory.school(board, school)
        return Seat(board, found, Viewer(leads=True, teacher=None))

    async def governs(self, caller: Caller, board: str) -> str:
        """The board that this caller administers; Absent for any other."""
        if not caller.has("board-admin") or board not in caller.boards:
            raise Absent
        return board

    async def standing(self, board: str, school: str, year: str) -> Standing:
        """The derived figures of a school year, never more than half a second behind the facts."""
        found = await self.derived.figures(board, school, year)
        view, held = await self.states.view(board, school, day_of(self.clock()))
        if found is None or found.day.toordinal() != view.day or _is_old(found, held):
            found = _only(derive_years(view, held, year))
            await self.derived.keep([found])
        return _standing(found, current=dict(found.heads) == held.heads)

    async def standing_as_of(
        self, board: str, school: str, year: str, moment: datetime
    ) -> Standing:
        """The figures as they were known at an instant: the same question, the same answer."""
        view = await self.states.view_as_of(board, school, moment)
        found = _only(derive_years(view, Held(view.school), year))
        return _standing(found, current=True)

    async def scope(
        self, board: str, school: str, year: str, moment: datetime | None = None
    ) -> Scope:
        """The figures of a school year with everything behind them, now or as of an instant."""
        if moment is None:
            view, _ = await self.states.view(board, school, day_of(self.clock()))
        else:
            view = await self.states.view_as_of(board, school, moment)
        span = view.years()
        wanted = Year.named(year)
        if span is None or not span[0] <= wanted <= span[1]:
            raise Absent
        return scope_of_school(SchoolYear(view, wanted))


def _only(made: list[Derived]) -> Derived:
    """The one year that was asked for; Absent when the school has no figures in it."""
    if not made:
        raise Absent
    return made[0]


def _is_old(found: Derived, held: Held) -> bool:
    """Whether newer facts were folded, and the figures were not made just now."""
    age = (real_clock() - found.made_at).total_seconds()
    return dict(found.heads) != held.heads and age > BEHIND_AT_MOST_SECONDS


def _standing(found: Derived, *, current: bool) -> Standing:
    said = msgspec.json.decode(found.body)
    return Standing(
        found.board,
        found.school,
        found.year,
        found.day.isoformat(),
        found.made_at,
        dict(found.heads),
        current,
        said["figures"],
        said["gaps"],
        said["parked"],
    )
