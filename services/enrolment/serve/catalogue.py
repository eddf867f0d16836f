"""Doors for a board's catalogue of modules: import it, and look at it."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from services.enrolment.decide.catalogue import (
    CatalogueChanges,
    OfferModule,
    RefusedRow,
    compare,
)
from services.enrolment.school_years import first_day, school_year_of
from services.enrolment.serve.authority import BOARD_ADMIN, OPS, of_board, own_board
from services.enrolment.serve.desk import Asked, Board, Desk
from services.enrolment.serve.pages import Paging, cut, listed, shown
from services.enrolment.serve.uploads import uploaded
from services.enrolment.state import BoardState
from services.enrolment.translate import catalogue as catalogue_file
from shared.chassis.errors import Absent
from shared.chassis.problems import documented
from shared.contracts.codes import Theme
from shared.contracts.enrolment import ModuleRegistered
from shared.contracts.identifiers import ModuleCode
from shared.contracts.moments import AMSTERDAM, Day, logged

FILE = {"content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv",)}}


def catalogue_router(desk: Desk) -> APIRouter:
    """The routes /catalogue-imports and /modules of a board."""
    router = APIRouter(
        prefix="/v1/boards/{board}", tags=["catalogue"], responses=documented(401, 403, 404, 422)
    )

    @router.post(
        "/catalogue-imports",
        status_code=201,
        responses=documented(409, 413, 415),
        openapi_extra={"requestBody": FILE},
    )
    async def import_modules(
        ask: Asked,
        board: Board,
        dry_run: Annotated[bool, Query(alias="dryRun")] = False,
        valid_from: Annotated[Day | None, Query(alias="validFrom")] = None,
    ) -> Response:
        """Import modules from CSV or JSON; `dryRun` only tells what it would do.

        Role: board-admin of this board, or ops. The same file again changes nothing.
        """
        own_board(ask.caller, board, BOARD_ADMIN, OPS)
        state = await desk.board(board)
        raw, is_json = await uploaded(ask.request, json_too=True)
        now = desk.clock()
        start = str(first_day(school_year_of(now.astimezone(AMSTERDAM).date())))
        read = catalogue_file.read_json if is_json else catalogue_file.read_csv
        rows, refused = read(raw, logged(now), valid_from or start)
        if dry_run:
            return JSONResponse(_report(rows, refused, state, dry_run=True))
        return await desk.submit(
            ask,
            board,
            board,
            lambda present: compare(rows, present).facts(),
            answer=partial(_report, rows, refused, dry_run=False),
            content=raw,
        )

    @router.get("/modules")
    async def list_modules(
        ask: Asked,
        board: Board,
        page: Paging,
        theme: Theme | None = None,
    ) -> Response:
        """The latest version of every module. Role: any, of this board; or ops."""
        of_board(ask.caller, board)
        state = await desk.board(board)
        found, last = cut(
            state.catalogue, page, lambda versions: theme in (None, versions[-1].theme)
        )
        rows = [_told(versions[-1]) for versions in found]
        return listed(ask.request, "modules", rows, last)

    @router.get("/modules/{module}")
    async def show(ask: Asked, board: Board, module: Annotated[ModuleCode, Path()]) -> Response:
        """One module with all its versions. Role: any, of this board; or ops."""
        of_board(ask.caller, board)
        state = await desk.board(board)
        versions = state.catalogue.get(module)
        if versions is None:
            raise Absent
        told = {**_told(versions[-1]), "versions": [_told(version) for version in versions]}
        return shown(ask.request, told, state.module_revisions[module])

    return router


def _report(
    rows: Sequence[OfferModule],
    refused: Sequence[RefusedRow],
    state: BoardState,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    changes: CatalogueChanges = compare(rows, state)
    return {
        "dryRun": dry_run,
        "added": [{"module": f.module, "version": f.version} for f in changes.added],
        "changed": [{"module": f.module, "version": f.version} for f in changes.changed],
        "unchanged": len(changes.unchanged),
        "refused": [
            {
                "line": row.line,
                "module": row.module,
                "code": row.code,
                "reason": {"nl": row.words[0], "en": row.words[1]},
            }
            for row in sorted([*refused, *changes.refused], key=lambda row: row.line)
        ],
    }


def _told(module: ModuleRegistered) -> dict[str, Any]:
    return module.model_dump(mode="json", by_alias=True, exclude={"occurred_at"})
