"""Do: hours of study, practice lessons ("vlieguren") and informal learning per theme."""

from collections.abc import Sequence

from services.evidence.figures.figure import (
    Entries,
    Entry,
    Result,
    Said,
    nothing,
    people,
    places,
)
from services.evidence.figures.year import SchoolYear


def study_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per enrolment completed in the year: its study hours, in hundredths."""
    return [
        Entry(enrolment.teacher, year.school, (done.study,), (done.ref,))
        for enrolment, done in year.completed(theme)
    ]


def practice_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per practice lesson in the year: whether a coach was there."""
    return [
        Entry(enrolment.teacher, year.school, (practice.with_coach,), (practice.ref,))
        for enrolment, practice in year.practices(theme)
    ]


def informal_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per piece of informal learning in the year: its minutes."""
    return [
        Entry(learning.teacher, year.school, (learning.minutes,), (learning.ref,))
        for learning in year.of_year(year.view.school.informal.values())
        if learning.theme == theme
    ]


def lessons(said: Sequence[Said]) -> int:
    """What a teacher brings to the number of practice lessons."""
    return len(said)


def coached_lessons(said: Sequence[Said]) -> int | None:
    """What a teacher brings to the number of lessons with a coach."""
    return sum(one[0] for one in said) or None


def _sum(entries: Entries, total: float) -> Result:
    return Result(total, places(entries), people=people(entries))


def study(entries: Entries) -> Result:
    """Study hours."""
    if not entries:
        return nothing()
    return _sum(entries, sum(entry.said[0] for entry in entries) / 100)


def practice(entries: Entries) -> Result:
    """Practice lessons."""
    return _sum(entries, len(entries)) if entries else nothing()


def practice_coached(entries: Entries) -> Result:
    """Practice lessons with a coach; its sides also hold teachers with lessons without one.

    Their number is the difference with `hours.practice`, so it must be able to hide this figure.
    """
    coached = [entry for entry in entries if entry.said[0]]
    if not coached:
        return nothing()
    without = people(entry for entry in entries if not entry.said[0])
    return Result(len(coached), places(coached), people=people(coached), sides=(without,))


def informal(entries: Entries) -> Result:
    """Hours of informal learning."""
    if not entries:
        return nothing()
    return _sum(entries, sum(entry.said[0] for entry in entries) / 60)
