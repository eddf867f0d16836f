"""Doors for practice lessons."""

import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.enrolment.decide import practices
from services.enrolment.serve.authority import LEADER, STAFF, at_school
from services.enrolment.serve.bodies import Body
from services.enrolment.serve.desk import Asked, Desk, School
from services.enrolment.serve.enrolments import EnrolmentId, Moment, teacher_of
from shared.chassis.problems import documented
from shared.contracts.fact import Flag, Minutes
from shared.contracts.identifiers import ThingId


class Practice(Body):
    """One practice lesson."""

    minutes: Minutes
    with_coach: Flag
    own_class: Flag


def practices_router(desk: Desk) -> APIRouter:
    """The routes under /v1/schools/{school}/enrolments/{enrolment}/practices."""
    router = APIRouter(
        prefix="/v1/schools/{school}/enrolments/{enrolment}/practices",
        tags=["enrolments"],
        responses=documented(401, 403, 404, 409, 412, 422),
    )

    @router.post("", status_code=201)
    async def log(ask: Asked, school: School, enrolment: EnrolmentId, body: Practice) -> Response:
        """Log a practice lesson. Role: the teacher concerned or their coach, or school-leader."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        at.own_led_or_coached(teacher_of(at.state, enrolment))
        command = body.act(
            practices.LogPractice,
            desk.clock(),
            enrolment=enrolment,
            practice=str(uuid.uuid4()),
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(practices.decide, command),
            answer={"enrolment": enrolment, "practice": command.practice},
            revision=lambda state: state.enrolments[enrolment].revision,
        )

    @router.post("/{practice}/retractions", status_code=201)
    async def retract(
        ask: Asked,
        school: School,
        enrolment: EnrolmentId,
        practice: Annotated[ThingId, Path()],
        body: Moment,
    ) -> Response:
        """Take one back. Role: the teacher concerned or their coach, or school-leader."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        at.own_led_or_coached(teacher_of(at.state, enrolment))
        command = body.act(
            practices.RetractPractice, desk.clock(), enrolment=enrolment, practice=practice
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(practices.decide, command),
            answer={"enrolment": enrolment, "practice": practice},
            revision=lambda state: state.enrolments[enrolment].revision,
        )

    return router
