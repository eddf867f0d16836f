"""The envelope around every fact: one CloudEvent, structured JSON.

Sources: CloudEvents 1.0.2; NL GOV profile for CloudEvents 1.1 (Logius). `time` is when the fact
was logged; the moment it happened is `occurredAt` in `data`. No sensitive data in attributes.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.fact import Fact
from shared.contracts.identifiers import BoardNumber, SourceUrn, StreamKey
from shared.contracts.moments import Moment, logged

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
DATA_CONTENT_TYPE = "application/json"
MAX_BYTES = 65_536  # NL GOV profile: an event is at most 64 KB
SEQUENCE_DIGITS = 10
FIRST_HASH = "0" * 64  # the prevhash of a chain's first fact: 32 zero bytes

TypeName = Annotated[
    str,
    Field(
        pattern=r"^nl\.professionalisering\.[a-z][a-z-]*\.[a-z][a-z-]*\.v[1-9][0-9]*$",
        max_length=120,
    ),
]
Sequence = Annotated[str, Field(pattern=r"^[0-9]{10}$", description="ten digits, gapless")]
TraceParent = Annotated[str, Field(pattern=r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")]
EventId = Annotated[str, Field(min_length=1, max_length=200)]


class Envelope(BaseModel):
    """The attributes of a fact on a chain, without its data."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: EventId
    source: SourceUrn
    type: TypeName
    specversion: Literal["1.0"]
    time: Moment
    subject: StreamKey
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: Annotated[str, Field(max_length=300)] | None = None
    boardid: BoardNumber
    partitionkey: StreamKey
    sequence: Sequence
    causationid: EventId | None = None
    traceparent: TraceParent | None = None


def schema_urn(name: str, version: int) -> str:
    """The dataschema of a fact type, the same text as the `$id` of its committed JSON Schema."""
    return f"urn:aantoonbaar:schema:{name}.v{version}"


def enveloped(
    fact: Fact,
    *,
    event_id: str,
    source: str,
    key: str,
    board: str,
    sequence: int,
    logged_at: datetime,
    causation: str | None = None,
    traceparent: str | None = None,
) -> dict[str, Any]:
    """The CloudEvent of a fact on a chain, as a JSON object; attributes without value stay away."""
    event: dict[str, Any] = {
        "specversion": SPEC_VERSION,
        "id": event_id,
        "source": source,
        "type": fact.type_name(),
        "subject": key,
        "time": logged(logged_at),
        "datacontenttype": DATA_CONTENT_TYPE,
        "dataschema": schema_urn(fact.NAME, fact.VERSION),
        "boardid": board,
        "partitionkey": key,
        "sequence": f"{sequence:0{SEQUENCE_DIGITS}d}",
        "data": fact.model_dump(mode="json", by_alias=True, exclude_unset=fact.PARTIAL),
    }
    if causation is not None:
        event["causationid"] = causation
    if traceparent is not None:
        event["traceparent"] = traceparent
    return event


def service_source(operator_kvk: str, service: str) -> str:
    """The source of a service's facts: the operator's KVK number and the service's name."""
    return f"urn:nld:kvknummer:{operator_kvk}:{service}"
