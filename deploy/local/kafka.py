"""A real Apache Kafka on loopback: one KRaft node with SCRAM and ACLs for platforms."""

import base64
import secrets
import shutil
import subprocess
from pathlib import Path

from confluent_kafka import KafkaException

from deploy.kafka.administration import open_admin
from deploy.local.failures import DidNotStart
from deploy.local.jars import KAFKA, find_java
from deploy.local.paths import Paths
from deploy.local.ports import HOST, Ports, is_free
from deploy.local.processes import Processes, Program

NAME = "kafka"
PORTS = ("kafka", "kafka_platform", "kafka_controller")
READY_SECONDS = 90.0
ANSWER_SECONDS = 2.0
HEAP = ("-Xms128m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError")


def bootstrap(ports: Ports) -> str:
    """The inside listener's address."""
    return f"{HOST}:{ports.kafka}"


def start(processes: Processes, paths: Paths, ports: Ports, admin_password: str) -> None:
    """Format the storage if it is new and start the broker; returns before it is ready."""
    if not _storage(paths).exists():
        _format(paths, ports, admin_password)
    processes.start(program(paths, ports))


def program(paths: Paths, ports: Ports) -> Program:
    """The broker as it is started."""
    settings = str(paths.run / "kafka.properties")
    argv = (*_java(paths, *HEAP), "kafka.Kafka", settings)
    return Program(NAME, argv, files={settings: _properties(ports, _storage(paths))})


def why_not_ready(ports: Ports) -> str | None:
    """Nothing when the broker answers, else what is wrong."""
    if is_free(ports.kafka):  # asking a closed port would take a client's whole deadline
        return f"nothing listens on {bootstrap(ports)}"
    try:
        open_admin(bootstrap(ports)).list_topics(timeout=ANSWER_SECONDS)
    except KafkaException as error:
        return f"no answer on {bootstrap(ports)} ({error.args[0].name()})"
    return None


def _java(paths: Paths, *options: str) -> tuple[str, ...]:
    logging = f"-Dlog4j2.configurationFile={KAFKA / 'log4j2.properties'}"
    return (find_java(), *options, logging, "-cp", f"{paths.jars}/*")


def _storage(paths: Paths) -> Path:
    return paths.data / "kafka"


def _properties(ports: Ports, storage: Path) -> str:
    inside = f"INSIDE://{bootstrap(ports)},PLATFORMS://{HOST}:{ports.kafka_platform}"
    return (
        (KAFKA / "server.properties").read_text()
        + f"""
listeners={inside},CONTROLLER://{HOST}:{ports.kafka_controller}
advertised.listeners={inside}
controller.quorum.voters=1@{HOST}:{ports.kafka_controller}
log.dirs={storage}
listener.name.platforms.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
"""
    )


def _format(paths: Paths, ports: Ports, admin_password: str) -> None:
    """Lay the storage out beside its place and move it there whole."""
    draft = paths.data / "kafka.unfinished"
    shutil.rmtree(draft, ignore_errors=True)
    settings = paths.run / "kafka-format.properties"
    settings.write_text(_properties(ports, draft))
    admin = f"SCRAM-SHA-512=[name=admin,password={admin_password}]"
    arguments = ("format", "-t", _cluster_id(), "-c", str(settings), "--add-scram", admin)
    done = subprocess.run(  # noqa: S603  the Java that was found, our own arguments
        [*_java(paths, "-Xmx128m"), "kafka.tools.StorageTool", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DidNotStart(
            "Kafka could not lay out its storage; if the disk is not full, start anew with "
            "./aantoonbaar up --fresh.",
            (done.stdout + done.stderr)[-2000:],
        )
    draft.rename(_storage(paths))


def _cluster_id() -> str:
    """A random id as Kafka writes it: 16 bytes in base64, never starting with a dash."""
    return base64.urlsafe_b64encode(b"\0" + secrets.token_bytes(15)).decode().rstrip("=")
