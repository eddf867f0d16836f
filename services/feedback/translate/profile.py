"""The form an event must have: CloudEvents 1.0, the NL GOV profile, and our payloads.

Nothing here looks at what is known: the HTTP door asks the same before it passes an event on.
Privacy rules the form: unknown attributes and fields are refused, so that no text can hide there.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from services.feedback.refusals import finding
from services.feedback.translate.broken import findings_in
from services.feedback.translate.cloud_events import Raw
from shared.chassis.errors import Finding
from shared.contracts.catalogue import BY_TYPE, PLATFORM_TYPES, Entry
from shared.contracts.envelope import MAX_BYTES
from shared.contracts.moments import parse_instant

PEOPLE = ("teacher", "observer", "coach")  # fields that hold a platform's own id of a person
MOST_OF_PERSON = 200
_STAND_IN = "x"  # while the form is checked, nobody is looked up
_PLATFORM_TYPES: dict[str, Entry] = {entry.type_name: entry for entry in PLATFORM_TYPES}

# Attribute -> the form of its value, and that form in words.
_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    name: (re.compile(pattern, re.ASCII), words)
    for name, pattern, words in (
        ("specversion", r"1\.0", "1.0"),
        ("id", r"[\x21-\x7e]{1,200}", "1..200 ASCII, no blanks"),
        ("source", r"(?=.{1,200}\Z)urn:nld:[a-z0-9-]+:[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)*",
         "urn:nld:<registry>:<id>[:<sub>]"),
        ("type", r"[a-z0-9.-]{1,120}", "nl.professionalisering.<plural>.<past>.v<n>"),
        ("subject", r"[0-9]{2}[A-Z]{2}([0-9]{2})?", "BRIN, 00AA00"),
        ("time", r".{1,64}", "RFC 3339"),
        ("datacontenttype", r"application/json(\s*;.*)?", "application/json"),
        ("dataschema", r"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]{1,300}", "URI"),
        ("boardid", r"[0-9]{5}", "00000"),
        ("partitionkey", r"[A-Za-z0-9._:-]{1,64}", "1..64 A-Z a-z 0-9 . _ : -"),
        ("sequence", r"[0-9]{1,20}", "0..9"),
        ("sequencetype", r"Integer", "Integer"),
        ("traceparent", r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", "W3C traceparent"),
        ("tracestate", r"[A-Za-z0-9_=,:;.*/@ -]{0,512}", "W3C tracestate"),
    )
}  # fmt: skip
_REQUIRED = ("specversion", "id", "source", "type", "subject")


def findings(raw: Raw) -> list[Finding]:
    """Everything that is wrong with the form of an event."""
    if raw.size > MAX_BYTES:
        return [finding("too-large", "", size=raw.size, most=MAX_BYTES)]
    wrong = [*raw.wrong, *_attributes(raw.attributes)]
    entry = entry_of(raw)
    if entry is None:
        return wrong
    if any(found.code == "malformed-data" for found in wrong):
        return wrong
    if not isinstance(raw.data, dict):
        return [*wrong, finding("malformed-data", "/data")]
    return [*wrong, *payload(entry, raw.data)]


def entry_of(raw: Raw) -> Entry | None:
    """The type of an event, if a platform may send it."""
    name = raw.attributes.get("type")
    return _PLATFORM_TYPES.get(name) if isinstance(name, str) else None


def _attributes(attributes: Mapping[str, Any]) -> Iterator[Finding]:
    for name in _REQUIRED:
        if name not in attributes:
            yield finding("missing-attribute", f"/{name}", name=name)
    for name, content in attributes.items():
        yield from _attribute(name, content)
    kind = attributes.get("type")
    if isinstance(kind, str) and kind not in _PLATFORM_TYPES:
        code = "type-not-for-platforms" if kind in BY_TYPE else "unknown-type"
        yield finding(code, "/type")


def _attribute(name: str, content: Any) -> Iterator[Finding]:
    text = str(content)
    pointer = f"/{name[:40]}"
    if name not in _FORMS:
        yield finding("unknown-attribute", pointer, name=name[:40])
        return
    form, words = _FORMS[name]
    if "@" in text and name != "tracestate":
        yield finding("sensitive-attribute", pointer, name=name)
    elif not (isinstance(content, str) or name == "sequence") or not form.fullmatch(text):
        code = "wrong-content-type" if name == "datacontenttype" else "malformed-attribute"
        yield finding(code, pointer, name=name, form=words)
    elif name == "time" and not _is_instant(text):
        yield finding("malformed-attribute", pointer, name=name, form=words)


def _is_instant(text: str) -> bool:
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def payload(entry: Entry, data: Mapping[str, Any]) -> list[Finding]:
    """Everything that is wrong with the data of an event of this type."""
    wrong = list(_unknown(entry.contract, data, "/data"))
    wrong += [found for name in PEOPLE if name in data for found in _person(data[name], name)]
    try:
        entry.contract.model_validate({**data, **_stand_ins(data)})
    except ValidationError as error:
        wrong += findings_in(error, "/data")
    return wrong


def _stand_ins(data: Mapping[str, Any]) -> dict[str, str]:
    """One for each person, different for different people: rules may compare them."""
    given = {name: data[name] for name in PEOPLE if isinstance(data.get(name), str)}
    different = list(dict.fromkeys(given.values()))
    return {name: _STAND_IN * (different.index(text) + 1) for name, text in given.items()}


def _person(given: Any, name: str) -> Iterator[Finding]:
    if not isinstance(given, str):
        return  # the contract says what belongs here
    if "@" in given:
        yield finding("not-opaque", f"/data/{name}")
    elif not re.fullmatch(rf"[\x21-\x7e]{{1,{MOST_OF_PERSON}}}", given):
        words = f"1..{MOST_OF_PERSON} ASCII"
        yield finding(
            "malformed-value", f"/data/{name}", nl=f"Vorm: {words}.", en=f"Form: {words}."
        )


def _unknown(model: type[BaseModel], data: Any, pointer: str) -> Iterator[Finding]:
    """A finding for each field that the model does not know, however deep."""
    if not isinstance(data, dict):
        return
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    for name, content in data.items():
        at = f"{pointer}/{name[:60].replace('~', '~0').replace('/', '~1')}"
        if name not in known:
            yield finding("unknown-field", at)
            continue
        for part in _models(known[name].annotation):
            items = enumerate(content) if isinstance(content, list) else [(None, content)]
            for number, item in items:
                yield from _unknown(part, item, at if number is None else f"{at}/{number}")


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]
