"""One school in one school year, seen from A: its team, enrolments, observations, starters.

"In a running year 'the year so far' ends on A's day."
"""

from collections.abc import Callable, Hashable
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from tests.oracle import membership
from tests.oracle.board import Boards
from tests.oracle.days import AsOf, label, year_end, year_start
from tests.oracle.figure import Place
from tests.oracle.membership import Membership
from tests.oracle.school import Enrolment, Goal, Observation, Practice, School

Found = TypeVar("Found")


class SchoolYear:
    """The facts of a school as its year sees them; the board decides which purposes count."""

    def __init__(self, school: School, year: int, board: str, boards: Boards) -> None:
        self.school = school
        self.year = year
        self.board = board
        self.boards = boards
        self.as_of: AsOf = school.as_of
        self.start = year_start(year)
        self.end = min(year_end(year), self.as_of.day)
        self._remembered: dict[Hashable, Any] = {}

    def remember(self, question: Hashable, answer: Callable[[], Found]) -> Found:
        """The answer to a question, worked out once."""
        if question not in self._remembered:
            self._remembered[question] = answer()
        found: Found = self._remembered[question]
        return found

    def place(self, teacher: str) -> Place:
        """The place of a teacher at this school."""
        return (self.school.id, teacher)

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the year so far."""
        return day is not None and self.start <= day <= self.end

    # People

    def members(self) -> dict[str, list[Membership]]:
        """Who is a member, in any function, on some day of the year so far."""
        return self.remember(
            "members",
            lambda: {
                teacher: found
                for teacher, found in self.school.memberships.items()
                if any(one.meets(self.start, self.end) for one in found)
            },
        )

    def team(self) -> set[str]:
        """Rule: "Team: members with function teacher or coach on some day of the year so far"."""
        return self.remember(
            "team",
            lambda: {
                teacher
                for teacher, found in self.members().items()
                if membership.in_team(found, self.start, self.end)
            },
        )

    def latest_membership(self, teacher: str) -> Membership:
        """The membership that counts for a member of this year."""
        found = membership.latest(self.members()[teacher], self.start, self.end)
        assert found is not None
        return found

    def joining(self, teacher: str) -> date:
        """Rule: "The first day of unbroken membership at this school"."""
        found = self.members()[teacher]
        return membership.joining(found, self.latest_membership(teacher))

    def starters(self) -> dict[str, date]:
        """The starters of the team, each with the later of year start and joining."""

        def find() -> dict[str, date]:
            found = {
                teacher: membership.starts_guidance(self.members()[teacher], self.start, self.end)
                for teacher in self.team()
            }
            return {teacher: day for teacher, day in found.items() if day is not None}

        return self.remember("starters", find)

    def cohort(self, years_ago: int) -> set[str]:
        """Rule: "Cohort: starters of that earlier year whose joining lies in it"."""

        def find() -> set[str]:
            earlier = SchoolYear(self.school, self.year - years_ago, self.board, self.boards)
            return {
                teacher for teacher in earlier.starters() if earlier.holds(earlier.joining(teacher))
            }

        return self.remember(("cohort", years_ago), find)

    # Plans and learning

    def goals(self, theme: str | None = None) -> list[Goal]:
        """The goals of this year, not withdrawn, of a theme or of any."""
        return [
            goal
            for goal in self.school.goals
            if goal.school_year == label(self.year) and theme in (None, goal.theme)
        ]

    def enrolments(self, theme: str | None = None) -> list[Enrolment]:
        """All enrolments of a theme, or of any."""
        return [one for one in self.school.enrolments if theme in (None, one.theme)]

    def active(self, theme: str | None = None) -> list[Enrolment]:
        """*Enrolment active in a year*.

        "Started on or before its end (so far), not completed or withdrawn before its start, its
        teacher a member (any function) on some day of the year so far."
        """

        def is_active(one: Enrolment) -> bool:
            return (
                one.started is not None
                and one.started <= self.end
                and not (one.completed is not None and one.completed < self.start)
                and not (one.withdrawn is not None and one.withdrawn < self.start)
                and one.teacher in self.members()
            )

        return self.remember(
            ("active", theme), lambda: [one for one in self.enrolments(theme) if is_active(one)]
        )

    def participants(self, theme: str) -> set[str]:
        """The teachers with an active enrolment of the theme."""
        return {one.teacher for one in self.active(theme)}

    def starts(self, theme: str) -> dict[str, date]:
        """Rule: "*Start* = day of the teacher's first active enrolment of the theme"."""
        found: dict[str, date] = {}
        for one in sorted(self.active(theme), key=lambda one: one.started_order or ()):
            assert one.started is not None
            found.setdefault(one.teacher, one.started)
        return found

    def completed(self, theme: str | None = None) -> list[Enrolment]:
        """The enrolments completed in the year so far."""
        return [one for one in self.enrolments(theme) if self.holds(one.completed)]

    def practices(self, theme: str | None = None) -> list[tuple[Enrolment, Practice]]:
        """The practice lessons in the year so far."""
        return [
            (one, practice)
            for one in self.enrolments(theme)
            for practice in one.practices
            if self.holds(practice.day)
        ]

    def informal(self, theme: str | None = None) -> dict[str, int]:
        """The minutes of informal learning in the year so far, per teacher who has any."""
        minutes: dict[str, int] = {}
        for fact in self.school.kept("informal-learnings.recorded", "informal-learnings.retracted"):
            if self.holds(fact.day) and theme in (None, fact.data["theme"]):
                teacher = fact.data["teacher"]
                minutes[teacher] = minutes.get(teacher, 0) + fact.data["minutes"]
        return minutes

    # Observations

    def observations(self, theme: str, perspective: str) -> list[tuple[Observation, Fraction]]:
        """Observations of any day up to A that count for the theme, with their theme means.

        Those of a purpose the board does not count are still among them: see `counted`.
        """

        def find() -> list[tuple[Observation, Fraction]]:
            valued = [
                (one, one.theme_mean(theme))
                for one in self.school.observations
                if one.perspective == perspective and one.enough_respondents
            ]
            return [(one, value) for one, value in valued if value is not None]

        return self.remember(("observations", theme, perspective), find)

    def counted(self, one: Observation) -> bool:
        """Not "of a purpose that the board does not count on their day"."""
        return self.boards.counts(self.board, one.purpose, one.day)

    def seen(self, theme: str, perspective: str) -> list[tuple[Observation, Fraction]]:
        """The observations in the year so far, counted or not."""
        return [
            (one, value)
            for one, value in self.observations(theme, perspective)
            if self.holds(one.day)
        ]
