"""A board's account of dossiers: what its schools sealed, shared with whom, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from markupsafe import Markup

from services.evidence.desk import Desk
from services.evidence.dossier.office import Office
from services.evidence.dossier.reading_room import Overseen
from services.evidence.pages import urls
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say import dossiers as words
from services.evidence.pages.speech import Speech
from services.evidence.serve.boards import BoardPath
from services.evidence.serve.dossiers import DossierId


@dataclass(frozen=True, slots=True)
class Account:
    """One dossier as a board accounts for it; `url` where the board may read it too."""

    name: str
    url: str | None
    trail: str
    sealed: Markup
    shared: Sequence[Markup]
    done: Sequence[Markup]


def board_dossier_pages(front: Front, desk: Desk, office: Office) -> APIRouter:
    """Routes of a board's administrators."""
    router = APIRouter(include_in_schema=False)
    signed_in = Depends(front.visit)

    @router.get("/boards/{board}/dossiers")
    async def of_board(board: BoardPath, visit: Annotated[Visit, signed_in]) -> Response:
        found = await office.reading.overseen(visit.caller, board)
        name = await desk.directory.board_name(board)
        accounts = [_account(one, board, visit.speech) for one in found]
        return front.page(
            visit,
            "board_dossiers.html",
            crumbs=[(name, urls.board(board)), (visit.speech.say("Dossiers"), None)],
            name=name,
            accounts=accounts,
        )

    @router.get("/boards/{board}/dossiers/{dossier}")
    async def trail(
        board: BoardPath, dossier: DossierId, visit: Annotated[Visit, signed_in]
    ) -> Response:
        kept, done = await office.reading.trail_of(visit.caller, board, dossier)
        name, speech = await desk.directory.board_name(board), visit.speech
        title = f"{kept.manifest['school']['name']}, {kept.year}"
        up = urls.board_dossiers(board)
        return front.page(
            visit,
            "board_dossier.html",
            crumbs=[(name, urls.board(board)), (speech.say("Dossiers"), up), (title, None)],
            title=title,
            sealed=words.sealed(kept, speech),
            deeds=words.deeds(done, speech),
        )

    return router


def _account(one: Overseen, board: str, speech: Speech) -> Account:
    kept = one.kept
    shared_here = any(share.audience == "board" for share in one.shares)
    return Account(
        f"{kept.manifest['school']['name']}, {kept.year}",
        urls.dossier(kept.dossier) if shared_here else None,
        urls.board_dossiers(board, kept.dossier),
        words.sealed(kept, speech),
        [words.shared(share, date.fromisoformat(share.until), speech) for share in one.shares],
        [
            words.done(done, speech)
            for done in one.done
            if done.last.what not in ("sealed", "shared")
        ],
    )
