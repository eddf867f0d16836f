"""What a dossier of a school year would hold, and sealing it."""

import hashlib
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from services.evidence.dossier.acts import Asked
from services.evidence.dossier.office import Office
from services.evidence.dossier.sealing import Preview
from services.evidence.figures.calendar import date_of
from services.evidence.pages import urls
from services.evidence.pages.answers import file, see_other
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say.dossiers import parts_of, released
from services.evidence.pages.sessions import Token
from services.evidence.serve.dossiers import PDF_TYPE
from services.evidence.serve.schools import AsOf, SchoolPath, YearPath
from services.evidence.store.dossiers import Kept
from shared.chassis.commands import Once
from shared.chassis.errors import Outdated


def dossier_preview_pages(front: Front, office: Office) -> APIRouter:
    """Routes for a school's leader."""
    router = APIRouter(include_in_schema=False)
    place = "/schools/{school}/years/{year}/dossier"

    @router.get(place)
    async def preview(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Response:
        found = await office.sealing.preview(visit.caller, school, year, as_of)
        return await _previewed(front, office, visit, found, as_of)

    @router.get(f"{place}/pdf")
    async def preview_pdf(
        school: SchoolPath,
        year: YearPath,
        visit: Annotated[Visit, Depends(front.visit)],
        as_of: AsOf = None,
    ) -> Response:
        found = await office.sealing.preview(visit.caller, school, year, as_of)
        return file(await office.sealing.preview_pdf(found), PDF_TYPE)

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
        front.cookies.own_form(visit.session, token)
        asked = _asked(visit, once, f"{school}/{year}/{as_of}/{digest}")
        try:
            outcome = await office.sealing.seal(visit.caller, school, year, as_of, digest, asked)
        except Outdated:
            found = await office.sealing.preview(visit.caller, school, year, None)
            return await _previewed(front, office, visit, found, None, changed=True)
        return see_other(urls.dossier(outcome.answer["dossier"]))

    return router


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
    before = await office.reading.of_year(visit.caller, school.code, found.year)
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
        released=released(contents.said, speech),
    )


def _asked(visit: Visit, once: str, what: str) -> Asked:
    """A form that is sent twice is one command."""
    who = f"dossier-form/{visit.caller.subject}/{once}".encode()
    fingerprint = hashlib.sha256(what.encode()).hexdigest()
    traceparent: str = visit.request.state.traceparent
    return Asked(Once(hashlib.sha256(who).hexdigest(), fingerprint), traceparent)


def _sealed_at(kept: Kept, visit: Visit) -> str:
    return str(visit.speech.moment(kept.sealed_at))
