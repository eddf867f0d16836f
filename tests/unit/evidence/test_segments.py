"""A chain's facts of one batch in the ledger: one document, or more when they are too large."""

from typing import Any

from services.evidence.project import MOST_SEGMENT_BYTES, segments_of
from services.evidence.translate import read_body
from shared.chassis.inbox import Arrival
from tests.integration.chassis.counting import Sent
from tests.unit.evidence.test_boundaries import SCHOOL, known_chain


def arrivals(count: int, size: int) -> list[Arrival[Any]]:
    known = read_body(next(known_chain()))
    return [
        Arrival(
            Sent("t", SCHOOL.encode(), bytes(size), []).record(),
            "t",
            SCHOOL,
            number + 1,
            b"",
            b"",
            known,
            None,
        )
        for number in range(count)
    ]


def test_small_facts_become_one_segment() -> None:
    (segment,) = segments_of(arrivals(8_000, 500))
    assert (segment.first, segment.last) == (1, 8_000)


def test_large_facts_become_segments_that_fit_and_leave_nothing_out() -> None:
    found = segments_of(arrivals(400, 65_000))
    assert all(sum(map(len, one.bodies)) <= MOST_SEGMENT_BYTES for one in found)
    assert [one.first for one in found] == [1, *(one.last + 1 for one in found[:-1])]
    assert found[-1].last == 400
    assert len(found) > 1
