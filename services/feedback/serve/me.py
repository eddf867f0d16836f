"""Doors to what is one's own, texts included; and to appraisals for the school's leader.

Purpose decides who sees an observation (domain.md): the teacher concerned always; the observer
what they recorded; management appraisals only. An audit is anonymous: the teacher sees neither
who observed nor what they wrote.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from services.feedback.serve import asking
from services.feedback.serve.asking import LEADER, Doors, SchoolPath
from services.feedback.state import Kind
from services.feedback.store.kept import Page
from shared.chassis.identity import Caller, caller_of
from shared.chassis.mongo import Document
from shared.chassis.problems import documented

Who = Annotated[Caller, Depends(caller_of)]
After = Annotated[str | None, Query(max_length=40, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
OWN: dict[str, Kind] = {
    "reflections": "reflection",
    "module-ratings": "rating",
    "coachings": "coaching",
}


def me_router(doors: Doors) -> APIRouter:
    """Routes under /v1/me, and the school's appraisals."""
    router = APIRouter(prefix="/v1", responses=documented(401, 403, 404, 422, 503))

    @router.get("/me/observations", tags=["me"])
    async def observations(caller: Who, after: After = None, limit: Limit = 50) -> dict[str, Any]:
        """Observations of the caller, and those the caller recorded. Any role with a pseudonym."""
        mine = await doors.pseudonyms.at(caller)
        whose = ("teacher", "author", "observer")
        found = await doors.store.kept.own(mine, whose, "observation", Page(after, limit))
        me = set(mine.values())
        return _paged("observations", [_seen_by(doors, entry, me) for entry in found], found, limit)

    def add(collection: str, kind: Kind) -> None:
        @router.get(
            f"/me/{collection}",
            tags=["me"],
            name=f"my_{collection}",
            summary=f"The caller's own {collection.replace('-', ' ')}.",
        )
        async def own(caller: Who, after: After = None, limit: Limit = 50) -> dict[str, Any]:
            mine = await doors.pseudonyms.at(caller)
            whose = ("teacher", "author")
            found = await doors.store.kept.own(mine, whose, kind, Page(after, limit))
            return _paged(collection, [_shown(doors, entry) for entry in found], found, limit)

    for collection, kind in OWN.items():
        add(collection, kind)

    @router.get("/schools/{school}/observations", tags=["observations"])
    async def appraisals(
        school: SchoolPath, caller: Who, after: After = None, limit: Limit = 50
    ) -> dict[str, Any]:
        """The school's appraisal observations, and no others. Role: school-leader."""
        at = await asking.at_school(doors, caller, school, LEADER)
        found = await doors.store.kept.appraisals(at.place, Page(after, limit))
        return _paged("observations", [_shown(doors, entry) for entry in found], found, limit)

    return router


def _paged(
    name: str, shown: Sequence[Mapping[str, Any]], found: Sequence[Document], limit: int
) -> dict[str, Any]:
    return {name: shown, "next": found[-1]["order"] if len(found) == limit else None}


def _shown(doors: Doors, entry: Document) -> dict[str, Any]:
    """An entry as its fact, with its text and whether it still counts."""
    text = "text" if entry["kind"] == "reflection" else "comment"
    return {
        **entry["said"],
        "school": entry["school"],
        text: doors.store.kept.text_of(entry),
        "retracted": entry["retracted"],
    }


def _seen_by(doors: Doors, entry: Document, me: set[str]) -> dict[str, Any]:
    """An observation as far as its purpose lets the caller see it."""
    shown = _shown(doors, entry)
    recorded_it = entry["author"] in me or entry["observer"] in me
    if entry["purpose"] == "audit" and not recorded_it:
        return {**shown, "observer": None, "comment": None}
    return shown
