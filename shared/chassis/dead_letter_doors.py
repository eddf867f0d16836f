"""Doors for ops on what is parked: list it, look at one, try it again, with a dry run first.

Whether a record's own bytes are shown is for each service to say: a fact is pseudonymous, but
what an outsider sent may hold anything.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from shared.chassis.dead_letters import DeadLetters, Parked
from shared.chassis.errors import Absent
from shared.chassis.identity import Caller, caller_of
from shared.chassis.mongo import Document
from shared.chassis.problems import documented

log = structlog.get_logger(__name__)

MOST_LISTED = 500
MOST_KEYS = 1_000
Name = Annotated[str, Field(max_length=400)]

Redrive = Callable[[str, str, bool], Awaitable[tuple[int, int]]]
"""(topic, key, dry run) -> how many records of the key fit now, and how many stay parked."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one reading group has parked, how to try it again, and whether its bytes are shown."""

    group: str
    letters: DeadLetters
    redrive: Redrive
    shows_bytes: bool


class Wanted(BaseModel):
    """Which parked records; all of them when nothing is named."""

    model_config = ConfigDict(extra="forbid")

    group: Name | None = None
    topic: Name | None = None
    key: Name | None = None
    code: Name | None = None

    def query(self) -> Document:
        """The same as a query on what is parked."""
        return self.model_dump(exclude_none=True, include={"topic", "key", "code"})


class Redriving(Wanted):
    """What to try again: whole keys, in order, of which at least one record is meant."""

    dry_run: Annotated[bool, Field(alias="dryRun")] = True
    most_keys: Annotated[int, Field(alias="mostKeys", ge=1, le=MOST_KEYS)] = 100
    skip: Annotated[int, Field(ge=0, description="keys per group, oldest first")] = 0


def dead_letters_router(lines: Sequence[Line]) -> APIRouter:
    """Routes for the ops role only."""
    router = APIRouter(prefix="/v1/dead-letters", tags=["dead-letters"])
    problems = documented(401, 403, 404, 422)

    @router.get("", responses=problems)
    async def listed(
        caller: Annotated[Caller, Depends(caller_of)],
        wanted: Annotated[Wanted, Depends()],
        after: Annotated[Name | None, Query()] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
    ) -> dict[str, Any]:
        """Parked records, oldest first; `next` is the cursor of the following page."""
        caller.need("ops")
        found = await _listed(lines, wanted, after, limit)
        return {
            "deadLetters": found,
            "next": found[-1]["id"] if len(found) == limit else None,
            "groups": [line.group for line in lines],
        }

    @router.get("/redrives", responses=problems)
    async def audited(
        caller: Annotated[Caller, Depends(caller_of)],
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
    ) -> dict[str, Any]:
        """Who had what tried again, newest first."""
        caller.need("ops")
        return {
            "redrives": [entry for line in lines for entry in await line.letters.audited(limit)]
        }

    @router.post(
        "/redrives",
        responses=problems,
        openapi_extra={"x-repeatable": "what was taken in is parked no longer"},
    )
    async def redrive(
        asked: Redriving, caller: Annotated[Caller, Depends(caller_of)]
    ) -> dict[str, Any]:
        """Try parked records again; a dry run (the default) only says what would happen."""
        caller.need("ops")
        return await _redriven(lines, asked, caller)

    @router.get("/{letter}", responses=problems)
    async def shown(
        letter: Annotated[Name, Path(description="topic:partition:offset")],
        caller: Annotated[Caller, Depends(caller_of)],
    ) -> dict[str, Any]:
        """One parked record, why it is parked, and its bytes where those may be seen."""
        caller.need("ops")
        for line in lines:
            for parked in await line.letters.listed({"_id": _stored_id(letter)}, 1):
                return _shown(line, parked, whole=True)
        raise Absent

    return router


async def _listed(
    lines: Sequence[Line], wanted: Wanted, after: str | None, limit: int
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    last = _stored_id(after) if after else None
    for line in _of(lines, wanted):
        if last and not await line.letters.listed({"_id": last}, 1):
            continue  # the cursor stands in a later group
        page = await line.letters.listed(wanted.query(), limit - len(found), last)
        found += [_shown(line, parked) for parked in page]
        last = None
        if len(found) == limit:
            break
    return found


async def _redriven(lines: Sequence[Line], asked: Redriving, caller: Caller) -> dict[str, Any]:
    outcomes = [
        await _again(line, topic, key, asked.dry_run)
        for line in _of(lines, asked)
        for topic, key in await line.letters.keys(asked.query(), asked.most_keys, asked.skip)
    ]
    answer = {
        "dryRun": asked.dry_run,
        "takenIn": sum(outcome["takenIn"] for outcome in outcomes),
        "stillParked": sum(outcome["stillParked"] for outcome in outcomes),
        "keys": outcomes,
    }
    if not asked.dry_run:
        entry = {"at": datetime.now(UTC), "by": caller.subject, "asked": asked.query(), **answer}
        for line in _of(lines, asked):
            await line.letters.audit(dict(entry))
        log.info("redriven", by_client=caller.client, taken_in=answer["takenIn"])
    return answer


def _of(lines: Sequence[Line], wanted: Wanted) -> list[Line]:
    return [line for line in lines if wanted.group in (None, line.group)]


async def _again(line: Line, topic: str, key: str, dry_run: bool) -> dict[str, Any]:
    fits, stays = await line.redrive(topic, key, dry_run)
    return {"group": line.group, "topic": topic, "key": key, "takenIn": fits, "stillParked": stays}


def _stored_id(letter: str) -> str:
    return letter.replace(":", "/")


def _shown(line: Line, parked: Parked, *, whole: bool = False) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": parked.id.replace("/", ":"),
        "group": line.group,
        "topic": parked.topic,
        "partition": parked.partition,
        "offset": parked.offset,
        "key": parked.key if line.shows_bytes else None,
        "sequence": parked.sequence,
        "code": parked.code,
        "words": parked.words,
        "parkedAt": parked.at,
        "size": len(parked.value),
        "sha256": hashlib.sha256(parked.value).hexdigest(),
    }
    if whole and line.shows_bytes:
        shown["headers"] = {name: _text(value) for name, value in parked.headers}
        shown["body"] = _text(parked.value)
    return shown


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")
