"""A teacher's own portfolio by API: what is in it, its certificates, and all of it as a file."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from services.evidence.portfolios import Portfolios, told, told_award
from services.evidence.serve.schools import ERRORS, Who
from shared.chassis.problems import documented
from shared.contracts.identifiers import ThingId

SIGNED, ZIPPED = "application/vc+jwt", "application/zip"
EXPORT_NAME = "portfolio.zip"
Certificate = Annotated[ThingId, Path()]
Named = Annotated[
    bool, Query(alias="with-name", description="whether your name is in the credential")
]
PRIVATE = {"cache-control": "no-store"}


def portfolio_router(portfolios: Portfolios) -> APIRouter:
    """Routes under /v1/me/portfolio."""
    router = APIRouter(prefix="/v1/me/portfolio", tags=["me"], responses=ERRORS)

    @router.get("")
    async def portfolio(caller: Who) -> dict[str, Any]:
        """Totals, certificates and roles. Role: any who has a pseudonym; one's own."""
        return told(await portfolios.of(caller))

    @router.get("/export")
    async def export(caller: Who) -> Response:
        """All of it as a ZIP. Role: any who has a pseudonym; one's own."""
        return zipped(await portfolios.export(caller))

    @router.get("/certificates/{certificate}")
    async def certificate(
        certificate: Certificate, caller: Who, *, named: Named = False
    ) -> dict[str, Any]:
        """A certificate and its credential. Role: any who has a pseudonym; one's own."""
        award = (await portfolios.of(caller)).award(certificate)
        made = None if award.revoked else await portfolios.credential(caller, award, named=named)
        return {**told_award(award), "credential": made}

    @router.get("/certificates/{certificate}/jwt", responses=documented(409))
    async def token(certificate: Certificate, caller: Who, *, named: Named = False) -> Response:
        """The signed credential. Role: any who has a pseudonym; one's own."""
        award = (await portfolios.of(caller)).award(certificate)
        made = await portfolios.credential(caller, award, named=named)
        return signed(portfolios.signed(made), award.module)

    return router


def signed(token: str, module: str) -> Response:
    """A signed credential as a file to keep."""
    kept = {"content-disposition": f'attachment; filename="certificate-{module}.jwt"', **PRIVATE}
    return Response(token, media_type=SIGNED, headers=kept)


def zipped(content: bytes) -> Response:
    """A portfolio as a file to keep."""
    kept = {"content-disposition": f'attachment; filename="{EXPORT_NAME}"', **PRIVATE}
    return Response(content, media_type=ZIPPED, headers=kept)
