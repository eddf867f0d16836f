"""One school's or board's facts, folded up to one release day after another."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import datetime

from services.evidence.history.evolve import evolve_board
from services.evidence.history.records import PUBLISHERS
from services.evidence.history.replay import BOARD_KEY_LENGTH, fold_school, in_order
from services.evidence.history.school import Board, School
from services.evidence.translate import Known
from shared.contracts.moments import instant_of

Heads = Mapping[str, int]
"""Per publisher the sequence of the last fact that counts."""


class Until:
    """The facts of one key in the order they were logged, and how far they are folded.

    Folding goes on from the release day before, unless a fact came late: then it starts anew, for
    what came before a forbidden fact depends on the order of logging.
    """

    def __init__(self, key: str, facts: Iterable[Known]) -> None:
        self.key = key
        self.is_board = len(key) == BOARD_KEY_LENGTH
        self.school, self.board = School(key), Board(key)  # only one of both is ever told of
        self._folded: list[Known] = []
        self._facts = in_order(facts)
        self._times = [instant_of(known.event.time) for known in self._facts]

    @property
    def first(self) -> datetime | None:
        """When the first fact was logged; None when there is none."""
        return self._times[0] if self._times else None

    def heads(self, before: datetime) -> dict[str, int]:
        """Per publisher the last fact that was logged before an instant, as far as is known now."""
        ends: dict[str, int] = {}
        for known in self._facts[: bisect_left(self._times, before)]:
            publisher = PUBLISHERS[known.publisher]
            ends[publisher] = max(known.sequence, ends.get(publisher, 0))
        return ends

    def facts(self, before: datetime, heads: Heads) -> list[Known]:
        """The facts that were logged before an instant and had come by then, as heads say."""
        return [
            known
            for known in self._facts[: bisect_left(self._times, before)]
            if known.sequence <= heads.get(PUBLISHERS[known.publisher], 0)
        ]

    def fold(self, before: datetime, heads: Heads) -> None:
        """Fold those facts and no others; `school` or `board` is then what they say."""
        wanted = self.facts(before, heads)
        if wanted[: len(self._folded)] != self._folded:
            self.school, self.board, self._folded = School(self.key), Board(self.key), []
        for known in wanted[len(self._folded) :]:
            if self.is_board:
                evolve_board(self.board, known.event)
            elif self.school.stopped is None:
                fold_school(self.school, known)
        self._folded = wanted
