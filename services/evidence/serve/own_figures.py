"""A teacher's own figures: measurements, growth where it may be called so, hours, and more."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.evidence.figures.calendar import Year
from services.evidence.figures.measured import Measured
from services.evidence.figures.teacher import Hours, OwnYear, own_year
from services.evidence.figures.trend import VISITS_FOR_GROWTH, Trend
from services.evidence.own import OwnDesk, Place
from services.evidence.serve.schools import ERRORS, AsOf, Who, moment_of
from shared.contracts.identifiers import SchoolYear as YearName

Wanted = Annotated[YearName | None, Query(alias="schoolYear")]


def own_figures_router(own: OwnDesk) -> APIRouter:
    """The route of whoever is signed in, about themselves."""
    router = APIRouter(prefix="/v1/me", tags=["me"], responses=ERRORS)

    @router.get("/figures")
    async def own_figures(
        caller: Who,
        year: Wanted = None,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """One's own figures of a school year, per school; the running year when none is named.

        Role: any who has a pseudonym; one's own.
        """
        wanted = Year.named(year) if year else None
        found = await own.years(caller, wanted, moment_of(as_of))
        return {
            "growthFromVisits": VISITS_FOR_GROWTH,
            "places": [
                {
                    **_place(place),
                    "schoolYear": at.name,
                    "day": _day(at.end),
                    **shown(own_year(at, place.teacher)),
                }
                for place, at in found
            ],
        }

    return router


def shown(own: OwnYear) -> dict[str, Any]:
    """A teacher's figures as the API gives them; hours in hours, means in points of 1 to 4."""
    return {
        "measurements": [_measured(one) for one in own.measured],
        "hours": _hours(own.hours),
        "practice": {"lessons": own.lessons, "withCoach": own.coached_lessons},
        "coachingTalks": own.talks,
        "reflections": {"count": own.reflections, "minutes": own.reflected_minutes},
        "certificates": [
            {"module": module, "awardedOn": _day(day)} for module, day in own.certificates
        ],
        "roles": list(own.roles),
        "starter": own.starter
        and {"year": own.starter.year, "of": own.starter.of, "until": _day(own.starter.until)},
    }


def _place(place: Place) -> dict[str, str]:
    return {"board": place.board, "school": place.school.code, "teacher": place.teacher}


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "theme": one.theme,
        "perspective": one.perspective,
        "mean": one.mean,
        "lists": one.lists,
        "visits": one.visits,
        "observers": one.observers,
        "growth": one.growth and _growth(one.growth),
    }


def _growth(found: Trend) -> dict[str, Any]:
    return {
        "change": found.change,
        "interval": list(found.interval),
        "visits": found.visits,
        "instrument": found.instrument,
        "from": _day(found.first),
        "until": _day(found.last),
    }


def _hours(hours: Hours) -> dict[str, Any]:
    return {
        "allowance": hours.allowance,
        "budgetEuro": hours.budget_euro,
        "studied": hours.studied,
        "practised": hours.practised,
        "informal": hours.informal,
        "planned": hours.planned,
        "committed": hours.committed,
        "left": hours.left,
    }


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()
