"""One verification: publishers, arrivals, ledger and figures, until something is wrong.

Every publisher recomputes its own chains; evidence recomputes its ledger, holds it against them,
and derives every figure again. What may still come right by itself is waited for.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cli.doors import Doors, Refused

PUBLISHERS = ("enrolment", "feedback", "evidence")
KEYS_AT_ONCE = 25
HEADS_AT_ONCE = 1_000
FACTS_AT_ONCE = 500  # the door gives at most a thousand, and the ledger whole segments
PAUSE_SECONDS = 0.5
PROGRESS_SECONDS = 10.0
COMPARED = ("figure", "digest")
BOARD_LENGTH = 5

Tell = Callable[[str], None]
Ends = dict[str, dict[str, Any]]
"""Key -> the end of its chain at its publisher, as that publisher recomputed it."""


@dataclass
class Checking:
    """One verification: what was checked, and the first thing that is wrong."""

    doors: Doors
    deadline: float
    tell: Tell
    checked: dict[str, int] = field(
        default_factory=lambda: {"facts": 0, "chains": 0, "models": 0, "releases": 0}
    )
    first_wrong: dict[str, str] | None = None
    hint: str = ""

    def run(self, school: str | None, board: str | None) -> None:
        """Go through publishers, arrivals, ledger and figures, until something is wrong."""
        keys = self._meant(school, board)
        heads = {publisher: self._ends(publisher, keys) for publisher in PUBLISHERS}
        if self.first_wrong is None:
            self._wait_for(heads)
            self._recompute(heads, keys)
        if self.first_wrong is None:
            self._remake(board or (self.doors.board_of(school) if school else None))

    def answer(self) -> dict[str, Any]:
        """As `--json` prints it."""
        ok = self.first_wrong is None
        return {"ok": ok, "checked": self.checked, "first_wrong": self.first_wrong}

    def _meant(self, school: str | None, board: str | None) -> list[str] | None:
        """The keys that are asked about; None for all."""
        if school:
            self.doors.board_of(school)
            return [school]
        if board is None:
            return None
        absent = f"There is no board {board}; `board list` tells which there are."
        self.doors.get("enrolment", f"/v1/boards/{board}", absent=absent)
        found = self.doors.pages("enrolment", f"/v1/boards/{board}/schools", "schools")
        return [board, *(str(one["school"]) for one in found)]

    def _ends(self, publisher: str, keys: list[str] | None) -> Ends:
        """The ends of a publisher's chains; what is wrong with those is wrong first."""
        self.tell(f"Recomputing the chains of {publisher}")
        found: Ends = {}
        for end in self._recomputed(publisher, keys):
            found[end["key"]] = {name: end[name] for name in ("sequence", "hash")}
            if (wrong := end["wrong"]) and self.first_wrong is None:
                where = f"{publisher}/facts/{end['key']}/{wrong['sequence']}"
                self.first_wrong = _wrong(wrong["what"], where, wrong["expected"], wrong["found"])
        return found

    def _recomputed(self, publisher: str, keys: list[str] | None) -> Iterable[dict[str, Any]]:
        if keys is None:
            yield from self.doors.pages(publisher, "/v1/chains", "chains")
            return
        for key in keys:
            try:
                yield self.doors.get(publisher, f"/v1/chains/{key}")
            except Refused:
                continue  # this publisher has said nothing about it

    def _wait_for(self, heads: Mapping[str, Ends]) -> None:
        """Wait until evidence has as many facts as its publishers, or the time is up."""
        self.tell("Waiting for facts that are still on their way")
        waiting: Mapping[str, Ends] = heads
        while waiting:
            missing: dict[str, Ends] = {}
            for part in _parts(waiting):
                for place in self.doors.post("evidence", "/v1/arrivals", json={"heads": part})[
                    "missing"
                ]:
                    publisher, key = place["publisher"], place["key"]
                    missing.setdefault(publisher, {})[key] = heads[publisher][key]
            if not missing or not self._may_wait():
                return
            waiting = missing

    def _recompute(self, heads: Mapping[str, Ends], keys: list[str] | None) -> None:
        if keys is None:
            kept = self.doors.get("evidence", "/v1/ledger")["keys"]
            keys = sorted({*kept, *(key for ends in heads.values() for key in ends)})
        for start in range(0, len(keys), KEYS_AT_ONCE):
            part = keys[start : start + KEYS_AT_ONCE]
            self.tell(f"Recomputing ledger and figures: {start} of {len(keys)} keys")
            ends = {
                publisher: {key: told[key] for key in part if key in told}
                for publisher, told in heads.items()
            }
            found = self._verified({"keys": part, "heads": ends})
            for name, count in found["checked"].items():
                self.checked[name] += count
            self._judge(found)
            if self.first_wrong is not None:
                return

    def _remake(self, board: str | None) -> None:
        """Have releases made again from the facts they stand on; one still to come is not wrong."""
        boards = boards_of(self.doors) if board is None else [board]
        while boards and self.first_wrong is None:
            self.tell(f"Making releases again: {len(boards)} boards to go")
            asked = {"board": boards[0]}
            found = self.doors.post("evidence", "/v1/release-verifications", json=asked)
            boards = [one for one in boards[1:] if one not in found["boards"]]
            self.checked["releases"] += found["checked"]["releases"]
            if found["passes"]:
                self.hint = "the release of this month is still to be made; its time has come"
            elif found["first_wrong"] is not None:
                wrong = found["first_wrong"]
                self.first_wrong = {**wrong, "where": f"evidence/{wrong['where']}"}

    def _verified(self, asked: dict[str, Any]) -> dict[str, Any]:
        deriving, looked_again = 0, False
        while True:
            found: dict[str, Any] = self.doors.post("evidence", "/v1/verifications", json=asked)
            if 0 < found["deriving"] < deriving:  # it gets on: after an import that takes a while
                self.deadline = max(self.deadline, time.monotonic() + PROGRESS_SECONDS)
            deriving = found["deriving"]
            wrong = found["first_wrong"]
            if wrong and wrong["what"] in COMPARED and not looked_again:
                looked_again = True  # facts of its board may have come between two looks
                time.sleep(PAUSE_SECONDS)
                continue
            if not found["passes"] or not self._may_wait():
                return found
            self.tell(f"Waiting for figures: {deriving} schools to go")

    def _judge(self, found: dict[str, Any]) -> None:
        if found["first_wrong"] is not None:
            wrong = found["first_wrong"]
            self.first_wrong = {**wrong, "where": f"evidence/{wrong['where']}"}
            self._look_closer()
            return
        for end in found["ahead"]:  # facts that were said since its publisher was asked
            publisher, key = end["publisher"], end["key"]
            nothing: dict[str, Any] = {"sequence": 0, "hash": ""}
            told = next(iter(self._recomputed(publisher, [key])), nothing)
            same = told["sequence"] > end["sequence"] or told["hash"] == end["hash"]
            if told["sequence"] < end["sequence"] or not same:
                self.first_wrong = _wrong(
                    "never-said",
                    f"evidence/ledger/{publisher}/{key}/{told['sequence'] + 1}",
                    f"{told['sequence']} facts {told['hash']}",
                    f"{end['sequence']} facts {end['hash']}",
                )
                return

    def _look_closer(self) -> None:
        """Which fact it is, and whether it is parked."""
        wrong = self.first_wrong or {"what": "", "where": ""}
        if wrong["what"] == "altered":
            publisher, key = wrong["where"].split("/")[2:4]
            self._name_the_altered(publisher, key)
        elif wrong["what"] == "not-arrived":
            key = wrong["where"].split("/")[3]
            params = {"key": key, "limit": 1}
            parked = self.doors.get("evidence", "/v1/dead-letters", params=params)["deadLetters"]
            if parked:
                self.hint = f"facts of {key} are parked: see dead-letters list --key {key}"

    def _name_the_altered(self, publisher: str, key: str) -> None:
        """Which fact is not the one that was said: both stores' bodies, side by side."""
        said, start = f"/v1/chains/{key}/facts", 1
        kept = f"/v1/ledger/{publisher}/{key}/digests"
        while True:
            page = {"from": start, "limit": FACTS_AT_ONCE}
            facts = self.doors.get(publisher, said, params=page)["facts"]
            found = self.doors.get("evidence", kept, params={"from": start})["digests"]
            digests = {one["sequence"]: one["sha256"] for one in found}
            for fact in facts:
                expected = sha256(fact["body"].encode()).hexdigest()
                if digests.get(fact["sequence"]) not in (None, expected):
                    where = f"evidence/ledger/{publisher}/{key}/{fact['sequence']}"
                    there = digests[fact["sequence"]]
                    self.first_wrong = _wrong("altered", where, expected, there)
                    return
            if len(facts) < FACTS_AT_ONCE:
                return
            start += FACTS_AT_ONCE

    def _may_wait(self) -> bool:
        if time.monotonic() >= self.deadline:
            return False
        time.sleep(PAUSE_SECONDS)
        return True


def boards_of(doors: Doors) -> list[str]:
    """The boards that evidence keeps facts of."""
    return [key for key in doors.get("evidence", "/v1/ledger")["keys"] if len(key) == BOARD_LENGTH]


def _parts(heads: Mapping[str, Ends]) -> Iterable[dict[str, Ends]]:
    """The same heads in requests of a bearable size."""
    for publisher, ends in heads.items():
        keys = list(ends)
        for start in range(0, len(keys), HEADS_AT_ONCE):
            yield {publisher: {key: ends[key] for key in keys[start : start + HEADS_AT_ONCE]}}


def _wrong(what: str, where: str, expected: object, found: object) -> dict[str, str]:
    return {"what": what, "where": where, "expected": str(expected), "found": str(found)}
