"""Facts in the order they were logged, folded into schools and boards as of any instant."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from services.evidence.history import records as r
from services.evidence.history.evolve import Forbidden, evolve, evolve_board
from services.evidence.history.school import Board, School
from services.evidence.translate import Known
from shared.contracts.moments import instant_of

BOARD_KEY_LENGTH = 5
AS_LOGGED = len("2026-03-05T08:30:00.000000Z")
_AS_LOGGED_ORDER = attrgetter("event.time", "publisher", "sequence")


@dataclass
class Histories:
    """Every school and board in a collection of facts, folded."""

    schools: dict[str, School] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)

    def fold(self, known: Known) -> None:
        """Fold the next fact of its key; facts behind a forbidden one wait for ever."""
        if len(known.key) == BOARD_KEY_LENGTH:
            evolve_board(self.boards.setdefault(known.key, Board(known.key)), known.event)
            return
        school = self.schools.setdefault(known.key, School(known.key))
        if school.stopped is None:
            fold_school(school, known)


def fold_school(school: School, known: Known) -> None:
    """Fold one fact into a school, or stop its history there and remember why."""
    try:
        evolve(school, known.event)
    except Forbidden as forbidden:
        event = known.event
        school.stopped = r.Stopped(event.ref, 0, 0, event.id, known.type, str(forbidden))


def in_order(facts: Iterable[Known]) -> list[Known]:
    """Facts in the order they were logged; at one instant, publisher by publisher."""
    found = list(facts)
    if all(_is_as_logged(known.event.time) for known in found):
        return sorted(found, key=_AS_LOGGED_ORDER)
    return sorted(found, key=lambda k: (instant_of(k.event.time), k.publisher, k.sequence))


def _is_as_logged(time: str) -> bool:
    """Whether it is written as publishers do (`moments.logged`): text order is time order then."""
    return len(time) == AS_LOGGED and time[10] == "T" and time[-1] == "Z"


def replay(facts: Iterable[Known], as_of: datetime | None = None) -> Histories:
    """The histories of facts, in the order they were logged, by an instant (or all of them)."""
    histories = Histories()
    for known in facts:
        if as_of is not None and instant_of(known.event.time) > as_of:
            break
        histories.fold(known)
    return histories
