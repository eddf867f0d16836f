"""The door for the national register of boards and schools."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.enrolment.decide import boards, schools
from services.enrolment.decide.register import Register, RegisterChanges, Wrong, compare_register
from services.enrolment.school_years import first_day, school_year_of
from services.enrolment.serve.authority import OPS
from services.enrolment.serve.desk import Asked, Desk, command
from services.enrolment.serve.schools import moving
from services.enrolment.serve.uploads import uploaded
from services.enrolment.state import Said, State
from services.enrolment.translate.register import read_register
from shared.chassis.commands import Command
from shared.chassis.errors import Problem
from shared.chassis.idempotency import answered_once, once_of
from shared.chassis.problems import documented
from shared.contracts.moments import AMSTERDAM, Day, logged

AT_ONCE = 500  # one group commit; between two of them other callers get their turn
NO_BOARD = "register"  # an import is about the boards of the whole country
FILE = {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}


def register_imports_router(desk: Desk) -> APIRouter:
    """The route /v1/register-imports."""
    router = APIRouter(prefix="/v1", tags=["register"], responses=documented(401, 403, 422))

    @router.post(
        "/register-imports",
        responses=documented(413, 415),
        openapi_extra={"requestBody": FILE},
    )
    async def import_register(
        ask: Asked,
        valid_from: Annotated[Day | None, Query(alias="validFrom")] = None,
        dry_run: Annotated[bool, Query(alias="dryRun")] = False,
    ) -> Response:
        """Import boards and schools from a CSV file of DUO; `dryRun` only tells. Role: ops.

        The same file again changes nothing, so a broken-off import is simply sent again.
        """
        ask.caller.need(OPS)
        raw, _ = await uploaded(ask.request, json_too=False)
        once = await once_of(ask.request, NO_BOARD, ask.caller, raw)

        async def act() -> tuple[int, dict[str, Any]]:
            return 200, await _imported(desk, raw, valid_from, dry_run=dry_run)

        return await answered_once(desk.streams, NO_BOARD, once, act)

    return router


async def _imported(
    desk: Desk, raw: bytes, valid_from: str | None, *, dry_run: bool
) -> dict[str, Any]:
    register = await asyncio.to_thread(read_register, raw)
    now = desk.clock()
    start = valid_from or str(first_day(school_year_of(now.astimezone(AMSTERDAM).date())))
    known = await desk.store.registered(
        {row.board for row in register.rows},
        {row.school for row in register.rows if row.school},
    )
    changes = compare_register(register, *known, occurred_at=logged(now), valid_from=start)
    if not dry_run:
        await _carry_out(desk, changes)
    return _report(register, changes, start, dry_run=dry_run)


async def _carry_out(desk: Desk, changes: RegisterChanges) -> None:
    """Submit every command; one that a rule refuses after all is told like a refused line."""
    told = [
        (changes.board_lines[board], command(board, board, partial(boards.decide, wanted)))
        for board, wanted in changes.boards.items()
    ]
    await _submit(desk, told, changes)
    moved = {change.key for change in changes.changed if change.field == "board"}
    told = []
    for school in changes.schools:
        key = school.school
        along = await moving(desk, school.board, key) if key in moved else None
        wanted = command(school.board, key, partial(schools.decide, school), also=along)
        told.append((changes.lines[key], wanted))
    await _submit(desk, told, changes)


async def _submit(
    desk: Desk, told: Sequence[tuple[int, Command[State, Said]]], changes: RegisterChanges
) -> None:
    for start in range(0, len(told), AT_ONCE):
        part = told[start : start + AT_ONCE]
        outcomes = await asyncio.gather(
            *(desk.streams.submit(wanted) for _, wanted in part), return_exceptions=True
        )
        for (line, _), outcome in zip(part, outcomes, strict=True):
            if isinstance(outcome, Problem):
                changes.refused.append(Wrong(line, outcome.code, outcome.words))
            elif isinstance(outcome, BaseException):
                raise outcome


def _report(
    register: Register, changes: RegisterChanges, valid_from: str, *, dry_run: bool
) -> dict[str, Any]:
    return {
        "dryRun": dry_run,
        "validFrom": valid_from,
        "encoding": register.encoding,
        "delimiter": register.delimiter,
        "assumedSector": register.assumed_sector,
        "counts": {
            "lines": len(register.rows) + len(register.wrong),
            "boardsAdded": len(changes.added_boards),
            "boardsUnchanged": len(changes.unchanged_boards),
            "schoolsAdded": len(changes.added_schools),
            "schoolsUnchanged": len(changes.unchanged_schools),
            "changed": len({(change.kind, change.key) for change in changes.changed}),
            "refused": len(changes.refused),
            "duplicates": len(changes.duplicates),
        },
        "added": {"boards": changes.added_boards, "schools": changes.added_schools},
        "changed": [
            {
                "kind": change.kind,
                "key": change.key,
                "field": change.field,
                "from": change.before,
                "to": change.after,
            }
            for change in changes.changed
        ],
        "refused": [
            {
                "line": wrong.line,
                "code": wrong.code,
                "reason": {"nl": wrong.words[0], "en": wrong.words[1]},
            }
            for wrong in sorted(changes.refused, key=lambda wrong: wrong.line)
        ],
        "duplicates": [
            {
                "line": found.line,
                "school": found.school,
                "firstLine": found.first_line,
                "differs": list(found.differs),
            }
            for found in changes.duplicates
        ],
    }
