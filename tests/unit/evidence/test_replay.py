"""Facts are put in the order they were logged, however their times are written."""

import msgspec
import pytest

from services.evidence.history.replay import in_order
from services.evidence.translate import Known, read_body
from tests.unit.evidence.test_boundaries import known_chain


def logged(time: str, publisher: int, sequence: int) -> Known:
    known = read_body(next(known_chain()))
    event = msgspec.structs.replace(known.event, time=time)
    return msgspec.structs.replace(known, event=event, publisher=publisher, sequence=sequence)


AS_LOGGED = ("2026-03-05T08:30:00.000001Z", "2026-03-05T08:30:00.000002Z")
OTHERWISE = (
    "2026-03-05T10:30:00.0+02:00",  # as long as the first, and another text order
    "2026-03-05t08:30:00.000000z",
    "2026-03-05T08:30:00Z",
)


@pytest.mark.parametrize("earlier", OTHERWISE)
def test_times_that_are_written_otherwise_are_ordered_by_instant(earlier: str) -> None:
    facts = [logged(AS_LOGGED[1], 0, 2), logged(AS_LOGGED[0], 0, 1), logged(earlier, 1, 1)]
    assert [known.event.time for known in in_order(facts)] == [earlier, *AS_LOGGED]


def test_facts_of_one_instant_are_ordered_by_publisher_and_then_by_their_chain() -> None:
    facts = [logged(AS_LOGGED[0], *place) for place in ((1, 2), (0, 9), (1, 1))]
    assert [(one.publisher, one.sequence) for one in in_order(facts)] == [(0, 9), (1, 1), (1, 2)]
