"""The three apps, and every route of theirs with the role that it names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.enrolment import main as enrolment
from services.enrolment.settings import EnrolmentSettings
from services.evidence import main as evidence
from services.evidence.settings import EvidenceSettings
from services.feedback import main as feedback
from services.feedback.settings import FeedbackSettings

Routes = Mapping[tuple[str, str], str | None]
"""(method, route) -> the role that the route itself names, if it names one."""

SETTINGS: dict[str, Any] = {
    "environment": "development",
    "issuer": "http://127.0.0.1:8404",
    "field_keys": "a:" + "A" * 43 + "=",
}
ROLE = re.compile(r"(?:^|\s)Roles?: (.+?)\.(?:\s|$)", re.DOTALL)
READING = {"HEAD", "OPTIONS"}


@cache
def apps() -> Mapping[str, FastAPI]:
    """The app of each service, by the heading under which its routes are told."""
    return {
        "## Enrolment": enrolment.make_app(EnrolmentSettings(**SETTINGS)),
        "## Feedback": feedback.make_app(FeedbackSettings(**SETTINGS)),
        "## Evidence": evidence.make_app(EvidenceSettings(**SETTINGS)),
    }


def routes(app: FastAPI) -> Routes:
    """Every route of an app, pages included."""
    found = {}
    for route in _walk(app.routes):
        named = ROLE.search(f"{route.summary or ''} {route.description}")
        for method in (route.methods or set()) - READING:
            found[method, route.path] = " ".join(named[1].split()) if named else None
    return found


def _walk(found: Iterable[Any]) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from _walk(included.routes)  # FastAPI keeps routers whole
