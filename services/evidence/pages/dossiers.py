"""The dossier's pages: what would be sealed, a sealed dossier, and with whom it is shared.

The file is long because a dossier's way, from preview to withdrawal, is read as one.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.evidence.dossier.office import Asked, Lapsed, Office, Preview, Reader
from services.evidence.dossier.verify import FIGURES
from services.evidence.figures.calendar import date_of
from services.evidence.pages import urls
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say.dossiers import AUDIENCES, Deeds, deeds, in_short, parts_of, sealed
from services.evidence.pages.speech import Speech
from services.evidence.serve.dossiers import PDF_TYPE, ZIP_TYPE, DossierId, Link, file_name
from services.evidence.serve.schools import AsOf, SchoolPath, YearPath
from services.evidence.store.dossiers import Kept
from shared.chassis.commands import Once
from shared.chassis.errors import Absent, Forbidden, Invalid, Outdated
from shared.contracts.codes import Audience
from shared.contracts.moments import instant_of

SEE_OTHER = 303
USUALLY_SHARED = timedelta(days=90)
Token = Annotated[str, Form(max_length=200)]


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
    _sealing(router, front, office)
    _reading(router, front, office)
    _sharing(router, front, office)
    return router


def _sealing(router: APIRouter, front: Front, office: Office) -> None:
    place = "/schools/{school}/years/{year}/dossier"

    @router.get(place)
    async def preview(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Response:
        found = await office.preview(visit.caller, school, year, as_of)
        return await _previewed(front, office, visit, found, as_of)

    @router.get(f"{place}/pdf")
    async def preview_pdf(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Response:
        found = await office.preview(visit.caller, school, year, as_of)
        return _file(await office.preview_pdf(found), PDF_TYPE)

    @router.post(place)
    async def seal(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        *,
        token: Token,
        once: Annotated[str, Form(max_length=100)],
        as_of: Annotated[str, Form(max_length=40)],
        digest: Annotated[str, Form(pattern=r"^[0-9a-f]{64}$")],
    ) -> Response:
        own_form(front, visit, token)
        asked = _asked(visit, once, f"{school}/{year}/{as_of}/{digest}")
        try:
            outcome = await office.seal(visit.caller, school, year, as_of, digest, asked)
        except Outdated:
            found = await office.preview(visit.caller, school, year, None)
            return await _previewed(front, office, visit, found, None, changed=True)
        return _to(urls.dossier(outcome.answer["dossier"]))


def _reading(router: APIRouter, front: Front, office: Office) -> None:
    @router.get("/dossiers/{dossier}")
    async def one(request: Request, dossier: DossierId, key: Link = None) -> Response:
        reader, visit = await _reader(front, office, request, dossier, key)
        await office.opened(reader)
        return await _shown(front, office, request, reader, visit, key=key)

    @router.get("/dossiers/{dossier}/pdf")
    async def pdf(request: Request, dossier: DossierId, key: Link = None) -> Response:
        reader, _ = await _reader(front, office, request, dossier, key)
        return _file(await office.pdf(reader), PDF_TYPE, f"{file_name(reader.kept)}.pdf")

    @router.get("/dossiers/{dossier}/archive")
    async def archive(request: Request, dossier: DossierId, key: Link = None) -> Response:
        reader, _ = await _reader(front, office, request, dossier, key)
        return _file(await office.archive(reader), ZIP_TYPE, f"{file_name(reader.kept)}.zip")


def _sharing(router: APIRouter, front: Front, office: Office) -> None:
    @router.post("/dossiers/{dossier}/shares")
    async def share(
        dossier: DossierId,
        visit: Annotated[Visit, Depends(front.visit)],
        token: Token,
        audience: Annotated[Audience, Form()],
        until: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        own_form(front, visit, token)
        try:
            await office.share(visit.caller, dossier, audience, until, Asked())
        except (Invalid, ValueError):  # a day too early or too late, or no day at all
            return await _refused(front, office, visit, dossier, (audience, until))
        return _to(urls.dossier(dossier) + "#shares")

    @router.post("/dossiers/{dossier}/shares/{audience}/withdrawal")
    async def withdraw(
        dossier: DossierId,
        audience: Audience,
        visit: Annotated[Visit, Depends(front.visit)],
        token: Token,
    ) -> Response:
        own_form(front, visit, token)
        await office.withdraw(visit.caller, dossier, audience, Asked())
        return _to(urls.dossier(dossier) + "#shares")


def own_form(front: Front, visit: Visit, token: str) -> None:
    """Forbidden unless the form came from a page of this session."""
    if not front.cookies.is_own_form(visit.session, token):
        words = ("Dit formulier is niet van ons.", "This form is not ours.")
        raise Forbidden(words, code="foreign-form")


async def _previewed(
    front: Front,
    office: Office,
    visit: Visit,
    found: Preview,
    as_of: str | None,
    *,
    changed: bool = False,
) -> Response:
    """The page of what would be sealed."""
    school, speech = found.seat.school, visit.speech
    contents = found.gathered.contents
    before = await office.of_year(visit.caller, school.code, found.year)
    return front.page(
        visit,
        "dossier_preview.html",
        412 if changed else 200,
        crumbs=[
            (f"{school.name}, {found.year}", urls.school(school.code, found.year)),
            (speech.say("Dossier"), None),
        ],
        switch=urls.language(speech.other, urls.dossier_preview(school.code, found.year, as_of)),
        changed=changed,
        school=school,
        year=found.year,
        said=contents.said,
        digest=contents.digest,
        moment=speech.moment(found.moment),
        sealed_as_of=found.as_of,
        as_of=as_of,
        today=date_of(office.clock()).isoformat(),
        parts=parts_of(contents.said, speech),
        heads=found.gathered.heads,
        once=secrets.token_urlsafe(16),
        pdf=urls.dossier_preview_pdf(school.code, found.year, as_of),
        path=urls.dossier_preview(school.code, found.year),
        sealed=[(kept, _sealed_at(kept, visit)) for kept in before],
        released=_released(contents.said, speech),
    )


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
    said = json.loads(await office.contents(reader, FIGURES))
    shown: dict[str, Any] = {
        "said": said,
        "parts": parts_of(said, speech),
        "summary": in_short(said, speech),
        "sealed_by": sealed(reader.kept, speech),
        "released": _released(said, speech),
        "kept": reader.kept,
        "manifest": manifest,
        "reader": reader,
        "key": key,
        "key_at": office.keys_at,
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
    done: Sequence[Deeds] = deeds(await office.trail(reader), speech)
    return {
        "shares": [
            SharedWith(
                share.audience,
                speech.day(date.fromisoformat(share.until)),
                office.link_of(reader.kept.dossier, share),
            )
            for share in await office.shares(reader)
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
    request, reader = visit.request, await office.read(visit.caller, dossier)
    return await _shown(front, office, request, reader, visit, wrong=wrong)


async def _reader(
    front: Front, office: Office, request: Request, dossier: str, key: str | None
) -> tuple[Reader, Visit | None]:
    """Who reads: by the link alone when there is one, whoever is signed in."""
    if key is not None:
        try:
            return await office.read_by_link(dossier, key), None
        except Absent:
            lapsed = await office.lapsed(dossier, key)
            if lapsed is None:
                raise
            raise LinkLapsed(lapsed) from None
    visit = await front.visit(request)
    return await office.read(visit.caller, dossier), visit


def _asked(visit: Visit, once: str, what: str) -> Asked:
    """A form that is sent twice is one command."""
    who = f"dossier-form/{visit.caller.subject}/{once}".encode()
    fingerprint = hashlib.sha256(what.encode()).hexdigest()
    traceparent: str = visit.request.state.traceparent
    return Asked(Once(hashlib.sha256(who).hexdigest(), fingerprint), traceparent)


def _sealed_at(kept: Kept, visit: Visit) -> str:
    return str(visit.speech.moment(kept.sealed_at))


def _released(said: Mapping[str, Any], speech: Speech) -> str | None:
    """The release day that the figures about people are of."""
    day = said["released"]
    return speech.day(date.fromisoformat(day)) if day else None


def _file(content: bytes, media_type: str, name: str | None = None) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=SEE_OTHER, headers={"cache-control": "no-store"})
