"""Which certificates were revoked, per board that issued them: what anybody may ask.

Moved in the transaction of the facts that say it. `certificates` {_id: certificate, board, at}:
the board that awarded it, which stays its issuer when the school moves; `at` when it was revoked,
None while it stands.
"""

from collections.abc import Sequence
from typing import Any

from shared.chassis.mongo import Document, Mongo, Session, UpdateOne, documents
from shared.contracts import enrolment as e
from shared.contracts.catalogue import BY_NAME

CERTIFICATES = "certificates"
Change = UpdateOne
CONCERNED = frozenset(
    BY_NAME[contract.NAME].type_name for contract in (e.CertificateAwarded, e.CertificateRevoked)
)
"""The types of fact that say something of a certificate."""


def change(board: str, fact: Any) -> Change | None:
    """What a fact changes, if anything; `board` is the tenant that it names."""
    match fact.__class__.__name__:
        case e.CertificateAwarded.__name__:
            stored: Document = {"board": board, "at": None}
            return UpdateOne({"_id": fact.certificate.lower()}, {"$set": stored}, upsert=True)
        case e.CertificateRevoked.__name__:
            return UpdateOne({"_id": fact.certificate.lower()}, {"$set": {"at": fact.occurred_at}})
    return None


class Certificates:
    """Reading and moving them."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo

    async def prepare(self) -> None:
        """The revoked ones of a board are asked for by whoever checks a certificate."""
        await self._mongo[CERTIFICATES].create_index([("board", 1), ("at", 1)])

    async def write(self, changes: Sequence[Change], session: Session) -> None:
        """Apply changes, in order, within the caller's transaction."""
        if changes:
            await self._mongo[CERTIFICATES].bulk_write(list(changes), ordered=True, session=session)

    async def stands(self, board: str, certificate: str) -> bool:
        """Whether a board awarded this certificate and did not revoke it."""
        query = {"_id": certificate.lower(), "board": board, "at": None}
        return await self._mongo[CERTIFICATES].find_one(query) is not None

    async def revoked(self, board: str) -> list[str]:
        """The ids of the certificates of a board that no longer stand, in order."""
        query = {"board": board, "at": {"$ne": None}}
        cursor = self._mongo[CERTIFICATES].find(query, {"_id": 1}, sort=[("_id", 1)])
        return [str(found["_id"]) for found in await documents(cursor)]
