"""Act: whether the outcome of a completed module was discussed within six weeks."""

from services.evidence.figures.figure import Entries, Entry, Result, nothing, people, places
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

DISCUSS_WITHIN_DAYS = 42


def first_discussed(view: View, enrolment: r.Enrolment) -> r.Record | None:
    """The first talk about an outcome that has taken place."""
    found = view.existing(enrolment.discussed)
    return min(found, key=lambda talk: (talk.day, talk.ref)) if found else None


def discussed_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per enrolment completed in the year whose day 42 has passed: in time, and ever."""
    entries = []
    for enrolment, done in year.completed(theme):
        last_day = done.day + DISCUSS_WITHIN_DAYS
        if last_day >= year.view.day:
            continue
        talk = first_discussed(year.view, enrolment)
        said = (talk is not None and talk.day <= last_day, talk is not None)
        refs = (done.ref, talk.ref) if talk else (done.ref,)
        entries.append(Entry(enrolment.teacher, year.school, said, refs))
    return entries


def discussed(entries: Entries) -> Result:
    """The share discussed by day 42; `overdue` are those never discussed."""
    if not entries:
        return nothing()
    having = [entry for entry in entries if entry.said[0]]
    lacking = [entry for entry in entries if not entry.said[0]]
    return Result(
        len(having) / len(entries),
        places(entries),
        {"of": len(entries), "overdue": sum(not entry.said[1] for entry in entries)},
        people=people(entries),
        sides=(people(having), people(lacking)),
    )
