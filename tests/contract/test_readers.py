"""The fast readers accept and refuse what the contracts do, and see the same values."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from services.evidence.history.evolve import _FOLDS, NOT_FOLDED, evolve, evolve_board
from services.evidence.history.school import Board, School
from services.evidence.translate import Known, read_body, read_object, recall
from shared.chassis.canonical import canonical
from shared.chassis.errors import Unreadable
from shared.chassis.structs import struct_for
from shared.contracts.catalogue import CATALOGUE, Entry
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from tests.contract import corpus

every_type = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
some = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@cache
def decoder(contract: type[Fact]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(struct_for(contract, partial=contract.PARTIAL))


def by_contract(contract: type[Fact], data: Any) -> Fact | None:
    try:
        return contract.model_validate(data)
    except ValidationError:
        return None


def by_struct(contract: type[Fact], body: bytes) -> Any:
    try:
        return decoder(contract).decode(body)
    except msgspec.ValidationError:
        return None


def assert_same(slow: Any, fast: Any, *, partial: bool = False) -> None:
    """The same values by the same names, all the way down."""
    if isinstance(slow, BaseModel):
        for name in type(slow).model_fields:
            value = getattr(fast, name)
            if partial and value is msgspec.UNSET:
                assert name not in slow.model_fields_set
            else:
                assert_same(getattr(slow, name), value)
    elif isinstance(slow, Mapping):
        assert slow.keys() == fast.keys()
        for name in slow:
            assert_same(slow[name], fast[name])
    elif isinstance(slow, tuple):
        assert len(slow) == len(fast)
        for one, other in zip(slow, fast, strict=True):
            assert_same(one, other)
    else:
        assert slow == fast
        assert type(slow) is type(fast)


def assert_judged_alike(entry: Entry, data: Any) -> bool:
    """Whether both accept; fails when only one does, or when they see different values."""
    slow = by_contract(entry.contract, data)
    fast = by_struct(entry.contract, json.dumps(data).encode())
    assert (slow is None) == (fast is None), f"contract: {slow!r}, struct: {fast!r}"
    if slow is not None:
        assert_same(slow, fast, partial=entry.contract.PARTIAL)
    return slow is not None


@every_type
def test_stored_samples_are_read_alike(entry: Entry) -> None:
    for event in corpus.stored(entry):
        assert assert_judged_alike(entry, event["data"])


@pytest.mark.parametrize("why", corpus.invalid())
def test_what_breaks_a_contract_is_refused_alike(why: str) -> None:
    event = corpus.invalid()[why]
    entry = next(entry for entry in CATALOGUE if entry.type_name == event["type"])
    assert not assert_judged_alike(entry, event["data"])
    with pytest.raises(Unreadable):
        read_object(event)


@every_type
@given(st.data())
@some
def test_whatever_has_the_shape_is_read_alike(entry: Entry, data: st.DataObject) -> None:
    assert_judged_alike(entry, data.draw(corpus.data_of(entry.contract)))


@every_type
@given(st.data())
@some
def test_rubbish_is_refused_alike(entry: Entry, data: st.DataObject) -> None:
    assert_judged_alike(entry, data.draw(corpus.nearly_data_of(entry.contract)))


@given(corpus.RUBBISH)
@some
def test_what_is_no_object_is_refused_alike(rubbish: Any) -> None:
    for entry in CATALOGUE[:3]:
        assert_judged_alike(entry, rubbish)


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999", "3.0", "1E1", "-0"])
@pytest.mark.parametrize("name", ["goals.set/target", "coachings.recorded/minutes"])
def test_odd_numbers_are_read_alike(name: str, literal: str) -> None:
    kind, field = name.split("/")
    entry = next(entry for entry in CATALOGUE if entry.name == kind)
    data = corpus.stored(entry)[0]["data"]
    body = json.dumps({**data, field: "here"}).replace('"here"', literal).encode()
    slow = by_contract(entry.contract, json.loads(body))
    try:
        fast = decoder(entry.contract).decode(body)
    except msgspec.DecodeError:
        fast = None
    assert (slow is None) == (fast is None)
    if slow is not None:
        assert_same(slow, fast)


# ---- evidence: the whole event, and the fold


@every_type
def test_evidence_reads_every_stored_event(entry: Entry) -> None:
    for event in corpus.stored(entry):
        known = read_object(event)
        assert known.type == entry.type_name
        assert (known.key, known.board) == (event["subject"], event["boardid"])
        assert known.sequence == int(event["sequence"])
        assert known.event.time == event["time"]
        assert_same(
            entry.contract.model_validate(event["data"]),
            known.event.fact,
            partial=entry.contract.PARTIAL,
        )


@every_type
def test_a_fact_of_the_ledger_is_recalled_as_it_was_read(entry: Entry) -> None:
    for event in corpus.stored(entry):
        for body in (canonical(event), json.dumps(event).encode()):
            read, recalled = read_body(body), recall(body)
            assert_recalled(read.event.fact, recalled.event.fact)
            assert replaced(read) == replaced(recalled)


def assert_recalled(read: Any, recalled: Any) -> None:
    assert msgspec.to_builtins(read) == msgspec.to_builtins(recalled)
    assert type(read).__name__ == type(recalled).__name__  # by which it is folded


def replaced(known: Known) -> Known:
    """What is known of a fact, but for the fact itself."""
    event = msgspec.structs.replace(known.event, fact=None)
    return msgspec.structs.replace(known, event=event)


@given(st.binary(max_size=200))
@some
def test_bytes_that_are_no_event_are_not_recalled(body: bytes) -> None:
    with pytest.raises(Unreadable):
        recall(body)


RELIED_ON = ("id", "type", "time", "subject", "boardid", "sequence", "data")


@given(st.sampled_from(RELIED_ON), corpus.RUBBISH.filter(lambda made: not isinstance(made, str)))
@settings(some, max_examples=150)
def test_evidence_takes_no_event_without_what_it_relies_on(attribute: str, wrong: Any) -> None:
    event = corpus.stored(CATALOGUE[0])[0]
    for broken in ({**event, attribute: wrong}, {k: v for k, v in event.items() if k != attribute}):
        with pytest.raises(Unreadable):
            read_object(broken)


@given(corpus.NEARLY | st.text(max_size=30))
@settings(some, max_examples=150)
def test_evidence_takes_no_time_that_the_contract_refuses(time: str) -> None:
    event = {**corpus.stored(CATALOGUE[0])[0], "time": time}
    try:
        Envelope.model_validate(event)
    except ValidationError:
        with pytest.raises(Unreadable):
            read_object(event)


@given(st.binary(max_size=200))
@some
def test_bytes_that_are_no_event_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_body(body)


@every_type
def test_every_fact_is_folded_or_named_as_not_folded(entry: Entry) -> None:
    named = entry.contract in NOT_FOLDED
    folded = entry.contract.__name__ in _FOLDS
    if entry.key == "board":
        assert not named
        assert not folded, "a board's own facts are folded by evolve_board"
    else:
        assert named != folded


def test_a_fact_that_is_not_folded_leaves_the_school_as_it_was() -> None:
    for entry in CATALOGUE:
        if entry.contract in NOT_FOLDED:
            school = School("98WL00")
            evolve(school, read_object(corpus.stored(entry)[0]).event)
            assert school == School("98WL00")


def test_a_boards_facts_can_all_be_folded() -> None:
    board = Board("41775")
    for entry in CATALOGUE:
        if entry.key == "board":
            evolve_board(board, read_object(corpus.stored(entry)[0]).event)
    assert board.name == "Stichting De Vaart"
