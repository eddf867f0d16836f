"""A sealed dossier's pages: what is in it, who has it, and sharing and withdrawing it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Request, Response

from services.evidence.dossier.acts import Asked
from services.evidence.dossier.office import Office
from services.evidence.dossier.reading_room import Lapsed, Reader
from services.evidence.dossier.verify import FIGURES
from services.evidence.figures.calendar import date_of
from services.evidence.pages import urls
from services.evidence.pages.answers import file, see_other
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say.dossiers import (
    AUDIENCES,
    Deeds,
    deeds,
    in_short,
    parts_of,
    released,
    sealed,
)
from services.evidence.pages.sessions import Token
from services.evidence.serve.dossiers import PDF_TYPE, ZIP_TYPE, DossierId, Link, file_name
from shared.chassis.errors import Absent, Invalid
from shared.contracts.codes import Audience
from shared.contracts.moments import instant_of

USUALLY_SHARED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SharedWith:
    """One audience that has a dossier now, as its leader reads it."""

    audience: str
    until: str
    link: str | None


class LinkLapsed(Exception):
    """A link that opened a dossier once, and does so no more."""

    def __init__(self, lapsed: Lapsed) -> None:
        super().__init__()
        self.lapsed = lapsed


def dossier_pages(front: Front, office: Office) -> APIRouter:
    """Routes for a school's leader, and for who a dossier is shared with."""
    router = APIRouter(include_in_schema=False)
    _reading(router, front, office)
    _sharing(router, front, office)
    return router


def _reading(router: APIRouter, front: Front, office: Office) -> None:
    @router.get("/dossiers/{dossier}")
    async def one(request: Request, dossier: DossierId, key: Link = None) -> Response:
        reader, visit = await _reader(front, office, request, dossier, key)
        await office.reading.opened(reader)
        return await _shown(front, office, request, reader, visit, key=key)

    @router.get("/dossiers/{dossier}/pdf")
    async def pdf(request: Request, dossier: DossierId, key: Link = None) -> Response:
        reader, _ = await _reader(front, office, request, dossier, key)
        return file(await office.reading.pdf(reader), PDF_TYPE, f"{file_name(reader.kept)}.pdf")

    @router.get("/dossiers/{dossier}/archive")
    async def archive(request: Request, dossier: DossierId, key: Link = None) -> Response:
        reader, _ = await _reader(front, office, request, dossier, key)
        return file(await office.reading.archive(reader), ZIP_TYPE, f"{file_name(reader.kept)}.zip")


def _sharing(router: APIRouter, front: Front, office: Office) -> None:
    @router.post("/dossiers/{dossier}/shares")
    async def share(
        dossier: DossierId,
        visit: Annotated[Visit, Depends(front.visit)],
        token: Token,
        audience: Annotated[Audience, Form()],
        until: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        front.cookies.own_form(visit.session, token)
        try:
            await office.sharing.share(visit.caller, dossier, audience, until, Asked())
        except (Invalid, ValueError):  # a day too early or too late, or no day at all
            return await _refused(front, office, visit, dossier, (audience, until))
        return see_other(urls.dossier(dossier) + "#shares")

    @router.post("/dossiers/{dossier}/shares/{audience}/withdrawal")
    async def withdraw(
        dossier: DossierId,
        audience: Audience,
        visit: Annotated[Visit, Depends(front.visit)],
        token: Token,
    ) -> Response:
        front.cookies.own_form(visit.session, token)
        await office.sharing.withdraw(visit.caller, dossier, audience, Asked())
        return see_other(urls.dossier(dossier) + "#shares")


async def _shown(
    front: Front,
    office: Office,
    request: Request,
    reader: Reader,
    visit: Visit | None,
    *,
    key: str | None = None,
    wrong: tuple[str, str] | None = None,
) -> Response:
    """The page of a sealed dossier; with what was filled in wrong when that was refused."""
    speech = visit.speech if visit else front.speech(request)
    manifest = reader.kept.manifest
    school = manifest["school"]
    said = json.loads(await office.reading.contents(reader, FIGURES))
    shown: dict[str, Any] = {
        "said": said,
        "parts": parts_of(said, speech),
        "summary": in_short(said, speech),
        "sealed_by": sealed(reader.kept, speech),
        "released": released(said, speech),
        "kept": reader.kept,
        "manifest": manifest,
        "reader": reader,
        "key": key,
        "key_at": office.sealing.keys_at,
        "name": file_name(reader.kept),
        "as_of": speech.moment(instant_of(manifest["asOf"])),
        "framework_name": manifest["framework"]["name"][speech.code],
        "until": speech.day(date.fromisoformat(reader.until)) if reader.until else None,
        "wrong": wrong,
        "shares": [],
        "deeds": [],
    }
    status = 422 if wrong else 200
    if wrong:  # what was asked for is no page to come back to
        shown["switch"] = urls.language(speech.other, urls.dossier(reader.kept.dossier))
    if visit is None:
        return front.open_page(request, "dossier.html", status, **shown)
    if reader.leads:
        shown |= await _leaders(office, reader, visit)
        up = urls.school(school["code"], reader.kept.year)
        shown["crumbs"] = [
            (f"{school['name']}, {reader.kept.year}", up),
            (speech.say("Dossier"), None),
        ]
    return front.page(visit, "dossier.html", status, **shown)


async def _leaders(office: Office, reader: Reader, visit: Visit) -> dict[str, Any]:
    """What the leader sees besides: with whom it is shared, and what was done with it."""
    speech, today = visit.speech, date_of(office.clock())
    done: Sequence[Deeds] = deeds(await office.reading.trail(reader), speech)
    return {
        "shares": [
            SharedWith(
                share.audience,
                speech.day(date.fromisoformat(share.until)),
                office.links.link_of(reader.kept.dossier, share),
            )
            for share in await office.reading.shares(reader)
        ],
        "audiences": [(code, speech.say(AUDIENCES[code])) for code in get_args(Audience)],
        "deeds": done,
        "today": today.isoformat(),
        "usual_day": (today + USUALLY_SHARED).isoformat(),
    }


async def _refused(
    front: Front, office: Office, visit: Visit, dossier: str, wrong: tuple[str, str]
) -> Response:
    """The same page, with what was filled in and what is wrong with it."""
    request, reader = visit.request, await office.reading.read(visit.caller, dossier)
    return await _shown(front, office, request, reader, visit, wrong=wrong)


async def _reader(
    front: Front, office: Office, request: Request, dossier: str, key: str | None
) -> tuple[Reader, Visit | None]:
    """Who reads: by the link alone when there is one, whoever is signed in."""
    if key is not None:
        try:
            return await office.reading.read_by_link(dossier, key), None
        except Absent:
            lapsed = await office.reading.lapsed(dossier, key)
            if lapsed is None:
                raise
            raise LinkLapsed(lapsed) from None
    visit = await front.visit(request)
    return await office.reading.read(visit.caller, dossier), visit
