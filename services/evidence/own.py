"""What a teacher may ask about the own self: figures, recommendations, and putting those away.

Everything here is found by the caller's own pseudonyms; nobody can ask it of somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.evidence.figures.calendar import Year, day_of
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.frameworks.loading import THEMES
from services.evidence.recommend.actions import ANY
from services.evidence.recommend.dismissal import Dismissal, Until, Why, dismissed
from services.evidence.recommend.recommend import Recommendation, recommend
from services.evidence.recommend.situation import Situation, situation
from services.evidence.states import States
from services.evidence.store.directory import Directory, School
from services.evidence.store.dismissals import Dismissals
from shared.chassis.clock import Clock
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.pseudonyms import Pseudonyms


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody at a school: the tenant, the school, and the pseudonym there."""

    board: str
    school: School
    teacher: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What might suit somebody at one board, what it rests on, and what was put away."""

    board: str
    situation: Situation
    recommendations: Sequence[Recommendation]
    dismissed: Sequence[Dismissal]
    titles: dict[str, tuple[str, str]]  # module code -> Dutch, English


class OwnDesk:
    """The reading side of evidence for one person."""

    def __init__(
        self,
        states: States,
        directory: Directory,
        pseudonyms: Pseudonyms,
        dismissals: Dismissals,
        clock: Clock,
    ) -> None:
        self._states = states
        self._directory = directory
        self._pseudonyms = pseudonyms
        self._dismissals = dismissals
        self.clock = clock

    @property
    def today(self) -> int:
        """The day of now (ordinal)."""
        return day_of(self.clock())

    async def years(
        self, caller: Caller, year: Year | None = None, moment: datetime | None = None
    ) -> list[tuple[Place, SchoolYear]]:
        """The caller's own school year at every school of membership in it; the running one.

        With a moment as it was known then. Absent for who has no pseudonym.
        """
        wanted = year or Year.of(day_of(moment or self.clock()))
        found = []
        for board, teacher in (await self._names(caller)).items():
            for place in await self._places(board, teacher):
                at = SchoolYear(await self._view(place, moment), wanted)
                if teacher in at.members:
                    found.append((place, at))
        return found

    async def advice(self, caller: Caller) -> list[Advice]:
        """What might suit the caller now, per board of which the caller is a member today."""
        found = []
        for board, teacher in (await self._names(caller)).items():
            made = await self._advice(board, teacher)
            if made is not None:
                found.append(made)
        return found

    async def dismiss(
        self, caller: Caller, board: str | None, recommendation: str, why: Why, until: Until | None
    ) -> Dismissal:
        """Put a recommendation of a board away (of the first, when none is named)."""
        at, teacher = await self._at(caller, board)
        await self._must_exist(at, recommendation)
        made = dismissed(recommendation, why, until, self.today)
        await self._dismissals.keep(at, teacher, made)
        return made

    async def undo(self, caller: Caller, board: str | None, recommendation: str) -> None:
        """Let a recommendation come back."""
        at, teacher = await self._at(caller, board)
        await self._dismissals.undo(at, teacher, recommendation)

    async def _advice(self, board: str, teacher: str) -> Advice | None:
        views = [await self._view(p, None) for p in await self._places(board, teacher)]
        here = [v for v in views if teacher in v.presences and v.presences[teacher].on(v.day)]
        years = [SchoolYear(view, Year.of(view.day)) for view in here]
        if not years:
            return None
        kept = await self._dismissals.of(board, teacher)
        away = [one for one in kept if one.holds(years[0].view.day)]
        modules = (await self._states.board(board)).modules
        stands = situation(years, teacher)
        ids = {one.recommendation for one in away}
        titles = {one.code: (one.nl, one.en) for one in modules}
        return Advice(board, stands, recommend(stands, modules, ids), away, titles)

    async def _must_exist(self, board: str, recommendation: str) -> None:
        kind, _, subject = recommendation.partition(":")
        if kind == "observation":
            known = subject == ANY or subject in THEMES
        else:
            modules = (await self._states.board(board)).modules
            known = any(module.code == subject for module in modules)
        if not known:
            raise Absent

    async def _at(self, caller: Caller, board: str | None) -> tuple[str, str]:
        names = await self._names(caller)
        wanted = board or min(names)
        if wanted not in names:
            raise Absent
        return wanted, names[wanted]

    async def _names(self, caller: Caller) -> dict[str, str]:
        """Board -> the caller's pseudonym there; Absent for who has none."""
        names = await self._pseudonyms.at(caller)
        found = {board: names[board] for board in sorted(caller.boards & names.keys())}
        if not found:
            raise Absent
        return found

    async def _places(self, board: str, teacher: str) -> list[Place]:
        here = {school.code: school for school in await self._directory.schools(board)}
        codes = await self._directory.schools_of_teacher(board, teacher)
        return [Place(board, here[code], teacher) for code in codes if code in here]

    async def _view(self, place: Place, moment: datetime | None) -> View:
        code = place.school.code
        if moment is None:
            return (await self._states.view(place.board, code, self.today))[0]
        return await self._states.view_as_of(place.board, code, moment)
