"""What might suit a teacher on the own page: reasons, "not for me", and taking that back.

Forms without anything that runs in the browser. What was just done is told once, by a sealed
cookie, so that no address says what somebody put away.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.own import Advice, OwnDesk
from services.evidence.pages import urls
from services.evidence.pages.answers import see_other
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say.advice import (
    PutAway,
    Suggestion,
    put_away,
    suggestions,
    title_of,
    until_when,
)
from services.evidence.pages.sessions import Token
from services.evidence.pages.speech import Speech
from services.evidence.recommend.dismissal import WHYS, Why
from services.evidence.recommend.reason import rules
from services.evidence.serve.recommendations import RECOMMENDATION

SAID = "said"
SAID_SECONDS = 120
Short = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True, slots=True)
class Advised:
    """The section with everything that the template needs; `told` is what was just done."""

    year: str
    suggestions: Sequence[Suggestion]
    away: Sequence[PutAway]
    told: Markup | None
    undo: Mapping[str, str] | None
    table: Sequence[tuple[str, int]]


def advised(
    found: Sequence[Advice], said: Mapping[str, Any] | None, day: int, speech: Speech
) -> Advised:
    """What might suit the visitor now, over all boards."""
    told, undo = _told(found, said, speech)
    return Advised(
        Year.of(day).name,
        [one for advice in found for one in suggestions(advice, speech)],
        [one for advice in found for one in put_away(advice, speech)],
        told,
        undo,
        [(getattr(rule, speech.code), rule.weight) for rule in rules().values()],
    )


def just_said(front: Front, request: Request) -> dict[str, Any] | None:
    """What was done a moment ago, to be told once."""
    return front.cookies.read(request, SAID)


def advice_router(front: Front, own: OwnDesk) -> APIRouter:
    """The forms of one's own page."""
    router = APIRouter(include_in_schema=False)

    @router.post(urls.DISMISS)
    async def dismiss(
        visit: Annotated[Visit, Depends(front.visit)],
        token: Token,
        board: Short,
        recommendation: Short,
        reason: Short = "",
    ) -> Response:
        front.cookies.own_form(visit.session, token)
        if reason not in WHYS or not re.fullmatch(RECOMMENDATION, recommendation):
            return _back(front, {"done": "no-reason"})
        why: Why = reason
        await own.dismiss(visit.caller, board, recommendation, why, None)
        return _back(front, {"done": "away", "board": board, "recommendation": recommendation})

    @router.post(urls.UNDO)
    async def undo(
        visit: Annotated[Visit, Depends(front.visit)],
        token: Token,
        board: Short,
        recommendation: Short,
    ) -> Response:
        front.cookies.own_form(visit.session, token)
        await own.undo(visit.caller, board, recommendation)
        return _back(front, {"done": "back", "board": board, "recommendation": recommendation})

    return router


def _told(
    found: Sequence[Advice], said: Mapping[str, Any] | None, speech: Speech
) -> tuple[Markup | None, Mapping[str, str] | None]:
    """What was just done, and the form that takes it back."""
    if said is None:
        return None, None
    if said["done"] == "no-reason":
        return speech.say("Er is niets weggezet: kies eerst waarom dit niets voor jou is."), None
    name, board = said["recommendation"], said["board"]
    advice = next((one for one in found if one.board == board), None)
    if advice is None:
        return None, None
    title = title_of(name, advice.titles, speech)
    if said["done"] == "back":
        return speech.say("‘%(title)s’ kan weer verschijnen.", title=title), None
    for one in advice.dismissed:
        if one.recommendation == name:
            told = speech.say(
                "‘%(title)s’ staat weg, %(until)s.", title=title, until=until_when(one, speech)
            )
            return told, {"board": board, "recommendation": name}
    return None, None


def _back(front: Front, said: Mapping[str, Any]) -> Response:
    answer = see_other(urls.ADVICE)
    front.cookies.keep(answer, SAID, said, SAID_SECONDS)
    return answer
