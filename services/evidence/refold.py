"""Read models made again from the first fact on, and compared with those that are kept.

Processes beside the service read the ledger and fold it; the service only compares and switches.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from services.evidence.figures.calendar import day_of
from services.evidence.figures.view import View
from services.evidence.freshen import derive_years
from services.evidence.history.evolve import evolve_board
from services.evidence.history.records import PUBLISHERS
from services.evidence.history.replay import fold_school, in_order
from services.evidence.history.school import Board, School
from services.evidence.states import Held
from services.evidence.store.derived import Derived, DerivedStore
from services.evidence.store.ledger import Ledger
from services.evidence.translate import recall
from shared.chassis.mongo import Mongo
from shared.chassis.workers import Workers
from shared.contracts.enrolment import SchoolRegistered

BEHIND = "behind"
SCHOOL = SchoolRegistered.type_name()
_NAME = ("theme", "figure")


@dataclass(frozen=True, slots=True)
class Refold:
    """A school made from nothing but its facts: its state as msgpack, and its figures."""

    key: str
    heads: Mapping[str, int]
    state: bytes
    boards: Mapping[str, Board]
    years: tuple[Derived, ...]

    @property
    def facts(self) -> int:
        """How many facts are folded in."""
        return sum(self.heads.values())

    def as_of(self, kept: Derived) -> Derived | None:
        """The year that was kept, derived again for the day on which it was kept."""
        held = Held(msgspec.msgpack.decode(self.state, type=School), dict(self.heads))
        view = View(held.state, self.boards, kept.day.toordinal())
        return next(iter(derive_years(view, held, kept.year)), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what is kept is not what the facts say; `passes` when it may still become so."""

    what: str
    where: str
    expected: object
    found: object
    passes: bool = False


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where the ledger is: address, database and driver."""

    uri: str = field(repr=False)  # it may hold a password
    database: str
    driver: str


class Refolder:
    """Makes read models again from the ledger alone, in processes beside the service."""

    def __init__(self, place: LedgerPlace, workers: Workers) -> None:
        self._place = place
        self._workers = workers

    async def school(self, board: str, key: str, now: datetime) -> Refold:
        """A school's read model made from nothing but the ledger, as of now."""
        return await self._workers.call(fold_again, self._place, board, key, day_of(now))


def fold_again(place: LedgerPlace, board: str, key: str, day: int) -> Refold:
    """A school and its figures as of a day, from all facts of it and of its boards."""
    loop, ledger = _opened(place)
    held, boards = Held(School(key)), {}
    for known in in_order(map(recall, loop.run_until_complete(_bodies(ledger, board, key)))):
        if held.state.stopped is None:
            fold_school(held.state, known)
        if known.type == SCHOOL:
            boards[known.event.fact.board] = Board(known.event.fact.board)
        publisher = PUBLISHERS[known.publisher]
        held.heads[publisher] = max(known.sequence, held.heads.get(publisher, 0))
    for number, told in boards.items():
        bodies = loop.run_until_complete(_bodies(ledger, number, number))
        for known in in_order(map(recall, bodies)):
            evolve_board(told, known.event)
    years = derive_years(View(held.state, boards, day), held)
    return Refold(key, held.heads, msgspec.msgpack.encode(held.state), boards, tuple(years))


@cache  # a process keeps its connection
def _opened(place: LedgerPlace) -> tuple[asyncio.AbstractEventLoop, Ledger]:
    loop = asyncio.new_event_loop()
    return loop, Ledger(Mongo(place.uri, place.database, place.driver))


async def _bodies(ledger: Ledger, board: str, key: str) -> list[bytes]:
    return [
        body
        for publisher in PUBLISHERS
        async for segment in ledger.after(board, publisher, key, 0)
        for body in segment.bodies
    ]


async def differences(derived: DerivedStore, made: Refold) -> list[Difference]:
    """What is kept of a school against what was made of it again; nothing when all is equal."""
    has = {fresh.year for fresh in made.years}
    found = [
        Difference(BEHIND, f"figures/{made.key}/{year}", "nothing", "figures", passes=True)
        for year in await derived.years("", made.key)
        if year not in has  # a closing that came late took it away
    ]
    for fresh in made.years:
        kept = await derived.figures(fresh.board, fresh.school, fresh.year)
        difference = _difference(kept, fresh, made)
        if difference is not None:
            found.append(difference)
    return found


def _difference(kept: Derived | None, fresh: Derived, made: Refold) -> Difference | None:
    where = f"figures/{fresh.school}/{fresh.year}"
    if kept is None:
        return Difference("no-figures", where, fresh.digest, "nothing", passes=True)
    if dict(kept.heads) != dict(fresh.heads):
        return Difference(BEHIND, where, dict(fresh.heads), dict(kept.heads), passes=True)
    again = fresh if kept.day == fresh.day else made.as_of(kept)
    if again is None:
        return Difference("no-such-year", where, "nothing", kept.digest)
    if sha256(kept.body).hexdigest() != again.digest:
        return _first_row(where, again, kept)
    if kept.digest != again.digest:
        return Difference("digest", where, again.digest, kept.digest)
    return None


def _first_row(where: str, again: Derived, kept: Derived) -> Difference:
    """The first figure that is not what it should be; the digests when it is something else."""
    expected, found = _rows(again.body), _rows(kept.body)
    for name in dict.fromkeys([*expected, *found]):
        if expected.get(name) != found.get(name):
            at = "/".join([where, *(part for part in name if part)])
            return Difference("figure", at, expected.get(name), found.get(name))
    return Difference("digest", where, again.digest, sha256(kept.body).hexdigest())


def _rows(body: bytes) -> dict[tuple[str, ...], Any]:
    try:
        figures = msgspec.json.decode(body)["figures"]
        return {tuple(row[part] or "" for part in _NAME): row for row in figures}
    except (msgspec.MsgspecError, KeyError, TypeError):
        return {}
