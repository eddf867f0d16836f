"""What a plan is made of: wishes of people (HTTP) and events of a platform (Kafka), each dated.

Nothing here does anything. What only comes to be while a plan is performed, such as the id that a
service gives to an enrolment, stands in it as a reference to the act that brings it.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shared.contracts.fact import TYPE_PREFIX

NAMESPACE = uuid.UUID("6d1f8a3e-52c7-5c8e-9a55-0f7b1c2d3e4f")
OPS = "ops"
_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")

Service = Literal["enrolment", "feedback"]
Mode = Literal["structured", "binary"]


@dataclass(frozen=True, slots=True)
class Command:
    """A request by somebody; `expect` is the code of the refusal, None when it must succeed."""

    name: str
    at: datetime
    by: str
    service: Service
    path: str
    body: Mapping[str, Any] | str
    gives: str | None = None
    expect: str | None = None
    late_is_fine: bool = False
    """Whether a refusal (409) is no mistake when the load was interrupted for a while."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the platform; `expect` is its verdict, or the code of the refusal."""

    name: str
    at: datetime
    type: str
    school: str
    data: Mapping[str, Any]
    expect: str = "accepted"
    mode: Mode = "structured"
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The event's own id: from its name, unless its attributes say otherwise."""
        return self.attributes.get("id") or thing(f"event/{self.name}")

    @property
    def type_name(self) -> str:
        """The CloudEvents type."""
        return f"{TYPE_PREFIX}{self.type}.v1"


Act = Command | Event


def thing(name: str) -> str:
    """The UUID of a thing by its name: the same in every performance."""
    return str(uuid.uuid5(NAMESPACE, name))


def ref(name: str, what: str = "") -> str:
    """Stands for what the act of that name gives: its thing, or `fact`, the id of its fact."""
    return f"{{{{{name}{'#' + what if what else ''}}}}}"


def references(act: Act) -> Iterator[str]:
    """The names of the acts that must have been performed before this one."""
    for text in _texts(act.body if isinstance(act, Command) else act.data):
        yield from (found.partition("#")[0] for found in _REFERENCE.findall(text))
    if isinstance(act, Command):
        yield from (found.partition("#")[0] for found in _REFERENCE.findall(act.path))


def filled(content: Any, known: Callable[[str], str]) -> Any:
    """The same content with what the references stand for."""
    if isinstance(content, str):
        return _REFERENCE.sub(lambda found: known(found.group(1)), content)
    if isinstance(content, Mapping):
        return {name: filled(inner, known) for name, inner in content.items()}
    if isinstance(content, list | tuple):
        return [filled(inner, known) for inner in content]
    return content


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for inner in content.values():
            yield from _texts(inner)
    elif isinstance(content, list | tuple):
        for inner in content:
            yield from _texts(inner)
