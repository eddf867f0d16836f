"""The verdict: what became of one event that a platform sent, told to that platform alone.

Every record of a platform's topic that carries an id gets exactly one. Sources: CloudEvents 1.0.2
and NL GOV profile for CloudEvents 1.1 for the envelope; RFC 6901 for pointers.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.contracts.envelope import (
    DATA_CONTENT_TYPE,
    SEQUENCE_DIGITS,
    SPEC_VERSION,
    EventId,
    schema_urn,
)
from shared.contracts.fact import TYPE_PREFIX, Part, ReasonCode
from shared.contracts.identifiers import PlatformName, ThingId
from shared.contracts.moments import Moment, logged

NAME = "verdicts.given"
VERSION = 1
TYPE_NAME = f"{TYPE_PREFIX}{NAME}.v{VERSION}"
MOST_CHARACTERS = 200
MOST_FINDINGS = 50

Outcome = Literal["accepted", "duplicate", "refused"]
AsGiven = Annotated[
    str, Field(max_length=MOST_CHARACTERS, description="as the platform wrote it, cut to 200")
]
Pointer = Annotated[str, Field(max_length=500, description="JSON pointer into the event")]


class Sentence(Part):
    """The same words in both languages."""

    nl: str
    en: str


class Reason(Part):
    """One thing that is wrong with an event: where, which rule, and in words."""

    code: ReasonCode
    words: Sentence
    pointer: Pointer = ""


class Judged(Part):
    """Which event a verdict is about, by what it said of itself."""

    id: AsGiven
    source: AsGiven | None = None
    type: AsGiven | None = None
    subject: AsGiven | None = None


class Verdict(Part):
    """What became of one event."""

    verdict: ThingId
    platform: PlatformName
    number: Annotated[int, Field(strict=True, ge=1, description="gapless per platform")]
    event: Judged
    outcome: Outcome
    reason: Reason | None = Field(description="why it was refused; null otherwise")
    findings: Annotated[tuple[Reason, ...], Field(max_length=MOST_FINDINGS)] = ()
    facts: Annotated[
        tuple[EventId, ...], Field(description="ids of the facts it led to; none for a pulse yet")
    ] = ()
    same_as: Annotated[
        ThingId | None, Field(description="of a duplicate: the verdict on the first sending")
    ] = None
    received_at: Annotated[Moment, Field(description="when the event came to its topic")]
    judged_at: Moment


def verdict_event(verdict: Verdict, *, source: str, judged_at: datetime) -> dict[str, Any]:
    """The CloudEvent of a verdict, as a JSON object."""
    return {
        "specversion": SPEC_VERSION,
        "id": verdict.verdict,
        "source": source,
        "type": TYPE_NAME,
        "subject": verdict.platform,
        "time": logged(judged_at),
        "datacontenttype": DATA_CONTENT_TYPE,
        "dataschema": schema_urn(NAME, VERSION),
        "sequence": f"{verdict.number:0{SEQUENCE_DIGITS}d}",
        "data": verdict.model_dump(mode="json", by_alias=True),
    }
