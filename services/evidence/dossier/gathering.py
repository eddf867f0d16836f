"""Gathers what a dossier holds through the desk: nothing here reads figures by another way."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.evidence.desk import Desk, Standing
from services.evidence.dossier.behind import behind
from services.evidence.dossier.contents import (
    AUDIENCE,
    EARLIER_YEARS,
    Contents,
    Shown,
    Subject,
    contents_of,
)
from services.evidence.dossier.manifest import ChainHead
from services.evidence.explain import Fact
from services.evidence.figures.calendar import Year, date_of
from services.evidence.history.records import PUBLISHERS
from services.evidence.seats import Seat
from services.evidence.standards import Standards
from shared.chassis.canonical import link
from shared.chassis.errors import Absent
from shared.contracts.moments import instant_of


@dataclass(frozen=True, slots=True)
class Gathered:
    """Contents, and the ends of the chains that they stand on."""

    contents: Contents
    heads: Sequence[ChainHead]


async def gather(
    desk: Desk, standards: Standards, seat: Seat, year: str, moment: datetime
) -> Gathered:
    """What a dossier of this year as of a moment holds; Absent when there is nothing of the year.

    The same question gets the same answer for ever, unless facts from before it come late.
    """
    board, school = seat.board, seat.school
    standing = await desk.seen(AUDIENCE, board, school.code, year, moment)
    mapped = await standards.of(board, school.sector, date_of(moment), moment)
    told = await desk.school_year(seat, year, moment)
    subject = Subject(
        school.code,
        school.name,
        school.sector,
        school.place,
        standing.board,
        await desk.directory.board_name(standing.board),
    )
    earlier = await _earlier(desk, seat, year, moment)
    keys = dict.fromkeys([school.code, *sorted(told.view.boards)])
    facts = {key: await _facts(desk, board, key, moment) for key in keys}
    rows = [row for one in (_shown(standing), *earlier) for row in one.figures]
    events = [known.event for found in facts.values() for known, _ in found]
    beside = behind(events, told.view, year, standing.released, rows)
    contents = contents_of(
        subject, moment, _shown(standing), earlier, mapped, told.view, behind=beside
    )
    return Gathered(contents, [head for key in keys for head in _heads(key, facts[key])])


async def _earlier(desk: Desk, seat: Seat, year: str, moment: datetime) -> list[Shown]:
    known = await desk.years(seat.board, seat.school.code)
    found = []
    for name in (Year.named(year).before(count).name for count in range(1, EARLIER_YEARS + 1)):
        if name in known:
            with contextlib.suppress(Absent):  # it is there now, but was not at that moment
                seen = await desk.seen(AUDIENCE, seat.board, seat.school.code, name, moment)
                found.append(_shown(seen))
    return found


def _shown(standing: Standing) -> Shown:
    return Shown(standing.year, standing.figures, standing.gaps, standing.released)


async def _facts(desk: Desk, board: str, key: str, moment: datetime) -> list[Fact]:
    """The facts of a key that were logged by a moment."""
    found = await desk.facts(board, key)
    return [one for one in found if instant_of(one[0].event.time) <= moment]


def _heads(key: str, facts: Sequence[Fact]) -> list[ChainHead]:
    """Where the chains of a key end, their hashes recomputed from the first fact."""
    ends: dict[int, tuple[int, bytes]] = {}
    for known, body in facts:
        before = ends.get(known.publisher, (0, bytes(32)))[1]
        ends[known.publisher] = known.sequence, link(before, body)
    return [
        ChainHead(PUBLISHERS[publisher], key, sequence, digest.hex())
        for publisher, (sequence, digest) in sorted(ends.items())
    ]
