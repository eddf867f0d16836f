"""A coach's own coachees, and what is due for whom."""

from datetime import date
from typing import Any

from fastapi import APIRouter

from services.evidence.coaching import CoachDesk, Guided
from services.evidence.figures.coached import Together
from services.evidence.figures.coachees import Coachee, Due, Running
from services.evidence.serve.schools import ERRORS, Who


def coachees_router(coaching: CoachDesk) -> APIRouter:
    """The route /v1/coachees."""
    router = APIRouter(prefix="/v1", tags=["coachees"], responses=ERRORS)

    @router.get("/coachees")
    async def own_coachees(caller: Who) -> dict[str, Any]:
        """Whom you guide now, and what is due. Role: coach; the own coachees."""
        return {"schools": [_guided(found) for found in await coaching.guided(caller)]}

    return router


def _guided(found: Guided) -> dict[str, Any]:
    return {
        "board": found.coach.board,
        "school": found.coach.school.code,
        "coach": found.coach.teacher,
        "day": _day(found.day),
        "coachees": [
            {**_coachee(one), "years": [_year(each) for each in found.years[one.teacher]]}
            for one in found.coachees
        ],
    }


def _coachee(one: Coachee) -> dict[str, Any]:
    return {
        "teacher": one.teacher,
        "since": _day(one.since),
        "starter": one.starter and {"year": one.starter.year, "of": one.starter.of},
        "talks": one.talks,
        "coachedLessons": one.coached_lessons,
        "observations": one.observations,
        "lastContact": _day(one.last_contact) if one.last_contact is not None else None,
        "running": [_running(found) for found in one.running],
        "due": [_due(found) for found in one.due],
    }


def _year(found: Together) -> dict[str, Any]:
    return {
        "schoolYear": found.year,
        "talks": found.talks,
        "coachedLessons": found.coached_lessons,
        "observations": [
            {"day": _day(look.day), "means": dict(look.themes)} for look in found.looks
        ],
        "practiceLessons": found.practised,
        "practiceWithCoach": found.with_coach,
    }


def _running(found: Running) -> dict[str, Any]:
    return {
        "module": found.module,
        "theme": found.theme,
        "plannedLessons": found.planned_lessons,
        "lessons": found.lessons,
        "withCoach": found.coached_lessons,
    }


def _due(found: Due) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "theme": found.theme,
        "module": found.module,
        "lastDate": _day(found.last),
        "missed": found.missed,
    }


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()
