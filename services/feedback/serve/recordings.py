"""Doors for what people record: observations, reflections, ratings, coaching, pupil results."""

import uuid
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from services.feedback.decide import (
    RecordCoaching,
    Recording,
    RecordObservation,
    RecordRating,
    RecordReflection,
    RecordResult,
)
from services.feedback.refusals import finding
from services.feedback.serve import asking
from services.feedback.serve.asking import COACH, LEADER, TEACHER, At, Doors, SchoolPath
from services.feedback.state import Kind
from services.feedback.store import Note
from services.feedback.store.kept import Keep
from shared.chassis.errors import Invalid
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts import feedback as f
from shared.contracts.codes import AboutKind, CoachingKind, Perspective, Purpose, Theme
from shared.contracts.enrolment import Version
from shared.contracts.fact import Count, Flag, Minutes
from shared.contracts.identifiers import ModuleCode, Pseudonym, ThingId
from shared.contracts.moments import logged

Who = Annotated[Caller, Depends(caller_of)]
PROBLEMS = documented(401, 403, 404, 409, 422, 503)


class ScoreAsked(asking.Asked):
    """One indicator's score; null is "n.v.t.", which is not a score."""

    indicator: f.Code
    theme: Theme
    score: f.Points | None


class ObservationAsked(asking.AskedNow):
    """A lesson seen: by the caller as observer, by the teacher, or by the pupils."""

    teacher: Pseudonym | None = Field(default=None, description="left out: the caller")
    perspective: Perspective
    purpose: Purpose
    instrument: f.Code
    instrument_version: f.InstrumentVersion
    scores: Annotated[tuple[ScoreAsked, ...], Field(max_length=200)]
    respondents: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None
    comment: asking.Text | None = Field(
        default=None, description="stays here, encrypted; in no fact and no log"
    )


class AboutAsked(asking.Asked):
    """What a reflection looks back on."""

    kind: AboutKind
    id: ThingId


class ReflectionAsked(asking.AskedNow):
    """A look back by the caller; its text stays here, for the caller's eyes only."""

    theme: Theme
    minutes: Minutes
    about: AboutAsked | None = None
    text: asking.Text | None = None


class RatingAsked(asking.AskedNow):
    """What the caller thought of a module."""

    module: ModuleCode
    module_version: Version
    theme: Theme
    stars: f.Likert
    recommends: Flag


class CoachingAsked(asking.AskedNow):
    """A talk or a coached lesson, with the caller as the coach."""

    teacher: Pseudonym
    kind: CoachingKind
    minutes: Minutes


class ResultAsked(asking.AskedNow):
    """A group before and after, on a registered measure; never a pupil."""

    theme: Theme | None = None
    measure: f.Code
    before: f.Measure
    after: f.Measure
    group_size: Count
    n: Count


def recordings_router(doors: Doors) -> APIRouter:
    """Routes that add to a school's stream."""
    router = APIRouter(prefix="/v1/schools/{school}", responses=PROBLEMS)

    @router.post("/observations", status_code=201, tags=["observations"])
    async def observe(
        school: SchoolPath, asked: ObservationAsked, request: Request, caller: Who
    ) -> Response:
        """Record an observation. Roles: coach, teacher, school-leader, by purpose."""
        at = await asking.at_school(doors, caller, school, TEACHER, COACH, LEADER)
        me = at.person()
        teacher = asked.teacher or me.pseudonym
        values = _values(doors, asked, "observation", {"comment"}) | {
            "teacher": teacher,
            "observer": me.pseudonym if asked.perspective == "observer" else None,
        }
        said = asking.fact_of(f.ObservationRecorded, values)
        instrument = (asked.instrument, asked.instrument_version)
        known = await asking.known_at(doors, at, [teacher], instrument)
        wish = RecordObservation(said, me, known)
        return await _record(doors, request, at, wish, "observation", asked.comment)

    @router.post("/reflections", status_code=201, tags=["reflections"])
    async def reflect(
        school: SchoolPath, asked: ReflectionAsked, request: Request, caller: Who
    ) -> Response:
        """Record a reflection of one's own. Roles: teacher, coach."""
        at = await asking.at_school(doors, caller, school, TEACHER, COACH)
        me = at.person()
        values = _values(doors, asked, "reflection", {"text"}) | {"teacher": me.pseudonym}
        said = asking.fact_of(f.ReflectionRecorded, values)
        wish = RecordReflection(said, me, await asking.known_at(doors, at, [me.pseudonym]))
        return await _record(doors, request, at, wish, "reflection", asked.text)

    @router.post("/module-ratings", status_code=201, tags=["module ratings"])
    async def rate(
        school: SchoolPath, asked: RatingAsked, request: Request, caller: Who
    ) -> Response:
        """Rate a module. Roles: teacher, coach."""
        at = await asking.at_school(doors, caller, school, TEACHER, COACH)
        me = at.person()
        values = _values(doors, asked, "rating") | {"teacher": me.pseudonym}
        said = asking.fact_of(f.ModuleRatingRecorded, values)
        wish = RecordRating(said, me, await asking.known_at(doors, at, [me.pseudonym]))
        return await _record(doors, request, at, wish, "rating")

    @router.post("/coachings", status_code=201, tags=["coachings"])
    async def coach(
        school: SchoolPath, asked: CoachingAsked, request: Request, caller: Who
    ) -> Response:
        """Record a coaching talk or a coached lesson. Role: coach."""
        at = await asking.at_school(doors, caller, school, COACH)
        me = at.person()
        values = _values(doors, asked, "coaching") | {"coach": me.pseudonym}
        said = asking.fact_of(f.CoachingRecorded, values)
        wish = RecordCoaching(said, me, await asking.known_at(doors, at, [asked.teacher]))
        return await _record(doors, request, at, wish, "coaching")

    @router.post("/pupil-results", status_code=201, tags=["pupil results"])
    async def measure(
        school: SchoolPath, asked: ResultAsked, request: Request, caller: Who
    ) -> Response:
        """Record a pupil result. Roles: teacher, coach, school-leader."""
        at = await asking.at_school(doors, caller, school, TEACHER, COACH, LEADER)
        me = at.person()
        said = asking.fact_of(f.PupilResultRecorded, _values(doors, asked, "result"))
        wish = RecordResult(said, me, await asking.known_at(doors, at))
        return await _record(doors, request, at, wish, "result")

    return router


def _values(
    doors: Doors, asked: asking.AskedNow, kind: Kind, texts: Collection[str] = ()
) -> dict[str, Any]:
    """The fields of the fact that the body names; texts are no part of it."""
    values = asked.model_dump(exclude=set(texts))
    values["occurred_at"] = asked.occurred_at or logged(doors.clock())
    return values | {kind: str(uuid.uuid4())}


async def _record(
    doors: Doors,
    request: Request,
    at: At,
    wish: Recording,
    kind: Kind,
    text: str | None = None,
) -> Response:
    if text is not None and "\x00" in text:
        raise Invalid([finding("malformed-value", "/body", nl="Geen nultekens.", en="No NULs.")])
    payload = wish.said.model_dump(mode="json", by_alias=True)
    thing = payload[kind]
    school = at.place.school
    keep = Keep(at.board, school, kind, thing, wish.by.name, payload, text or None)
    outcome = await asking.submit(doors, request, at, wish, {kind: thing}, note=Note(keep=keep))
    return asking.recorded(outcome, request.url.path, kind)
