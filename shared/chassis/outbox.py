"""Messages committed beside the facts they tell of, until the relay has sent them to Kafka.

One document per committed batch: {_id: ordinal, messages}. Ordinals come from a hybrid clock
(`streams.py`): what depends on a batch has a larger ordinal, so a snapshot read in `_id` order
always gives a stream's facts in the order of its chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.chassis.mongo import Binary, Document, Mongo, Session, documents

OUTBOX = "outbox"
MESSAGES_PER_DOCUMENT = 200  # a document stays below MongoDB's 16 MB even with 64 KB events


@dataclass(frozen=True, slots=True)
class Message:
    """One Kafka record to send; header values are text (FastStream decodes each as UTF-8)."""

    topic: str
    key: str | None
    value: bytes
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that were committed together."""

    ordinal: int
    messages: tuple[Message, ...]


def last_ordinal(first: int, messages: int) -> int:
    """The ordinal of the last document of so many messages; what follows them must lie behind."""
    return first + max(0, (messages - 1) // MESSAGES_PER_DOCUMENT)


class Outbox:
    """The messages of one service that still have to be sent."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def put(self, ordinal: int, messages: Sequence[Message], session: Session) -> None:
        """Add messages within the caller's transaction."""
        pieces = range(0, len(messages), MESSAGES_PER_DOCUMENT)
        found = [
            {
                "_id": ordinal + number,
                "messages": [
                    _stored(message) for message in messages[start : start + MESSAGES_PER_DOCUMENT]
                ],
            }
            for number, start in enumerate(pieces)
        ]
        await self._mongo[OUTBOX].insert_many(found, session=session)

    async def oldest(self, limit: int) -> list[Batch]:
        """The oldest batches as one moment shows them, in order."""
        async with self._mongo.session(snapshot=True) as session:
            cursor = self._mongo[OUTBOX].find({}, sort=[("_id", 1)], limit=limit, session=session)
            return [
                Batch(entry["_id"], tuple(_message(stored) for stored in entry["messages"]))
                for entry in await documents(cursor)
            ]

    async def sent(self, batches: Sequence[Batch]) -> None:
        """Forget batches that Kafka has acknowledged."""
        await self._mongo[OUTBOX].delete_many({"_id": {"$in": [b.ordinal for b in batches]}})

    async def backlog(self) -> tuple[int, int | None]:
        """How many batches wait, and the ordinal (nanoseconds since 1970) of the oldest."""
        count = await self._mongo[OUTBOX].estimated_document_count()
        oldest = await self._mongo[OUTBOX].find_one({}, {"_id": 1}, sort=[("_id", 1)])
        return count, oldest["_id"] if oldest else None


def _stored(message: Message) -> Document:
    return {
        "topic": message.topic,
        "key": message.key,
        "value": Binary(message.value),
        "headers": [list(header) for header in message.headers],
    }


def _message(stored: Document) -> Message:
    return Message(
        stored["topic"],
        stored["key"],
        bytes(stored["value"]),
        tuple((name, value) for name, value in stored["headers"]),
    )
