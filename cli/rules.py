"""What `lint` holds an event against: CloudEvents, the NL GOV profile, what is accepted here.

Sources: CloudEvents 1.0.2 with its JSON format; NL GOV profile for CloudEvents 1.1 (Logius). What
is accepted is asked of the code that accepts: the form that feedback demands of platforms, and
the contracts of facts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from pydantic import TypeAdapter, ValidationError

from services.feedback.translate import profile
from services.feedback.translate.broken import findings_in
from services.feedback.translate.cloud_events import Rubbish, from_object
from shared.chassis.canonical import canonical, link
from shared.chassis.errors import Finding
from shared.contracts.catalogue import BY_TYPE, OWNERS, Entry
from shared.contracts.envelope import MAX_BYTES, Envelope
from shared.contracts.identifiers import SourceUrn
from shared.contracts.moments import parse_instant

Event = Mapping[str, Any]
CHAIN = ("hash", "prevhash")
_REQUIRED = ("specversion", "id", "source", "type")
_TEXTS = (*_REQUIRED, "subject", "time", "datacontenttype", "dataschema")
_NAME = re.compile(r"[a-z0-9]+", re.ASCII)
_TYPE = re.compile(r"[a-z]{2,}(\.[a-z0-9][a-z0-9-]*){2,}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", re.ASCII)
_SOURCE: TypeAdapter[str] = TypeAdapter(SourceUrn)
_LARGEST = 2**31 - 1  # CloudEvents: integers are 32 bits wide
_DATA = ("data", "data_base64")


def findings_of(event: Any) -> list[Finding]:
    """Everything that is wrong with an event, the general before the particular."""
    if not isinstance(event, dict):
        return [_finding("cloudevents/object", "", "An event is a JSON object.")]
    found = [*_cloudevents(event), *_nl_gov(event)]
    said = {one.pointer for one in found}
    particular = _as_fact(event) if is_fact(event) else _as_sent(event)
    return [*found, *(one for one in particular if one.pointer not in said)]


def is_fact(event: Event) -> bool:
    """Whether this is a fact on a chain rather than what a platform sends."""
    if any(name in event for name in CHAIN):
        return True
    entry = BY_TYPE.get(str(event.get("type")))
    owner = str(event.get("source")).rpartition(":")[2]
    on_a_chain = "sequence" in event and event.get("partitionkey") == event.get("subject")
    return entry is not None and owner == entry.owner and on_a_chain


class Chains:
    """The chains in one file: each fact links on to the one before it."""

    def __init__(self) -> None:
        self._ends: dict[tuple[str, str], tuple[int, str]] = {}

    def findings_of(self, event: Any) -> Iterator[Finding]:
        """What is wrong with a fact's place on its chain, as far as the file tells."""
        if not isinstance(event, dict) or not all(isinstance(event.get(n), str) for n in CHAIN):
            return
        try:
            sequence = int(event["sequence"])
            body = canonical({name: event[name] for name in event if name not in CHAIN})
            digest = link(bytes.fromhex(event["prevhash"]), body).hex()
        except (KeyError, TypeError, ValueError):
            yield _finding("chain/link", "/sequence", "This is no place on a chain.")
            return
        if digest != event["hash"]:
            words = f"SHA-256 over prevhash and the event is {digest}: it was altered."
            yield _finding("chain/hash", "/hash", words)
        chain = (str(event.get("source")), str(event.get("subject")))
        before = self._ends.get(chain)
        if before is not None and before != (sequence - 1, event["prevhash"]):
            words = f"It does not link on to fact {before[0]}, the one before it in this file."
            yield _finding("chain/link", "/prevhash", words)
        self._ends[chain] = (sequence, event["hash"])


def _cloudevents(event: Event) -> Iterator[Finding]:
    for name in _REQUIRED:
        if event.get(name) in (None, ""):
            yield _finding("cloudevents/required", f"/{name}", f"The attribute {name} is missing.")
    for name, value in _attributes(event):
        if not _NAME.fullmatch(name):
            words = "A name has small letters and digits only."
            yield _finding("cloudevents/attribute-name", _pointer(name), words)
        elif not _is_attribute(name, value):
            words = "A value is a text, a whole number of 32 bits, or true or false."
            yield _finding("cloudevents/attribute-type", _pointer(name), words)
    if event.get("specversion") not in (None, "", "1.0"):
        yield _finding("cloudevents/specversion", "/specversion", "It must be 1.0.")
    if "data" in event and "data_base64" in event:
        yield _finding("cloudevents/data", "/data_base64", "Give data or data_base64, not both.")
    yield from _forms(event)


def _forms(event: Event) -> Iterator[Finding]:
    time, kind, schema = (event.get(n) for n in ("time", "datacontenttype", "dataschema"))
    if isinstance(time, str) and not _is_instant(time):
        words = "It must be an RFC 3339 time with offset, such as 2026-03-05T09:30:00+01:00."
        yield _finding("cloudevents/time", "/time", words)
    if isinstance(kind, str) and not _MEDIA_TYPE.fullmatch(kind):
        yield _finding("cloudevents/datacontenttype", "/datacontenttype", "It is no media type.")
    if isinstance(schema, str) and not _URI.fullmatch(schema):
        yield _finding("cloudevents/dataschema", "/dataschema", "It must be an absolute URI.")


def _nl_gov(event: Event) -> Iterator[Finding]:
    source, kind = event.get("source"), event.get("type")
    if isinstance(source, str) and source and not _is_urn(source):
        words = "It must be a URN: urn:nld:<registry>:<id>[:<sub>], such as urn:nld:kvknummer:…"
        yield _finding("nl-gov/source", "/source", words)
    if isinstance(kind, str) and kind and not _TYPE.fullmatch(kind):
        words = "It must be in reverse-DNS form, such as nl.professionalisering.goals.set.v1."
        yield _finding("nl-gov/type", "/type", words)
    size = len(msgspec.json.encode(event))
    if size > MAX_BYTES:
        words = f"The event is {size} bytes; at most {MAX_BYTES} is allowed."
        yield _finding("nl-gov/size", "", words)
    for name, value in _attributes(event):
        if "@" in str(value) and name != "tracestate":
            words = "It seems to hold an e-mail address; attributes carry no personal data."
            yield _finding("nl-gov/sensitive", _pointer(name), words)


def _as_sent(event: dict[str, Any]) -> list[Finding]:
    """What feedback's door would say of an event of a platform."""
    try:
        raw = from_object(event, len(msgspec.json.encode(event)))
    except Rubbish as rubbish:
        return [_finding(f"accepted/{rubbish.code}", "", str(rubbish))]
    return [
        Finding(one.pointer, f"accepted/{one.code}", one.words) for one in profile.findings(raw)
    ]


def _as_fact(event: Event) -> list[Finding]:
    """What readers of facts would say of it."""
    entry = BY_TYPE.get(str(event.get("type")))
    found = [*_validated(Envelope, event, ""), *_place(event, entry)]
    if entry is None:
        return [*found, _finding("fact/unknown-type", "/type", "No fact has this type.")]
    return [*found, *_validated(entry.contract, event.get("data"), "/data")]


def _place(event: Event, entry: Entry | None) -> Iterator[Finding]:
    if event.get("partitionkey") != event.get("subject"):
        yield _finding("fact/partitionkey", "/partitionkey", "It must be the same as subject.")
    owner = str(event.get("source")).rpartition(":")[2]
    if owner not in OWNERS or (entry is not None and owner != entry.owner):
        said = f"This is said by {entry.owner}." if entry else "No service has this source."
        yield _finding("fact/source", "/source", said)


def _validated(contract: Any, value: Any, root: str) -> list[Finding]:
    try:
        contract.model_validate(value)
    except ValidationError as broken:
        return [
            Finding(one.pointer, f"fact/{one.code}", one.words) for one in findings_in(broken, root)
        ]
    return []


def _attributes(event: Event) -> Iterator[tuple[str, Any]]:
    """The attributes that have a value: null stands for none in the JSON format."""
    return ((n, v) for n, v in event.items() if n not in _DATA and v is not None)


def _is_attribute(name: str, value: Any) -> bool:
    if name in _TEXTS:
        return isinstance(value, str)
    if isinstance(value, bool | str):
        return True
    return isinstance(value, int) and abs(value) <= _LARGEST


def _is_instant(text: str) -> bool:
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def _is_urn(text: str) -> bool:
    try:
        _SOURCE.validate_python(text)
    except ValidationError:
        return False
    return True


def _pointer(name: str) -> str:
    return "/" + name[:60].replace("~", "~0").replace("/", "~1")


def _finding(rule: str, pointer: str, english: str) -> Finding:
    return Finding(pointer, rule, (english, english))
