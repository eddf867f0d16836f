"""A teacher's own portfolio: certificates, what was learned, all of it to take along, and erasure.

One decision a page: deleting the own texts has a page of its own, and a form that only we can make.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from services.evidence.pages import urls
from services.evidence.pages.answers import see_other
from services.evidence.pages.front import Front, Visit
from services.evidence.pages.say.portfolio import certificate, learning, role, years
from services.evidence.pages.sessions import Token
from services.evidence.portfolios import Portfolio, Portfolios
from services.evidence.serve.portfolio import Certificate, Named, signed, zipped
from shared.chassis.errors import Absent

NOTHING = Portfolio((), {}, (), ())
Deleted = Annotated[int | None, Query(ge=0, le=1_000_000)]


def portfolio_pages(front: Front, portfolios: Portfolios) -> APIRouter:
    """The routes under /me/portfolio."""
    router = APIRouter(include_in_schema=False)
    Visiting = Annotated[Visit, Depends(front.visit)]  # noqa: N806  a type, of this front

    @router.get(urls.PORTFOLIO)
    async def portfolio(visit: Visiting) -> Response:
        try:
            own = await portfolios.of(visit.caller)
        except Absent:  # signed in, but nothing was ever recorded under this name
            own = NOTHING
        speech, addresses = visit.speech, portfolios.addresses
        boards = sorted({award.board for award in own.awards})
        return front.page(
            visit,
            "portfolio.html",
            certificates=[certificate(award, speech) for award in own.awards],
            learned=learning(own.totals, speech),
            years=years(own.years, speech),
            roles=[role(one, speech) for one in own.roles],
            keys=addresses.keys,
            revocations=[addresses.revocations(board) for board in boards],
            nothing=not own.facts,
        )

    @router.get(urls.PORTFOLIO_EXPORT)
    async def export(visit: Visiting) -> Response:
        return zipped(await portfolios.export(visit.caller))

    @router.get(urls.PORTFOLIO_CERTIFICATE)
    async def download(
        visit: Visiting, certificate: Certificate, *, named: Named = False
    ) -> Response:
        award = (await portfolios.of(visit.caller)).award(certificate)
        made = await portfolios.credential(visit.caller, award, named=named)
        return signed(portfolios.signed(made), award.module)

    @router.get(urls.ERASURE)
    async def erasure(visit: Visiting, deleted: Deleted = None) -> Response:
        texts = await portfolios.texts.count(visit.caller)
        return front.page(visit, "erasure.html", texts=texts, deleted=deleted)

    @router.post(urls.ERASURE)
    async def erase(visit: Visiting, token: Token) -> Response:
        front.cookies.own_form(visit.session, token)
        deleted = await portfolios.texts.delete(visit.caller)
        return see_other(f"{urls.ERASURE}?deleted={deleted}")

    return router
