"""A school's dossiers: what would be sealed, sealing it, reading, sharing and withdrawing it."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.evidence.dossier.acts import Asked as AskedFor
from services.evidence.dossier.office import Office
from services.evidence.dossier.reading_room import Reader
from services.evidence.dossier.sealing import KEYS_PATH, Preview
from services.evidence.serve.boards import BoardPath
from services.evidence.serve.schools import ERRORS, AsOf, SchoolPath, Who, YearPath, answered
from services.evidence.store.dossiers import Kept
from shared.chassis.idempotency import answered as answered_command
from shared.chassis.idempotency import once_of
from shared.chassis.identity import Caller, caller_of
from shared.chassis.problems import documented
from shared.contracts.codes import Audience
from shared.contracts.identifiers import ThingId
from shared.contracts.moments import Day

DossierId = Annotated[ThingId, Path()]
Link = Annotated[
    str | None,
    Query(alias="key", max_length=100, description="what a shared link carries, for no sign-in"),
]
PDF_TYPE, ZIP_TYPE = "application/pdf", "application/zip"


class Sealed(BaseModel):
    """What was previewed: as of when, and its digest."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    as_of: Annotated[str, Field(alias="asOf", max_length=40)]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class NewShare(BaseModel):
    """With whom, and the last day."""

    model_config = ConfigDict(extra="forbid")

    audience: Audience
    until: Day


def dossiers_router(office: Office) -> APIRouter:
    """Routes for a school's leader, and for who a dossier is shared with."""
    router = APIRouter(prefix="/v1", tags=["dossiers"], responses=ERRORS)
    _sealing(router, office)
    _reading(router, office)
    _sharing(router, office)

    @router.get(KEYS_PATH.removeprefix("/v1"))
    async def keys() -> dict[str, Any]:
        """The public keys that dossiers were ever sealed with. Role: none."""
        return {
            "keys": [
                {
                    "fingerprint": key["_id"],
                    "algorithm": "Ed25519",
                    "pem": key["pem"],
                    "since": key["since"].isoformat(),
                }
                for key in await office.sealing.keys()
            ]
        }

    return router


def _sealing(router: APIRouter, office: Office) -> None:
    place = "/schools/{school}/years/{year}/dossiers"

    @router.get(f"{place}/preview")
    async def preview(
        school: SchoolPath, year: YearPath, caller: Who, as_of: AsOf = None
    ) -> Response:
        """Exactly what would be sealed, with its digest. Role: school-leader of the school."""
        return answered(previewed(await office.sealing.preview(caller, school, year, as_of)))

    @router.get(f"{place}/preview/pdf", response_class=Response)
    async def preview_pdf(
        school: SchoolPath, year: YearPath, caller: Who, as_of: AsOf = None
    ) -> Response:
        """The same as a PDF, marked as not sealed. Role: school-leader of the school."""
        found = await office.sealing.preview(caller, school, year, as_of)
        return Response(await office.sealing.preview_pdf(found), media_type=PDF_TYPE)

    @router.post(place, status_code=201, responses=documented(409, 412))
    async def seal(
        request: Request, school: SchoolPath, year: YearPath, body: Sealed, caller: Who
    ) -> Response:
        """Seal what was previewed; 412 when it changed meanwhile. Role: school-leader."""
        asked = await asked_of(request, school, caller)
        outcome = await office.sealing.seal(caller, school, year, body.as_of, body.digest, asked)
        return answered_command(outcome, location=f"/v1/dossiers/{outcome.answer['dossier']}")

    @router.get(place)
    async def listed(school: SchoolPath, year: YearPath, caller: Who) -> dict[str, Any]:
        """The sealed dossiers of a school year, newest first. Role: school-leader."""
        found = await office.reading.of_year(caller, school, year)
        return {"dossiers": [_listed(kept) for kept in found]}


def _reading(router: APIRouter, office: Office) -> None:
    @router.get("/boards/{board}/dossiers")
    async def of_board(board: BoardPath, caller: Who) -> dict[str, Any]:
        """The dossiers that schools share with this board now. Role: board-admin."""
        found = await office.reading.of_board(caller, board)
        return {
            "dossiers": [
                {**_listed(reader.kept), "school": reader.kept.school, "sharedUntil": reader.until}
                for reader in found
            ]
        }

    @router.get("/dossiers/{dossier}")
    async def one(request: Request, dossier: DossierId, key: Link = None) -> Response:
        """A dossier's manifest; for its leader also shares and trail.

        Role: its school-leader; board-admin once shared with the board; who has a link that stands.
        """
        reader = await reader_of(office, request, dossier, key)
        await office.reading.opened(reader)
        return answered(await _shown(office, reader))

    @router.get("/dossiers/{dossier}/pdf", response_class=Response)
    async def pdf(request: Request, dossier: DossierId, key: Link = None) -> Response:
        """The PDF. Role: as for the dossier."""
        reader = await reader_of(office, request, dossier, key)
        return Response(await office.reading.pdf(reader), media_type=PDF_TYPE)

    @router.get("/dossiers/{dossier}/archive", response_class=Response)
    async def archive(request: Request, dossier: DossierId, key: Link = None) -> Response:
        """The whole dossier, a ZIP. Role: as for the dossier."""
        reader = await reader_of(office, request, dossier, key)
        headers = {"content-disposition": f'attachment; filename="{file_name(reader.kept)}.zip"'}
        return Response(await office.reading.archive(reader), media_type=ZIP_TYPE, headers=headers)


def _sharing(router: APIRouter, office: Office) -> None:
    place = "/dossiers/{dossier}/shares"

    @router.post(place, status_code=201, responses=documented(409))
    async def share(request: Request, dossier: DossierId, body: NewShare, caller: Who) -> Response:
        """Share a dossier until a day, in place of a sharing that was there. Role: school-leader.

        `link` is where an audience that does not sign in finds it.
        """
        asked = await asked_of(request, dossier, caller)
        outcome = await office.sharing.share(caller, dossier, body.audience, body.until, asked)
        told = dict(outcome.answer)
        told["link"] = office.links.link(dossier, told["audience"], told.pop("number"))
        return answered_command(replace(outcome, answer=told))

    @router.delete(f"{place}/{{audience}}", responses=documented(409))
    async def withdraw(
        request: Request, dossier: DossierId, audience: Audience, caller: Who
    ) -> Response:
        """Withdraw it: absent from then on. Role: school-leader of the school."""
        asked = await asked_of(request, dossier, caller)
        outcome = await office.sharing.withdraw(caller, dossier, audience, asked)
        return answered_command(outcome, status=200)


async def asked_of(request: Request, about: str, caller: Caller) -> AskedFor:
    """The idempotency key and trace of a request."""
    once = await once_of(request, f"dossiers/{about}", caller)
    return AskedFor(once, request.state.traceparent)


async def reader_of(office: Office, request: Request, dossier: str, key: str | None) -> Reader:
    """Who reads: by a link when the request carries one, else by sign-in."""
    if key is not None:
        return await office.reading.read_by_link(dossier, key)
    return await office.reading.read(await caller_of(request), dossier)


def previewed(found: Preview) -> dict[str, Any]:
    """A preview as the API gives it."""
    gathered = found.gathered
    return {
        "asOf": found.as_of,
        "digest": gathered.contents.digest,
        "chains": gathered.heads,
        "contents": gathered.contents.said,
    }


def file_name(kept: Kept) -> str:
    """What a dossier is called as a file."""
    return f"dossier-{kept.school}-{kept.year}-{kept.dossier[:8]}"


def _listed(kept: Kept) -> dict[str, Any]:
    said = kept.manifest
    return {
        "dossier": kept.dossier,
        "schoolYear": kept.year,
        "asOf": said["asOf"],
        "sealedAt": said["sealedAt"],
        "digest": said["digest"],
        "framework": said["framework"]["id"],
    }


async def _shown(office: Office, reader: Reader) -> dict[str, Any]:
    kept = reader.kept
    shown: dict[str, Any] = {"dossier": kept.dossier, "bytes": kept.size, "manifest": kept.manifest}
    if not reader.leads:
        return {**shown, "sharedUntil": reader.until}
    return {
        **shown,
        "shares": [
            {
                "audience": share.audience,
                "until": share.until,
                "sharedAt": share.at.isoformat(),
                "link": office.links.link_of(kept.dossier, share),
            }
            for share in await office.reading.shares(reader)
        ],
        "trail": [
            {
                "at": deed.at.isoformat(),
                "what": deed.what,
                "role": deed.role,
                "audience": deed.audience,
            }
            for deed in await office.reading.trail(reader)
        ],
    }
