"""Doors for ops: verify what is kept, and fold it again beside. They show no personal data."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from services.evidence.freshen import Freshener
from services.evidence.history.records import PUBLISHERS
from services.evidence.refold import BEHIND, Refolder, differences
from services.evidence.rerelease import put_right, release_differences, remade
from services.evidence.serve.schools import ERRORS, Who
from services.evidence.states import States
from services.evidence.store.derived import DerivedStore
from services.evidence.store.directory import Directory
from services.evidence.store.ledger import Ledger
from services.evidence.store.releases import ReleaseStore
from services.evidence.verification import End, Verification, is_school, told_of
from shared.chassis.clock import Clock
from shared.chassis.errors import Absent
from shared.chassis.mongo import Mongo

log = structlog.get_logger(__name__)

MOST_KEYS = 1_000
MOST_FACTS = 1_000
KEY = r"^[0-9]{5}$|^[0-9]{2}[A-Z]{2}([0-9]{2})?$"
Key = Annotated[str, Field(pattern=KEY)]


class Head(BaseModel):
    """The end of a chain as its publisher has it."""

    sequence: int = Field(ge=0)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")


Heads = dict[str, dict[Key, Head]]
"""Publisher -> key -> the end of its chain there."""


class Wanted(BaseModel):
    """Which school, board or keys; everything when none is named."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    school: str | None = Field(default=None, pattern=r"^[0-9]{2}[A-Z]{2}([0-9]{2})?$")
    board: str | None = Field(default=None, pattern=r"^[0-9]{5}$")
    keys: list[Key] | None = Field(default=None, max_length=MOST_KEYS)


class Arriving(BaseModel):
    """The ends of the publishers' chains: has all of it come?"""

    model_config = ConfigDict(extra="forbid")

    heads: Heads


class Verifying(Wanted):
    """What to verify, and the ends of the publishers' chains to hold it against."""

    heads: Heads = Field(default_factory=dict)


class Rebuilding(Wanted):
    """What to fold again; with `compareOnly` nothing is replaced."""

    compare_only: bool = Field(default=False, alias="compareOnly")


class Board(BaseModel):
    """Whose releases: of this board, and of boards that ever shared a school with it."""

    model_config = ConfigDict(extra="forbid")

    board: str = Field(pattern=r"^[0-9]{5}$")


class Rereleasing(Board):
    """Whose releases to make again; with `compareOnly` nothing is replaced."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    compare_only: bool = Field(default=False, alias="compareOnly")


@dataclass(frozen=True, slots=True)
class Kept:
    """All that evidence keeps: what ops verify and fold again."""

    mongo: Mongo
    states: States
    derived: DerivedStore
    releases: ReleaseStore
    directory: Directory
    ledger: Ledger
    refolder: Refolder
    clock: Clock


def ops_doors(kept: Kept, freshener: Freshener) -> APIRouter:
    """Routes for the ops role only."""
    ledger = kept.ledger
    router = APIRouter(prefix="/v1", tags=["ops"], responses=ERRORS)

    @router.post("/verifications", openapi_extra={"x-repeatable": "it changes nothing"})
    async def verify(asked: Verifying, caller: Who) -> dict[str, Any]:
        """Recompute chains and figures; the first thing that is wrong, if any."""
        caller.need("ops")
        return {**await _verified(kept, asked), "deriving": freshener.waiting}

    @router.post("/arrivals", openapi_extra={"x-repeatable": "it changes nothing"})
    async def arrived(asked: Arriving, caller: Who) -> dict[str, Any]:
        """Which chains are shorter here than at their publisher: a quick look, nothing is read."""
        caller.need("ops")
        return {"missing": await _missing(ledger, asked.heads)}

    @router.post("/rebuilds", openapi_extra={"x-repeatable": "the same facts, the same figures"})
    async def rebuild(asked: Rebuilding, caller: Who) -> dict[str, Any]:
        """Fold from the first fact on, compare with what is kept, and put it in its place."""
        caller.need("ops")
        log.info("rebuilding", by_client=caller.client, school=asked.school, board=asked.board)
        return await _rebuilt(kept, asked)

    @router.post("/release-verifications", openapi_extra={"x-repeatable": "it changes nothing"})
    async def verify_releases(asked: Board, caller: Who) -> dict[str, Any]:
        """Make a board's releases again from the facts they stand on; the first that differs."""
        caller.need("ops")
        made = await remade(kept.states, kept.directory, kept.releases, asked.board)
        found = await release_differences(kept.releases, made, kept.clock())
        first = next(iter(found), None)
        return {
            "ok": first is None,
            "boards": list(made.group.boards),
            "checked": {"releaseDays": len(made.days), "releases": len(made.leaves)},
            "first_wrong": first and told_of(first),
            "passes": first is not None and first.passes,
        }

    @router.post("/release-rebuilds", openapi_extra={"x-repeatable": "the same facts, the same"})
    async def rebuild_releases(asked: Rereleasing, caller: Who) -> dict[str, Any]:
        """Make a board's releases again from the facts they stand on, and put them in place."""
        caller.need("ops")
        log.info("rebuilding releases", by_client=caller.client, board=asked.board)
        made = await remade(kept.states, kept.directory, kept.releases, asked.board)
        found = await release_differences(kept.releases, made, kept.clock())
        unequal = [one.where for one in found if not one.passes]
        if unequal and not asked.compare_only:
            await put_right(kept.mongo, kept.releases, made)
        return {
            "boards": list(made.group.boards),
            "releases": len(made.leaves),
            "equal": not unequal,
            "switched": not asked.compare_only,
            "unequal": unequal,
        }

    @router.get("/ledger")
    async def keys(caller: Who) -> dict[str, list[str]]:
        """The schools and boards that facts are kept of."""
        caller.need("ops")
        return {"keys": list(await ledger.keys(None))}

    @router.get("/ledger/{publisher}/{key}/digests")
    async def digests(
        publisher: str,
        key: Annotated[str, Path(pattern=KEY)],
        caller: Who,
        start: Annotated[int, Query(alias="from", ge=1)] = 1,
    ) -> dict[str, Any]:
        """SHA-256 of each body as it is kept, by sequence: finds where two stores differ."""
        caller.need("ops")
        if publisher not in PUBLISHERS:
            raise Absent
        return {"digests": await _digests(ledger, publisher, key, start)}

    return router


async def _verified(kept: Kept, asked: Verifying) -> dict[str, Any]:
    checking = Verification(kept.ledger, kept.derived, kept.refolder)
    for key in await _keys(kept, asked, asked.heads):
        reads = True
        for publisher in PUBLISHERS:
            said = _said(asked.heads, publisher, key)
            reads = await checking.chain("", publisher, key, said) and reads
        if reads and is_school(key):
            await checking.models("", key, kept.clock())
    return checking.findings.answer()


async def _missing(ledger: Ledger, heads: Heads) -> list[dict[str, Any]]:
    missing = []
    for publisher, ends in heads.items():
        for key, head in ends.items():
            found = await ledger.end("", publisher, key)
            if found < head.sequence:
                place = {"publisher": publisher, "key": key}
                missing.append({**place, "expected": head.sequence, "found": found})
    return missing


async def _rebuilt(kept: Kept, asked: Rebuilding) -> dict[str, Any]:
    started = perf_counter()
    keys = filter(is_school, await _keys(kept, asked))
    switch = not asked.compare_only
    found = await asyncio.gather(*(_rebuild(kept, key, switch=switch) for key in keys))
    digests = [digest for one in found for digest in one.digests]
    unequal = [where for one in found for where in one.unequal]
    return {
        "facts": sum(one.facts for one in found),
        "seconds": round(perf_counter() - started, 3),
        "equal": not unequal,
        "digest": sha256("".join(sorted(digests)).encode()).hexdigest(),
        "switched": switch,
        "digests": digests,
        "unequal": unequal,
    }


@dataclass(frozen=True, slots=True)
class _Rebuilt:
    """What is told of a school that was folded again; the school itself is let go at once."""

    facts: int
    digests: list[str]
    unequal: list[str]


async def _rebuild(kept: Kept, key: str, *, switch: bool) -> _Rebuilt:
    made = await kept.refolder.school("", key, kept.clock())
    found = await differences(kept.derived, made)
    if switch:
        if found:
            await kept.derived.keep_all("", key, made.years)
        await kept.states.adopt("", key, made.heads, made.state)
    unequal = [one.where for one in found if one.what != BEHIND]  # that is not unequal
    return _Rebuilt(made.facts, [fresh.digest for fresh in made.years], unequal)


async def _digests(
    ledger: Ledger, publisher: str, key: str, start: int
) -> list[dict[str, int | str]]:
    found: list[dict[str, int | str]] = []
    async for segment in ledger.after("", publisher, key, 0):
        for sequence, body in enumerate(segment.bodies, segment.first):
            if sequence >= start:
                found.append({"sequence": sequence, "sha256": sha256(bytes(body)).hexdigest()})
        if len(found) >= MOST_FACTS:
            break
    return found


async def _keys(kept: Kept, asked: Wanted, heads: Heads | None = None) -> list[str]:
    """The keys that are meant, and those that publishers tell of: nothing of it may be lost."""
    told = {key for ends in (heads or {}).values() for key in ends}
    if asked.keys is not None:
        return sorted({*asked.keys, *told})
    if asked.school is not None:
        return sorted({asked.school, *told})
    if asked.board is not None:
        schools = await kept.directory.schools(asked.board)
        return sorted({asked.board, *(school.code for school in schools), *told})
    return sorted({*await kept.ledger.keys(None), *told})


def _said(heads: Mapping[str, Mapping[str, Head]], publisher: str, key: str) -> End | None:
    if publisher not in heads:
        return None
    head = heads[publisher].get(key)
    return (head.sequence, head.hash) if head else (0, "0" * 64)
