"""Kafka bodies and exported facts to events of the fold, by readers derived from the contracts."""

import json
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import msgspec

from services.evidence.history.evolve import Event
from services.evidence.history.records import PUBLISHERS, ref_of
from shared.chassis.errors import Unreadable
from shared.chassis.structs import struct_for
from shared.contracts.catalogue import BY_TYPE, CATALOGUE
from shared.contracts.moments import instant_of

F = TypeVar("F")


class _Envelope(msgspec.Struct, Generic[F], frozen=True, gc=False):
    """The attributes that the fold and the chain need."""

    id: str
    type: str
    time: str
    subject: str
    boardid: str
    sequence: str
    data: F


class _Typed(msgspec.Struct, frozen=True, gc=False):
    """What says how to read the rest."""

    type: str


class Known(msgspec.Struct, frozen=True, gc=False):
    """A fact as it was read: whose chain, whose tenant, what type, and the event to fold."""

    key: str
    board: str
    type: str
    publisher: int
    sequence: int
    event: Event


_Readers = Mapping[str, msgspec.json.Decoder[_Envelope[Any]]]


def _readers(*, checked: bool) -> _Readers:
    return {
        entry.type_name: msgspec.json.Decoder(
            _Envelope[struct_for(entry.contract, partial=entry.contract.PARTIAL, checked=checked)]  # type: ignore[misc]
        )
        for entry in CATALOGUE
    }


_READERS, _KEPT_READERS = _readers(checked=True), _readers(checked=False)
_PUBLISHER = {entry.type_name: PUBLISHERS.index(entry.owner) for entry in CATALOGUE}
_types = msgspec.json.Decoder(_Typed)
_TYPE = b'"type":"'
_TOLD_LAST = {name.encode(): reader for name, reader in _READERS.items()}
_KEPT_TOLD_LAST = {name.encode(): reader for name, reader in _KEPT_READERS.items()}


def read(key: str, sequence: int, body: bytes) -> Known:
    """The fact in a structured event of this chain; Unreadable says why it is none."""
    known = read_body(body)
    if known.key != key or known.sequence != sequence:
        raise Unreadable("other-place", "subject or sequence differ from the record's")
    return known


def read_body(body: bytes) -> Known:
    """The fact in a structured event, wherever it comes from."""
    try:
        envelope = _enveloped(body)
        instant_of(envelope.time)  # histories are ordered by it: one that is none would end them
        return _known(envelope)
    except msgspec.ValidationError as error:
        raise Unreadable("invalid", str(error)) from error
    except (msgspec.DecodeError, ValueError) as error:
        raise Unreadable("malformed", str(error)) from error


def recall(body: bytes) -> Known:
    """The fact in a body of the ledger. It was checked when it was taken in, and `verify` checks
    it again; whoever folds it reads it without the checks, in half the time."""
    reader = _KEPT_TOLD_LAST.get(body[body.rfind(_TYPE) + len(_TYPE) : -2])
    try:
        return read_body(body) if reader is None else _known(reader.decode(body))
    except (msgspec.DecodeError, ValueError):
        return read_body(body)  # says what is wrong


def _known(envelope: _Envelope[Any]) -> Known:
    publisher, sequence = _PUBLISHER[envelope.type], int(envelope.sequence)
    event = Event(envelope.data, envelope.id, ref_of(publisher, sequence), envelope.time)
    return Known(envelope.subject, envelope.boardid, envelope.type, publisher, sequence, event)


def _enveloped(body: bytes) -> _Envelope[Any]:
    """The envelope with its fact. Canonical JSON sorts its keys, so the type is told last: reading
    it there saves reading everything twice. What was written otherwise is read with care."""
    reader = _TOLD_LAST.get(body[body.rfind(_TYPE) + len(_TYPE) : -2])
    if reader is not None:
        try:
            envelope = reader.decode(body)
        except msgspec.DecodeError:
            pass  # what is wrong is found below, with the type that the event really has
        else:
            if _READERS.get(envelope.type) is reader:
                return envelope
    name = _types.decode(body).type
    if name not in _READERS:
        code = "unknown-version" if _is_known_name(name) else "unknown-type"
        raise Unreadable(code, f"{name} is not in the catalogue")
    return _READERS[name].decode(body)


def read_object(event: Mapping[str, Any]) -> Known:
    """The fact in an event that was read as JSON already."""
    return read_body(json.dumps(event).encode())


def _is_known_name(type_name: str) -> bool:
    stem = type_name.rpartition(".v")[0]
    return any(known.rpartition(".v")[0] == stem for known in BY_TYPE)
