"""One school year of one school as of a day: the team, active enrolments, and what falls in it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from services.evidence.figures.calendar import Year, years_later
from services.evidence.figures.membership import Membership, Presence
from services.evidence.figures.pairs import Pair, pair_of
from services.evidence.figures.view import R, View
from services.evidence.history import records as r

STARTER_YEARS, CAREER_CHANGER_YEARS = 3, 2
TEAM_FUNCTIONS = frozenset({"teacher", "coach"})


class SchoolYear:
    """A school year "so far": in a running year it ends on the as-of day."""

    def __init__(self, view: View, year: Year) -> None:
        self.view = view
        self.school = view.school.key
        self.year = year
        self.name = year.name
        self.start = year.start
        self.end = min(year.end, view.day)
        self._observations: dict[
            tuple[str, str], tuple[list[r.Observation], list[r.Observation]]
        ] = {}
        self._observed: dict[tuple[str, str], Mapping[str, list[r.Observation]]] = {}

    @cached_property
    def registration(self) -> r.Registration | None:
        """The registration that says which board and sector the school has in this year."""
        return self.view.registration_on(self.end)

    @property
    def board(self) -> str:
        """The board to which the school, with all its history, belongs in this year."""
        return self.registration.board if self.registration else ""

    def within(self, record: r.Record | None) -> bool:
        """Whether a record falls in the year so far."""
        return record is not None and self.start <= record.day <= self.end

    def of_year(self, records: Iterable[R]) -> list[R]:
        """The records that fall in the year so far."""
        start, end = self.start, self.end
        return [record for record in records if start <= record.day <= end]

    @cached_property
    def members(self) -> Mapping[str, Presence]:
        """Everyone who was a member, in any function, on some day of the year so far."""
        return {
            teacher: found
            for teacher, found in self.view.presences.items()
            if found.within(self.start, self.end)
        }

    @cached_property
    def team(self) -> Mapping[str, Membership]:
        """Members with function teacher or coach on some day, with their latest particulars."""
        team = {}
        for teacher, found in self.members.items():
            touching = found.within(self.start, self.end)
            if any(member.function in TEAM_FUNCTIONS for member in touching):
                team[teacher] = touching[-1]
        return team

    @cached_property
    def starters(self) -> Mapping[str, int]:
        """Team teachers at the start of their career, with the first day of their guidance here.

        That day is the later of the year's start and their joining.
        """
        found = {}
        for teacher, member in self.team.items():
            if member.career_start is None:
                continue
            length = CAREER_CHANGER_YEARS if member.career_changer else STARTER_YEARS
            since = max(self.start, self.view.presences[teacher].joining(member))
            if years_later(member.career_start, length) > since:
                found[teacher] = since
        return found

    def active(self, theme: str) -> Sequence[r.Enrolment]:
        """Enrolments of a theme that ran in the year so far, of teachers who were members."""
        return self._active.get(theme, ())

    @cached_property
    def _active(self) -> Mapping[str, list[r.Enrolment]]:
        found: dict[str, list[r.Enrolment]] = {}
        for enrolment in self.view.enrolments:
            if self._is_active(enrolment):
                found.setdefault(enrolment.theme, []).append(enrolment)
        return found

    def _is_active(self, enrolment: r.Enrolment) -> bool:
        started = enrolment.started
        return (
            started is not None
            and started.day <= self.end
            and not self._ended_before(enrolment.completed)
            and not self._ended_before(enrolment.withdrawn)
            and enrolment.teacher in self.members
        )

    def _ended_before(self, ending: r.Record | None) -> bool:
        return ending is not None and ending.day < self.start

    @cached_property
    def participants(self) -> Mapping[str, Mapping[str, int]]:
        """Per theme the teachers with an active enrolment, and the day they first started."""
        found: dict[str, dict[str, int]] = {}
        for theme, enrolments in self._active.items():
            starts: dict[str, int] = {}
            for enrolment in enrolments:
                assert enrolment.started is not None  # noqa: S101  active means started
                day = enrolment.started.day
                starts[enrolment.teacher] = min(day, starts.get(enrolment.teacher, day))
            found[theme] = starts
        return found

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """Module codes with an active enrolment, with their theme."""
        return {
            enrolment.module: theme
            for theme, enrolments in self._active.items()
            for enrolment in enrolments
        }

    def completed(self, theme: str) -> list[tuple[r.Enrolment, r.Completion]]:
        """Enrolments of a theme completed in the year so far, with their completion."""
        return [
            (enrolment, enrolment.completed)
            for enrolment in self.view.enrolments_of_theme.get(theme, ())
            if enrolment.completed is not None and self.within(enrolment.completed)
        ]

    def practices(self, theme: str) -> list[tuple[r.Enrolment, r.Practice]]:
        """Practice lessons of a theme in the year so far, with their enrolment."""
        return [
            (enrolment, practice)
            for enrolment in self.view.enrolments_of_theme.get(theme, ())
            for practice in enrolment.practices.values()
            if self.within(practice)
        ]

    def goals(self, theme: str) -> list[r.Goal]:
        """Goals of this year for a theme, without the withdrawn."""
        return [goal for goal in self.goals_of_year.values() if goal.theme == theme]

    @cached_property
    def goals_of_year(self) -> Mapping[str, r.Goal]:
        """All goals of this year that stand, by id."""
        return {
            goal.id: goal
            for goal in self.view.existing(self.view.school.goals.values())
            if goal.school_year == self.name and not self.view.exists(goal.withdrawn)
        }

    def observations(
        self, perspective: str, theme: str
    ) -> tuple[list[r.Observation], list[r.Observation]]:
        """All observations for a theme so far: those counted, and those left out.

        Left out are those of a purpose that the board does not count on their day. Some lie behind
        the year: who started in its last days may be measured for the first time after it.
        """
        key = (perspective, theme)
        if key in self._observations:
            return self._observations[key]
        counted: list[r.Observation] = []
        out: list[r.Observation] = []
        for observation in self.view.observations(perspective, theme):
            counts = self.view.counts(observation, self.board)
            (counted if counts else out).append(observation)
        self._observations[key] = counted, out
        return counted, out

    def observed(self, perspective: str, theme: str) -> Mapping[str, list[r.Observation]]:
        """The observations that count for a theme so far, per teacher and in order."""
        key = (perspective, theme)
        if key not in self._observed:
            found: dict[str, list[r.Observation]] = {}
            for observation in self.observations(perspective, theme)[0]:
                found.setdefault(observation.teacher, []).append(observation)
            self._observed[key] = found
        return self._observed[key]

    def pair(self, perspective: str, theme: str, teacher: str, start: int) -> Pair | str:
        """A teacher's comparable observations around a start, or why there are none."""
        seen = self.observed(perspective, theme).get(teacher, ())
        return pair_of(seen, start, self.start, self.end)
