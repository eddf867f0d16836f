"""The ports on 127.0.0.1: which, by which variable each moves, and whether they are free."""

import json
import os
import random
import socket
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from deploy.local.failures import PortTaken, WrongUse

HOST = "127.0.0.1"
# Below the kernel's own range for outgoing connections, so that none of those is hit.
FREE_RANGE = range(20_000, 32_000)
OWNERS = {
    "enrolment": "the enrolment service",
    "feedback": "the feedback service",
    "evidence": "the evidence service and its pages",
    "sign_in": "the local sign-in",
    "kafka": "Kafka's inside listener",
    "kafka_platform": "Kafka's listener for platforms",
    "kafka_controller": "Kafka's controller",
    "mongodb": "MongoDB",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """One port per listener."""

    enrolment: int = 8401
    feedback: int = 8402
    evidence: int = 8403
    sign_in: int = 8404
    kafka: int = 19092
    kafka_platform: int = 19094
    kafka_controller: int = 19093
    mongodb: int = 27027

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] = os.environ, otherwise: "Ports | None" = None
    ) -> "Ports":
        """The ports that variables name, the rest as `otherwise` (or the usual ones)."""
        chosen = {
            field.name: _number(variable(field.name), environment[variable(field.name)])
            for field in fields(cls)
            if environment.get(variable(field.name))
        }
        ports = replace(otherwise or cls(), **chosen)
        _refuse_twins(ports)
        return ports

    @classmethod
    def free(cls) -> "Ports":
        """Ports that nobody listens on now: for tests beside anything else."""
        names = [field.name for field in fields(cls)]
        candidates = random.sample(FREE_RANGE, k=len(FREE_RANGE))
        found = (port for port in candidates if is_free(port))
        return cls(**{name: next(found) for name in names})

    def save(self, file: Path) -> None:
        """Write them down for the other verbs."""
        file.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, file: Path) -> "Ports | None":
        """The ports written down; None when nothing (readable) is there."""
        try:
            return cls(**json.loads(file.read_text()))
        except (OSError, ValueError, TypeError):
            return None


def variable(name: str) -> str:
    """The environment variable that moves a port."""
    return f"AANTOONBAAR_{name.upper()}_PORT"


def is_free(port: int) -> bool:
    """Whether a listener could be opened on the port at this moment."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def check_free(ports: Ports, names: Iterable[str]) -> None:
    """Raise PortTaken for the first port that another program holds."""
    for name in names:
        port = getattr(ports, name)
        if not is_free(port):
            raise PortTaken(
                f"Port {port} is taken, and {OWNERS[name]} needs it; end the program that holds "
                f"it, or move ours: {variable(name)}={port + 1000} ./aantoonbaar up"
            )


def _number(name: str, text: str) -> int:
    if text.isdigit() and 1024 <= int(text) <= 65_535:
        return int(text)
    raise WrongUse(f"{name} must be a port from 1024 to 65535, not {text!r}.")


def _refuse_twins(ports: Ports) -> None:
    seen: dict[int, str] = {}
    for name, port in asdict(ports).items():
        if port in seen:
            raise WrongUse(
                f"{OWNERS[seen[port]]} and {OWNERS[name]} cannot both have port {port}; "
                f"change {variable(name)}."
            )
        seen[port] = name
