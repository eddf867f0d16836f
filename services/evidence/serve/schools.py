"""A school's year: figures, gaps, one theme, and why a figure is what it is."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Response

from services.evidence.as_of import moment_named
from services.evidence.desk import Desk, Standing
from services.evidence.rules import rule_of
from shared.chassis.errors import Finding, Invalid
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts.codes import Theme

SchoolPath = Annotated[str, Path(pattern=r"^[0-9]{2}[A-Z]{2}([0-9]{2})?$")]
YearPath = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{4}$")]
FigurePath = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
AsOf = Annotated[
    str | None,
    Query(alias="as-of", description="an RFC 3339 time, or a date: its end in Amsterdam"),
]
Who = Annotated[Caller, Depends(caller_of)]
ERRORS = documented(401, 403, 404, 422, 503)


def moment_of(as_of: str | None) -> datetime | None:
    """The instant that an as-of names; a date means all that was logged on that day."""
    if as_of is None:
        return None
    try:
        return moment_named(as_of)
    except ValueError as error:
        words = ("Geef een datum of een tijd met zone.", "Give a date, or a time with its zone.")
        raise Invalid([Finding("/query/as-of", "not-a-moment", words)]) from error


def schools_router(desk: Desk) -> APIRouter:
    """Routes for a school's own leader, who teaches there, and who administers its board."""
    router = APIRouter(prefix="/v1/schools", tags=["schools"], responses=ERRORS)

    @router.get("/{school}/years")
    async def years(school: SchoolPath, caller: Who) -> dict[str, Any]:
        seat = await desk.seats.sits(caller, school)
        return {"school": school, "years": await desk.years(seat.board, school)}

    @router.get("/{school}/years/{year}")
    async def year_figures(
        school: SchoolPath, year: YearPath, caller: Who, as_of: AsOf = None
    ) -> Response:
        seat = await desk.seats.sits(caller, school)
        moment = moment_of(as_of)
        return answered(shown(await desk.seen(seat.audience, seat.board, school, year, moment)))

    @router.get("/{school}/years/{year}/themes/{theme}")
    async def theme_figures(
        school: SchoolPath, year: YearPath, theme: Theme, caller: Who, as_of: AsOf = None
    ) -> Response:
        seat = await desk.seats.sits(caller, school)
        found = await desk.seen(seat.audience, seat.board, school, year, moment_of(as_of))
        return answered(shown(found, theme))

    @router.get("/{school}/years/{year}/figures/{figure}")
    async def why(
        school: SchoolPath,
        year: YearPath,
        figure: FigurePath,
        caller: Who,
        theme: Theme | None = None,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        seat = await desk.seats.sits(caller, school)
        moment = moment_of(as_of)
        made, found = await desk.why(caller, seat, year, theme, figure, moment)
        rule = rule_of(made["figure"]).told()
        return {"figure": made, **rule, "facts": found.facts, "hiddenFacts": found.hidden}

    return router


def answered(found: dict[str, Any]) -> Response:
    """Many rows as JSON, several times faster than FastAPI would write them."""
    return Response(msgspec.json.encode(found), media_type="application/json")


def shown(found: Standing, theme: str | None = None) -> dict[str, Any]:
    """A standing as the API gives it; of one theme when one is named."""

    def fits(entry: dict[str, Any]) -> bool:
        return theme is None or entry["theme"] == theme

    return {
        "board": found.board,
        "school": found.school,
        "schoolYear": found.year,
        "day": found.day,
        "derivedAt": found.made_at.isoformat(),
        "current": found.current,
        "released": found.released,
        "nextRelease": found.next_release,
        "releasing": found.releasing,
        "figures": [entry for entry in found.figures if fits(entry)],
        "gaps": [entry for entry in found.gaps if fits(entry)],
        "parked": found.parked,
    }
