"""The AsyncAPI document stands on its own, names every type, and fits what is really sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.contracts.asyncapi import asyncapi
from shared.contracts.catalogue import (
    CATALOGUE,
    OWNERS,
    PLATFORM_TYPES,
    Entry,
    facts_topic,
    platform_topics,
)
from shared.contracts.verdict import TYPE_NAME
from tests.contract import corpus

WHOLE = asyncapi()
DOCUMENTS = {"all": WHOLE, **{owner: asyncapi(owner) for owner in OWNERS}}
every_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def at(document: Any, reference: str) -> Any:
    assert reference.startswith("#/")
    for step in reference[2:].split("/"):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


@every_document
def test_it_has_the_parts_that_asyncapi_3_demands(document: Any) -> None:
    assert document["asyncapi"] == "3.0.0"
    assert document["info"].keys() >= {"title", "version"}
    for channel in document["channels"].values():
        assert channel["address"]
        assert channel["messages"]
        for name in channel.get("parameters", {}):
            assert f"{{{name}}}" in channel["address"]
    for operation in document["operations"].values():
        assert operation["action"] in ("send", "receive")
        assert at(document, operation["channel"]["$ref"]) in document["channels"].values()
    for message in document["components"]["messages"].values():
        assert message.keys() >= {"name", "contentType", "payload"}


@every_document
def test_every_reference_leads_somewhere(document: Any) -> None:
    found = list(references(document))
    assert found
    for reference in found:
        at(document, reference)


@every_document
def test_an_operation_names_messages_of_its_own_channel(document: Any) -> None:
    for operation in document["operations"].values():
        for message in operation.get("messages", ()):
            assert message["$ref"].startswith(operation["channel"]["$ref"] + "/messages/")


@pytest.mark.parametrize("owner", OWNERS)
def test_a_service_says_each_of_its_types_on_its_own_topic(owner: str) -> None:
    document = DOCUMENTS[owner]
    channel = document["channels"][f"{owner}Facts"]
    assert channel["address"] == facts_topic(owner)
    said = {at(document, m["$ref"])["name"] for m in channel["messages"].values()}
    assert said == {entry.type_name for entry in CATALOGUE if entry.owner == owner}


def test_the_whole_names_every_type_and_the_platforms_topics() -> None:
    told = {message["name"] for message in WHOLE["components"]["messages"].values()}
    assert told == {entry.type_name for entry in CATALOGUE} | {TYPE_NAME}
    addresses = {channel["address"] for channel in WHOLE["channels"].values()}
    assert addresses == {facts_topic(o) for o in OWNERS} | set(platform_topics("{platform}"))
    sent = WHOLE["channels"]["platformEvents"]["messages"]
    assert sent.keys() == {f"platform.{entry.id}" for entry in PLATFORM_TYPES}


def test_an_unknown_service_has_no_document() -> None:
    with pytest.raises(KeyError):
        asyncapi("timetable")


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_a_stored_sample_fits_the_payload_of_its_message(entry: Entry) -> None:
    payload = WHOLE["components"]["messages"][entry.id]["payload"]
    judge = Draft202012Validator({**payload, "components": WHOLE["components"]})
    for event in corpus.stored(entry):
        judge.validate(event)
    assert not judge.is_valid({**event, "type": "nl.professionalisering.other.said.v1"})
    assert not judge.is_valid({**event, "data": []})


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(WHOLE)) == WHOLE
