"""The hours of one teacher in one school year, against what the collective agreement gives.

Counted are: study hours planned of what is confirmed or started, study hours made of what was
completed in the year, practice lessons and informal learning of the year. That is what a year's
workload is made of as well, so that a page never shows two sums for one thing.
"""

from dataclasses import dataclass

from services.enrolment.allowances import Allowance, allowance_for
from services.enrolment.school_years import first_day, last_day, school_year_of
from services.enrolment.state.enrolment import Enrolment
from services.enrolment.state.school import SchoolState
from shared.contracts.moments import day_of


@dataclass(frozen=True, slots=True)
class YearHours:
    """Hours with two decimals; `allowance` is None where no agreement is known."""

    school_year: str
    allowance: float | None
    budget_euro: int | None
    source: str | None
    planned: float
    studied: float
    practised: float
    informal: float
    requested: float

    @property
    def committed(self) -> float:
        """What is done and what was agreed."""
        return round(self.planned + self.studied + self.practised + self.informal, 2)

    def beyond(self, more: float) -> bool:
        """Whether that many hours on top of what is committed exceed the allowance."""
        return self.allowance is not None and round(self.committed + more, 2) > self.allowance


def year_hours(state: SchoolState, teacher: str, school_year: str) -> YearHours:
    """A teacher's hours of a school year at this school."""
    own = [said for said in state.enrolments.values() if said.requested.teacher == teacher]
    agreed = _agreed(state, school_year)
    fte = _latest_fte(state, teacher, school_year)
    return YearHours(
        school_year=school_year,
        allowance=None if agreed is None or fte is None else round(agreed.hours * fte, 2),
        budget_euro=agreed.budget_euro if agreed else None,
        source=agreed.source if agreed else None,
        planned=_planned(own, school_year, ("confirmed", "started")),
        studied=round(sum((_studied(said, school_year) for said in own), 0.0), 2),
        practised=round(sum(_practised(said, school_year) for said in own) / 60, 2),
        informal=round(_informal_minutes(state, teacher, school_year) / 60, 2),
        requested=_planned(own, school_year, ("requested",)),
    )


def _in_year(moment: str, school_year: str) -> bool:
    return school_year_of(day_of(moment)) == school_year


def _agreed(state: SchoolState, school_year: str) -> Allowance | None:
    if not state.registrations:
        return None
    return allowance_for(state.registrations[-1].sector, school_year)


def _latest_fte(state: SchoolState, teacher: str, school_year: str) -> float | None:
    start, end = first_day(school_year), last_day(school_year)
    meeting = [
        found
        for found in state.memberships(teacher)
        if found.first <= end and (found.last is None or found.last >= start)
    ]
    return meeting[-1].fte if meeting else None


def _planned(own: list[Enrolment], school_year: str, stages: tuple[str, ...]) -> float:
    hours = (
        said.requested.planned_hours
        for said in own
        if said.stage in stages and _in_year(said.requested.occurred_at, school_year)
    )
    return round(sum(hours, 0.0), 2)


def _studied(said: Enrolment, school_year: str) -> float:
    done = said.completed
    return done.study_hours if done and _in_year(done.occurred_at, school_year) else 0.0


def _practised(said: Enrolment, school_year: str) -> int:
    return sum(
        practice.minutes
        for practice in said.standing_practices()
        if _in_year(practice.occurred_at, school_year)
    )


def _informal_minutes(state: SchoolState, teacher: str, school_year: str) -> int:
    return sum(
        learning.recorded.minutes
        for learning in state.learnings.values()
        if learning.recorded.teacher == teacher
        and not learning.retracted
        and _in_year(learning.recorded.occurred_at, school_year)
    )
