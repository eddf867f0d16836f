"""The one door to MongoDB: the only module that imports a driver.

Motor is the default; `MONGO_DRIVER=pymongo` opens PyMongo's own async client instead. Both speak
the same API here, but for the few calls that are wrapped below.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from bson.binary import Binary
from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import (
    ASCENDING,
    DESCENDING,
    AsyncMongoClient,
    DeleteOne,
    IndexModel,
    InsertOne,
    ReplaceOne,
    ReturnDocument,
    UpdateOne,
)
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.chassis.pausing import pause_after

if TYPE_CHECKING:
    from pymongo.asynchronous.client_session import AsyncClientSession
    from pymongo.asynchronous.collection import AsyncCollection
    from pymongo.asynchronous.database import AsyncDatabase

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "Binary",
    "BulkWriteError",
    "Collection",
    "ConnectionFailure",
    "DeleteOne",
    "Document",
    "DuplicateKeyError",
    "IndexModel",
    "InsertOne",
    "Mongo",
    "OperationFailure",
    "PyMongoError",
    "ReplaceOne",
    "ReturnDocument",
    "Session",
    "UpdateOne",
    "is_duplicate",
]

Document = dict[str, Any]
if TYPE_CHECKING:  # Motor's handles have the same methods; PyMongo's carry the types
    Session = AsyncClientSession
    Collection = AsyncCollection[Document]
else:
    Session = Collection = Any
T = TypeVar("T")

DUPLICATE_KEY = 11000
TRANSACTION_SECONDS = 120.0  # as the specification has it


def is_duplicate(error: PyMongoError) -> bool:
    """Whether a write failed because its unique key exists already."""
    if isinstance(error, BulkWriteError):
        wrong = (error.details or {}).get("writeErrors", [])
        return any(entry.get("code") == DUPLICATE_KEY for entry in wrong)
    return isinstance(error, DuplicateKeyError)


def _is(error: BaseException, label: str) -> bool:
    return isinstance(error, PyMongoError) and error.has_error_label(label)


async def _commit(session: Session, deadline: float) -> None:
    """Commit; asked again while it is unknown whether it was, which is safe."""
    while True:
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            if not _is(error, "UnknownTransactionCommitResult") or monotonic() > deadline:
                raise
        else:
            return


class Mongo:
    """One service's database: majority writes, journaled, and its own sessions."""

    def __init__(self, uri: str, database: str, driver: str = "motor") -> None:
        options: dict[str, Any] = {
            "tz_aware": True,
            "serverSelectionTimeoutMS": 5_000,
            "retryWrites": True,
            "appname": database,
        }
        self._motor = driver == "motor"
        client = AsyncIOMotorClient if self._motor else AsyncMongoClient
        self._client: Any = client(uri, **options)
        opened: Any = self._client.get_database(
            database,
            codec_options=CodecOptions(tz_aware=True),
            write_concern=WriteConcern("majority"),
            read_concern=ReadConcern("majority"),
        )
        self.db: AsyncDatabase[Document] = opened

    def __getitem__(self, collection: str) -> Collection:
        return self.db[collection]

    async def ping(self) -> None:
        """Raise PyMongoError unless the database answers within its time-out."""
        await self._client.admin.command("ping")

    async def why_not_ready(self) -> str | None:
        """A health check: silent when the database answers, otherwise it raises."""
        await self.ping()
        return None

    async def close(self) -> None:
        """Close all connections."""
        closing = self._client.close()
        if closing is not None:
            await closing

    async def open_session(self, *, snapshot: bool = False) -> Session:
        """A session of its own; the caller ends it."""
        opened = self._client.start_session(snapshot=snapshot or None)
        session: Session = await opened if self._motor else opened
        return session

    @asynccontextmanager
    async def session(self, *, snapshot: bool = False) -> AsyncIterator[Session]:
        """A session for the length of a block; with `snapshot` all reads see one moment."""
        session = await self.open_session(snapshot=snapshot)
        try:
            yield session
        finally:
            await session.end_session()

    async def transaction(self, session: Session, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run the work in one transaction; transient errors and unknown commits are retried.

        The work may run more than once, so it must touch nothing but the database. Not the
        drivers' own `with_transaction`: Motor's ends its context by committing outside its own
        retries, so that a write conflict or an election at commit would be told as a failure.
        Source: MongoDB specification "Convenient API for Transactions".
        """
        deadline = monotonic() + TRANSACTION_SECONDS
        for conflicts in count(1):
            begun: Any = session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority", j=True),
            )
            if not self._motor:
                await begun
            try:
                made = await work(session)
                await _commit(session, deadline)
            except BaseException as error:
                if session.in_transaction:
                    await session.abort_transaction()
                if not _is(error, "TransientTransactionError") or monotonic() > deadline:
                    raise
                await asyncio.sleep(pause_after(conflicts))
            else:
                return made
        raise AssertionError  # `count` does not end

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> Sequence[Document]:
        """All documents that a pipeline makes of a collection."""
        opened: Any = self.db[collection].aggregate(pipeline)
        return await documents(opened if self._motor else await opened)

    async def kill_session(self, lsid: Mapping[str, Any]) -> None:
        """End a dead client's session, so that its open transaction lets go of its locks."""
        await self._client.admin.command("killSessions", [dict(lsid)])

    @asynccontextmanager
    async def watch_inserts(self, collection: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Yields a call that waits until something was inserted into the collection."""
        opened = self.db[collection].watch(
            [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}],
            max_await_time_ms=1_000,
        )
        stream: Any = opened if self._motor else await opened

        async def wait() -> None:
            await stream.next()

        try:
            yield wait
        finally:
            await stream.close()


async def documents(cursor: Any, limit: int | None = None) -> Sequence[Document]:
    """All documents of a cursor, of either driver."""
    found: Sequence[Document] = await cursor.to_list(limit)
    return found
