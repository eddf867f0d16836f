"""One teacher's own year at one school: shown to that teacher, never part of a school's figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from services.evidence.figures.calendar import years_later
from services.evidence.figures.measured import Measured, measured, own_observations
from services.evidence.figures.membership import Membership
from services.evidence.figures.year import CAREER_CHANGER_YEARS, STARTER_YEARS, SchoolYear
from services.evidence.history import records as r
from services.evidence.reference import agreement

R = TypeVar("R", r.Informal, r.Reflection, r.Certificate, r.Coaching, r.RoleChange)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the year so far, against what the agreement gives at this job; two decimals.

    `planned` are study hours of modules that were confirmed and not completed. `allowance` and
    `left` are None where no agreement is known. The budget is a right: spending is not recorded.
    """

    allowance: float | None
    budget_euro: int | None
    studied: float
    practised: float
    informal: float
    planned: float

    @property
    def committed(self) -> float:
        """What is done, and what was agreed."""
        return round(self.studied + self.practised + self.informal + self.planned, 2)

    @property
    def left(self) -> float | None:
        """What is left of the allowance; below zero when more was agreed."""
        return None if self.allowance is None else round(self.allowance - self.committed, 2)


@dataclass(frozen=True, slots=True)
class Starter:
    """Which year of how many a starter is in, and the last day of the last."""

    year: int
    of: int
    until: int


@dataclass(frozen=True, slots=True)
class OwnYear:
    """A teacher's year at a school; `certificates` are all that stand, with their day."""

    measured: tuple[Measured, ...]
    hours: Hours
    lessons: int
    coached_lessons: int
    talks: int
    reflections: int
    reflected_minutes: int
    certificates: tuple[tuple[str, int], ...]
    roles: tuple[str, ...]
    starter: Starter | None


def own_year(year: SchoolYear, teacher: str) -> OwnYear:
    """All figures of a teacher in the year so far."""
    school, before = year.view.school, year.year.before(1).start
    lessons = own_practices(year, teacher)
    reflections = _own(year.of_year(school.reflections.values()), teacher)
    certificates = _own(year.view.existing(school.certificates.values()), teacher)
    coachings = _own(year.of_year(school.coachings.values()), teacher)
    return OwnYear(
        tuple(measured(own_observations([year], teacher), year.start, before)),
        own_hours(year, teacher),
        len(lessons),
        sum(lesson.with_coach for lesson in lessons),
        sum(coaching.kind == "talk" for coaching in coachings),
        len(reflections),
        sum(reflection.minutes for reflection in reflections),
        tuple(sorted((one.module, one.day) for one in certificates)),
        own_roles(year, teacher),
        starter(year, teacher),
    )


def own_hours(year: SchoolYear, teacher: str) -> Hours:
    """A teacher's hours of the year so far: the same sum as a year's workload, and what is planned.

    Planned hours belong to the year of the request, as enrolment counts them.
    """
    own = own_enrolments(year, teacher)
    studied = sum(e.completed.study for e in own if e.completed and year.within(e.completed))
    planned = sum(e.planned for e in own if year.within(e) and is_agreed(year, e))
    practised = sum(lesson.minutes for lesson in own_practices(year, teacher))
    informal = _own(year.of_year(year.view.school.informal.values()), teacher)
    sector = year.registration.sector if year.registration else ""
    agreed, member = agreement(sector, year.end), membership(year, teacher)
    return Hours(
        round(agreed.hours * member.fte / 10_000, 2) if agreed and member else None,
        agreed.budget_euro if agreed and member else None,
        studied / 100,
        round(practised / 60, 2),
        round(sum(one.minutes for one in informal) / 60, 2),
        planned / 100,
    )


def own_enrolments(year: SchoolYear, teacher: str) -> list[r.Enrolment]:
    """Everything a teacher ever asked for at this school."""
    return [one for one in year.view.enrolments if one.teacher == teacher]


def is_agreed(year: SchoolYear, enrolment: r.Enrolment) -> bool:
    """Whether an enrolment is confirmed or started, and not at its end."""
    exists = year.view.exists
    ended = exists(enrolment.completed) or exists(enrolment.withdrawn)
    return exists(enrolment.confirmed) and not ended


def own_practices(year: SchoolYear, teacher: str) -> list[r.Practice]:
    """A teacher's practice lessons of the year so far."""
    own = own_enrolments(year, teacher)
    return [one for found in own for one in year.of_year(found.practices.values())]


def own_roles(year: SchoolYear, teacher: str) -> tuple[str, ...]:
    """The roles that a teacher holds on the year's last day so far."""
    held: dict[str, bool] = {}
    changes = [c for c in _own(year.view.school.roles, teacher) if c.day <= year.end]
    for change in sorted(changes, key=lambda change: (change.at, change.ref)):
        held[change.role] = change.taken
    return tuple(sorted(role for role, taken in held.items() if taken))


def starter(year: SchoolYear, teacher: str) -> Starter | None:
    """Where a starter of this year stands on its last day so far; None for everybody else."""
    member = year.team.get(teacher)
    if teacher not in year.starters or member is None or member.career_start is None:
        return None
    length = CAREER_CHANGER_YEARS if member.career_changer else STARTER_YEARS
    passed = sum(years_later(member.career_start, n) <= year.end for n in range(1, length))
    return Starter(passed + 1, length, years_later(member.career_start, length) - 1)


def membership(year: SchoolYear, teacher: str) -> Membership | None:
    """A teacher's membership with the latest start in the year so far; None for no member."""
    found = year.members.get(teacher)
    return found.latest(year.start, year.end) if found else None


def _own(records: Iterable[R], teacher: str) -> list[R]:
    return [record for record in records if record.teacher == teacher]
