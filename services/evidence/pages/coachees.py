"""A coach's page: who is due for what, and what the two did, this school year and before."""

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
from services.evidence.pages.mine import YearName
from services.evidence.pages.names import Named, Names
from services.evidence.pages.say.coachees import Person, Task, met, person, tasks
from shared.chassis.errors import Finding, Invalid

YEARS_SHOWN = 3
NOT_BEGUN = Finding(
    "/query/year",
    "not-begun",
    ("Dat schooljaar is nog niet begonnen.", "That school year has not begun yet."),
)


@dataclass(frozen=True, slots=True)
class Group:
    """The coachees at one school."""

    school: str
    people: Sequence[Person]


def coachees_router(front: Front, coaching: CoachDesk, names: Names) -> APIRouter:
    """The route of a coach's page."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.COACHEES)
    async def own_coachees(
        visit: Annotated[Visit, Depends(front.visit)], year: YearName = None
    ) -> Response:
        today = day_of(coaching.clock())
        running = Year.of(today)
        chosen = Year.named(year) if year else running
        _only_a_year(visit, begun=chosen <= running)
        found = await coaching.guided(visit.caller, chosen)
        people = {one.teacher for guided in found for one in guided.coachees}
        named = await names.of(visit.caller, people)
        return front.page(
            visit,
            "coachees.html",
            todo=_todo(found, named, visit) if chosen == running else [],
            running=running.name if chosen != running else None,
            years=_years(found, running),
            met=_met(found, chosen, visit),
            groups=[_group(guided, named, visit) for guided in found if guided.coachees],
            year=chosen.name,
            today=visit.speech.day(date.fromordinal(today)),
            named=named,
        )

    return router


def _only_a_year(visit: Visit, *, begun: bool) -> None:
    """Invalid when the address asks for anything else: nothing is passed over in silence."""
    findings = [NOT_BEGUN] if not begun else []
    findings += [
        Finding(
            f"/query/{name}",
            "unknown-parameter",
            (
                f"Deze pagina kent ‘{name}’ niet. Kies alleen een schooljaar.",
                f"This page does not know ‘{name}’. Choose a school year only.",
            ),
        )
        for name in sorted(set(visit.request.query_params) - {"year"})
    ]
    if findings:
        raise Invalid(findings)


def _years(found: Sequence[Guided], running: Year) -> list[str]:
    """The years to choose from: this one and some before it, since anything was recorded."""
    days = [guided.began for guided in found if guided.coachees and guided.began is not None]
    first = Year.of(min(days)) if days else running
    shown = [running.before(back) for back in range(YEARS_SHOWN - 1, -1, -1)]
    return [one.name for one in shown if one >= first or one == running]


def _met(found: Sequence[Guided], chosen: Year, visit: Visit) -> Markup | None:
    """How many of those guided in the year were met in it; None for who guides nobody now."""
    of = [
        guided.years[one.teacher][0]
        for guided in found
        for one in guided.coachees
        if one.since <= chosen.end or guided.years[one.teacher][0].met
    ]
    if not any(guided.coachees for guided in found):
        return None
    return met(of, chosen.name, visit.speech)


def _todo(found: Sequence[Guided], named: Named, visit: Visit) -> list[tuple[str, bool, Markup]]:
    """What is due for all, the soonest first: the day, whether it has passed, and the words."""
    every: list[Task] = [task for guided in found for task in tasks(guided, named, visit.speech)]
    every.sort(key=lambda task: (task.last, task.name, str(task.words)))
    return [(task.day, task.missed, task.words) for task in every]


def _group(guided: Guided, named: Named, visit: Visit) -> Group:
    people = [person(one, guided, named, visit.speech) for one in guided.coachees]
    return Group(guided.coach.school.name, people)
