"""Doors to take back what was recorded: by its author, or by the leader for appraisals."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.feedback.decide import Retract
from services.feedback.decide.retractions import Retracted
from services.feedback.serve import asking
from services.feedback.serve.asking import COACH, LEADER, TEACHER, Doors, SchoolPath, ThingPath
from services.feedback.state import Kind
from services.feedback.store import Note
from services.feedback.store.kept import Drop
from shared.chassis.idempotency import if_match
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts import feedback as f
from shared.contracts.fact import ReasonCode
from shared.contracts.moments import logged

Who = Annotated[Caller, Depends(caller_of)]
RETRACTED_VERSION = 2  # recorded and retracted, and nothing after that
COLLECTIONS: dict[str, tuple[Kind, type[Retracted]]] = {
    "observations": ("observation", f.ObservationRetracted),
    "reflections": ("reflection", f.ReflectionRetracted),
    "module-ratings": ("rating", f.ModuleRatingRetracted),
    "coachings": ("coaching", f.CoachingRetracted),
    "pupil-results": ("result", f.PupilResultRetracted),
}


class RetractionAsked(asking.AskedNow):
    """When it was taken back; without a moment it is now."""


class ReasonedRetractionAsked(RetractionAsked):
    """And why, from the closed list."""

    reason: ReasonCode | None = None


def retractions_router(doors: Doors) -> APIRouter:
    """A route per kind of thing."""
    router = APIRouter(
        prefix="/v1/schools/{school}",
        responses=documented(401, 403, 404, 409, 412, 422, 503),
    )

    @router.post("/observations/{thing}/retractions", status_code=201, tags=["observations"])
    async def observation(
        school: SchoolPath,
        thing: ThingPath,
        asked: ReasonedRetractionAsked,
        request: Request,
        caller: Who,
    ) -> Response:
        """Retract an observation. Its author; the school-leader for an appraisal."""
        what = ("observations", thing)
        return await _retract(doors, request, caller, school, what, asked)

    def add(collection: str, summary: str) -> None:
        @router.post(
            f"/{collection}/{{thing}}/retractions",
            status_code=201,
            tags=[collection.replace("-", " ")],
            name=f"retract_{collection}",
            summary=summary,
        )
        async def retract(
            school: SchoolPath,
            thing: ThingPath,
            asked: RetractionAsked,
            request: Request,
            caller: Who,
        ) -> Response:
            return await _retract(doors, request, caller, school, (collection, thing), asked)

    add("reflections", "Retract a reflection of one's own.")
    add("module-ratings", "Retract a rating of one's own.")
    add("coachings", "Retract a coaching that one recorded.")
    add("pupil-results", "Retract a pupil result. Its author, or the school-leader.")
    return router


async def _retract(
    doors: Doors,
    request: Request,
    caller: Caller,
    school: str,
    what: tuple[str, str],
    asked: RetractionAsked,
) -> Response:
    collection, thing = what[0], what[1].lower()
    kind, contract = COLLECTIONS[collection]
    at = await asking.at_school(doors, caller, school, TEACHER, COACH, LEADER)
    me = at.anyone()
    values = asked.model_dump() | {kind: thing}
    values["occurred_at"] = asked.occurred_at or logged(doors.clock())
    wish = Retract(
        kind=kind,
        thing=thing,
        said=asking.fact_of(contract, values),
        by=me,
        author=await doors.store.kept.author(at.place, kind, thing),
        known=await asking.known_at(doors, at),
        seen=if_match(request),
    )
    note = Note(drop=Drop(school, kind, thing))
    outcome = await asking.submit(doors, request, at, wish, {kind: thing}, note=note)
    return asking.told(outcome, RETRACTED_VERSION)
