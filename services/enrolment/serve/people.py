"""Doors to people: who am I, who are these, and forget this one."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from services.enrolment.decide import boards
from services.enrolment.serve.authority import BOARD_ADMIN, LEADER, OPS, own_board
from services.enrolment.serve.bodies import Body
from services.enrolment.serve.desk import Asked, Board, Desk
from services.enrolment.serve.members import membership_told
from services.enrolment.state import SchoolState
from services.enrolment.state.membership import memberships
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller
from shared.chassis.problems import documented
from shared.contracts.identifiers import Pseudonym
from shared.contracts.moments import logged

MOST_NAMES = 1_000


class NameLookup(Body):
    """The pseudonyms whose names are asked for."""

    teachers: Annotated[tuple[Pseudonym, ...], Field(max_length=MOST_NAMES)]


def people_router(desk: Desk) -> APIRouter:
    """The only doors through which a name leaves."""
    router = APIRouter(prefix="/v1", tags=["people"], responses=documented(401, 422))

    @router.get("/me")
    async def me(ask: Asked) -> dict[str, Any]:
        """Who you are in facts. Role: any."""
        found = await _pseudonyms(desk, ask.caller)
        first = min(found, default=None)
        teacher = found[first] if first else None
        person = await desk.store.person(first, found[first]) if first else None
        return {
            "teacher": teacher,
            "name": person.name if person else None,
            "teachers": found,
            "memberships": [row async for row in _memberships(desk, found)],
            "roles": sorted(ask.caller.roles),
        }

    @router.post(
        "/name-lookups",
        status_code=200,
        openapi_extra={"x-repeatable": "a question; its body keeps pseudonyms out of URIs"},
    )
    async def names(ask: Asked, body: NameLookup) -> dict[str, dict[str, str]]:
        """The names that you may see, of those asked for. Role: any; others are left out."""
        return {"names": await _visible(desk, ask.caller, frozenset(body.teachers))}

    @router.delete("/boards/{board}/people/{teacher}", responses=documented(403, 404))
    async def erase(ask: Asked, board: Board, teacher: Annotated[Pseudonym, Path()]) -> Response:
        """Erase the link to a person; the facts stay. Role: board-admin of this board, or ops."""
        own_board(ask.caller, board, BOARD_ADMIN, OPS)
        await _must_exist(desk, ask.caller, board, teacher)
        command = boards.EraseTeacher(occurred_at=logged(desk.clock()), teacher=teacher)
        return await desk.submit(
            ask,
            board,
            board,
            partial(boards.decide, command),
            answer={"teacher": teacher},
            also=desk.store.forgetting(board, teacher),
            status=200,
        )

    return router


async def _must_exist(desk: Desk, caller: Caller, board: str, teacher: str) -> None:
    """Operations may erase what stayed at a board whose school took its people along, too."""
    state = await desk.board(board)
    if caller.has(OPS):
        return
    if teacher not in state.erased and await desk.store.person(board, teacher) is None:
        raise Absent


async def _pseudonyms(desk: Desk, caller: Caller) -> dict[str, str]:
    """The caller's pseudonym at each board of the token."""
    found: dict[str, str] = {}
    for board in await _boards(desk, caller):
        mine = await desk.store.teachers_of(board, caller.subject)
        if mine:
            found[board] = mine[0]
    return found


async def _boards(desk: Desk, caller: Caller) -> list[str]:
    """The boards of the token, and those of its schools."""
    found = set(caller.boards)
    for school in caller.schools:
        state = await desk.streams.state(school)
        if isinstance(state, SchoolState) and state.board:
            found.add(state.board)
    return sorted(found)


async def _memberships(desk: Desk, found: dict[str, str]) -> Any:
    for board, teacher in sorted(found.items()):
        for school in await desk.store.schools_of(board, teacher):
            state = await desk.school(school)
            held = [
                role
                for (holder, role), holding in state.roles.items()
                if holder == teacher and not holding.left
            ]
            for membership in memberships(state.members.get(teacher)):
                yield {
                    "school": school,
                    "name": state.registrations[-1].name,
                    "board": board,
                    "teacher": teacher,
                    "roles": sorted(held),
                    **membership_told(membership),
                }


async def _visible(desk: Desk, caller: Caller, asked: frozenset[str]) -> dict[str, str]:
    """Names by what the caller is: administrator, leader, coach of them, coached by them, self."""
    found: dict[str, str] = {}
    if caller.has(BOARD_ADMIN):
        for board in caller.boards:
            found |= await desk.store.names(board, asked)
    if caller.has(LEADER):
        for school in caller.schools:
            state = await desk.streams.state(school)
            if isinstance(state, SchoolState) and state.board:
                found |= await desk.store.names(state.board, asked & state.members.keys())
    for board, me in (await _pseudonyms(desk, caller)).items():
        known = {me}
        for school in await desk.store.schools_of(board, me):
            known |= _coaching(await desk.school(school), me)
        found |= await desk.store.names(board, asked & known)
    return found


def _coaching(state: SchoolState, me: str) -> set[str]:
    """Those whom I coach here now, and those who coach me."""
    pairs = [pair for pair, assignment in state.assignments.items() if assignment.released is None]
    return {taught for coach, taught in pairs if coach == me} | {
        coach for coach, taught in pairs if taught == me
    }
