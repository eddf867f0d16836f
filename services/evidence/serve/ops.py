"""Doors for ops: verify what is kept, and fold it again beside. They show no personal data."""

from collections.abc import Mapping
from hashlib import sha256
from time import perf_counter
from typing import Any

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.evidence.desk import Desk
from services.evidence.history.records import PUBLISHERS
from services.evidence.serve.schools import ERRORS, Who
from services.evidence.store.ledger import Ledger
from services.evidence.verification import Verification, from_scratch, is_school

log = structlog.get_logger(__name__)


class Head(BaseModel):
    """The end of a chain as its publisher has it."""

    sequence: int = Field(ge=0)
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")


class Wanted(BaseModel):
    """Which schools or boards; everything when neither is named."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    school: str | None = Field(default=None, pattern=r"^[0-9]{2}[A-Z]{2}([0-9]{2})?$")
    board: str | None = Field(default=None, pattern=r"^[0-9]{5}$")


class Verifying(Wanted):
    """What to verify, and the ends of the publishers' chains to hold it against."""

    heads: dict[str, dict[str, Head]] = Field(default_factory=dict)


class Rebuilding(Wanted):
    """What to fold again; with `compareOnly` nothing is replaced."""

    compare_only: bool = Field(default=False, alias="compareOnly")


def ops_doors(desk: Desk, ledger: Ledger) -> APIRouter:
    """Routes for the ops role only."""
    router = APIRouter(prefix="/v1", tags=["ops"], responses=ERRORS)

    @router.post("/verifications")
    async def verify(asked: Verifying, caller: Who) -> dict[str, Any]:
        caller.need("ops")
        return await _verified(desk, ledger, asked)

    @router.post("/rebuilds")
    async def rebuild(asked: Rebuilding, caller: Who) -> dict[str, Any]:
        caller.need("ops")
        log.info("rebuilding", by_client=caller.client, school=asked.school, board=asked.board)
        return await _rebuilt(desk, ledger, asked)

    return router


async def _verified(desk: Desk, ledger: Ledger, asked: Verifying) -> dict[str, Any]:
    checking = Verification(ledger, desk.derived)
    keys = await _keys(desk, ledger, asked)
    for key in keys:
        for publisher in PUBLISHERS:
            await checking.chain("", publisher, key, _said(asked.heads, publisher, key))
        if is_school(key):
            await checking.models(desk.states, "", key, desk.clock())
    if asked.school is None and asked.board is None:
        for publisher, heads in asked.heads.items():
            for key in sorted(heads.keys() - set(keys)):
                checking.findings.wrong("lost", f"{publisher}/{key}", heads[key].sequence, 0)
    return checking.findings.answer()


async def _rebuilt(desk: Desk, ledger: Ledger, asked: Rebuilding) -> dict[str, Any]:
    started, facts, equal = perf_counter(), 0, True
    digests: list[str] = []
    for key in filter(is_school, await _keys(desk, ledger, asked)):
        made = await from_scratch(desk.states, "", key, desk.clock())
        for fresh in made:
            kept = await desk.derived.figures(fresh.board, key, fresh.year)
            equal = equal and kept is not None and kept.digest == fresh.digest
            digests.append(fresh.digest)
        facts += sum(made[0].heads.values()) if made else 0
        if not asked.compare_only:
            await desk.derived.keep(made)
    return {
        "facts": facts,
        "seconds": round(perf_counter() - started, 3),
        "equal": equal,
        "digest": sha256("".join(sorted(digests)).encode()).hexdigest(),
        "switched": not asked.compare_only,
    }


async def _keys(desk: Desk, ledger: Ledger, asked: Wanted) -> list[str]:
    if asked.school is not None:
        return [asked.school]
    if asked.board is not None:
        schools = await desk.directory.schools(asked.board)
        return [asked.board, *(school.code for school in schools)]
    return list(await ledger.keys(None))


def _said(
    heads: Mapping[str, Mapping[str, Head]], publisher: str, key: str
) -> tuple[int, str] | None:
    if publisher not in heads:
        return None
    head = heads[publisher].get(key)
    return (head.sequence, head.hash) if head else (0, "0" * 64)
