"""Records of a platform's topic into events, and events into wishes."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from services.feedback.decide import (
    Answer,
    RecordCoaching,
    Recording,
    RecordObservation,
    RecordRating,
    RecordReflection,
    RecordResult,
    Retract,
)
from services.feedback.decide.platforms import Claim
from services.feedback.decide.rules import Platform
from services.feedback.known import Known
from services.feedback.refusals import Need
from services.feedback.state import Kind
from services.feedback.translate import profile
from services.feedback.translate.cloud_events import Raw, Rubbish, from_kafka
from shared.chassis.errors import Finding
from shared.chassis.kafka import Record
from shared.chassis.observe import place_of
from shared.chassis.trace import traceparent_of
from shared.contracts import feedback as f
from shared.contracts.catalogue import Entry
from shared.contracts.fact import Fact
from shared.contracts.moments import day_of

log = structlog.get_logger(__name__)

KINDS: dict[type[Fact], Kind] = {  # a thing's kind is also the field that holds its id
    f.ObservationRecorded: "observation",
    f.ObservationRetracted: "observation",
    f.ReflectionRecorded: "reflection",
    f.ReflectionRetracted: "reflection",
    f.ModuleRatingRecorded: "rating",
    f.ModuleRatingRetracted: "rating",
    f.CoachingRecorded: "coaching",
    f.CoachingRetracted: "coaching",
    f.PupilResultRecorded: "result",
    f.PupilResultRetracted: "result",
}
_ON_ITS_WAY = {"traceparent", "tracestate", "partitionkey"}  # may differ when sent a second time
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What an event says of itself, whatever it is worth; `key` stands for source and id."""

    id: str
    source: str | None
    type: str | None
    subject: str | None
    key: str
    digest: str


NOTHING = Said("", None, None, None, "", "")  # what rubbish says of itself


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the right form."""

    platform: str
    entry: Entry
    data: Mapping[str, Any]
    claim: Claim
    trace: str | None

    @property
    def lane(self) -> str:
        """Within a lane order is kept: the platform and the school."""
        return f"{self.platform}/{self.claim.school}"

    @property
    def people(self) -> dict[str, str]:
        """Field -> the platform's own id of the person in it."""
        return {name: self.data[name] for name in profile.PEOPLE if self.data.get(name)}

    @property
    def thing(self) -> Need | None:
        """The thing it records or retracts."""
        kind = KINDS.get(self.entry.contract)
        return Need(kind, self.data[kind]) if kind else None

    @property
    def provides(self) -> Need | None:
        """What others may be waiting for, once this is accepted."""
        return None if self.retracts else self.thing

    @property
    def retracts(self) -> bool:
        """Whether it takes back what was recorded."""
        return self.entry.name.endswith(".retracted")


@dataclass(frozen=True, slots=True)
class Sent:
    """A record of a platform's topic: an event, or what is wrong with it; rubbish has no id."""

    record: Record
    platform: str
    said: Said
    event: Event | None
    findings: tuple[Finding, ...] = ()
    rubbish: Rubbish | None = None

    @property
    def arrival(self) -> str:
        """Where it stands in Kafka: the same for a redelivery, another for a second sending."""
        return f"{self.record.topic}/{self.record.partition}/{self.record.offset}"

    @property
    def received_at(self) -> datetime:
        """When Kafka got it."""
        return datetime.fromtimestamp(self.record.timestamp / 1000, UTC)


def read(record: Record, platform: str) -> Sent:
    """What a record says; never raises, for one record would hold up all others."""
    try:
        return _read(record, platform)
    except Rubbish as rubbish:
        return Sent(record, platform, NOTHING, None, rubbish=rubbish)
    except Exception as error:  # noqa: BLE001  ours to cure: kept as it came, and redriven then
        where = place_of(error)  # not its words: they may quote what was sent
        log.error("an event could not be read", offset=record.offset, error=where)  # noqa: TRY400
        why = Rubbish("not-read", "reading it failed; see the log")
        return Sent(record, platform, NOTHING, None, rubbish=why)


def _read(record: Record, platform: str) -> Sent:
    raw = from_kafka(record.headers, record.value)
    said = said_of(raw)
    findings = tuple(profile.findings(raw))
    event = None if findings else event_of(raw, platform)
    return Sent(record, platform, said, event, findings)


def said_of(raw: Raw) -> Said:
    """What the event says of itself; Rubbish without an id to answer to."""
    found = {name: raw.attributes.get(name) for name in ("id", "source", "type", "subject")}
    texts = {name: text if isinstance(text, str) else None for name, text in found.items()}
    if not texts["id"]:
        raise Rubbish("no-id", "an event without an id")
    key = hashlib.sha256(f"{texts['source'] or ''}\n{texts['id']}".encode()).hexdigest()
    return Said(texts["id"], texts["source"], texts["type"], texts["subject"], key, _digest(raw))


def _digest(raw: Raw) -> str:
    """The same for the same content, also when it travelled in another mode."""
    attributes = {
        name: str(content) for name, content in raw.attributes.items() if name not in _ON_ITS_WAY
    }
    attributes["datacontenttype"] = "application/json"
    content = msgspec.json.encode([attributes, raw.data], order="deterministic")
    return hashlib.sha256(content).hexdigest()


def event_of(raw: Raw, platform: str) -> Event:
    """The event; its form was found right. Ids of things are read in lower case."""
    entry = profile.entry_of(raw)
    assert entry is not None  # noqa: S101  the form was found right
    attributes = raw.attributes
    data = {
        name: _lowered(content) if name not in profile.PEOPLE else content
        for name, content in raw.data.items()
    }
    claim = Claim(
        platform=platform,
        source=attributes["source"],
        types=frozenset({entry.type_name, entry.name}),
        school=attributes["subject"],
        board=attributes.get("boardid"),
        day=day_of(data["occurredAt"]),
    )
    trace = attributes.get("traceparent")
    return Event(platform, entry, data, claim, traceparent_of(trace) if trace else None)


def _lowered(content: Any) -> Any:
    if isinstance(content, str) and _UUID.fullmatch(content):
        return content.lower()
    if isinstance(content, dict):
        return {name: _lowered(inner) for name, inner in content.items()}
    return content


def wish_of(
    event: Event, pseudonyms: Mapping[str, str], author: str | None, known: Known
) -> Recording | Retract | Answer:
    """What the event asks for, with our pseudonyms in place of the platform's people."""
    values = {**event.data, **{name: pseudonyms[name] for name in event.people}}
    if event.entry.contract is f.ObservationRecorded:
        if values["perspective"] == "self" and values.get("observer") == values["teacher"]:
            values["observer"] = None  # that is what self means
        values["platform"] = event.platform
    said: Any = event.entry.contract.model_validate(values)
    by = Platform(event.platform)
    if isinstance(said, f.PulseRecorded):
        items = (said.control, said.support, said.resources, said.autonomy)
        return Answer(said.wave, items, event.claim.day, by.root, known)
    if event.retracts:
        kind = KINDS[event.entry.contract]
        return Retract(kind, values[kind], said, by, author, known)
    recording: Recording = _RECORDING[type(said)](said=said, by=by, known=known)
    return recording


_RECORDING: dict[type[Fact], Any] = {
    f.ObservationRecorded: RecordObservation,
    f.ReflectionRecorded: RecordReflection,
    f.ModuleRatingRecorded: RecordRating,
    f.CoachingRecorded: RecordCoaching,
    f.PupilResultRecorded: RecordResult,
}
