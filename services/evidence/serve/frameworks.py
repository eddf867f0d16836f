"""The inspection framework: its versions, a board's own mapping, and a school's year under it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from services.evidence.desk import Desk
from services.evidence.figures.calendar import date_of
from services.evidence.frameworks.framework import Framework, Link, Standard
from services.evidence.frameworks.loading import THEMES
from services.evidence.serve.boards import BoardPath
from services.evidence.serve.schools import (
    ERRORS,
    AsOf,
    SchoolPath,
    Who,
    YearPath,
    answered,
    moment_of,
)
from services.evidence.standards import Mapped, Standards
from services.evidence.store.mappings import Overtaken
from shared.chassis.errors import Absent, Finding, Invalid, Outdated
from shared.chassis.idempotency import check_version, if_match
from shared.chassis.problems import documented
from shared.contracts.codes import Sector

log = structlog.get_logger(__name__)

VersionPath = Annotated[str, Path(pattern=r"^[0-9]{4}(-draft)?$")]


class NewMapping(BaseModel):
    """All links of a board for a sector: they take the place of those that were there."""

    model_config = ConfigDict(extra="forbid")

    links: Annotated[list[Link], Field(min_length=1, max_length=200)]


def frameworks_router(desk: Desk, standards: Standards) -> APIRouter:
    """Routes for everybody who is signed in, for a board's administrators, and for a leader."""
    router = APIRouter(prefix="/v1", tags=["frameworks"], responses=ERRORS)
    _versions(router, standards)
    _mapping(router, desk, standards)

    @router.get("/schools/{school}/years/{year}/standards")
    async def under_standards(
        school: SchoolPath, year: YearPath, caller: Who, as_of: AsOf = None
    ) -> Response:
        """A school's year per standard, under the framework in force on the day asked for.

        Role: school-leader, teacher, coach of the school; board-admin of its board.
        """
        seat = await desk.seats.sits(caller, school)
        moment = moment_of(as_of)
        found = await desk.seen(seat.audience, seat.board, school, year, moment)
        day = date_of(moment or desk.clock())
        mapped = await standards.of(seat.board, seat.school.sector, day, moment)
        return answered(
            {
                "school": school,
                "schoolYear": year,
                "framework": _told(mapped.framework, standards),
                "standards": [
                    _under(standard, links, mapped.framework, found.figures)
                    for standard, links in mapped.framework.under(mapped.links)
                ],
            }
        )

    return router


def _versions(router: APIRouter, standards: Standards) -> None:
    @router.get("/frameworks")
    async def listed(_: Who) -> dict[str, Any]:
        """Every version per sector, drafts too. Role: anybody who is signed in."""
        found = standards.frameworks.all()
        return {"frameworks": [_told(framework, standards) for framework in found]}

    @router.get("/frameworks/{sector}/{version}")
    async def one(sector: Sector, version: VersionPath, _: Who) -> dict[str, Any]:
        """One version with its standards, links and crosswalk. Role: anybody who is signed in."""
        found = standards.frameworks.version(sector, version)
        if found is None:
            raise Absent
        return {
            **_told(found, standards),
            "standards": [_standard(standard, found) for standard in found.standards],
            "links": [_link(link) for link in found.links],
            "crosswalk": {old: list(new) for old, new in found.crosswalk.items()},
        }


def _mapping(router: APIRouter, desk: Desk, standards: Standards) -> None:
    place = "/boards/{board}/frameworks/{sector}/mapping"

    @router.get(place)
    async def shown(board: BoardPath, sector: Sector, caller: Who) -> Response:
        """Which themes speak to which standard at this board. Role: board-admin."""
        await desk.seats.governs(caller, board)
        return _answer(board, sector, await _today(desk, standards, board, sector))

    @router.put(
        place,
        responses=documented(412),
        openapi_extra={"x-repeatable": "the same links again change nothing"},
    )
    async def put(
        request: Request, board: BoardPath, sector: Sector, body: NewMapping, caller: Who
    ) -> Response:
        """Correct the mapping; earlier ones stay, for questions about the past. Role: board-admin.

        `If-Match` names the correction on which it was decided.
        """
        await desk.seats.governs(caller, board)
        present = await _today(desk, standards, board, sector)
        check_version(if_match(request), present.correction)
        _fits(body.links, present.framework)
        if list(present.links) == body.links:
            return _answer(board, sector, present)
        told = [link.model_dump(mode="json") for link in body.links]
        number = present.correction + 1
        try:
            await standards.mappings.add(board, sector, number, desk.clock(), caller.client, told)
        except Overtaken as overtaken:
            raise Outdated(
                (
                    "Iemand anders corrigeerde dit net; kijk opnieuw.",
                    "Somebody else corrected this just now; look again.",
                )
            ) from overtaken
        log.info("mapping corrected", board=board, sector=sector, by_client=caller.client)
        return _answer(board, sector, Mapped(present.framework, body.links, number))


async def _today(desk: Desk, standards: Standards, board: str, sector: str) -> Mapped:
    return await standards.of(board, sector, date_of(desk.clock()))


def _fits(links: Sequence[Link], framework: Framework) -> None:
    """Invalid when a link names no standard of this version, or a theme is left without any."""
    findings = [
        Finding(
            f"/links/{place}/standard",
            "unknown-standard",
            (
                f"{code} is geen standaard van {framework.name.nl}.",
                f"{code} is no standard of {framework.name.en}.",
            ),
        )
        for place, code in framework.wrong_in(links)
    ]
    linked = {link.theme for link in links}
    findings += [
        Finding(
            "/links",
            "theme-without-standard",
            (f"Geef ook {theme} een standaard.", f"Give {theme} a standard as well."),
        )
        for theme in THEMES
        if theme not in linked
    ]
    if findings:
        raise Invalid(findings)


def _answer(board: str, sector: str, mapped: Mapped) -> Response:
    body = {
        "board": board,
        "sector": sector,
        "framework": mapped.framework.version,
        "correction": mapped.correction,
        "links": [_link(link) for link in mapped.links],
    }
    return JSONResponse(body, headers={"etag": f'"{mapped.correction}"'})


def _told(framework: Framework, standards: Standards) -> dict[str, Any]:
    until = standards.frameworks.until(framework)
    return {
        "sector": framework.sector,
        "version": framework.version,
        "name": framework.name.model_dump(),
        "inForceFrom": framework.in_force_from.isoformat(),
        "until": until.isoformat() if until else None,
        "draft": framework.draft,
        "source": framework.source,
        "changes": framework.changes.model_dump() if framework.changes else None,
    }


def _standard(standard: Standard, framework: Framework) -> dict[str, Any]:
    return {
        "code": standard.code,
        "name": standard.name,
        "gloss": standard.gloss.model_dump(),
        "level": standard.level,
        "step": standard.step,
        "verified": standard.verified_in(framework.sector),
    }


def _link(link: Link) -> dict[str, Any]:
    return link.model_dump(mode="json")


def _under(
    standard: Standard,
    links: Sequence[Link],
    framework: Framework,
    figures: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """A standard with the figures of each theme below it: by itself it tells no theme apart."""
    return {
        **_standard(standard, framework),
        "themes": [
            {**_link(link), "figures": [row for row in figures if row["theme"] == link.theme]}
            for link in links
        ],
    }
