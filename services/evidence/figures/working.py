"""Working life: time spent on learning, roles held and grown into, and the load on coaches."""

from collections import defaultdict

from services.evidence.figures.figure import Entries, Entry, Result, nothing, people, places
from services.evidence.figures.statistics import mean
from services.evidence.figures.year import SchoolYear
from services.evidence.reference import agreement_hours

STARTER, COACH = "starter", "coach"


def workload_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per team teacher: time spent in the year, and the hours the agreement gives."""
    spent: dict[str, int] = defaultdict(int)  # hundredths of minutes: sums stay exact
    refs: dict[str, list[int]] = defaultdict(list)
    for enrolment in year.view.enrolments:
        if enrolment.completed is not None and year.within(enrolment.completed):
            spent[enrolment.teacher] += enrolment.completed.study * 60
            refs[enrolment.teacher].append(enrolment.completed.ref)
        for practice in enrolment.practices.values():
            if year.within(practice):
                spent[enrolment.teacher] += practice.minutes * 100
                refs[enrolment.teacher].append(practice.ref)
    for learning in year.of_year(year.view.school.informal.values()):
        spent[learning.teacher] += learning.minutes * 100
        refs[learning.teacher].append(learning.ref)
    sector = year.registration.sector if year.registration else ""
    right = agreement_hours(sector, year.end)
    return [
        Entry(
            teacher,
            year.school,
            (spent.get(teacher, 0), right * member.fte / 10_000),
            (member.ref, *refs.get(teacher, ())),
        )
        for teacher, member in year.team.items()
    ]


def workload(entries: Entries) -> Result:
    """Mean hours per team teacher; `of` is the mean of what the agreement gives."""
    if not entries:
        return nothing()
    spent = sum(entry.said[0] for entry in entries) / 6_000 / len(entries)
    right = mean([entry.said[1] for entry in entries])
    return Result(spent, places(entries), {"of": right}, people=people(entries))


def role_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per team teacher: the roles held on the last day of the year so far."""
    held: dict[str, dict[str, int | None]] = defaultdict(dict)
    changes = [c for c in year.view.existing(year.view.school.roles) if c.day <= year.end]
    for change in sorted(changes, key=lambda change: (change.at, change.ref)):
        held[change.teacher][change.role] = change.ref if change.taken else None
    entries = []
    for teacher in year.team:
        roles = {role: ref for role, ref in held[teacher].items() if ref is not None}
        entries.append(Entry(teacher, year.school, tuple(sorted(roles)), tuple(roles.values())))
    return entries


def roles(entries: Entries) -> Result:
    """Per role how many team teachers hold it; n counts holders."""
    holders = [entry for entry in entries if entry.said]
    if not holders:
        return nothing()
    names = sorted({role for entry in holders for role in entry.said})
    sides = [people(e for e in holders if role in e.said) for role in names]
    return Result(
        {role: sum(role in entry.said for entry in holders) for role in names},
        places(holders),
        people=people(entries),
        sides=(*sides, people(entry for entry in entries if not entry.said)),
    )


def coach_load_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Every starter with a coach on some day of the year so far, and every such coach."""
    guided: dict[str, list[int]] = defaultdict(list)
    coaches: dict[str, list[int]] = defaultdict(list)
    for teacher in year.starters:
        for coach, start, until, ref in year.view.coached.get(teacher, ()):
            if start <= year.end and until >= year.start:
                guided[teacher].append(ref)
                coaches[coach].append(ref)
    return [
        Entry(person, year.school, (side,), tuple(refs))
        for side, found in ((STARTER, guided), (COACH, coaches))
        for person, refs in found.items()
    ]


def coach_load(entries: Entries) -> Result:
    """Starters with a coach per coach; n is the smaller of both."""
    if not entries:
        return nothing()
    guided = [entry for entry in entries if entry.said[0] == STARTER]
    coaches = [entry for entry in entries if entry.said[0] == COACH]
    sides = people(guided), people(coaches)
    fewer = sides[0] if len(sides[0]) <= len(sides[1]) else sides[1]
    return Result(len(guided) / len(coaches), min(len(guided), len(coaches)), people=fewer)
