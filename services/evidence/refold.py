"""Read models made again from the first fact on, and compared with those that are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from services.evidence.figures.calendar import day_of
from services.evidence.figures.view import View
from services.evidence.freshen import derive_years
from services.evidence.history.evolve import evolve_board
from services.evidence.history.records import PUBLISHERS
from services.evidence.history.replay import fold_school
from services.evidence.history.school import Board, School
from services.evidence.states import Held, States
from services.evidence.store.derived import Derived, DerivedStore

BEHIND = "behind"
_NAME = ("theme", "figure")


@dataclass(frozen=True, slots=True)
class Refold:
    """A school folded with no snapshot and no cache: its state, its boards', and its figures."""

    held: Held
    boards: Mapping[str, Board]
    years: tuple[Derived, ...]

    def as_of(self, kept: Derived) -> Derived | None:
        """The year that was kept, derived again for the day on which it was kept."""
        view = View(self.held.state, self.boards, kept.day.toordinal())
        return next(iter(derive_years(view, self.held, kept.year)), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what is kept is not what the facts say; `passes` when it may still become so."""

    what: str
    where: str
    expected: object
    found: object
    passes: bool = False


async def refold(
    states: States, board: str, key: str, now: datetime, known_boards: dict[str, Board]
) -> Refold:
    """A school's read model made from nothing but the ledger, as of now.

    Boards that were folded for a sister school are taken from `known_boards`, or added to it.
    """
    held = Held(School(key))
    for known, _ in await states.facts(board, key):
        if held.state.stopped is None:
            fold_school(held.state, known)
        held.heads[PUBLISHERS[known.publisher]] = known.sequence
        held.last_time = max(held.last_time, known.event.time)
    numbers = sorted({registration.board for registration in held.state.registrations})
    for number in numbers:
        if number not in known_boards:
            known_boards[number] = Board(number)
            for known, _ in await states.facts(number, number):
                evolve_board(known_boards[number], known.event)
    boards = {number: known_boards[number] for number in numbers}
    years = derive_years(View(held.state, boards, day_of(now)), held)
    return Refold(held, boards, tuple(years))


async def differences(derived: DerivedStore, made: Refold) -> list[Difference]:
    """What is kept of a school against what was made of it again; nothing when all is equal."""
    found = []
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
