"""Forms a replica set of one, and says whether it takes writes."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

NAME = "aantoonbaar"
ANSWER_MS = 2000
NOT_YET_INITIATED = 94

Client = MongoClient[dict[str, Any]]


def address(host: str, port: int) -> str:
    """The address that services use."""
    return f"mongodb://{host}:{port}/?replicaSet={NAME}"


def why_not_ready(host: str, port: int) -> str | None:
    """Nothing when the set takes writes, else what is wrong; forms the set when there is none."""
    try:
        with Client(
            host, port, directConnection=True, serverSelectionTimeoutMS=ANSWER_MS
        ) as client:
            if client.admin.command("hello").get("isWritablePrimary"):
                return None
            return _form(client, f"{host}:{port}")
    except PyMongoError as error:
        return f"no answer on {host}:{port} ({type(error).__name__})"


def _form(client: Client, here: str) -> str:
    """Initiate the set, or follow a moved address; returns why it is not ready yet."""
    try:
        known = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIATED:
            raise
        members = [{"_id": 0, "host": here}]
        client.admin.command("replSetInitiate", {"_id": NAME, "members": members})
        return "the replica set is being formed"
    if known["members"][0]["host"] != here:
        known["members"][0]["host"] = here
        known["version"] += 1
        client.admin.command("replSetReconfig", known, force=True)
    return "the replica set chooses its primary"
