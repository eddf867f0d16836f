"""Which school years have something in them: where a visitor who names no year is taken.

People who stay, keep a role or a coach, or have not finished a module carry a year on before
anything happens in it; its page would be all but empty.
"""

from collections.abc import Iterator
from itertools import chain

from services.evidence.figures.calendar import Year
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r
from services.evidence.history.school import School


def is_lived(year: SchoolYear) -> bool:
    """Whether something was planned, done, seen or asked in the year so far.

    What only ends something of the year before does not count: a talk about its outcome, the
    evaluation of its goal.
    """
    return bool(year.goals_of_year) or any(map(year.within, _happenings(year.view.school)))


def began(view: View) -> int | None:
    """The first day (ordinal) on which something recorded happened; None for nothing yet."""
    found = [one.day for one in _happenings(view.school) if one is not None and view.exists(one)]
    return min(found, default=None)


def first_year(view: View) -> Year | None:
    """The school year in which recording began; None for nothing yet."""
    first = began(view)
    return None if first is None else Year.of(first)


def _happenings(school: School) -> Iterator[r.Record | None]:
    for enrolment in school.enrolments.values():
        yield from (enrolment, enrolment.started, enrolment.completed)
        yield from enrolment.practices.values()
    yield from chain(
        school.informal.values(),
        school.certificates.values(),
        school.observations.values(),
        school.reflections.values(),
        school.ratings.values(),
        school.coachings.values(),
        school.waves.values(),
        school.results.values(),
    )
