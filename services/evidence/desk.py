"""The one door to figures: those of a year for who sits somewhere, and the facts behind them.

API, pages and dossiers all ask here, so that none can show more than another. What leaves by `seen`
and `seen_board` has passed the rules for small groups; nothing else here gives figures. Who may sit
where is in `seats.py`; a second door beside this one could show what it hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.evidence.explain import NOTHING_TOLD, Explanation, Fact, Sides, explain, sides
from services.evidence.figures.book import RELEASED, Leaf, Told, told
from services.evidence.figures.calendar import Year, date_of
from services.evidence.figures.derive import scope_of_school
from services.evidence.figures.groups import BOARD, LEADER, SEES_BOARDS, Role, k_of
from services.evidence.figures.registry import kind_of
from services.evidence.figures.releases import next_month
from services.evidence.figures.rows import Row
from services.evidence.figures.seen import gaps_seen, is_current, seen
from services.evidence.figures.starting import Starting, starting
from services.evidence.figures.year import SchoolYear
from services.evidence.grounds import Grounds
from services.evidence.releasing import last_release_day
from services.evidence.seats import Seat, Seats
from services.evidence.states import States
from services.evidence.store.derived import DerivedStore
from services.evidence.store.directory import Directory
from services.evidence.store.releases import ReleaseStore
from services.evidence.unhidden import Made, Unhidden, together
from services.evidence.visibility import Viewer
from shared.chassis.clock import Clock
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.pseudonyms import Pseudonyms


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
        self._unhidden = Unhidden(states, derived, directory, clock)
        self._grounds = Grounds(states, releases, directory, clock)
        self.seats = Seats(directory)
        self.directory = directory
        self.pseudonyms = pseudonyms
        self.clock = clock

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
            made = await self._unhidden.of_school(board, school, year, moment)
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
        found = await self._unhidden.of_board(board, year, moment)
        if not found:
            return None, {}
        made = [together(board, year, found), *(m for m in found if m.derived.school in here)]
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
            scope, facts = await self._grounds.scope(seat, year, moment)
        else:
            day = date.fromisoformat(made[RELEASED])
            scope, facts = await self._grounds.released_scope(seat, standing.board, year, day)
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

    async def facts(self, board: str, key: str) -> list[Fact]:
        """All facts of a key in the order they were logged, for whoever may have them all."""
        return await self._states.facts(board, key)

    async def school_year(
        self, seat: Seat, year: str, moment: datetime | None = None
    ) -> SchoolYear:
        """What was planned, decided and done at a school, and when: not for figures."""
        return SchoolYear(await self._grounds.view(seat, moment), Year.named(year))

    async def _shown(
        self,
        audience: Role,
        board: str,
        year: str,
        found: Sequence[Made],
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
            _standing(made, audience, told(leaves[made.owner]), released, until, due)
            for made in found
        ]


def _standing(
    made: Made,
    audience: Role,
    was_told: Told,
    released: date | None,
    until: date,
    due: date | None,
) -> Standing:
    """What was made for an audience, as of a day; with the release day that is due then."""
    found, said = made.derived, made.said
    return Standing(
        found.board,
        found.school or None,
        found.year,
        found.day.isoformat(),
        found.made_at,
        dict(found.heads),
        made.current,
        seen(audience, said["figures"], was_told, found.stand),
        gaps_seen(audience, said["gaps"]),
        said["parked"] if audience == LEADER else None,
        released,
        next_month(until),
        due is not None and released != due,
    )
