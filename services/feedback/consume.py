"""Kafka's edges: what enrolment says into what is known, and platforms' events to their lanes."""

import re
import time
from collections.abc import Callable, Sequence

from services.feedback.lanes import Lanes
from services.feedback.project import Heard, Held, project
from services.feedback.refusals import REFUSALS, RUBBISH
from services.feedback.store import Store
from services.feedback.translate.events import Sent, read
from services.feedback.translate.heard import logged_at
from shared.chassis.batch import Plan
from shared.chassis.inbox import Arrival
from shared.chassis.kafka import Record
from shared.chassis.mongo import Session
from shared.chassis.observe import Metrics
from shared.contracts.catalogue import platform_topics

GROUP = "feedback"
PLATFORMS_GROUP = "feedback-platforms"


def platforms_pattern(topic_prefix: str) -> str:
    """The topics that platforms write to, as a regular expression.

    Without braces or groups, for FastStream gives those a meaning of its own.
    """
    before, after = _around(topic_prefix)
    return f"^{re.escape(before)}[a-z][a-z0-9-]+[a-z0-9]{re.escape(after)}$"


def reader(topic_prefix: str) -> Callable[[Record], Sent]:
    """Reads a record of a platform's topic; the topic says whose it is."""
    before, after = _around(topic_prefix)
    return lambda record: read(record, record.topic.removeprefix(before).removesuffix(after))


def _around(topic_prefix: str) -> tuple[str, str]:
    before, _, after = platform_topics("@")[0].partition("@")
    return topic_prefix + before, after


class Hearing:
    """Takes in enrolment's facts; implements `inbox.Take`."""

    def __init__(self, store: Store, lanes: Lanes, metrics: Metrics, group: str) -> None:
        self._store = store
        self._lanes = lanes
        self._metrics = metrics
        self._group = group

    def forget(self) -> None:
        """Nothing is cached."""

    async def take(self, facts: Sequence[Arrival[Heard | None]]) -> Plan:
        """Fold what matters into what is known; lanes that wait for it go on."""
        heard = [arrival.content for arrival in facts if arrival.content is not None]
        held = await self._store.heard.held(_touched(heard))
        for fact in heard:
            project(held, fact)

        async def write(session: Session) -> None:
            await self._store.heard.save(held, session)
            for board, teacher in held.erased:
                boards = await self._store.heard.boards_of(board, teacher)
                for one in sorted(boards):
                    await self._store.erase(one, teacher, session)

        def after() -> None:
            for arrival in {id(found): found for found in (*facts[:1], *facts[-1:])}.values():
                self._visible(logged_at(arrival.record.value))
            schools = {*held.places, *(school for school, _ in held.members)}
            self._lanes.wake(schools, {board for board, _ in held.admissions})

        return Plan(write, after)

    def _visible(self, logged: float) -> None:
        age = max(0.0, time.time() - logged)
        self._metrics.freshness.labels(self._group).observe(age)


class Receiving:
    """Takes in platforms' events; implements `batch.Work`."""

    def __init__(self, lanes: Lanes, metrics: Metrics, group: str) -> None:
        self._lanes = lanes
        self._metrics = metrics
        self._group = group
        for reason in (*REFUSALS, *RUBBISH):
            metrics.refused.labels(group, reason)

    def forget(self) -> None:
        """Nothing is cached."""

    async def plan(self, batch: Sequence[Sent]) -> Plan:
        """Judge a batch: commands are durable before the positions move."""
        ending = await self._lanes.judge(batch)

        def after() -> None:
            self._lanes.written(ending)
            counts = self._metrics.batch_records
            counts.labels(self._group, "taken-in").inc(len(batch) - len(ending.parked))
            counts.labels(self._group, "parked").inc(len(ending.parked))
            for sent in batch:
                age = time.time() - sent.record.timestamp / 1000
                self._metrics.freshness.labels(self._group).observe(max(0.0, age))
            refused = [given.reason for given in ending.given if given.outcome == "refused"]
            for reason in [*refused, *(parked.code for parked in ending.parked)]:
                self._metrics.refused.labels(self._group, reason).inc()

        return Plan(lambda session: self._lanes.write(ending, session), after)


def _touched(heard: Sequence[Heard]) -> Held:
    """The keys that these facts are about, by folding them into nothing."""
    touched = Held()
    for fact in heard:
        project(touched, fact)
    return touched
