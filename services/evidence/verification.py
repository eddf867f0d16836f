"""Does it all still hold? Chains recomputed, nothing lost or double, figures derived again.

Used by `aantoonbaar verify` through the doors for ops; shows counts and places, never a person.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.evidence.history.replay import BOARD_KEY_LENGTH
from services.evidence.refold import Difference, Refolder, differences
from services.evidence.store.derived import DerivedStore
from services.evidence.store.ledger import Ledger
from services.evidence.translate import read_body
from shared.chassis.canonical import link
from shared.chassis.errors import Unreadable

End = tuple[int, str]
"""The last sequence of a chain, and its hash in hex."""


@dataclass
class Findings:
    """What was checked, the first thing that is wrong, and what may come right by itself.

    `ahead` are chains that hold more than their publisher had told: it must be asked again.
    """

    facts: int = 0
    chains: int = 0
    models: int = 0
    first_wrong: Difference | None = None
    first_waiting: Difference | None = None
    ahead: list[dict[str, Any]] = field(default_factory=list)

    def note(self, found: Difference) -> None:
        """Remember the first thing that is wrong, and the first that may only need time."""
        if found.passes:
            self.first_waiting = self.first_waiting or found
        else:
            self.first_wrong = self.first_wrong or found

    def answer(self) -> dict[str, Any]:
        """As `verify --json` prints it, and whether waiting may help."""
        first = self.first_wrong or self.first_waiting
        checked = {"facts": self.facts, "chains": self.chains, "models": self.models}
        return {
            "ok": first is None,
            "checked": checked,
            "first_wrong": first and told_of(first),
            "passes": first is not None and first.passes,
            "ahead": self.ahead,
        }


@dataclass
class Verification:
    """Checks stored facts and figures against nothing but the facts themselves."""

    ledger: Ledger
    derived: DerivedStore
    refolder: Refolder
    findings: Findings = field(default_factory=Findings)

    async def chain(self, board: str, publisher: str, key: str, said: End | None) -> bool:
        """Recompute one chain and hold it against what its publisher says; True if it reads."""
        where, sequence, digest, reads = f"ledger/{publisher}/{key}", 0, bytes(32), True
        async for segment in self.ledger.after(board, publisher, key, 0):
            if segment.first != sequence + 1:
                what = "missing" if segment.first > sequence + 1 else "double"
                self._wrong(what, f"{where}/{sequence + 1}", sequence + 1, segment.first)
            sequence = segment.first - 1
            for body in segment.bodies:
                sequence += 1
                self.findings.facts += 1
                reads = self._reads(where, key, sequence, body) and reads
                digest = link(digest, body if isinstance(body, bytes) else b"")
                if said is not None and sequence == said[0] and digest.hex() != said[1]:
                    self._wrong("altered", where, f"{said[0]} {said[1]}", digest.hex())
        self.findings.chains += sequence > 0
        if said is not None:
            self._end(publisher, key, said, (sequence, digest.hex()))
        return reads

    async def models(self, board: str, key: str, now: datetime) -> None:
        """Derive a school's figures from the ledger alone and compare with what is kept."""
        made = await self.refolder.school(board, key, now)
        self.findings.models += len(made.years)
        for difference in await differences(self.derived, made):
            self.findings.note(difference)

    def _reads(self, where: str, key: str, sequence: int, body: bytes) -> bool:
        """Whether this body is a fact, and says that it stands here."""
        if not isinstance(body, bytes):
            self._wrong("unreadable", f"{where}/{sequence}", "bytes", type(body).__name__)
            return False
        try:
            named = read_body(body)
        except Unreadable as error:
            self._wrong("unreadable", f"{where}/{sequence}", "a fact", error.code)
            return False
        if (named.key, named.sequence) != (key, sequence):
            told = f"{named.key}/{named.sequence}"
            self._wrong("place", f"{where}/{sequence}", f"{key}/{sequence}", told)
        return True

    def _end(self, publisher: str, key: str, said: End, found: End) -> None:
        if found[0] < said[0]:
            where, expected = f"ledger/{publisher}/{key}/{found[0] + 1}", f"{said[0]} facts"
            late = Difference("not-arrived", where, expected, f"{found[0]} facts", passes=True)
            self.findings.note(late)
        elif found[0] > said[0]:
            end = {"sequence": found[0], "hash": found[1]}
            self.findings.ahead.append({"publisher": publisher, "key": key, **end})

    def _wrong(self, what: str, where: str, expected: object, found: object) -> None:
        self.findings.note(Difference(what, where, expected, found))


def is_school(key: str) -> bool:
    """Whether a key is a school's rather than a board's."""
    return len(key) != BOARD_KEY_LENGTH


def told_of(found: Difference) -> dict[str, str]:
    """A difference as it is answered."""
    return {
        "what": found.what,
        "where": found.where,
        "expected": str(found.expected),
        "found": str(found.found),
    }
