"""Doors for informal learning and certificates."""

import uuid
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.enrolment.decide import certificates, learnings
from services.enrolment.refusals import refusal
from services.enrolment.serve.authority import BOARD_ADMIN, LEADER, STAFF, at_school
from services.enrolment.serve.bodies import Body
from services.enrolment.serve.desk import Asked, Desk, School
from services.enrolment.serve.enrolments import Moment
from services.enrolment.serve.pages import Paging, cut, listed
from services.enrolment.state import SchoolState
from services.enrolment.state.things import Certificate, Learning
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.codes import InformalKind, Theme
from shared.contracts.fact import Minutes
from shared.contracts.identifiers import Pseudonym, ThingId

Id = Annotated[ThingId, Path()]


class NewLearning(Body):
    """What was learned, by whom (yourself when nobody is named), and how long it took."""

    teacher: Pseudonym | None = None
    theme: Theme
    kind: InformalKind
    minutes: Minutes


class NewCertificate(Body):
    """The completed enrolment with which it was earned."""

    enrolment: ThingId


def learnings_router(desk: Desk) -> APIRouter:
    """The routes under /v1/schools/{school}/informal-learnings."""
    router = APIRouter(
        prefix="/v1/schools/{school}/informal-learnings",
        tags=["informal learning"],
        responses=documented(401, 403, 404, 422),
    )

    @router.post("", status_code=201, responses=documented(409))
    async def record(ask: Asked, school: School, body: NewLearning) -> Response:
        """Record informal learning. Role: teacher or coach: own; school-leader: any member's."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        teacher = at.self_or(body.teacher)
        if not at.leads and teacher != at.me:
            raise refusal("only-for-yourself", "/teacher")
        command = body.act(
            learnings.RecordLearning, desk.clock(), learning=str(uuid.uuid4()), teacher=teacher
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(learnings.decide, command),
            answer={"learning": command.learning, "teacher": teacher},
        )

    @router.post("/{learning}/retractions", status_code=201, responses=documented(409, 412))
    async def retract(ask: Asked, school: School, learning: Id, body: Moment) -> Response:
        """Take it back. Role: the teacher concerned, or school-leader."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        at.own_or_led(_learning(at.state, learning).recorded.teacher)
        command = body.act(learnings.RetractLearning, desk.clock(), learning=learning)
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(learnings.decide, command),
            answer={"learning": learning},
            revision=lambda state: _learning(state, learning).revision,
        )

    @router.get("")
    async def list_learnings(ask: Asked, school: School, page: Paging) -> Response:
        """Informal learning. Role: school-leader; coach and teacher: own."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        found, last = cut(
            at.state.learnings,
            page,
            lambda one: at.leads or one.recorded.teacher == at.me,
        )
        rows = [
            {
                **one.recorded.model_dump(mode="json", by_alias=True),
                "retracted": one.retracted is not None,
                "version": one.revision,
            }
            for one in found
        ]
        return listed(ask.request, "informalLearnings", rows, last)

    return router


def certificates_router(desk: Desk) -> APIRouter:
    """The routes under /v1/schools/{school}/certificates."""
    router = APIRouter(
        prefix="/v1/schools/{school}/certificates",
        tags=["certificates"],
        responses=documented(401, 403, 404, 422),
    )

    @router.post("", status_code=201, responses=documented(409))
    async def award(ask: Asked, school: School, body: NewCertificate) -> Response:
        """Award a certificate for a completed module. Role: school-leader, or board-admin."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN)
        command = body.act(
            certificates.AwardCertificate, desk.clock(), certificate=str(uuid.uuid4())
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(certificates.decide, command),
            answer={"certificate": command.certificate},
        )

    @router.post("/{certificate}/revocations", status_code=201, responses=documented(409, 412))
    async def revoke(ask: Asked, school: School, certificate: Id, body: Moment) -> Response:
        """Revoke a certificate. Role: school-leader, or board-admin."""
        at = await at_school(desk, ask, school, LEADER, BOARD_ADMIN)
        _certificate(at.state, certificate)
        command = body.act(certificates.RevokeCertificate, desk.clock(), certificate=certificate)
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(certificates.decide, command),
            answer={"certificate": certificate},
            revision=lambda state: _certificate(state, certificate).revision,
        )

    @router.get("")
    async def list_certificates(ask: Asked, school: School, page: Paging) -> Response:
        """Certificates. Role: school-leader; coach and teacher: own."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        found, last = cut(
            at.state.certificates,
            page,
            lambda one: at.leads or one.awarded.teacher == at.me,
        )
        rows = [
            {
                **one.awarded.model_dump(mode="json", by_alias=True),
                "revoked": one.revoked is not None,
                "version": one.revision,
            }
            for one in found
        ]
        return listed(ask.request, "certificates", rows, last)

    return router


def _learning(state: SchoolState, learning: str) -> Learning:
    found = state.learnings.get(learning)
    if found is None:
        raise Absent
    return found


def _certificate(state: SchoolState, certificate: str) -> Certificate:
    found = state.certificates.get(certificate)
    if found is None:
        raise Absent
    return found
