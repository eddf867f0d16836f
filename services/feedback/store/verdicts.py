"""Verdicts: one per event that a platform sent, numbered without gaps per platform.

`verdicts` {_id: verdict, platform, number, arrival, key, digest, event, outcome, reason, shown}.
`verdict_numbers` {_id: platform, last}. A verdict is written and put in the outbox in the
transaction of what it tells of: its facts, or the position of its record.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import uuid_utils

from services.feedback.translate.events import Said, Sent
from shared.chassis.canonical import canonical
from shared.chassis.clock import Clock
from shared.chassis.errors import Finding
from shared.chassis.mongo import (
    ASCENDING,
    Document,
    Mongo,
    ReturnDocument,
    Session,
    documents,
)
from shared.chassis.outbox import Message, Outbox
from shared.contracts import verdict as v
from shared.contracts.catalogue import platform_topics
from shared.contracts.envelope import CONTENT_TYPE, SEQUENCE_DIGITS, service_source
from shared.contracts.moments import logged

VERDICTS = "verdicts"
NUMBERS = "verdict_numbers"


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict on its way: which record it is about, and what became of it."""

    platform: str
    arrival: str
    received_at: datetime
    said: Said
    outcome: v.Outcome
    findings: tuple[Finding, ...] = ()
    facts: tuple[str, ...] = ()
    same_as: str | None = None

    @classmethod
    def on(
        cls, sent: Sent, outcome: v.Outcome, findings: Sequence[Finding] = (), **more: Any
    ) -> "Given":
        """A verdict on a record that has an id; rubbish is parked instead."""
        at = (sent.platform, sent.arrival, sent.received_at, sent.said)
        return cls(*at, outcome, tuple(findings[: v.MOST_FINDINGS]), **more)

    @property
    def reason(self) -> str:
        """The code of the first finding, or nothing."""
        return self.findings[0].code if self.findings else ""


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier verdict on an event with the same source and id."""

    verdict: str
    arrival: str
    digest: str
    outcome: v.Outcome
    reason: str


class VerdictStore:
    """Verdicts of all platforms; the platform is the tenant here."""

    def __init__(
        self, mongo: Mongo, outbox: Outbox, clock: Clock, operator_kvk: str, topic_prefix: str
    ) -> None:
        self._mongo = mongo
        self._outbox = outbox
        self._clock = clock
        self._source = service_source(operator_kvk, "feedback")
        self._topic_prefix = topic_prefix

    async def prepare(self) -> None:
        """Make the indexes; that a record has one verdict is one of them."""
        for fields in ("number", "arrival"):
            order = [("platform", ASCENDING), (fields, ASCENDING)]
            await self._mongo[VERDICTS].create_index(order, unique=True)
        for fields in ("key", "event"):
            order = [("platform", ASCENDING), (fields, ASCENDING)]
            await self._mongo[VERDICTS].create_index(order)

    async def priors(self, platform: str, keys: Collection[str]) -> dict[str, list[Prior]]:
        """Key of an event -> the verdicts it had, oldest first."""
        cursor = self._mongo[VERDICTS].find(
            {"platform": platform, "key": {"$in": list(keys)}}, {"shown": 0}, sort=[("number", 1)]
        )
        found: dict[str, list[Prior]] = defaultdict(list)
        for entry in await documents(cursor):
            prior = Prior(
                entry["_id"], entry["arrival"], entry["digest"], entry["outcome"], entry["reason"]
            )
            found[entry["key"]].append(prior)
        return found

    async def judged(self, platform: str, arrivals: Collection[str]) -> set[str]:
        """Which of these records have their verdict."""
        wanted = {"platform": platform, "arrival": {"$in": list(arrivals)}}
        found = await documents(self._mongo[VERDICTS].find(wanted, {"arrival": 1}))
        return {entry["arrival"] for entry in found}

    async def give(self, platform: str, given: Sequence[Given], session: Session) -> None:
        """Number, write and send verdicts of one platform, within the caller's transaction."""
        if not given:
            return
        numbers = await self._mongo[NUMBERS].find_one_and_update(
            {"_id": platform},
            {"$inc": {"last": len(given)}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        assert numbers is not None  # noqa: S101  upserted
        now = self._clock()
        first = numbers["last"] - len(given) + 1
        verdicts = [_verdict(one, number, now) for number, one in enumerate(given, first)]
        entries = [_stored(one, made) for one, made in zip(given, verdicts, strict=True)]
        await self._mongo[VERDICTS].insert_many(entries, session=session)
        topic = self._topic_prefix + platform_topics(platform)[1]
        messages = [self._message(topic, made, now) for made in verdicts]
        await self._outbox.put(time.time_ns(), messages, session)

    async def after(
        self, platform: str, number: int, limit: int, outcome: v.Outcome | None
    ) -> Sequence[Document]:
        """Verdicts as they were told, in order, from behind a number."""
        wanted: Document = {"platform": platform, "number": {"$gt": number}}
        if outcome:
            wanted["outcome"] = outcome
        cursor = self._mongo[VERDICTS].find(wanted, sort=[("number", 1)], limit=limit)
        return [entry["shown"] for entry in await documents(cursor)]

    async def of_event(self, platform: str, event: str) -> Sequence[Document]:
        """Verdicts on an event by its own id, or the verdict with that id; oldest first."""
        wanted = {"platform": platform, "$or": [{"event": event}, {"_id": event}]}
        cursor = self._mongo[VERDICTS].find(wanted, sort=[("number", 1)], limit=100)
        return [entry["shown"] for entry in await documents(cursor)]

    def _message(self, topic: str, made: v.Verdict, now: datetime) -> Message:
        body = canonical(v.verdict_event(made, source=self._source, judged_at=now))
        headers = (
            ("content-type", CONTENT_TYPE),
            ("sequence", f"{made.number:0{SEQUENCE_DIGITS}d}"),
        )
        return Message(topic, made.platform, body, headers)


def _verdict(given: Given, number: int, now: datetime) -> v.Verdict:
    reasons = tuple(
        v.Reason(
            code=found.code,
            words=v.Sentence(nl=found.words[0], en=found.words[1]),
            pointer=found.pointer[:500],
        )
        for found in given.findings
    )
    return v.Verdict(
        verdict=str(uuid_utils.uuid7()),
        platform=given.platform,
        number=number,
        event=v.Judged(
            id=_cut(given.said.id) or "",
            source=_cut(given.said.source),
            type=_cut(given.said.type),
            subject=_cut(given.said.subject),
        ),
        outcome=given.outcome,
        reason=reasons[0] if reasons else None,
        findings=reasons,
        facts=given.facts,
        same_as=given.same_as,
        received_at=logged(given.received_at),
        judged_at=logged(now),
    )


def _cut(text: str | None) -> str | None:
    return None if text is None else text[: v.MOST_CHARACTERS]


def _stored(given: Given, made: v.Verdict) -> Document:
    return {
        "_id": made.verdict,
        "platform": given.platform,
        "number": made.number,
        "arrival": given.arrival,
        "key": given.said.key,
        "digest": given.said.digest,
        "event": made.event.id,
        "outcome": given.outcome,
        "reason": given.reason,
        "shown": msgspec.to_builtins(made.model_dump(mode="json", by_alias=True)),
    }
