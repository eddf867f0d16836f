"""A learning organisation: who learns informally, and who keeps learning year after year."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from services.evidence.figures.calendar import Year
from services.evidence.figures.figure import Entry, share
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

CONTINUITY_YEARS = 3


def informal_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per team teacher: whether any informal learning was recorded in the year."""
    refs: dict[str, list[r.Ref]] = {}
    for learning in year.of_year(year.view.school.informal.values()):
        refs.setdefault(learning.teacher, []).append(learning.ref)
    return [
        Entry(teacher, year.school, (teacher in refs,), tuple(refs.get(teacher, ())))
        for teacher in year.team
    ]


informal = partial(share, n="with")


@dataclass
class _Learned:
    """The years in which somebody learned, and the facts that say so."""

    years: set[Year] = field(default_factory=set)
    refs: list[r.Ref] = field(default_factory=list)


def continuity_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per team teacher here unbroken for three school years: whether each year shows learning."""
    start = year.year.before(CONTINUITY_YEARS - 1).start
    stayed = {
        teacher: _Learned()
        for teacher, member in year.team.items()
        if year.view.presences[teacher].joining(member) <= start
    }
    for teacher, record in _learning(year):
        if teacher in stayed and start <= record.day <= year.end:
            stayed[teacher].years.add(Year.of(record.day))
            stayed[teacher].refs.append(record.ref)
    return [
        Entry(teacher, year.school, (len(one.years) == CONTINUITY_YEARS,), tuple(one.refs))
        for teacher, one in stayed.items()
    ]


continuity = partial(share, n="all")


def _learning(year: SchoolYear) -> Iterator[tuple[str, r.Record]]:
    """Everything that counts as learning: modules, informal learning, reflections, certificates."""
    view = year.view
    for enrolment in view.enrolments:
        if enrolment.started is not None:
            yield enrolment.teacher, enrolment.started
        if enrolment.completed is not None:
            yield enrolment.teacher, enrolment.completed
        for practice in enrolment.practices.values():
            yield enrolment.teacher, practice
    for learning in view.school.informal.values():
        yield learning.teacher, learning
    for reflection in view.school.reflections.values():
        yield reflection.teacher, reflection
    for certificate in view.school.certificates.values():
        yield certificate.teacher, certificate
