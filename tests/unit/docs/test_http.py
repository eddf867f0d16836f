"""The page of HTTP routes has every route of the three apps, and no other."""

import pytest

from tests.unit.docs.apps import apps, routes
from tests.unit.docs.made import HTTP, SHARED
from tests.unit.docs.pages import code, rows


def _told(heading: str) -> dict[tuple[str, str], str]:
    return {(code(method), code(path)): role for method, path, role in rows(HTTP, heading, 3)}


# By heading alone: an app in the name of a test would differ between the processes that share them.
@pytest.mark.parametrize("heading", apps(), ids=lambda heading: heading[3:])
def test_every_route_is_there_and_no_other(heading: str) -> None:
    app = apps()[heading]
    assert set(_told(heading)) | set(_told(SHARED)) == set(routes(app))
    named = {place: role for place, role in routes(app).items() if role is not None}
    assert {place: _told(heading)[place] for place in named} == named


def test_what_every_service_has_needs_no_role() -> None:
    assert set(_told(SHARED).values()) == {"none"}
