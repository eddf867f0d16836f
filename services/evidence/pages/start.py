"""The start: what this is for who is not signed in, and everybody else's own place."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.evidence.desk import Desk
from services.evidence.pages import urls
from services.evidence.pages.front import OWN_PLACE, Front, Place, SignedOut, Visit
from shared.chassis.errors import Absent


def start_router(front: Front, desk: Desk) -> APIRouter:
    """The route of the start."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.START)
    async def start(request: Request) -> Response:
        try:
            visit = await front.visit(request)
        except SignedOut:
            return front.open_page(request, "welcome.html", sign_in=urls.sign_in(urls.START))
        found = await doors(desk, visit)
        if len(found) == 1:
            return RedirectResponse(found[0].url, status_code=303)
        inspects = visit.caller.has("inspector")
        return front.page(visit, "start.html", doors=found, inspects=inspects)

    return router


async def doors(desk: Desk, visit: Visit) -> Sequence[Place]:
    """Every place of a visitor by name: boards, schools, the visitor's own page.

    A coach who does not teach goes to the coachees; the menu has the own page as well.
    """
    caller, found = visit.caller, []
    if caller.has("board-admin"):
        found += [
            Place(await desk.directory.board_name(board), urls.board(board))
            for board in sorted(caller.boards)
        ]
    if caller.has("school-leader"):
        for school in sorted(caller.schools):
            try:
                seat = await desk.seats.leads(caller, school)
            except Absent:  # not known here yet, or of another board by now
                continue
            found.append(Place(seat.school.name, urls.school(school)))
    if caller.has("coach"):
        found.append(Place(str(visit.speech.say("Mijn coachees")), urls.COACHEES))
    if caller.has("teacher") or (caller.has(*OWN_PLACE) and not found):
        found.append(Place(str(visit.speech.say("Mijn ontwikkeling")), urls.MINE))
    return found
