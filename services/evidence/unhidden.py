"""Figures of a year as they are, before the rules for small groups: for the desk alone.

They are those that are kept, or derived on the spot when the facts went on: nobody reads figures
that are more than half a second behind.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from services.evidence.figures.book import stand_of_all
from services.evidence.figures.calendar import day_of
from services.evidence.figures.seen import pooled
from services.evidence.freshen import derive_years
from services.evidence.states import Held, States
from services.evidence.store.derived import Derived, DerivedStore
from services.evidence.store.directory import Directory
from shared.chassis.clock import Clock, real_clock
from shared.chassis.errors import Absent

BEHIND_AT_MOST_SECONDS = 0.5


@dataclass(frozen=True)
class Made:
    """Figures as they are, unhidden; `school` of the derived is empty for a board's own."""

    derived: Derived
    current: bool

    @cached_property
    def said(self) -> dict[str, Any]:
        """The figures, gaps and parked fact that the body holds."""
        return msgspec.json.decode(self.derived.body)  # type: ignore[no-any-return]

    @property
    def owner(self) -> str:
        """Whose releases these figures have."""
        return self.derived.school or self.derived.board


class Unhidden:
    """The figures of all schools, unhidden."""

    def __init__(
        self, states: States, derived: DerivedStore, directory: Directory, clock: Clock
    ) -> None:
        self._states = states
        self._derived = derived
        self._directory = directory
        self._clock = clock

    async def of_school(self, board: str, school: str, year: str, moment: datetime | None) -> Made:
        """The figures of a school year, unhidden: now, or as they were known at a moment."""
        if moment is not None:
            view = await self._states.view_as_of(board, school, moment)
            return Made(_only(derive_years(view, Held(view.school), year)), current=True)
        found = await self._derived.figures(board, school, year)
        view, held = await self._states.view(board, school, day_of(self._clock()))
        if found is None or found.day.toordinal() != view.day or _is_old(found, held):
            found = _only(derive_years(view, held, year))
            await self._derived.keep([found])
        return Made(found, current=dict(found.heads) == held.heads)

    async def of_board(self, board: str, year: str, moment: datetime | None) -> list[Made]:
        """The same of all schools that were the board's in that year."""
        if moment is None:
            return [Made(one, current=True) for one in await self._derived.of_board(board, year)]
        found = []
        for school in (await self._directory.connected(board))[1]:
            with contextlib.suppress(Absent):  # it had no figures then
                made = await self.of_school(board, school, year, moment)
                if made.derived.board == board:
                    found.append(made)
        return found


def together(board: str, year: str, found: Sequence[Made]) -> Made:
    """A board's own figures, of its schools taken together."""
    parts = [made.derived for made in found]
    rows = [made.said["figures"] for made in found]
    body = {"figures": pooled(board, year, rows), "gaps": [], "parked": None}
    whole = Derived(
        board,
        "",
        year,
        max(part.day for part in parts),
        {},
        "",
        msgspec.json.encode(body),
        stand_of_all(part.stand for part in parts),
        min(part.made_at for part in parts),
    )
    return Made(whole, current=all(made.current for made in found))


def _only(made: list[Derived]) -> Derived:
    """The one year that was asked for; Absent when the school has no figures in it."""
    if not made:
        raise Absent
    return made[0]


def _is_old(found: Derived, held: Held) -> bool:
    """Whether newer facts were folded, and the figures were not made just now."""
    age = (real_clock() - found.made_at).total_seconds()
    return dict(found.heads) != held.heads and age > BEHIND_AT_MOST_SECONDS
