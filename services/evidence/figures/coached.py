"""What a coach did with one coachee in a school year, and what the coach's own looks showed.

From what the coach may know: the own talks, coached lessons and observations to learn from
(purpose `coaching`), and the coachee's practice lessons. Nothing by anybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evidence.figures.measured import Measured, measured
from services.evidence.figures.teacher import own_practices
from services.evidence.figures.view import View, in_order, theme_mean
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r


@dataclass(frozen=True, slots=True)
class Look:
    """One observation by the coach: its day (ordinal), and per theme the mean from 1 to 4."""

    day: int
    themes: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What the two did in a school year so far; lessons and talks are counts.

    `practised` are all practice lessons of the coachee, `with_coach` those with any coach; `looks`
    are the newest first.
    """

    year: str
    talks: int
    coached_lessons: int
    looks: tuple[Look, ...]
    practised: int
    with_coach: int

    @property
    def met(self) -> bool:
        """Whether the coach spoke or saw the coachee in the year."""
        return bool(self.talks or self.coached_lessons or self.looks)


def together(year: SchoolYear, coach: str, teacher: str) -> Together:
    """A coach and a coachee in one year."""
    met = year.of_year(own_meetings(year.view, coach, teacher))
    lessons = own_practices(year, teacher)
    return Together(
        year.name,
        sum(one.kind == "talk" for one in met),
        sum(one.kind == "coached-lesson" for one in met),
        tuple(
            Look(seen.day, tuple((theme, theme_mean(seen, theme)) for theme in seen.themes))
            for seen in reversed(year.of_year(own_looks(year.view, coach, teacher)))
        ),
        len(lessons),
        sum(lesson.with_coach for lesson in lessons),
    )


def developed(year: SchoolYear, coach: str, teacher: str) -> list[Measured]:
    """What the coach's own looks of this year and the one before say per theme, with growth.

    The same rule as for the teacher: growth only from four visits with one list on.
    """
    since = year.year.before(1).start
    seen = [one for one in own_looks(year.view, coach, teacher) if one.day <= year.end]
    return measured(seen, since, since)


def own_meetings(view: View, coach: str, teacher: str) -> Sequence[r.Coaching]:
    """Talks and coached lessons of the two, of any year."""
    return [
        one
        for one in view.existing(view.school.coachings.values())
        if (one.coach, one.teacher) == (coach, teacher)
    ]


def own_looks(view: View, coach: str, teacher: str) -> Sequence[r.Observation]:
    """The coach's own observations to learn from, of any year, in order."""
    found = [
        one
        for one in view.existing(view.school.observations.values())
        if (one.observer, one.teacher) == (coach, teacher)
        and (one.purpose, one.perspective) == ("coaching", "observer")
    ]
    return sorted(found, key=lambda one: in_order(one, one.id))
