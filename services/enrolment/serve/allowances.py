"""The door to a teacher's hours and budget of a school year."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.enrolment.hours import YearHours, year_hours
from services.enrolment.school_years import first_day, last_day, school_year_of
from services.enrolment.serve.authority import LEADER, STAFF, at_school
from services.enrolment.serve.desk import Asked, Desk, School
from services.enrolment.serve.pages import Paging, cut, listed
from services.enrolment.state.membership import Member, memberships
from shared.chassis.problems import documented
from shared.contracts.identifiers import SchoolYear
from shared.contracts.moments import AMSTERDAM


def allowances_router(desk: Desk) -> APIRouter:
    """The route /v1/schools/{school}/allowances."""
    router = APIRouter(prefix="/v1", tags=["allowances"], responses=documented(401, 403, 404, 422))

    @router.get("/schools/{school}/allowances")
    async def list_allowances(
        ask: Asked,
        school: School,
        page: Paging,
        school_year: Annotated[SchoolYear | None, Query(alias="schoolYear")] = None,
        teacher: Annotated[str | None, Query(description="`me`, or a pseudonym")] = None,
    ) -> Response:
        """Hours against the allowance. Role: teacher and coach: own; school-leader: all members."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        year = school_year or school_year_of(desk.clock().astimezone(AMSTERDAM).date())
        wanted = at.me if teacher == "me" else teacher

        def keep(member: Member) -> bool:
            may_see = at.leads or member.teacher == at.me
            fits = teacher is None or member.teacher == wanted
            return may_see and fits and _member_in(member, year)

        found, last = cut(at.state.members, page, keep)
        rows = [
            hours_told(member.teacher, year_hours(at.state, member.teacher, year))
            for member in found
        ]
        return listed(ask.request, "allowances", rows, last)

    return router


def _member_in(member: Member, school_year: str) -> bool:
    start, end = first_day(school_year), last_day(school_year)
    return any(
        found.first <= end and (found.last is None or found.last >= start)
        for found in memberships(member)
    )


def hours_told(teacher: str, hours: YearHours) -> dict[str, Any]:
    """A teacher's hours as callers see them; all with at most two decimals."""
    left = None if hours.allowance is None else round(hours.allowance - hours.committed, 2)
    return {
        "teacher": teacher,
        "schoolYear": hours.school_year,
        "allowance": hours.allowance,
        "budgetEuro": hours.budget_euro,
        "source": hours.source,
        "planned": hours.planned,
        "studied": hours.studied,
        "practised": hours.practised,
        "informal": hours.informal,
        "committed": hours.committed,
        "requested": hours.requested,
        "left": left,
    }
