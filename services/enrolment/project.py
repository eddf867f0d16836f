"""The directory: which boards there are, and which schools they have, in the facts' own words.

Streams are found by key only; the directory answers the questions that cross streams. It follows
in the transaction of the facts, so it is never behind.
"""

from collections.abc import Iterable
from typing import Any, Literal

from shared.contracts.enrolment import (
    BoardRegistered,
    EnrolmentFact,
    SchoolClosed,
    SchoolRegistered,
)

Entry = tuple[Literal["boards", "schools"], str, dict[str, Any]]


def directory_entries(facts: Iterable[EnrolmentFact]) -> list[Entry]:
    """What to set in the directory: the list, the key and the fields, in the order of the facts."""
    return [entry for fact in facts if (entry := _entry(fact))]


def _entry(fact: EnrolmentFact) -> Entry | None:
    match fact:
        case BoardRegistered():
            fields = fact.model_dump(mode="json", by_alias=True, exclude={"occurred_at"})
            return "boards", fact.board, fields
        case SchoolRegistered():
            fields = fact.model_dump(mode="json", by_alias=True, exclude={"occurred_at"})
            return "schools", fact.school, fields
        case SchoolClosed():
            fields = fact.model_dump(mode="json", by_alias=True, exclude={"occurred_at"})
            return "schools", fact.school, fields
        case _:
            return None
