"""The CNCF's own SDK reads our facts, and what it makes is read by us, in both modes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from cloudevents.core.bindings import http as http_binding
from cloudevents.core.bindings import kafka as binding
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from services.feedback.translate.events import Sent, read
from shared.chassis.canonical import canonical, link
from shared.chassis.commands import Link
from shared.chassis.streams import message_of
from shared.contracts.catalogue import CATALOGUE, PLATFORM_TYPES, Entry, platform_topics
from shared.contracts.envelope import DATA_CONTENT_TYPE, schema_urn
from tests.contract import corpus

FORMAT = JSONFormat()
PLATFORM = "leerlijn"
SOURCE = "urn:nld:kvknummer:27378529:leerlijn"
MODES: Any = pytest.mark.parametrize("mode", [binding.to_structured, binding.to_binary])


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_the_sdk_reads_our_facts(entry: Entry) -> None:
    for event in corpus.stored(entry):
        body = canonical(event)
        sent = message_of(
            entry.topic, Link(event["subject"], 1, body, link(bytes(32), body), bytes(32))
        )
        headers = {name: value.encode() for name, value in sent.headers}
        found = binding.from_kafka(binding.KafkaMessage(headers, sent.key, sent.value), FORMAT)
        assert found.get_type() == entry.type_name
        assert found.get_source() == event["source"]
        assert found.get_subject() == event["subject"]
        assert found.get_time() == datetime.fromisoformat(event["time"])
        assert found.get_dataschema() == schema_urn(entry.name, entry.version)
        assert found.get_extension("boardid") == event["boardid"]
        assert found.get_extension("sequence") == event["sequence"]
        assert found.get_data() == event["data"]


def a_platforms_event(entry: Entry) -> CloudEvent:
    """A stored sample as a platform would send it: without what only feedback knows."""
    data = dict(corpus.stored(entry)[0]["data"])
    data.pop("platform", None)
    return CloudEvent(
        {
            "specversion": "1.0",
            "id": "ll-2025-004711",
            "source": SOURCE,
            "type": entry.type_name,
            "subject": "98WL00",
            "time": datetime(2025, 10, 7, 12, 31, tzinfo=UTC),
            "datacontenttype": DATA_CONTENT_TYPE,
            "partitionkey": "98WL00",
        },
        data,
    )


def arrived(message: binding.KafkaMessage) -> Sent:
    key = message.key.encode() if isinstance(message.key, str) else message.key
    record: Any = ConsumerRecord(
        platform_topics(PLATFORM)[0], 0, 0, 1_759_840_260_000, 0, key, message.value, None,
        len(key or b""), len(message.value), tuple(message.headers.items()),
    )  # fmt: skip
    return read(record, PLATFORM)


@MODES
@pytest.mark.parametrize("entry", PLATFORM_TYPES, ids=lambda entry: entry.id)
def test_we_read_what_the_sdk_makes(entry: Entry, mode: Any) -> None:
    event = a_platforms_event(entry)
    sent = arrived(mode(event, FORMAT))
    assert sent.findings == ()
    assert sent.event is not None
    assert sent.event.entry is entry
    assert sent.said.id == "ll-2025-004711"
    assert sent.event.claim.source == SOURCE
    assert sent.event.data == event.get_data()


@pytest.mark.parametrize("entry", PLATFORM_TYPES, ids=lambda entry: entry.id)
def test_both_modes_are_the_same_event_to_us(entry: Entry) -> None:
    event = a_platforms_event(entry)
    structured = arrived(binding.to_structured(event, FORMAT))
    binary = arrived(binding.to_binary(event, FORMAT))
    assert structured.said.digest == binary.said.digest


@MODES
def test_the_sdks_http_messages_carry_the_same_event(mode: Any) -> None:
    event = a_platforms_event(PLATFORM_TYPES[0])
    make = {
        binding.to_structured: http_binding.to_structured,
        binding.to_binary: http_binding.to_binary,
    }
    message = make[mode](event, FORMAT)
    back = http_binding.from_http(message, FORMAT)
    assert back.get_data() == event.get_data()
    assert back.get_attributes().keys() == event.get_attributes().keys()


@MODES
def test_what_the_sdk_makes_of_a_broken_event_is_refused_with_a_pointer(mode: Any) -> None:
    event = a_platforms_event(PLATFORM_TYPES[0])
    spoiled = CloudEvent({**event.get_attributes(), "subject": "no school"}, event.get_data())  # type: ignore[dict-item]
    sent = arrived(mode(spoiled, FORMAT))
    assert sent.event is None
    assert [found.pointer for found in sent.findings] == ["/subject"]
