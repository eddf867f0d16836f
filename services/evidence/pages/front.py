"""Who visits, in which language, and how a page for that visitor is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.evidence.pages import urls
from services.evidence.pages.render import Renderer
from services.evidence.pages.sessions import Cookies, Session
from services.evidence.pages.speech import CODES, Speech, speech
from services.evidence.pages.words.labels import SIGNED_IN_AS
from shared.chassis.errors import Problem, Unauthenticated
from shared.chassis.identity import Caller, Verifier

LANGUAGE = "language"
LANGUAGE_SECONDS = 365 * 86_400
OWN_PLACE = ("teacher", "coach")


class SignedOut(Unauthenticated):
    """A page for those who are signed in, and a browser that is not, or no longer."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__(("Log in om deze pagina te zien.", "Sign in to see this page."))
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    request: Request
    speech: Speech
    session: Session
    caller: Caller


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a visitor may go, as the menu names it."""

    label: str
    url: str


class Front:
    """What all pages stand on."""

    def __init__(self, cookies: Cookies, renderer: Renderer, verifier: Verifier) -> None:
        self.cookies = cookies
        self._renderer = renderer
        self._verifier = verifier

    def speech(self, request: Request) -> Speech:
        """The language that was chosen in this browser; Dutch when none was."""
        chosen = self.cookies.asked(request, LANGUAGE)
        return speech(chosen if chosen in CODES else "nl")

    async def visit(self, request: Request) -> Visit:
        """The visit of somebody who is signed in; SignedOut for anybody else."""
        session = self.cookies.session(request)
        if session is None or session.expired:
            raise SignedOut(expired=session is not None)
        try:
            caller = await self._verifier.verify(session.token)
        except Unauthenticated as wrong:
            raise SignedOut(expired=True) from wrong
        return Visit(request, self.speech(request), session, caller)

    def page(self, visit: Visit, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
        """A page for somebody who is signed in, with the menu that belongs to the visitor."""
        framed = {
            "who": visit.session.name,
            "role": _role(visit.caller, visit.speech),
            "places": places(visit.caller, visit.speech),
            "form_token": self.cookies.form_token(visit.session),
        }
        return self._framed(visit.request, visit.speech, template, status, {**framed, **shown})

    def open_page(
        self, request: Request, template: str, status: int = 200, **shown: Any
    ) -> HTMLResponse:
        """A page for anybody."""
        framed: dict[str, Any] = {"who": None, "role": None, "places": [], "form_token": ""}
        language = self.speech(request)
        return self._framed(request, language, template, status, {**framed, **shown})

    async def page_for_all(
        self, request: Request, template: str, status: int = 200, **shown: Any
    ) -> HTMLResponse:
        """A page that anybody may read, with the menu of whoever is signed in."""
        try:
            visit = await self.visit(request)
        except Problem:
            return self.open_page(request, template, status, **shown)
        return self.page(visit, template, status, **shown)

    def _framed(
        self,
        request: Request,
        language: Speech,
        template: str,
        status: int,
        shown: dict[str, Any],
    ) -> HTMLResponse:
        here = urls.here(request)
        frame = {"here": here, "switch": urls.language(language.other, here), "crumbs": []}
        return self._renderer.page(template, language, status, **{**frame, **shown})


def places(caller: Caller, language: Speech) -> Sequence[Place]:
    """Where somebody may go, the widest first; several of a kind share one door, the start."""
    found = []
    if caller.has("board-admin") and caller.boards:
        one = len(caller.boards) == 1
        label = language.say("Bestuur") if one else language.say("Besturen")
        found.append(Place(label, urls.board(min(caller.boards)) if one else urls.START))
    if caller.has("school-leader") and caller.schools:
        one = len(caller.schools) == 1
        label = language.say("School") if one else language.say("Scholen")
        found.append(Place(label, urls.school(min(caller.schools)) if one else urls.START))
    elif caller.has(*OWN_PLACE) and len(caller.schools) == 1:
        found.append(Place(language.say("School"), urls.school(min(caller.schools))))
    if caller.has("coach"):
        found.append(Place(language.say("Mijn coachees"), urls.COACHEES))
    if caller.has(*OWN_PLACE):
        found.append(Place(language.say("Mijn ontwikkeling"), urls.MINE))
    return found


def _role(caller: Caller, language: Speech) -> str | None:
    """What somebody is here, as the widest of the roles says."""
    for role, words in SIGNED_IN_AS.items():
        if caller.has(role):
            return str(language.say(words))
    return None
