"""The year in which one's own page begins: the newest with more in it than a membership."""

from services.evidence.pages.mine import _landing
from shared.contracts.fact import TYPE_PREFIX


def fact(name: str, day: str) -> dict[str, str]:
    return {"type": f"{TYPE_PREFIX}{name}.v1", "occurredAt": day}


JOINED = fact("teachers.joined", "2025-08-20")
CORRECTED = fact("teachers.membership-corrected", "2026-09-14")
OBSERVED = fact("observations.recorded", "2026-03-03")


def test_a_membership_that_is_put_right_begins_no_year() -> None:
    assert _landing([JOINED, OBSERVED, CORRECTED]) == "2025-2026"


def test_who_only_came_begins_in_the_year_of_coming() -> None:
    assert _landing([JOINED]) == "2025-2026"


def test_where_nothing_is_recorded_there_is_no_year() -> None:
    assert _landing([]) is None
