"""All that recommendations to a teacher rest on: the own facts at the schools of one board."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.evidence.figures.goals import last_evaluation
from services.evidence.figures.measured import Measured, measured, own_observations
from services.evidence.figures.teacher import Starter, own_enrolments, own_hours, starter
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

REACHED = "reached"
BY_OTHERS = frozenset({"observer", "pupils"})


@dataclass(frozen=True, slots=True)
class Taking:
    """A module that the teacher followed on some day of this school year; lessons are counts."""

    module: str
    theme: str
    running: bool
    planned_lessons: int
    lessons: int
    coached_lessons: int


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a teacher stands on a day.

    `measured` covers this school year and the one before, `seen` are the themes that others
    measured in this one. `taken` are modules done, running or asked for, and those that were
    stopped or declined this school year. `hours_left` is None where no agreement is known.
    """

    day: int
    measured: tuple[Measured, ...]
    seen: frozenset[str]
    goals: frozenset[str]
    own_goals: frozenset[str]
    taken: frozenset[str]
    taking: tuple[Taking, ...]
    hours_left: float | None
    starter: Starter | None

    @property
    def busy_with(self) -> frozenset[str]:
        """Themes of modules that run now."""
        return frozenset(one.theme for one in self.taking if one.running)


def situation(years: Sequence[SchoolYear], teacher: str) -> Situation:
    """A teacher's situation from the running year of at least one school."""
    seen = own_observations(years, teacher)
    since = years[0].year.before(1).start
    now = [one for one in years[0].of_year(seen) if one.perspective in BY_OTHERS]
    places = [(year, own_enrolments(year, teacher)) for year in years]
    left = [found for year in years if (found := own_hours(year, teacher).left) is not None]
    starting = [one for year in years if (one := starter(year, teacher)) is not None]
    certified = {
        one.module
        for year in years
        for one in year.view.existing(year.view.school.certificates.values())
        if one.teacher == teacher
    }
    return Situation(
        years[0].view.day,
        tuple(measured(seen, since, since)),
        frozenset(theme for one in now for theme in one.themes),
        frozenset(goal.theme for year in years for goal in year.goals_of_year.values()),
        frozenset(theme for year, own in places for theme in _own_goals(year, own)),
        frozenset(e.module for year, own in places for e in own if _is_taken(year, e)) | certified,
        tuple(_taking(year, e) for year, own in places for e in own if _is_followed(year, e)),
        round(sum(left), 2) if left else None,
        max(starting, key=lambda one: one.until) if starting else None,
    )


def _own_goals(year: SchoolYear, own: Iterable[r.Enrolment]) -> Iterable[str]:
    """Themes of this year's goals that the teacher enrolled for, and that are not reached yet."""
    for enrolment in own:
        goal = year.goals_of_year.get(enrolment.goal or "")
        if goal is None or year.view.exists(enrolment.declined):
            continue
        evaluated = last_evaluation(year.view, goal)
        if evaluated is None or evaluated.outcome != REACHED:
            yield goal.theme


def _is_taken(year: SchoolYear, enrolment: r.Enrolment) -> bool:
    """Whether the module needs no recommending: only an end of an earlier year frees it again."""
    exists = year.view.exists
    ends = (found for found in (enrolment.declined, enrolment.withdrawn) if exists(found))
    return all(year.within(end) for end in ends)


def _is_followed(year: SchoolYear, enrolment: r.Enrolment) -> bool:
    exists, started = year.view.exists, enrolment.started
    if started is None or not exists(started) or exists(enrolment.withdrawn):
        return False
    done = enrolment.completed
    return done is None or done.day >= year.start


def _taking(year: SchoolYear, enrolment: r.Enrolment) -> Taking:
    lessons = year.view.existing(enrolment.practices.values())
    return Taking(
        enrolment.module,
        enrolment.theme,
        not year.view.exists(enrolment.completed),
        enrolment.planned_practice,
        len(lessons),
        sum(lesson.with_coach for lesson in lessons),
    )
