"""The single table of the language: type, contract, topic, key, owner.

Topics, JSON Schemas, AsyncAPI and the reference pages are all made from it.
"""

import json
from dataclasses import dataclass
from typing import get_args

from shared.contracts.enrolment import EnrolmentFact
from shared.contracts.evidence import EvidenceFact
from shared.contracts.fact import Fact, KeyKind
from shared.contracts.feedback import FeedbackFact

FACT_PARTITIONS = 12  # for order per school and one reader per core, never for throughput
OWNERS = ("enrolment", "feedback", "evidence")


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact type: who says it, where, and by which key it is ordered."""

    type_name: str
    name: str
    version: int
    contract: type[Fact]
    topic: str
    key: KeyKind
    owner: str

    @property
    def id(self) -> str:
        """Name and version, such as goals.set.v1: of its schema, its message and its samples."""
        return f"{self.name}.v{self.version}"

    @property
    def meaning(self) -> str:
        """What it tells, in one sentence."""
        return (self.contract.__doc__ or "").strip()


def facts_topic(owner: str) -> str:
    """The topic in which a service says its facts."""
    return f"{owner}.facts.v1"


def _entries(owner: str, union: object) -> list[Entry]:
    return [
        Entry(
            contract.type_name(),
            contract.NAME,
            contract.VERSION,
            contract,
            facts_topic(owner),
            contract.KEY,
            owner,
        )
        for contract in get_args(union)
    ]


CATALOGUE: tuple[Entry, ...] = (
    *_entries("enrolment", EnrolmentFact),
    *_entries("feedback", FeedbackFact),
    *_entries("evidence", EvidenceFact),
)
BY_TYPE: dict[str, Entry] = {entry.type_name: entry for entry in CATALOGUE}
BY_NAME: dict[str, Entry] = {entry.name: entry for entry in CATALOGUE}

# What a platform may send: what feedback says, but for the waves, which only feedback opens.
PLATFORM_TYPES: tuple[Entry, ...] = tuple(
    entry
    for entry in CATALOGUE
    if entry.owner == "feedback" and not entry.name.startswith("pulse-waves.")
)


def platform_topics(platform: str) -> tuple[str, str]:
    """A platform's two topics: what it sends, and what became of it."""
    return f"platform.{platform}.events.v1", f"platform.{platform}.verdicts.v1"


def dead_letter_topic(group: str) -> str:
    """Where a consuming service tells of what it had to park."""
    return f"{group}.dead-letters.v1"


def read_fact(body: bytes) -> Fact:
    """The fact in a structured event; KeyError for an unknown type, ValueError for a broken one."""
    event = json.loads(body)
    return BY_TYPE[event["type"]].contract.model_validate(event["data"])
