"""What was done with a dossier is said of who did it, as far as that is known."""

from datetime import UTC, datetime

import pytest

from services.evidence.pages.say.dossiers import deeds
from services.evidence.pages.speech import speech
from services.evidence.store.dossiers import Deed

AT = datetime(2026, 3, 17, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "role", "audience", "dutch"),
    [
        ("opened", "inspectorate", "inspectorate", "Geopend met de link voor Inspectie van het"),
        ("pdf-taken", "participation-council", "participation-council", "PDF gehaald met de link"),
        ("archive-taken", "inspectorate", "inspectorate", "ZIP gehaald met de link voor"),
        ("opened", "board-admin", "board", "Geopend door het bestuur."),
        ("opened", "school-leader", None, "Geopend door de schoolleider."),
        ("shared", "school-leader", "inspectorate", "Gedeeld met Inspectie van het Onderwijs."),
    ],
)
def test_whoever_has_a_link_may_use_it_so_it_is_not_said_who_did(
    what: str, role: str, audience: str | None, dutch: str
) -> None:
    told = deeds([Deed(AT, what, role, audience)], speech("nl"))  # type: ignore[arg-type]
    assert str(told[0].what).startswith(dutch)
