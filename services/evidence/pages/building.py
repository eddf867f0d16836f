"""The pages put together: routers, static files, and answers to what goes wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from services.evidence.coaching import CoachDesk
from services.evidence.desk import Desk
from services.evidence.dossier.office import Office
from services.evidence.own import OwnDesk
from services.evidence.pages import failures
from services.evidence.pages.about import about_router
from services.evidence.pages.advice import advice_router
from services.evidence.pages.board import board_router
from services.evidence.pages.board_dossiers import board_dossier_pages
from services.evidence.pages.check import check_router
from services.evidence.pages.coachees import coachees_router
from services.evidence.pages.controller import controller_router
from services.evidence.pages.dossier_preview import dossier_preview_pages
from services.evidence.pages.dossiers import dossier_pages
from services.evidence.pages.front import Front
from services.evidence.pages.mine import mine_router
from services.evidence.pages.names import Names
from services.evidence.pages.portfolio import portfolio_pages
from services.evidence.pages.render import STATIC, Renderer
from services.evidence.pages.school import school_router
from services.evidence.pages.sessions import Cookies
from services.evidence.pages.sign_in import SignIn
from services.evidence.pages.signing import signing_router
from services.evidence.pages.standards import standards_router
from services.evidence.pages.start import start_router
from services.evidence.pages.theme import theme_router
from services.evidence.pages.why import why_router
from services.evidence.portfolios import Portfolios
from services.evidence.settings import EvidenceSettings
from services.evidence.standards import Standards
from shared.chassis.clock import Clock
from shared.chassis.identity import Fetch, Verifier


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one app."""

    routers: Sequence[APIRouter]
    front: Front
    clock: Clock

    def furnish(self, app: FastAPI) -> None:
        """Add what is no route: static files, and errors as pages."""
        app.mount("/static", StaticFiles(directory=STATIC))
        failures.install(app, self.front, self.clock)


def build_pages(
    settings: EvidenceSettings,
    desk: Desk,
    standards: Standards,
    verifier: Verifier,
    fetch: Fetch,
    http: httpx.AsyncClient,
    *,
    own: OwnDesk,
    coaching: CoachDesk,
    portfolios: Portfolios,
    office: Office,
) -> Pages:
    """All pages over one desk, with those for one person and for a coach."""
    cookies = Cookies(settings.key_of_sessions(), settings.public_url)
    front = Front(cookies, Renderer(str(settings.issuer)), verifier)
    names = Names(settings.enrolment_url, http)
    routers = [
        start_router(front, desk),
        signing_router(front, SignIn(settings, fetch), verifier),
        board_router(front, desk),
        controller_router(front, desk),
        school_router(front, desk, names),
        standards_router(front, desk, standards),
        theme_router(front, desk, names),
        why_router(front, desk, names),
        mine_router(front, desk, own, names),
        advice_router(front, own),
        coachees_router(front, coaching, names),
        portfolio_pages(front, portfolios),
        check_router(front, portfolios),
        dossier_preview_pages(front, office),
        dossier_pages(front, office),
        board_dossier_pages(front, desk, office),
        about_router(front),
    ]
    return Pages(routers, front, desk.clock)
