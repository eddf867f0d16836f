"""The doors for signing in and out, and for choosing a language."""

import secrets
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response

from services.evidence.pages import urls
from services.evidence.pages.answers import see_other
from services.evidence.pages.front import LANGUAGE, LANGUAGE_SECONDS, Front
from services.evidence.pages.sessions import SESSION, Session, Token
from services.evidence.pages.sign_in import CALLBACK, Refused, SignIn
from services.evidence.rules import Code
from shared.chassis.errors import Unauthenticated, Unavailable
from shared.chassis.identity import Verifier

log = structlog.get_logger(__name__)

TRIP = "trip"
TRIP_SECONDS = 600
Next = Annotated[str, Query(alias="next", max_length=2_000)]


def signing_router(front: Front, sign_in: SignIn, verifier: Verifier) -> APIRouter:
    """Routes of a visitor's coming and going."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.SIGN_IN)
    async def leave(request: Request, wanted: Next = urls.START) -> Response:
        language = front.speech(request).code
        address, trip = await sign_in.leave_for(urls.own(wanted), language)
        answer = see_other(address)
        front.cookies.keep(answer, TRIP, trip, TRIP_SECONDS)
        return answer

    @router.get(CALLBACK)
    async def come_back(request: Request) -> Response:
        trip = front.cookies.read(request, TRIP)
        if trip is None:
            return front.open_page(request, "sign_in_failed.html", 400, next_page=urls.START)
        try:
            session = await _signed_in(request, trip, sign_in, verifier)
        except (Refused, Unauthenticated, KeyError) as why:
            log.warning("sign-in refused", why=str(why))
            wanted = trip["next"]
            failed = front.open_page(request, "sign_in_failed.html", 400, next_page=wanted)
            front.cookies.forget(request, failed, TRIP)
            return failed
        answer = see_other(urls.own(trip["next"]))
        front.cookies.begin(answer, session)
        front.cookies.forget(request, answer, TRIP)
        return answer

    @router.post(urls.SIGN_OUT)
    async def sign_out(request: Request, token: Token) -> Response:
        session = front.cookies.session(request)
        if session is None:
            return see_other(urls.START)
        front.cookies.own_form(session, token)
        try:
            address = await sign_in.farewell(session.id_token, front.speech(request).code)
        except Unavailable:  # our own session ends in any case
            address = urls.START
        answer = see_other(address)
        front.cookies.forget(request, answer, SESSION)
        return answer

    @router.get("/language/{code}")
    async def choose_language(code: Code, wanted: Next = urls.START) -> Response:
        answer = see_other(urls.own(wanted))
        front.cookies.plain(answer, LANGUAGE, code, LANGUAGE_SECONDS)
        return answer

    return router


async def _signed_in(
    request: Request, trip: dict[str, str], sign_in: SignIn, verifier: Verifier
) -> Session:
    """The session that the issuer's answer makes; its access token is verified like any other."""
    tokens = await sign_in.come_back(dict(request.query_params), trip)
    caller = await verifier.verify(tokens["access_token"])
    name = str(tokens["claims"].get("name", ""))
    return Session(
        tokens["access_token"],
        name,
        caller.expires_at,
        secrets.token_urlsafe(16),
        tokens["id_token"],
    )
