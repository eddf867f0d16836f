"""Kafka bodies and exported facts to events of the fold, by readers derived from the contracts."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from services.evidence.history.evolve import Event
from services.evidence.history.records import PUBLISHERS, ref_of
from shared.chassis.errors import Unreadable
from shared.chassis.structs import struct_for
from shared.contracts.catalogue import BY_TYPE, CATALOGUE
from shared.contracts.moments import instant_of

_READERS: dict[str, msgspec.json.Decoder[Any]] = {
    entry.type_name: msgspec.json.Decoder(
        struct_for(entry.contract, partial=entry.contract.PARTIAL)
    )
    for entry in CATALOGUE
}
_PUBLISHER = {entry.type_name: PUBLISHERS.index(entry.owner) for entry in CATALOGUE}


class _Envelope(msgspec.Struct, frozen=True, gc=False):
    """The attributes that the fold and the chain need."""

    id: str
    type: str
    time: str
    subject: str
    boardid: str
    sequence: str
    data: msgspec.Raw


class Known(msgspec.Struct, frozen=True, gc=False):
    """A fact as it was read: whose chain, whose tenant, what type, and the event to fold."""

    key: str
    board: str
    type: str
    publisher: int
    sequence: int
    event: Event


_envelopes = msgspec.json.Decoder(_Envelope)


def read(key: str, sequence: int, body: bytes) -> Known:
    """The fact in a structured event of this chain; Unreadable says why it is none."""
    known = read_body(body)
    if known.key != key or known.sequence != sequence:
        raise Unreadable("other-place", "subject or sequence differ from the record's")
    return known


def read_body(body: bytes) -> Known:
    """The fact in a structured event, wherever it comes from."""
    try:
        envelope = _envelopes.decode(body)
        reader = _READERS.get(envelope.type)
        if reader is None:
            code = "unknown-version" if _is_known_name(envelope.type) else "unknown-type"
            raise Unreadable(code, f"{envelope.type} is not in the catalogue")
        fact = reader.decode(envelope.data)
        sequence = int(envelope.sequence)
        instant_of(
            envelope.time
        )  # histories are ordered by it: one that is none would end them all
    except msgspec.ValidationError as error:
        raise Unreadable("invalid", str(error)) from error
    except (msgspec.DecodeError, ValueError) as error:
        raise Unreadable("malformed", str(error)) from error
    publisher = _PUBLISHER[envelope.type]
    ref = ref_of(publisher, sequence)
    event = Event(fact, envelope.id, ref, envelope.time)
    return Known(envelope.subject, envelope.boardid, envelope.type, publisher, sequence, event)


def read_object(event: Mapping[str, Any]) -> Known:
    """The fact in an event that was read as JSON already."""
    return read_body(json.dumps(event).encode())


def _is_known_name(type_name: str) -> bool:
    stem = type_name.rpartition(".v")[0]
    return any(known.rpartition(".v")[0] == stem for known in BY_TYPE)
