"""Does it all still hold? Chains recomputed, nothing lost or double, figures derived again.

Used by `aantoonbaar verify` and `rebuild` through the doors for ops; shows counts and places,
never a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.evidence.figures.calendar import day_of
from services.evidence.figures.view import View
from services.evidence.freshen import derive_years
from services.evidence.history.evolve import evolve_board
from services.evidence.history.records import PUBLISHERS
from services.evidence.history.replay import BOARD_KEY_LENGTH, fold_school
from services.evidence.history.school import Board, School
from services.evidence.states import Held, States
from services.evidence.store.derived import Derived, DerivedStore
from services.evidence.store.ledger import Ledger
from services.evidence.translate import read_body
from shared.chassis.canonical import link

Heads = Mapping[str, Mapping[str, tuple[int, str]]]
"""What publishers say: publisher -> key -> (last sequence, hash in hex)."""


@dataclass
class Findings:
    """What was checked, and the first thing that is wrong."""

    facts: int = 0
    chains: int = 0
    models: int = 0
    first_wrong: dict[str, Any] | None = None

    def wrong(self, what: str, where: str, expected: Any, found: Any) -> None:
        """Remember the first thing that is wrong."""
        if self.first_wrong is None:
            self.first_wrong = {
                "what": what,
                "where": where,
                "expected": str(expected),
                "found": str(found),
            }

    def answer(self) -> dict[str, Any]:
        """As `verify --json` prints it."""
        checked = {"facts": self.facts, "chains": self.chains, "models": self.models}
        return {
            "ok": self.first_wrong is None,
            "checked": checked,
            "first_wrong": self.first_wrong,
        }


@dataclass
class Verification:
    """Checks stored facts and figures against nothing but the facts themselves."""

    ledger: Ledger
    derived: DerivedStore
    findings: Findings = field(default_factory=Findings)

    async def chain(
        self, board: str, publisher: str, key: str, said: tuple[int, str] | None
    ) -> None:
        """Recompute one chain, and hold its end against what the publisher says."""
        where = f"{publisher}/{key}"
        sequence, digest = 0, bytes(32)
        async for segment in self.ledger.after(board, publisher, key, 0):
            if segment.first != sequence + 1:
                self.findings.wrong("sequence", where, sequence + 1, segment.first)
            for body in segment.bodies:
                sequence += 1
                digest = link(digest, body)
                named = read_body(body)
                if (named.key, named.sequence) != (key, sequence):
                    self.findings.wrong(
                        "place", f"{where}/{sequence}", key, f"{named.key}/{named.sequence}"
                    )
        self.findings.facts += sequence
        self.findings.chains += sequence > 0
        if said is not None and (sequence, digest.hex()) != said:
            self.findings.wrong(
                "chain-end", where, f"{said[0]} {said[1]}", f"{sequence} {digest.hex()}"
            )

    async def models(self, states: States, board: str, key: str, now: datetime) -> None:
        """Derive a school's figures from the ledger alone and compare with what is kept."""
        made = await from_scratch(states, board, key, now)
        for fresh in made:
            kept = await self.derived.figures(fresh.board, key, fresh.year)
            self.findings.models += 1
            where = f"figures/{key}/{fresh.year}"
            if kept is None:
                self.findings.wrong("missing", where, fresh.digest, "nothing")
            elif dict(kept.heads) == dict(fresh.heads) and kept.day == fresh.day:
                if kept.digest != fresh.digest:
                    self.findings.wrong("digest", where, fresh.digest, kept.digest)
            else:
                self.findings.wrong(
                    "behind", where, (fresh.day, dict(fresh.heads)), (kept.day, dict(kept.heads))
                )


async def from_scratch(states: States, board: str, key: str, now: datetime) -> list[Derived]:
    """A school's figures folded from the first fact on, with no snapshot and no cache."""
    held = Held(School(key))
    for known, _ in await states.facts(board, key):
        if held.state.stopped is None:
            fold_school(held.state, known)
        held.heads[PUBLISHERS[known.publisher]] = known.sequence
    boards: dict[str, Board] = {}
    for number in sorted({registration.board for registration in held.state.registrations}):
        boards[number] = Board(number)
        for known, _ in await states.facts(number, number):
            evolve_board(boards[number], known.event)
    return derive_years(View(held.state, boards, day_of(now)), held)


def is_school(key: str) -> bool:
    """Whether a key is a school's rather than a board's."""
    return len(key) != BOARD_KEY_LENGTH


def of_publisher(heads: Heads, publisher: str) -> Mapping[str, tuple[int, str]]:
    """What one publisher says of its chains."""
    return heads.get(publisher, {})
