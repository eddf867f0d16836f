"""A teacher's own timeline: all that was recorded about the caller, and nothing of others."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from services.evidence.desk import Desk
from services.evidence.serve.schools import ERRORS, Who
from services.evidence.translate import Known
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller

MOST = 1_000
_THINGS = (
    "enrolment",
    "observation",
    "reflection",
    "rating",
    "coaching",
    "learning",
    "certificate",
)


async def timeline(desk: Desk, caller: Caller) -> tuple[str, list[dict[str, Any]]]:
    """The caller's pseudonym, and the facts about the caller at every school, newest first.

    A teacher has a pseudonym at each board; the one told is that of the first.
    """
    own_names = await desk.pseudonyms.at(caller)
    boards = sorted(caller.boards & own_names.keys())
    if not boards:
        raise Absent
    found: list[dict[str, Any]] = []
    for board in boards:
        teacher = own_names[board]
        for school in await desk.directory.schools_of_teacher(board, teacher):
            facts = await desk.facts(board, school)
            found += [_shown(known, body) for known, body in own(facts, teacher)]
    return own_names[boards[0]], sorted(
        found, key=lambda fact: str(fact["occurredAt"]), reverse=True
    )


def own(facts: list[tuple[Known, bytes]], teacher: str) -> list[tuple[Known, bytes]]:
    """The facts about one teacher: those that name the teacher, and what follows on them.

    What follows, such as a practice lesson or a retraction, names a thing of the teacher's only.
    """
    things: set[tuple[str, str]] = set()
    found = []
    for known, body in facts:
        fact = known.event.fact
        mine = getattr(fact, "teacher", None) == teacher
        named = {(field, thing) for field in _THINGS if (thing := getattr(fact, field, None))}
        if mine:
            things |= named
        if mine or named & things:
            found.append((known, body))
    return found


def _shown(known: Known, body: bytes) -> dict[str, Any]:
    data = msgspec.json.decode(body)["data"]
    if data.get("purpose") == "audit":
        data["observer"] = None  # who audits is known to nobody who was audited
    return {
        "type": known.type,
        "id": known.event.id,
        "board": known.board,
        "school": known.key,
        "occurredAt": data["occurredAt"],
        "recordedAt": known.event.time,
        "data": data,
    }


def me_router(desk: Desk) -> APIRouter:
    """Routes for whoever is signed in, about themselves."""
    router = APIRouter(prefix="/v1/me", tags=["me"], responses=ERRORS)

    @router.get("/timeline")
    async def own_timeline(
        caller: Who, limit: Annotated[int, Query(ge=1, le=MOST)] = 200
    ) -> dict[str, Any]:
        teacher, facts = await timeline(desk, caller)
        return {"teacher": teacher, "facts": facts[:limit], "total": len(facts)}

    return router
