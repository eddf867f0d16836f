"""A school's starters one by one, for its own leader: who guides them, and is it in time?

Administrative, as the figures `starters`, `.coach`, `.talks` and `.coached-lessons` are. How often
somebody was observed is judgement, and is told of nobody here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.evidence.figures.figure import Entry
from services.evidence.figures.starters import COACH_WITHIN_DAYS, lesson_entries, talk_entries
from services.evidence.figures.year import SchoolYear


@dataclass(frozen=True, slots=True)
class Starting:
    """A starter of the year; all days are ordinals.

    `since` is the first day of unbroken membership. `coach` is who guides them on the year's last
    day so far, or else who did so last in it, from `coach_since` until `coach_until` (None: still);
    all three are None where there was nobody. `coach_by` is the last day on which a coach counts as
    in time. Talks and lessons are counts of the year so far.
    """

    teacher: str
    since: int
    coach: str | None
    coach_since: int | None
    coach_until: int | None
    coach_by: int
    talks: int
    coached_lessons: int
    here: bool

    @property
    def guided(self) -> bool:
        """Whether somebody guides them on the year's last day so far."""
        return self.coach is not None and self.coach_until is None


def starting(year: SchoolYear) -> list[Starting]:
    """All starters of the year: those without a coach first, then by the day they came."""
    talks, lessons = _counts(talk_entries(year, "")), _counts(lesson_entries(year, ""))
    found = [
        _starting(year, teacher, first, talks[teacher], lessons[teacher])
        for teacher, first in year.starters.items()
    ]
    return sorted(found, key=lambda one: (one.guided, one.since, one.teacher))


def _counts(entries: Sequence[Entry]) -> Mapping[str, int]:
    return {entry.who: entry.said[0] for entry in entries}


def _starting(year: SchoolYear, teacher: str, first: int, talks: int, lessons: int) -> Starting:
    """One starter, guided here from the day `first` of the year on."""
    presence = year.view.presences[teacher]
    assigned = [
        (until, start, coach)
        for coach, start, until, _ in year.view.coached.get(teacher, ())
        if start <= year.end and until >= year.start
    ]
    until, start, coach = max(assigned, default=(None, None, None))
    return Starting(
        teacher,
        presence.joining(year.team[teacher]),
        coach,
        start,
        until if until is not None and until < year.end else None,
        first + COACH_WITHIN_DAYS,
        talks,
        lessons,
        presence.on(year.end),
    )
