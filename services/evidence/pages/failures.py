"""What went wrong, as a page: for every path that is not the API's, with the API's own status."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from services.evidence.figures.calendar import date_of
from services.evidence.pages import urls
from services.evidence.pages.dossiers import LinkLapsed
from services.evidence.pages.front import Front, SignedOut
from services.evidence.pages.reading import NothingYet
from services.evidence.pages.speech import mark
from shared.chassis.clock import Clock
from shared.chassis.errors import Invalid, Unavailable

MACHINES = ("/v1/", "/health/", "/metrics", "/openapi.json", "/asyncapi.json", "/static/")

# Per status a title, and a sentence on what to do; a foreign page answers exactly as an absent one.
_WORDS = {
    401: (
        mark("Log in om deze pagina te zien"),
        mark("Daarna kom je terug op de pagina die je zocht."),
    ),
    403: (
        mark("Geen toegang"),
        mark("Dit mag niet met je rol, of het formulier is verlopen. Ga terug en probeer opnieuw."),
    ),
    404: (
        mark("Niet gevonden"),
        mark("Deze pagina bestaat niet, of niet voor jou. Controleer het adres."),
    ),
    422: (
        mark("Deze vraag begrijpen we niet"),
        mark("Iets in het adres klopt niet. Kies een dag als 2026-03-05 en probeer het opnieuw."),
    ),
    503: (
        mark("Even niet beschikbaar"),
        mark(
            "Iets waar deze pagina op rust, antwoordt niet. Er is niets verloren. Probeer het zo "
            "nog eens."
        ),
    ),
    500: (
        mark("Er ging iets mis bij ons"),
        mark("Er is niets verloren. Probeer het zo nog eens."),
    ),
}
_EXPIRED = mark("Je sessie is verlopen. Log opnieuw in; daarna kom je terug op deze pagina.")

Handler = Callable[[Request, Exception], Awaitable[Response]]


def install(app: FastAPI, front: Front, clock: Clock) -> None:
    """Answer people with a page where the chassis answers machines with a problem."""
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _told(handler, front))

    def today() -> date:
        return date_of(clock())

    app.add_exception_handler(NothingYet, nothing_yet(front, today))
    app.add_exception_handler(LinkLapsed, _lapsed(front))


def nothing_yet(front: Front, today: Callable[[], date]) -> Handler:
    """A page for a school, year or day about which nothing is known."""

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, NothingYet)  # noqa: S101  installed for nothing else
        code = error.seat.school.code
        return front.page(
            error.visit,
            "nothing.html",
            404,
            seat=error.seat,
            year=error.year,
            years=error.years,
            as_of=error.as_of,
            path=request.url.path,
            pattern=urls.school(code, "YEAR"),
            today=today().isoformat(),
        )

    return told


def _lapsed(front: Front) -> Handler:
    """A page for who has a link that opens no more: since when, and nothing of what it opened."""

    async def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, LinkLapsed)  # noqa: S101  installed for nothing else
        language, lapsed = front.speech(request), error.lapsed
        day = language.day(lapsed.day)
        if lapsed.withdrawn:
            title = language.say("Dit dossier is ingetrokken")
            detail = language.say(
                "De school heeft het op %(day)s ingetrokken. De link klopte, maar opent niets meer."
                " Wil je het weer zien? Vraag de school om het opnieuw te delen.",
                day=day,
            )
        else:
            title = language.say("De tijd van deze link is voorbij")
            detail = language.say(
                "De school deelde dit dossier tot en met %(day)s. Wil je het weer zien? Vraag de "
                "school om het opnieuw te delen.",
                day=day,
            )
        page = front.open_page(
            request,
            "problem.html",
            410,
            title=title,
            detail=detail,
            sign_in=None,
            again=None,
            missing=False,
        )
        page.headers["cache-control"] = "no-store"
        return page

    return told


def _told(answer: Any, front: Front) -> Handler:
    async def told(request: Request, error: Exception) -> Response:
        problem: Response = await answer(request, error)  # counts it, and logs what is unexpected
        if request.url.path.startswith(MACHINES):
            return problem
        return await _page(request, error, problem.status_code, front)

    return told


async def _page(request: Request, error: Exception, status: int, front: Front) -> Response:
    language = front.speech(request)
    if isinstance(error, RequestValidationError) and _in_path(error):
        status = 404  # no such school, year or theme: nothing a reader can put right
    title, words = _WORDS.get(status, _WORDS[500] if status >= 500 else _WORDS[404])
    detail = language.say(words)
    if isinstance(error, SignedOut) and error.expired:
        detail = language.say(_EXPIRED)
    if isinstance(error, Unavailable):
        detail = language.say("%(why)s", why=error.words[language.code == "en"])
    if isinstance(error, Invalid):
        said = [found.words[language.code == "en"] for found in error.findings]
        detail = language.say("%(why)s", why=" ".join(said))
    again = urls.here(request) if request.method == "GET" else urls.START
    return await front.page_for_all(
        request,
        "problem.html",
        status,
        title=language.say(title),
        detail=detail,
        sign_in=urls.sign_in(again) if status == 401 else None,
        again=again if status >= 500 else None,
        missing=status == 404,
    )


def _in_path(error: RequestValidationError) -> bool:
    return any(found["loc"][0] == "path" for found in error.errors())
