"""A page for whoever was shown a certificate and has no tools: is it real, and does it still stand?

Open to all, and nothing is kept of what is pasted.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from services.evidence.pages import urls
from services.evidence.pages.front import Front
from services.evidence.portfolios import Checked, Portfolios

MOST = 20_000  # characters; a certificate of ours has about four thousand
Pasted = Annotated[str, Form(max_length=MOST)]


def check_router(front: Front, portfolios: Portfolios) -> APIRouter:
    """The route of the page."""
    router = APIRouter(include_in_schema=False)

    async def shown(request: Request, found: Checked | None, *, asked: bool) -> Response:
        day = front.speech(request).day(found.day) if found else None
        more = {"found": found, "day": day, "asked": asked, "keys": portfolios.addresses.keys}
        return await front.page_for_all(request, "check.html", **more)

    @router.get(urls.CHECK)
    async def ask(request: Request) -> Response:
        return await shown(request, None, asked=False)

    @router.post(urls.CHECK)
    async def check(request: Request, certificate: Pasted) -> Response:
        return await shown(request, await portfolios.checked(certificate.strip()), asked=True)

    return router
