"""Doors for memberships: who joined a school, until when, and what was put right."""

from functools import partial
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from services.enrolment.decide import members
from services.enrolment.refusals import finding, refusal
from services.enrolment.serve.authority import (
    BOARD_ADMIN,
    COACH,
    LEADER,
    TEACHER,
    At,
    at_school,
)
from services.enrolment.serve.bodies import Body, Shape, Text
from services.enrolment.serve.desk import Asked, Desk, School
from services.enrolment.serve.pages import Paging, cut, listed, shown
from services.enrolment.state.membership import (
    Member,
    Membership,
    memberships,
    right_values,
)
from services.enrolment.store import Person
from shared.chassis.errors import Absent, Invalid
from shared.chassis.problems import documented
from shared.contracts.codes import Destination, TeacherFunction
from shared.contracts.enrolment import Fte
from shared.contracts.fact import Flag
from shared.contracts.identifiers import Pseudonym, ThingId
from shared.contracts.moments import Day

Teacher = Annotated[Pseudonym, Path()]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class PersonBody(Shape):
    """Who joins: kept here, encrypted, and nowhere else."""

    name: Text
    email: Email
    subject: Text


class NewMembership(Body):
    """A membership of a person, or of a teacher whom the board knows."""

    DAYS: ClassVar[tuple[str, ...]] = ("from_", "career_start")
    person: PersonBody | None = None
    teacher: Pseudonym | None = None
    from_: Annotated[Day, Field(alias="from")]
    career_start: Day | None = None
    career_changer: Flag = False
    fte: Fte
    function: TeacherFunction


class Departure(Body):
    """The last day, and where the teacher goes."""

    DAYS: ClassVar[tuple[str, ...]] = ("until",)
    until: Day
    destination: Destination = "unknown"


class Correction(Body):
    """The fact that was wrong, and its right values; what is absent stays."""

    DAYS: ClassVar[tuple[str, ...]] = ("from_", "career_start", "until")
    corrects: ThingId
    from_: Annotated[Day | None, Field(alias="from")] = None
    career_start: Day | None = None
    career_changer: Flag | None = None
    fte: Fte | None = None
    function: TeacherFunction | None = None
    until: Day | None = None
    destination: Destination | None = None


def members_router(desk: Desk) -> APIRouter:
    """The routes under /v1/schools/{school}/memberships."""
    router = APIRouter(
        prefix="/v1/schools/{school}/memberships",
        tags=["memberships"],
        responses=documented(401, 403, 404, 422),
    )

    @router.post("", status_code=201, responses=documented(409, 412))
    async def join(ask: Asked, school: School, body: NewMembership) -> Response:
        """A teacher joins. Role: board-admin of the board, or school-leader of the school."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER)
        occurred_at = body.moment(desk.clock())
        teacher, person = await _who(desk, at.board, body)
        command = members.JoinSchool(
            occurred_at=occurred_at,
            teacher=teacher,
            from_=body.from_,
            career_start=body.career_start,
            career_changer=body.career_changer,
            fte=body.fte,
            function=body.function,
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(members.decide, command),
            answer={"teacher": teacher},
            revision=lambda state: _found(state.members, teacher).revision,
            also=desk.store.joining(at.board, teacher, school, person),
            location=f"/v1/schools/{school}/memberships/{{teacher}}",
        )

    @router.post("/{teacher}/departures", status_code=201, responses=documented(409, 412))
    async def leave(ask: Asked, school: School, teacher: Teacher, body: Departure) -> Response:
        """A teacher leaves. Role: board-admin of the board, or school-leader of the school."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER)
        command = body.act(members.LeaveSchool, desk.clock(), teacher=teacher)
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(members.decide, command),
            answer={"teacher": teacher},
            revision=lambda state: _found(state.members, teacher).revision,
        )

    @router.post("/{teacher}/corrections", status_code=201, responses=documented(409, 412))
    async def correct(ask: Asked, school: School, teacher: Teacher, body: Correction) -> Response:
        """Put a joined or left fact right. Role: board-admin, or school-leader of the school."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER)
        _found(at.state.members, teacher)
        command = members.CorrectMembership(
            occurred_at=body.moment(desk.clock()),
            teacher=teacher,
            corrects=body.corrects,
            right=right_values(body, exclude={"corrects", "occurred_at"}),
        )
        return await desk.submit(
            ask,
            at.board,
            school,
            partial(members.decide, command),
            answer={"teacher": teacher, "corrects": body.corrects},
            revision=lambda state: _found(state.members, teacher).revision,
        )

    @router.get("")
    async def list_members(
        ask: Asked,
        school: School,
        page: Paging,
        teacher: Annotated[str | None, Query(description="`me`, or a pseudonym")] = None,
    ) -> Response:
        """The members you may see. Role: board-admin, school-leader; coach and teacher: own."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER, COACH, TEACHER)
        wanted = at.me if teacher == "me" else teacher

        def keep(member: Member) -> bool:
            return _sees(at, member.teacher) and (teacher is None or member.teacher == wanted)

        found, last = cut(at.state.members, page, keep)
        return listed(ask.request, "memberships", [_told(member) for member in found], last)

    @router.get("/{teacher}")
    async def show(ask: Asked, school: School, teacher: Teacher) -> Response:
        """One teacher's memberships. Role: as for the list."""
        at = await at_school(desk, ask, school, BOARD_ADMIN, LEADER, COACH, TEACHER)
        member = _found(at.state.members, teacher)
        if not _sees(at, teacher):
            raise Absent
        return shown(ask.request, _told(member), member.revision)

    return router


async def _who(desk: Desk, board: str, body: NewMembership) -> tuple[str, Person | None]:
    """The pseudonym of who joins: given out now for a person that the board did not know."""
    if (body.person is None) == (body.teacher is None):
        raise Invalid([finding("person-or-teacher", "/person")])
    if body.teacher is not None:
        if await desk.store.person(board, body.teacher) is None:
            raise refusal("unknown-teacher", "/teacher")
        return body.teacher, None
    told = body.person
    if told is None:
        raise Invalid([finding("person-or-teacher", "/person")])
    person = Person(told.name, told.email, told.subject)
    return await desk.store.pseudonym_for(board, person.subject), person


def _sees(at: At, teacher: str) -> bool:
    """A board's administrator knows all of its people."""
    return BOARD_ADMIN in at.roles or at.sees(teacher)


def _found(known: Any, teacher: str) -> Member:
    member: Member | None = known.get(teacher)
    if member is None:
        raise Absent
    return member


def _told(member: Member) -> dict[str, Any]:
    return {
        "teacher": member.teacher,
        "memberships": [membership_told(one) for one in memberships(member)],
        "version": member.revision,
    }


def membership_told(membership: Membership) -> dict[str, Any]:
    """A membership as callers see it; `joined` and `left` are the facts that can be corrected."""
    return {
        "from": str(membership.first),
        "until": str(membership.last) if membership.last else None,
        "fte": membership.fte,
        "function": membership.function,
        "careerStart": membership.career_start,
        "careerChanger": membership.career_changer,
        "destination": membership.destination,
        "joined": membership.joined_id,
        "left": membership.left_id,
    }
