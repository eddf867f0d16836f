"""Doors for the life of an enrolment."""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from services.enrolment.decide import enrolments
from services.enrolment.hours import year_hours
from services.enrolment.refusals import refusal
from services.enrolment.school_years import school_year_of
from services.enrolment.serve.allowances import hours_told
from services.enrolment.serve.authority import COACH, LEADER, STAFF, TEACHER, At, at_school
from services.enrolment.serve.bodies import Body, StudyHours
from services.enrolment.serve.desk import Ask, Asked, Decide, Desk, School
from services.enrolment.serve.pages import Paging, cut, listed, shown
from services.enrolment.state import SchoolState
from services.enrolment.state.enrolment import Enrolment, Stage
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.codes import Assessment, Conclusion
from shared.contracts.enrolment import Version
from shared.contracts.fact import Count, Flag, ReasonCode
from shared.contracts.identifiers import ModuleCode, Pseudonym, ThingId

EnrolmentId = Annotated[ThingId, Path()]


class NewEnrolment(Body):
    """Which module, for whom (yourself when nobody is named), for which goal."""

    teacher: Pseudonym | None = None
    module: ModuleCode
    module_version: Version | None = None
    goal: ThingId | None = None
    planned_hours: StudyHours | None = None
    planned_practice: Count | None = None


class Confirmation(Body):
    """Agreed, if need be to more hours than the allowance."""

    beyond_allowance: Flag = False


class Reasoned(Body):
    """Why, as a code from the closed list."""

    reason: ReasonCode | None = None


class Moment(Body):
    """Only when it happened."""


class Completion(Body):
    """The hours it took, and how an assessment ended."""

    study_hours: StudyHours
    assessment: Assessment = "none"


class Discussion(Body):
    """What the talk about the outcome led to."""

    conclusion: Conclusion


def enrolments_router(desk: Desk) -> APIRouter:
    """The routes under /v1/schools/{school}/enrolments, but for practice."""
    router = APIRouter(
        prefix="/v1/schools/{school}/enrolments",
        tags=["enrolments"],
        responses=documented(401, 403, 404, 422),
    )
    _ask_and_answer(router, desk)
    _take_part(router, desk)
    _read(router, desk)
    return router


def _ask_and_answer(router: APIRouter, desk: Desk) -> None:
    @router.post("", status_code=201, responses=documented(409))
    async def request(ask: Asked, school: School, body: NewEnrolment) -> Response:
        """Ask for a module. Role: teacher or coach for themselves, school-leader for any member.

        Beyond the yearly allowance it is possible, and the answer says so.
        """
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        teacher = at.self_or(body.teacher)
        if not at.leads and teacher != at.me:
            raise refusal("only-for-yourself", "/teacher")
        board = await desk.board(at.board)
        command = body.act(
            enrolments.RequestEnrolment,
            desk.clock(),
            enrolment=str(uuid.uuid4()),
            teacher=teacher,
            offered=tuple(board.catalogue.get(body.module, ())),
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(enrolments.decide, command),
            answer=partial(_answer, command),
            location=f"/v1/schools/{school}/enrolments/{{enrolment}}",
        )

    @router.post("/{enrolment}/confirmations", status_code=201, responses=documented(409, 412))
    async def confirm(
        ask: Asked, school: School, enrolment: EnrolmentId, body: Confirmation
    ) -> Response:
        """Confirm a request. Role: school-leader of the school."""
        at = await at_school(desk, ask, school, LEADER)
        command = body.act(enrolments.ConfirmEnrolment, desk.clock(), enrolment=enrolment)
        return await _step(desk, ask, at, enrolment, partial(enrolments.decide, command))

    @router.post("/{enrolment}/declinations", status_code=201, responses=documented(409, 412))
    async def decline(
        ask: Asked, school: School, enrolment: EnrolmentId, body: Reasoned
    ) -> Response:
        """Decline a request. Role: school-leader of the school."""
        at = await at_school(desk, ask, school, LEADER)
        command = body.act(enrolments.DeclineEnrolment, desk.clock(), enrolment=enrolment)
        return await _step(desk, ask, at, enrolment, partial(enrolments.decide, command))

    @router.post("/{enrolment}/discussions", status_code=201, responses=documented(409, 412))
    async def discuss(
        ask: Asked, school: School, enrolment: EnrolmentId, body: Discussion
    ) -> Response:
        """Tell that the outcome was discussed. Role: school-leader of the school."""
        at = await at_school(desk, ask, school, LEADER)
        command = body.act(enrolments.DiscussOutcome, desk.clock(), enrolment=enrolment)
        return await _step(desk, ask, at, enrolment, partial(enrolments.decide, command))


def _take_part(router: APIRouter, desk: Desk) -> None:
    @router.post("/{enrolment}/starts", status_code=201, responses=documented(409, 412))
    async def start(ask: Asked, school: School, enrolment: EnrolmentId, body: Moment) -> Response:
        """Begin. Role: the teacher concerned, or school-leader."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        at.own_or_led(teacher_of(at.state, enrolment))
        command = body.act(enrolments.StartEnrolment, desk.clock(), enrolment=enrolment)
        return await _step(desk, ask, at, enrolment, partial(enrolments.decide, command))

    @router.post("/{enrolment}/completions", status_code=201, responses=documented(409, 412))
    async def complete(
        ask: Asked, school: School, enrolment: EnrolmentId, body: Completion
    ) -> Response:
        """Complete. Role: the teacher concerned, or school-leader."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        at.own_or_led(teacher_of(at.state, enrolment))
        command = body.act(enrolments.CompleteEnrolment, desk.clock(), enrolment=enrolment)
        return await _step(desk, ask, at, enrolment, partial(enrolments.decide, command))

    @router.post("/{enrolment}/withdrawals", status_code=201, responses=documented(409, 412))
    async def withdraw(
        ask: Asked, school: School, enrolment: EnrolmentId, body: Reasoned
    ) -> Response:
        """Stop before the end. Role: the teacher concerned, or school-leader."""
        at = await at_school(desk, ask, school, *STAFF, LEADER)
        at.own_or_led(teacher_of(at.state, enrolment))
        command = body.act(enrolments.WithdrawEnrolment, desk.clock(), enrolment=enrolment)
        return await _step(desk, ask, at, enrolment, partial(enrolments.decide, command))


def _read(router: APIRouter, desk: Desk) -> None:
    @router.get("")
    async def list_enrolments(
        ask: Asked,
        school: School,
        page: Paging,
        teacher: Annotated[str | None, Query(description="`me`, or a pseudonym")] = None,
        state: Stage | None = None,
    ) -> Response:
        """The enrolments you may see. Role: school-leader; coach and teacher: own and coached."""
        at = await at_school(desk, ask, school, LEADER, COACH, TEACHER)
        wanted = at.me if teacher == "me" else teacher

        def keep(enrolment: Enrolment) -> bool:
            who = enrolment.requested.teacher
            fits = (teacher is None or who == wanted) and state in (None, enrolment.stage)
            return fits and at.sees(who)

        found, last = cut(at.state.enrolments, page, keep)
        return listed(ask.request, "enrolments", [_told(one) for one in found], last)

    @router.get("/{enrolment}")
    async def show(ask: Asked, school: School, enrolment: EnrolmentId) -> Response:
        """One enrolment. Role: as for the list."""
        at = await at_school(desk, ask, school, LEADER, COACH, TEACHER)
        if not at.sees(teacher_of(at.state, enrolment)):
            raise Absent
        found = at.state.enrolments[enrolment]
        return shown(ask.request, _told(found), found.revision)


async def _step(desk: Desk, ask: Ask, at: At, enrolment: str, decide: Decide) -> Response:
    teacher_of(at.state, enrolment)
    return await desk.submit(
        ask,
        at.board,
        at.state.school,
        decide,
        answer={"enrolment": enrolment},
        revision=lambda state: state.enrolments[enrolment].revision,
    )


def teacher_of(state: SchoolState, enrolment: str) -> str:
    """Whose enrolment it is; Absent when there is none."""
    found = state.enrolments.get(enrolment)
    if found is None:
        raise Absent
    return found.requested.teacher


def _answer(command: enrolments.RequestEnrolment, state: SchoolState) -> Mapping[str, Any]:
    """What the request comes to, and whether it goes beyond the allowance with all others."""
    module = enrolments.offered_version(command)
    asked = enrolments.hours_asked(command, module)
    hours = year_hours(state, command.teacher, school_year_of(command.day))
    return {
        "enrolment": command.enrolment,
        "teacher": command.teacher,
        "moduleVersion": module.version,
        "plannedHours": asked,
        "beyondAllowance": hours.beyond(hours.requested + asked),
        "hours": hours_told(command.teacher, hours),
    }


def _told(enrolment: Enrolment) -> dict[str, Any]:
    done, talk = enrolment.completed, enrolment.discussed
    retracted = enrolment.retracted
    return {
        **enrolment.requested.model_dump(mode="json", by_alias=True),
        "state": enrolment.stage,
        "steps": dict(enrolment.steps),
        "reason": enrolment.reason,
        "practices": [
            {
                **said.model_dump(mode="json", by_alias=True, exclude={"enrolment"}),
                "retracted": said.practice in retracted,
            }
            for said in enrolment.practices.values()
        ],
        "studyHours": done.study_hours if done else None,
        "assessment": done.assessment if done else None,
        "conclusion": talk.conclusion if talk else None,
        "discussedAt": talk.occurred_at if talk else None,
        "version": enrolment.revision,
    }
