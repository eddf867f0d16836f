"""Starters and career changers in their first years: are they guided, and do they stay?"""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from services.evidence.figures.calendar import Year
from services.evidence.figures.figure import (
    PURPOSE,
    Entries,
    Entry,
    Result,
    nothing,
    people,
    places,
    share,
)
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

COACH_WITHIN_DAYS = 30
RETENTION_YEARS = (1, 2, 3, 5)
STAYED, SAME_BOARD, IN_EDUCATION, LEFT, UNKNOWN = "school", "board", "education", "left", "unknown"
DESTINATIONS = (STAYED, SAME_BOARD, IN_EDUCATION, LEFT, UNKNOWN)
_BY_DESTINATION = {
    "same-board": SAME_BOARD,
    "other-board": IN_EDUCATION,
    "outside-education": LEFT,
    "retirement": LEFT,
    "unknown": UNKNOWN,
}


def starter_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per team teacher: whether a starter."""
    return [
        Entry(teacher, year.school, (teacher in year.starters,), (member.ref,))
        for teacher, member in year.team.items()
    ]


def starters(entries: Entries) -> Result:
    """How many starters the team has; for small groups it counts as a share of the team."""
    as_share = share(entries, n="with")
    if as_share.reason:
        return as_share
    return Result(as_share.n, as_share.n, people=as_share.people, sides=as_share.sides)


def coach_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per starter whose first 30 days have passed: whether a coach was assigned in them."""
    entries = []
    for teacher, since in year.starters.items():
        by = since + COACH_WITHIN_DAYS
        if by >= year.view.day:
            continue
        found = [
            ref
            for _, start, until, ref in year.view.coached.get(teacher, ())
            if start <= by and until >= since
        ]
        entries.append(Entry(teacher, year.school, (bool(found),), tuple(found)))
    return entries


coach = partial(share, n="all")


def talk_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per starter: the coaching talks of the year."""
    return _counted(year, _coachings(year, "talk"))


def lesson_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per starter: coached lessons, said by the coach as coaching or by the teacher as practice.

    One said both ways counts once: of a teacher's day the larger of both numbers.
    """
    by_coach: dict[tuple[str, int], list[r.Ref]] = defaultdict(list)
    by_teacher: dict[tuple[str, int], list[r.Ref]] = defaultdict(list)
    for coaching in _coachings(year, "coached-lesson"):
        by_coach[coaching.teacher, coaching.day].append(coaching.ref)
    for enrolment in year.view.enrolments:
        for practice in enrolment.practices.values():
            if practice.with_coach and year.within(practice):
                by_teacher[enrolment.teacher, practice.day].append(practice.ref)
    refs: dict[str, list[r.Ref]] = {teacher: [] for teacher in year.starters}
    for place in by_coach | by_teacher:
        if place[0] in refs:
            coach, own = by_coach[place], by_teacher[place]
            refs[place[0]] += coach if len(coach) > len(own) else own
    return _per_teacher(year, refs)


def observation_entries(year: SchoolYear, _: str) -> list[Entry]:
    """Per starter: observations by observers, of purposes that the board counts."""
    view = year.view
    counted: list[r.Observation] = []
    out: list[Entry] = []
    for seen in year.of_year(view.existing(view.school.observations.values())):
        if seen.perspective != "observer" or seen.teacher not in year.starters:
            continue
        if view.counts(seen, year.board):
            counted.append(seen)
        else:
            out.append(Entry(seen.teacher, year.school, (PURPOSE,)))
    return _counted(year, counted) + out


def _coachings(year: SchoolYear, kind: str) -> list[r.Coaching]:
    found = year.of_year(year.view.school.coachings.values())
    return [coaching for coaching in found if coaching.kind == kind]


def _counted(year: SchoolYear, things: Sequence[r.Coaching | r.Observation]) -> list[Entry]:
    refs: dict[str, list[r.Ref]] = {teacher: [] for teacher in year.starters}
    for thing in things:
        if thing.teacher in refs:
            refs[thing.teacher].append(thing.ref)
    return _per_teacher(year, refs)


def _per_teacher(year: SchoolYear, refs: dict[str, list[r.Ref]]) -> list[Entry]:
    return [
        Entry(teacher, year.school, (len(found),), tuple(found)) for teacher, found in refs.items()
    ]


def per_starter(entries: Entries) -> Result:
    """The mean count per starter."""
    counts = [entry for entry in entries if entry.said[0] != PURPOSE]
    if not counts:
        return nothing()
    total = sum(entry.said[0] for entry in counts)
    if total == 0 and len(counts) < len(entries):
        return nothing(entries)
    return Result(total / len(counts), places(counts), people=people(counts))


def retention_entries(year: SchoolYear, _: str, *, after: int) -> list[Entry]:
    """Per starter who joined in that earlier year: where they are on this year's last day."""
    earlier = SchoolYear(year.view, Year(year.year.first - after))
    entries = []
    for teacher in earlier.starters:
        found = year.view.presences[teacher]
        member = earlier.team[teacher]
        if not earlier.start <= found.joining(member) <= earlier.end:
            continue
        stayed = found.on(year.end)
        said = STAYED if stayed else _BY_DESTINATION[found.last_destination(year.end)]
        refs = (member.ref, *(left.ref for left in found.lefts))
        entries.append(Entry(teacher, year.school, (said,), refs))
    return entries


def retention_after(years: int) -> partial[list[Entry]]:
    """The retention entries for one length of time."""
    return partial(retention_entries, after=years)


def retention(entries: Entries) -> Result:
    """The shares of a cohort by where its people are now."""
    if not entries:
        return nothing()
    sides = {
        place: [entry for entry in entries if entry.said[0] == place] for place in DESTINATIONS
    }
    return Result(
        {place: len(found) / len(entries) for place, found in sides.items()},
        places(entries),
        people=people(entries),
        sides=tuple(people(found) for found in sides.values()),
    )
