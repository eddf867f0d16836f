"""How far a group has read, kept in MongoDB and moved in the transaction of what was read.

`positions` {_id: "group/topic/partition", next, epoch, session}: a new owner raises the epoch,
which fences the one before; and it first kills that one's session, for a killed client's open
transaction would keep its locks for up to a minute and stall its successor (found by kill tests).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiokafka import TopicPartition

from shared.chassis.mongo import (
    Mongo,
    OperationFailure,
    ReturnDocument,
    Session,
    UpdateOne,
    documents,
)

log = structlog.get_logger(__name__)

POSITIONS = "positions"
FROM_THE_START = -1


class Fenced(Exception):
    """Another process owns the partition now: what this one was about to write is not written."""


@dataclass(slots=True)
class Position:
    """Where an owned partition stands: the next offset to take in, under this epoch."""

    epoch: int
    next: int


class Positions:
    """The positions of one group, as owned by this process."""

    def __init__(self, mongo: Mongo, group: str) -> None:
        self._mongo = mongo
        self._group = group
        self.owned: dict[TopicPartition, Position] = {}

    async def claim(self, partition: TopicPartition, session: Session) -> Position:
        """Own a partition from now on, whoever did before."""
        found = await self._mongo[POSITIONS].find_one({"_id": self._id(partition)})
        mine = dict(session.session_id)
        before = (found or {}).get("session")
        if before and before != mine:
            try:
                await self._mongo.kill_session(before)
            except OperationFailure as refused:
                log.warning("could not kill the session before", error=str(refused))
        claimed: Any = await self._mongo[POSITIONS].find_one_and_update(
            {"_id": self._id(partition)},
            {
                "$inc": {"epoch": 1},
                "$set": {"session": mine},
                "$setOnInsert": {"next": FROM_THE_START},
            },
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        position = Position(claimed["epoch"], claimed["next"])
        self.owned[partition] = position
        return position

    def release(self, partitions: Iterable[TopicPartition]) -> None:
        """Forget partitions that were taken away."""
        for partition in partitions:
            self.owned.pop(partition, None)

    async def reread(self) -> None:
        """Take the positions as they stand in the database; Fenced when one has a new owner."""
        for partition, position in self.owned.items():
            found = await self._mongo[POSITIONS].find_one({"_id": self._id(partition)})
            if found is None or found["epoch"] != position.epoch:
                raise Fenced(self._id(partition))
            position.next = found["next"]

    async def move(self, to: Mapping[TopicPartition, int], session: Session) -> None:
        """Move positions within the caller's transaction; Fenced when any is not ours."""
        moves = [
            UpdateOne(
                {
                    "_id": self._id(partition),
                    "epoch": self.owned[partition].epoch,
                    "next": self.owned[partition].next,
                },
                {"$set": {"next": next_offset}},
            )
            for partition, next_offset in to.items()
        ]
        done = await self._mongo[POSITIONS].bulk_write(moves, ordered=False, session=session)
        if done.modified_count != len(moves):
            raise Fenced(", ".join(map(self._id, to)))

    async def reached(self) -> Mapping[TopicPartition, int]:
        """The position of every partition of the group, whichever process owns it."""
        span = {"$gte": f"{self._group}/", "$lt": f"{self._group}/~"}
        found = await documents(self._mongo[POSITIONS].find({"_id": span}, {"next": 1}))
        return {self._partition(one["_id"]): one["next"] for one in found}

    def moved(self, to: Mapping[TopicPartition, int]) -> None:
        """Remember what a committed transaction moved."""
        for partition, next_offset in to.items():
            if partition in self.owned:
                self.owned[partition].next = next_offset

    def _id(self, partition: TopicPartition) -> str:
        return f"{self._group}/{partition.topic}/{partition.partition}"

    def _partition(self, position: str) -> TopicPartition:
        topic, _, number = position.removeprefix(f"{self._group}/").rpartition("/")
        return TopicPartition(topic, int(number))
