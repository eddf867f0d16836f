"""Do: who takes part, completes, learns together and practises. Administrative figures."""

from collections import Counter
from functools import partial

from services.evidence.figures.calendar import term_of
from services.evidence.figures.figure import Entries, Entry, Result, nothing, people, places, share
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r


def goal_trace_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per active enrolment: whether it names a goal of this year, of any theme."""
    return [
        Entry(
            enrolment.teacher,
            year.school,
            (enrolment.goal in year.goals_of_year,),
            (enrolment.ref,),
        )
        for enrolment in year.active(theme)
    ]


goal_trace = partial(share, n="all")


def participation_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per team teacher: whether one of the active enrolments is theirs."""
    active = _refs_of_active(year, theme)
    return [
        Entry(teacher, year.school, (teacher in active,), active.get(teacher, (member.ref,)))
        for teacher, member in year.team.items()
    ]


participation = partial(share, n="with")


def completion_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per team teacher with an active enrolment: whether one was completed in the year."""
    done: dict[str, list[r.Ref]] = {}
    for enrolment, completion in year.completed(theme):
        done.setdefault(enrolment.teacher, []).append(completion.ref)
    active = _refs_of_active(year, theme)
    return [
        Entry(teacher, year.school, (teacher in done,), (*refs, *done.get(teacher, ())))
        for teacher, refs in active.items()
        if teacher in year.team
    ]


completion = partial(share, n="all")


def collective_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per team teacher: the modules started, with the term in which each was."""
    started: dict[str, list[tuple[str, tuple[int, int], r.Ref]]] = {}
    for enrolment in year.view.enrolments_of_theme.get(theme, ()):
        if enrolment.started is not None and year.within(enrolment.started):
            started.setdefault(enrolment.teacher, []).append(
                (enrolment.module, term_of(enrolment.started.day), enrolment.started.ref)
            )
    return [
        Entry(
            teacher,
            year.school,
            tuple(sorted({(module, term) for module, term, _ in started.get(teacher, ())})),
            tuple(ref for _, _, ref in started.get(teacher, ())),
        )
        for teacher in year.team
    ]


def collective(entries: Entries) -> Result:
    """The most team teachers who started one module in one term, as a share of the team."""
    if not entries:
        return nothing()
    counts = Counter(start for entry in entries for start in entry.said)
    best = min(counts, key=lambda start: (-counts[start], start)) if counts else None
    together = [entry for entry in entries if best in entry.said]
    others = [entry for entry in entries if best not in entry.said]
    return Result(
        len(together) / len(entries),
        len(together),
        {"of": len(entries)},
        people=people(entries),
        sides=(people(together), people(others)),
    )


def practice_share_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per active enrolment that plans practice: lessons in own class so far, and planned."""
    entries = []
    for enrolment in year.active(theme):
        if enrolment.planned_practice == 0:
            continue
        own = [
            practice
            for practice in enrolment.practices.values()
            if practice.own_class and practice.day <= year.end
        ]
        said = (len(own), enrolment.planned_practice)
        refs = (enrolment.ref, *(practice.ref for practice in own))
        entries.append(Entry(enrolment.teacher, year.school, said, refs))
    return entries


def practice_share(entries: Entries) -> Result:
    """Practice lessons in own class as a share of those planned."""
    if not entries:
        return nothing()
    done = sum(entry.said[0] for entry in entries)
    planned = sum(entry.said[1] for entry in entries)
    having = [entry for entry in entries if entry.said[0]]
    where = {(entry.who, entry.school) for entry in having}
    lacking = [entry for entry in entries if (entry.who, entry.school) not in where]
    return Result(
        done / planned,
        places(entries),
        people=people(entries),
        sides=(people(having), people(lacking)),
    )


def _refs_of_active(year: SchoolYear, theme: str) -> dict[str, tuple[r.Ref, ...]]:
    refs: dict[str, tuple[r.Ref, ...]] = {}
    for enrolment in year.active(theme):
        assert enrolment.started is not None  # noqa: S101  active means started
        refs[enrolment.teacher] = (
            *refs.get(enrolment.teacher, ()),
            enrolment.ref,
            enrolment.started.ref,
        )
    return refs
