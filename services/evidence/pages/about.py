"""Pages that anybody may read: how we calculate, who sees what, and how accessible this is."""

from fastapi import APIRouter, Request, Response

from services.evidence.figures.groups import K
from services.evidence.pages import urls
from services.evidence.pages.front import Front
from services.evidence.rules import families, general


def about_router(front: Front) -> APIRouter:
    """Routes of the explanations."""
    router = APIRouter(include_in_schema=False)

    @router.get(urls.FIGURES)
    async def figures(request: Request) -> Response:
        code = front.speech(request).code
        rules = [(name, *general(name).in_words(code)) for name in families()]
        return await front.page_for_all(request, "about_figures.html", rules=rules)

    @router.get(urls.VISIBILITY)
    async def visibility(request: Request) -> Response:
        return await front.page_for_all(request, "about_visibility.html", k=K)

    @router.get(urls.ACCESSIBILITY)
    async def accessibility(request: Request) -> Response:
        return await front.page_for_all(request, "about_accessibility.html")

    return router
