"""What a request needs, gathered once: who may see which school, and its figures for that viewer.

API, pages and dossiers all ask here, so that none can show more than another. What leaves by `seen`
and `seen_board` has passed the rules for small groups; nothing else here gives figures.

The file is long because it is one door: a second one could show what this one hides.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import msgspec

from services.evidence.explain import NOTHING_TOLD, Explanation, Sides, explain, sides
from services.evidence.figures.book import RELEASED, Leaf, Told, stand_of_all, told
from services.evidence.figures.calendar import Year, date_of, day_of
from services.evidence.figures.derive import Scope, scope_of_school
from services.evidence.figures.groups import BOARD, LEADER, SEES_BOARDS, Role, k_of
from services.evidence.figures.registry import kind_of
from services.evidence.figures.releases import next_month, start_of
from services.evidence.figures.rows import Row
from services.evidence.figures.seen import gaps_seen, is_current, pooled, seen
from services.evidence.figures.starting import Starting, starting
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.freshen import derive_years
from services.evidence.history.until import Heads, Until
from services.evidence.releasing import last_release_day
from services.evidence.states import Held, States
from services.evidence.store.derived import Derived, DerivedStore
from services.evidence.store.directory import Directory, School
from services.evidence.store.releases import ReleaseStore
from services.evidence.translate import Known
from services.evidence.visibility import Viewer
from shared.chassis.clock import Clock, real_clock
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.pseudonyms import Pseudonyms

BEHIND_AT_MOST_SECONDS = 0.5
COLLEAGUES: Role = "teacher"
Facts = list[tuple[Known, bytes]]


@dataclass(frozen=True, slots=True)
class Seat:
    """A caller's place at one school: the tenant, the school, and what may be seen of it."""

    board: str
    school: School
    viewer: Viewer
    audience: Role

    @property
    def k(self) -> int:
        """The smallest group that is shown here."""
        return k_of(self.audience)


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures of a year as one audience sees them, and what they stand for.

    `school` is None for a board's own. Figures about people stand as of `released`, the last
    release day that was made (None: none yet); `releasing` while a later one is being made.
    """

    board: str
    school: str | None
    year: str
    day: str
    made_at: datetime
    heads: dict[str, int]  # per publisher the last fact taken into account
    current: bool  # whether what is not released stands for every fact in the ledger
    figures: list[dict[str, Any]]
    gaps: list[dict[str, Any]]
    parked: dict[str, Any] | None
    released: date | None
    next_release: date
    releasing: bool


def starters_seen(seat: Seat, year: SchoolYear) -> list[Starting]:
    """A school's starters one by one: for its own leader; of nobody to anybody else."""
    return starting(year) if seat.viewer.leads and seat.audience == LEADER else []


class Desk:
    """The reading side of evidence."""

    def __init__(
        self,
        states: States,
        derived: DerivedStore,
        releases: ReleaseStore,
        directory: Directory,
        pseudonyms: Pseudonyms,
        clock: Clock,
    ) -> None:
        self._states = states
        self._derived = derived
        self._releases = releases
        self.directory = directory
        self.pseudonyms = pseudonyms
        self.clock = clock

    async def leads(self, caller: Caller, school: str) -> Seat:
        """The seat of a school's own leader; Absent for anybody else, as for no school at all."""
        if not caller.has("school-leader") or school not in caller.schools:
            raise Absent
        return await self._seat(caller, school, Viewer(leads=True, teacher=None), LEADER)

    async def sits(self, caller: Caller, school: str) -> Seat:
        """The seat of who leads or teaches at a school, or administers its board.

        Who does several sits where most of it is seen. Absent for anybody else.
        """
        if school in caller.schools and caller.has("school-leader"):
            return await self.leads(caller, school)
        if school in caller.schools and caller.has("teacher", "coach"):
            return await self._seat(caller, school, Viewer(leads=False, teacher=None), COLLEAGUES)
        if not caller.has("board-admin"):
            raise Absent
        above = Viewer(leads=False, teacher=None, governs=True)
        return await self._seat(caller, school, above, BOARD)

    async def _seat(self, caller: Caller, school: str, viewer: Viewer, audience: Role) -> Seat:
        board = await self.directory.board_of(caller.boards, school)
        return Seat(board, await self.directory.school(board, school), viewer, audience)

    async def governs(self, caller: Caller, board: str) -> str:
        """The board that this caller administers; Absent for any other."""
        if not caller.has("board-admin") or board not in caller.boards:
            raise Absent
        return board

    async def years(self, board: str, school: str) -> Sequence[str]:
        """The school years for which a school has figures, oldest first."""
        return await self._derived.years(board, school)

    async def landing(self, board: str, *schools: str) -> str | None:
        """The year to show who names none: the newest in which something was recorded at any of
        the schools; where nothing ever was, the newest. None while there are no figures.
        """
        for years in (self._derived.lived, self._derived.years):
            found = [year for school in schools for year in await years(board, school)]
            if found:
                return max(found)
        return None

    async def seen(
        self,
        audience: Role,
        board: str,
        school: str | None,
        year: str,
        moment: datetime | None = None,
    ) -> Standing:
        """A school's year, or the board's own when school is None, as an audience sees it.

        Never more than half a second behind the facts; with a moment as it was known then, and
        figures about people as they were released then. Absent when there is nothing of the year.
        """
        if school is not None:
            made = await self._made(board, school, year, moment)
            if audience == BOARD and made.derived.board != board:  # in a year of another board
                raise Absent
            return (await self._shown(audience, made.derived.board, year, [made], moment))[0]
        own, _ = await self.seen_board(audience, board, year, moment)
        if own is None:
            raise Absent
        return own

    async def seen_board(
        self, audience: Role, board: str, year: str, moment: datetime | None = None
    ) -> tuple[Standing | None, Mapping[str, Standing]]:
        """The board's own year, and that of each of its schools, as an audience sees them.

        None and nothing when no school of the board has figures in that year.
        """
        if audience not in SEES_BOARDS:
            raise Absent
        here = {school.code for school in await self.directory.schools(board)}
        found = await self._of_board(board, year, moment)
        if not found:
            return None, {}
        made = [_together(board, year, found), *(m for m in found if m.derived.school in here)]
        own, *schools = await self._shown(audience, board, year, made, moment)
        return own, {str(standing.school): standing for standing in schools}

    async def why(
        self,
        caller: Caller,
        seat: Seat,
        year: str,
        theme: str | None,
        figure: str,
        moment: datetime | None = None,
    ) -> tuple[Row, Explanation]:
        """A figure as it is seen from a seat, with the facts behind what is shown.

        Absent when there is no such figure.
        """
        standing = await self.seen(seat.audience, seat.board, seat.school.code, year, moment)
        rows = {(made["theme"], made["figure"]): made for made in standing.figures}
        made = rows.get((theme, figure))
        if made is None:
            raise Absent
        if "suppressed" in made:
            return made, NOTHING_TOLD
        if is_current(seat.audience, figure):
            scope, facts = await self._scope(seat, year, moment)
        else:
            day = date.fromisoformat(made[RELEASED])
            scope, facts = await self._released_scope(seat, standing.board, year, day)
        viewer = seat.viewer
        if not (viewer.leads or viewer.governs):
            mine = (await self.pseudonyms.at(caller)).get(seat.board)
            viewer = Viewer(leads=False, teacher=mine)
        shown = frozenset(name for name, one in rows.items() if "suppressed" not in one)
        return made, explain(scope, (theme, figure), facts, viewer, shown, seat.k)

    async def sides(
        self,
        seat: Seat,
        year: str,
        theme: str | None,
        figure: str,
        moment: datetime | None = None,
    ) -> Sides | None:
        """Who is on which side of an administrative share; None to anybody but the own leader."""
        if not seat.viewer.leads or kind_of(figure) != "administrative":
            return None
        if not is_current(seat.audience, figure):
            return None
        year_so_far = await self.school_year(seat, year, moment)
        return sides(scope_of_school(year_so_far), (theme, figure))

    async def facts(self, board: str, key: str) -> list[tuple[Known, bytes]]:
        """All facts of a key in the order they were logged, for whoever may have them all."""
        return await self._states.facts(board, key)

    async def school_year(
        self, seat: Seat, year: str, moment: datetime | None = None
    ) -> SchoolYear:
        """What was planned, decided and done at a school, and when: not for figures."""
        return SchoolYear(await self._view(seat, moment), Year.named(year))

    async def _made(self, board: str, school: str, year: str, moment: datetime | None) -> "_Made":
        """The figures of a school year, unhidden: now, or as they were known at a moment."""
        if moment is not None:
            view = await self._states.view_as_of(board, school, moment)
            return _Made(_only(derive_years(view, Held(view.school), year)), current=True)
        found = await self._derived.figures(board, school, year)
        view, held = await self._states.view(board, school, day_of(self.clock()))
        if found is None or found.day.toordinal() != view.day or _is_old(found, held):
            found = _only(derive_years(view, held, year))
            await self._derived.keep([found])
        return _Made(found, current=dict(found.heads) == held.heads)

    async def _of_board(self, board: str, year: str, moment: datetime | None) -> "list[_Made]":
        """The same of all schools that were the board's in that year."""
        if moment is None:
            return [_Made(one, current=True) for one in await self._derived.of_board(board, year)]
        found = []
        for school in (await self.directory.connected(board))[1]:
            with contextlib.suppress(Absent):  # it had no figures then
                made = await self._made(board, school, year, moment)
                if made.derived.board == board:
                    found.append(made)
        return found

    async def _shown(
        self,
        audience: Role,
        board: str,
        year: str,
        found: "Sequence[_Made]",
        moment: datetime | None,
    ) -> list[Standing]:
        """What was made, through the door."""
        until = date_of(moment or self.clock())
        owners = [made.owner for made in found]
        kept = await self._releases.leaves(board, owners, k_of(audience), year=year, until=until)
        last = await self._releases.day(board, until)
        released = last.day if last else None
        due = last_release_day(self.clock()) if moment is None else None
        leaves: dict[str, list[Leaf]] = {owner: [] for owner in owners}
        for leaf in kept:
            leaves[leaf.owner].append(leaf)
        return [
            made.shown(audience, told(leaves[made.owner]), released, until, due) for made in found
        ]

    async def _view(self, seat: Seat, moment: datetime | None) -> View:
        code = seat.school.code
        if moment is None:
            return (await self._states.view(seat.board, code, day_of(self.clock())))[0]
        return await self._states.view_as_of(seat.board, code, moment)

    async def _scope(self, seat: Seat, year: str, moment: datetime | None) -> tuple[Scope, Facts]:
        """A school year with everything behind it, now or as of an instant."""
        scope = scope_of_school(SchoolYear(await self._view(seat, moment), Year.named(year)))
        return scope, await self.facts(seat.board, seat.school.code)

    async def _released_scope(
        self, seat: Seat, board: str, year: str, day: date
    ) -> tuple[Scope, Facts]:
        """A school year as it was on a release day, from the facts that had come by then."""
        code, instant = seat.school.code, start_of(day)
        boards, _ = await self.directory.connected(board)
        heads = await self._heads(boards, code, day)
        facts = await self.facts(board, code)
        school = Until(code, [known for known, _ in facts])
        told_by = [Until(one, [k for k, _ in await self.facts(one, one)]) for one in boards]
        for one in (school, *told_by):
            one.fold(instant, heads.get(one.key, {}))
        view = View(school.school, {one.key: one.board for one in told_by}, day_of(instant))
        counted = {known.event.ref for known in school.facts(instant, heads.get(code, {}))}
        scope = scope_of_school(SchoolYear(view, Year.named(year)))
        return scope, [(known, body) for known, body in facts if known.event.ref in counted]

    async def _heads(self, boards: Sequence[str], school: str, day: date) -> Mapping[str, Heads]:
        """Over which facts a school's figures were released on a day, whichever board it had."""
        for board in boards:
            made = await self._releases.day(board, day)
            if made is not None and made.day == day and school in made.heads:
                return made.heads
        return {}


@dataclass(frozen=True)
class _Made:
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

    def shown(
        self,
        audience: Role,
        was_told: Told,
        released: date | None,
        until: date,
        due: date | None,
    ) -> Standing:
        """The same for an audience, as of a day; with the release day that is due then."""
        found, said = self.derived, self.said
        return Standing(
            found.board,
            found.school or None,
            found.year,
            found.day.isoformat(),
            found.made_at,
            dict(found.heads),
            self.current,
            seen(audience, said["figures"], was_told, found.stand),
            gaps_seen(audience, said["gaps"]),
            said["parked"] if audience == LEADER else None,
            released,
            next_month(until),
            due is not None and released != due,
        )


def _together(board: str, year: str, found: Sequence[_Made]) -> _Made:
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
    return _Made(whole, current=all(made.current for made in found))


def _only(made: list[Derived]) -> Derived:
    """The one year that was asked for; Absent when the school has no figures in it."""
    if not made:
        raise Absent
    return made[0]


def _is_old(found: Derived, held: Held) -> bool:
    """Whether newer facts were folded, and the figures were not made just now."""
    age = (real_clock() - found.made_at).total_seconds()
    return dict(found.heads) != held.heads and age > BEHIND_AT_MOST_SECONDS
