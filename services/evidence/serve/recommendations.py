"""What might suit the caller, with all reasons; and putting it away, or taking it back."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from services.evidence.own import Advice, OwnDesk
from services.evidence.recommend.dismissal import Dismissal, Until, Why
from services.evidence.recommend.reason import rules
from services.evidence.recommend.recommend import Recommendation
from services.evidence.recommend.rules import hours_of
from services.evidence.serve.schools import ERRORS, Who

RECOMMENDATION = r"^(module|practice|observation):[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
RecommendationPath = Annotated[str, Path(pattern=RECOMMENDATION)]
OneBoard = Annotated[
    str | None, Query(pattern=r"^[0-9]{5}$", description="whose; the first of the caller's")
]


class Dismissing(BaseModel):
    """Not for me: why, and until when; by the reason when no end is named."""

    model_config = ConfigDict(extra="forbid")

    reason: Why
    until: Until | None = None


def recommendations_router(own: OwnDesk) -> APIRouter:
    """Routes for whoever is signed in, about themselves."""
    router = APIRouter(prefix="/v1/me/recommendations", tags=["me"], responses=ERRORS)
    place = "/{recommendation}/dismissal"

    @router.get("")
    async def recommendations(caller: Who) -> dict[str, Any]:
        """What might suit you, and why. Role: any who has a pseudonym; one's own."""
        found = await own.advice(caller)
        table = {
            code: {"weight": rule.weight, "rule": {"nl": rule.nl, "en": rule.en}}
            for code, rule in rules().items()
        }
        return {"boards": [_advice(one) for one in found], "reasons": table}

    @router.put(place, openapi_extra={"x-repeatable": "the same again changes nothing"})
    async def dismiss(
        recommendation: RecommendationPath,
        body: Dismissing,
        caller: Who,
        board: OneBoard = None,
    ) -> dict[str, Any]:
        """Not for me: it stays away until then. Role: any who has a pseudonym; one's own."""
        made = await own.dismiss(caller, board, recommendation, body.reason, body.until)
        return _dismissal(made)

    @router.delete(
        place, status_code=204, openapi_extra={"x-repeatable": "what is not there stays away"}
    )
    async def undo(
        recommendation: RecommendationPath, caller: Who, board: OneBoard = None
    ) -> Response:
        """Let it come back. Role: any who has a pseudonym; one's own."""
        await own.undo(caller, board, recommendation)
        return Response(status_code=204)

    return router


def _advice(found: Advice) -> dict[str, Any]:
    return {
        "board": found.board,
        "day": date.fromordinal(found.situation.day).isoformat(),
        "hoursLeft": found.situation.hours_left,
        "recommendations": [_recommendation(one) for one in found.recommendations],
        "dismissed": [_dismissal(one) for one in found.dismissed],
    }


def _recommendation(one: Recommendation) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "theme": one.theme,
        "module": one.module
        and {
            "code": one.module.code,
            "version": one.module.version,
            "titles": {"nl": one.module.nl, "en": one.module.en},
            "studyHours": one.module.study / 100,
            "practiceLessons": one.module.practice,
            "hours": hours_of(one.module),
            "form": one.module.form,
            "level": one.module.level,
        },
        "weight": one.weight,
        "reasons": [
            {"code": reason.code, "weight": reason.weight, "values": dict(reason.values)}
            for reason in one.reasons
        ],
    }


def _dismissal(one: Dismissal) -> dict[str, Any]:
    until = date.fromordinal(one.until).isoformat() if one.until is not None else None
    return {"recommendation": one.recommendation, "reason": one.why, "until": until}
