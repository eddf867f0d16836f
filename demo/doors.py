"""The public doors that a performance goes through, and what it may run into there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class DemoFailed(Exception):
    """The platform answered otherwise than the plan says, or not at all; the text says where."""

    performed = 0
    """How many acts were performed before it."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where everything is; `token` gives an access token for a subject, or for operations."""

    enrolment: str
    feedback: str
    kafka_bootstrap: str
    platform_password: str
    token: Callable[[str], str]
    clock_file: Path
    journal_file: Path
