"""Events that wait for what they refer to, in order per lane (platform and school).

`waiting` {_id: arrival, lane, order, platform, school, board, event, provides, until, since, code,
words, record}. `lane_claims` {_id: lane, owner, until}: one process at a time works on a lane.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiokafka import ConsumerRecord

from services.feedback.refusals import Need
from services.feedback.translate.events import Event, Sent, read
from shared.chassis.errors import Refusal
from shared.chassis.kafka import Record
from shared.chassis.mongo import (
    ASCENDING,
    Binary,
    Document,
    Mongo,
    PyMongoError,
    Session,
    documents,
    is_duplicate,
)

WAITING = "waiting"
CLAIMS = "lane_claims"
CLAIM_SECONDS = 10.0  # longer than one step on a lane takes; a killed owner holds it no longer


@dataclass(frozen=True, slots=True)
class Wait:
    """An event that waits: since when, until when, and for what if it is the first of its lane."""

    sent: Sent
    order: int
    until: datetime
    board: str | None
    why: Refusal | None

    @property
    def event(self) -> Event:
        """The event; only those of the right form wait."""
        assert self.sent.event is not None  # noqa: S101
        return self.sent.event


class WaitingStore:
    """The waiting room; the platform is the tenant here."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """Make the indexes."""
        for fields in (
            ("lane", "order"),
            ("until",),
            ("school",),
            ("board",),
            ("platform", "event"),
        ):
            order = [(field, ASCENDING) for field in fields]
            await self._mongo[WAITING].create_index(order)

    async def add(self, waits: Sequence[Wait], session: Session) -> None:
        """Let events wait, within the transaction that moves past their records."""
        if waits:
            await self._mongo[WAITING].insert_many([_stored(w) for w in waits], session=session)

    async def done(self, arrivals: Collection[str], session: Session) -> int:
        """Events wait no longer, within the transaction of their verdict; how many did."""
        if not arrivals:
            return 0
        gone = await self._mongo[WAITING].delete_many(
            {"_id": {"$in": list(arrivals)}}, session=session
        )
        return gone.deleted_count

    async def blocked(self, lanes: Collection[str]) -> set[str]:
        """Which of these lanes have events waiting."""
        found = await self._mongo[WAITING].distinct("lane", {"lane": {"$in": list(lanes)}})
        return set(found)

    async def holds(self, arrivals: Collection[str]) -> set[str]:
        """Which of these records wait."""
        cursor = self._mongo[WAITING].find({"_id": {"$in": list(arrivals)}}, {"_id": 1})
        return {entry["_id"] for entry in await documents(cursor)}

    async def lanes(self) -> Sequence[str]:
        """All lanes in which events wait."""
        found: Sequence[str] = await self._mongo[WAITING].distinct("lane")
        return found

    async def due(
        self, schools: Sequence[str], boards: Sequence[str], now: datetime
    ) -> Sequence[str]:
        """The lanes that these schools or boards concern, and those where time is up."""
        concerned = [{"school": {"$in": schools}}, {"board": {"$in": boards}}]
        query = {"$or": [*concerned, {"until": {"$lte": now}}]}
        found: Sequence[str] = await self._mongo[WAITING].distinct("lane", query)
        return found

    async def first(self, lane: str, limit: int) -> list[Wait]:
        """The first events of a lane, in order."""
        cursor = self._mongo[WAITING].find({"lane": lane}, sort=[("order", 1)], limit=limit)
        return [_wait(entry) for entry in await documents(cursor)]

    async def provider(self, lane: str, need: Need) -> Wait | None:
        """The first event of a lane that brings what its head needs."""
        wanted = {"lane": lane, "provides": _name(need)}
        found = await self._mongo[WAITING].find_one(wanted, sort=[("order", 1)])
        return _wait(found) if found else None

    async def note(self, arrival: str, board: str | None, why: Refusal) -> None:
        """Remember what the first of a lane waits for now."""
        change = {"board": board, "code": why.code, "words": list(why.words)}
        await self._mongo[WAITING].update_one({"_id": arrival}, {"$set": change})

    async def claim(self, lane: str, owner: str) -> bool:
        """Take a lane to work on, or go on with it; False while another has it."""
        now = datetime.now(UTC)
        mine = {"_id": lane, "$or": [{"owner": owner}, {"until": {"$lt": now}}]}
        until = now + timedelta(seconds=CLAIM_SECONDS)
        try:
            await self._mongo[CLAIMS].update_one(
                mine, {"$set": {"owner": owner, "until": until}}, upsert=True
            )
        except PyMongoError as error:
            if is_duplicate(error):
                return False
            raise
        return True

    async def release(self, lane: str, owner: str) -> None:
        """Let go of a lane."""
        await self._mongo[CLAIMS].delete_one({"_id": lane, "owner": owner})

    async def of_event(self, platform: str, event: str) -> Document | None:
        """What is known of an event that waits, by its own id."""
        shown = {"since": 1, "until": 1, "code": 1, "words": 1, "_id": 0}
        return await self._mongo[WAITING].find_one({"platform": platform, "event": event}, shown)

    async def backlog(self) -> tuple[int, datetime | None]:
        """How many events wait, and since when the oldest does."""
        count = await self._mongo[WAITING].count_documents({})
        oldest = await self._mongo[WAITING].find_one({}, {"since": 1}, sort=[("until", 1)])
        return count, oldest["since"] if oldest else None


def _name(need: Need) -> str:
    return f"{need.kind}/{need.id}"


def _stored(wait: Wait) -> Document:
    record, event = wait.sent.record, wait.event
    return {
        "_id": wait.sent.arrival,
        "lane": event.lane,
        "order": wait.order,
        "platform": event.platform,
        "school": event.claim.school,
        "board": wait.board,
        "event": wait.sent.said.id,
        "provides": _name(event.provides) if event.provides else None,
        "since": datetime.now(UTC),
        "until": wait.until,
        "code": wait.why.code if wait.why else None,
        "words": list(wait.why.words) if wait.why else None,
        "record": {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "timestamp": record.timestamp,
            "headers": [[name, Binary(content or b"")] for name, content in record.headers],
            "value": Binary(record.value or b""),
        },
    }


def _wait(entry: Document) -> Wait:
    sent = read(_record(entry["record"]), entry["platform"])
    return Wait(sent, entry["order"], entry["until"], entry["board"], None)


def _record(stored: Document) -> Record:
    headers = tuple((name, bytes(content)) for name, content in stored["headers"])
    value = bytes(stored["value"])
    at = (stored["topic"], stored["partition"], stored["offset"], stored["timestamp"])
    record: Record = ConsumerRecord(*at, 0, None, value, None, 0, len(value), headers)
    return record
