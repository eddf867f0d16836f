"""Who a coach guides, and what is due for whom: from what that coach may know, and nothing else.

A coach sees assignments, enrolments and practice of the own coachees, the own talks and coached
lessons, and the own observations to learn from. So what is due is said of this coach alone: a first
measurement by somebody else is not known here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from services.evidence.figures.coached import own_looks, own_meetings
from services.evidence.figures.pairs import (
    BASELINE_DAYS_AFTER,
    LATER_AFTER_DAYS,
    baseline_of,
    later_of,
)
from services.evidence.figures.starters import COACH_WITHIN_DAYS
from services.evidence.figures.teacher import Starter, own_enrolments, starter
from services.evidence.figures.view import in_order
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

CONTACT_WITHIN_DAYS = COACH_WITHIN_DAYS
Kind = Literal["first-contact", "talk", "baseline", "later", "observation", "coached-lesson"]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do, with the last day (ordinal) on which it still counts."""

    last: int
    kind: Kind
    theme: str | None = None
    module: str | None = None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """A module that a coachee follows now; lessons are counts."""

    module: str
    theme: str
    planned_lessons: int
    lessons: int
    coached_lessons: int


@dataclass(frozen=True, slots=True)
class Coachee:
    """A teacher whom this coach guides, with what the two did this school year.

    `since` and `last_contact` are days; the latter of any year, None when there was none.
    """

    teacher: str
    since: int
    starter: Starter | None
    talks: int
    coached_lessons: int
    observations: int
    last_contact: int | None
    running: tuple[Running, ...]
    due: tuple[Due, ...]


def coachees(year: SchoolYear, coach: str) -> list[Coachee]:
    """The teachers whom a coach guides on the year's last day so far, the most urgent first."""
    found = [
        _coachee(year, coach, teacher, since) for teacher, since in _guided(year, coach).items()
    ]
    return sorted(found, key=_urgency)


def _guided(year: SchoolYear, coach: str) -> dict[str, int]:
    """Teacher -> first day of the running assignment; of members, by a coach who is still here."""
    presences, day = year.view.presences, year.end
    if coach in presences and not presences[coach].on(day):
        return {}
    found: dict[str, int] = {}
    for teacher, assigned in year.view.coached.items():
        starts = [
            start for one, start, until, _ in assigned if one == coach and start <= day <= until
        ]
        if starts and teacher in presences and presences[teacher].on(day):
            found[teacher] = min(starts)
    return found


def _coachee(year: SchoolYear, coach: str, teacher: str, since: int) -> Coachee:
    coached = own_meetings(year.view, coach, teacher)
    seen = own_looks(year.view, coach, teacher)
    now, looked = year.of_year(coached), year.of_year(seen)
    own = own_enrolments(year, teacher)
    return Coachee(
        teacher,
        since,
        starter(year, teacher),
        sum(one.kind == "talk" for one in now),
        sum(one.kind == "coached-lesson" for one in now),
        len(looked),
        max((one.day for one in (*coached, *seen)), default=None),
        tuple(_running(year, one) for one in own if _is_running(year, one)),
        tuple(
            sorted(_due(year, teacher, since, coached, seen), key=lambda due: (due.last, due.kind))
        ),
    )


def _due(
    year: SchoolYear,
    teacher: str,
    since: int,
    coached: Sequence[r.Coaching],
    seen: Sequence[r.Observation],
) -> Iterator[Due]:
    """What is due for one coachee; what only has to be done some day counts until 31 July."""
    end = year.year.end
    if not any(one.day >= since for one in (*coached, *seen)):
        yield _first_contact(year, teacher, since)
    elif not any(one.kind == "talk" for one in year.of_year(coached)):
        yield Due(end, "talk")
    measuring = list(_measuring(year, teacher, seen))
    yield from measuring
    if not measuring and not year.of_year(seen):
        yield Due(end, "observation")
    for one in own_enrolments(year, teacher):
        if _is_running(year, one) and one.planned_practice:
            found = _running(year, one)
            if found.lessons < found.planned_lessons and not found.coached_lessons:
                yield Due(end, "coached-lesson", one.theme, one.module)


def _first_contact(year: SchoolYear, teacher: str, since: int) -> Due:
    """Within 30 days of the assignment, or of the joining where that is later."""
    presence = year.view.presences[teacher]
    joined = presence.joining(presence.latest(year.end, year.end))
    last = max(since, joined) + CONTACT_WITHIN_DAYS
    return Due(last, "first-contact", missed=last < year.end)


def _measuring(year: SchoolYear, teacher: str, seen: Sequence[r.Observation]) -> Iterator[Due]:
    """Measurements by this coach that make growth visible: before a module, and after its start."""
    for one in own_enrolments(year, teacher):
        if one.started is None or not _is_running(year, one):
            continue
        start = one.started.day
        of_theme = sorted(
            (look for look in seen if one.theme in look.themes),
            key=lambda look: in_order(look, look.id),
        )
        last = start + BASELINE_DAYS_AFTER
        if baseline_of(of_theme, start) is None:
            if last >= year.end:
                yield Due(last, "baseline", one.theme, one.module)
        elif (
            year.end >= start + LATER_AFTER_DAYS
            and later_of(of_theme, start, year.start, year.end) is None
        ):
            yield Due(year.year.end, "later", one.theme, one.module)


def _is_running(year: SchoolYear, enrolment: r.Enrolment) -> bool:
    exists = year.view.exists
    ended = exists(enrolment.completed) or exists(enrolment.withdrawn)
    return exists(enrolment.started) and not ended


def _running(year: SchoolYear, enrolment: r.Enrolment) -> Running:
    lessons = year.view.existing(enrolment.practices.values())
    return Running(
        enrolment.module,
        enrolment.theme,
        enrolment.planned_practice,
        len(lessons),
        sum(lesson.with_coach for lesson in lessons),
    )


def _urgency(coachee: Coachee) -> tuple[bool, int, str]:
    """Missed first, then what is due soonest; who needs nothing comes last."""
    if not coachee.due:
        return True, 0, coachee.teacher
    return False, coachee.due[0].last, coachee.teacher
