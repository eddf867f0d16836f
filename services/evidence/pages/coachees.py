"""A coach's page: who is due for what, and what the two did this school year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from markupsafe import Markup

from services.evidence.coaching import CoachDesk, Guided
from services.evidence.figures.calendar import Year, day_of
from services.evidence.pages import urls
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.names import Named, Names
from services.evidence.pages.say.coachees import Person, Task, person, tasks


@dataclass(frozen=True, slots=True)
class Group:
    """The coachees at one school."""

    school: str
    people: Sequence[Person]


def coachees_router(front: Front, coaching: CoachDesk, names: Names) -> APIRouter:
    """The route of a coach's page."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.COACHEES)
    async def own_coachees(visit: Annotated[Visit, Depends(front.visit)]) -> Response:
        found = await coaching.guided(visit.caller)
        people = {one.teacher for guided in found for one in guided.coachees}
        named = await names.of(visit.caller, people)
        today = day_of(coaching.clock())
        return front.page(
            visit,
            "coachees.html",
            todo=_todo(found, named, visit),
            groups=[_group(guided, named, visit) for guided in found if guided.coachees],
            year=Year.of(today).name,
            today=visit.speech.day(date.fromordinal(today)),
            named=named,
        )

    return router


def _todo(found: Sequence[Guided], named: Named, visit: Visit) -> list[tuple[str, bool, Markup]]:
    """What is due for all, the soonest first: the day, whether it has passed, and the words."""
    every: list[Task] = [task for guided in found for task in tasks(guided, named, visit.speech)]
    every.sort(key=lambda task: (task.last, task.name, str(task.words)))
    return [(task.day, task.missed, task.words) for task in every]


def _group(guided: Guided, named: Named, visit: Visit) -> Group:
    people = [person(one, guided, named, visit.speech) for one in guided.coachees]
    return Group(guided.coach.school.name, people)
