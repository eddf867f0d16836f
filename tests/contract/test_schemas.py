"""What is committed equals the code, and yesterday and today read each other."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from pydantic import ValidationError

from shared.contracts.__main__ import PROJECT, generated, write
from shared.contracts.catalogue import BY_TYPE, CATALOGUE, OWNERS, Entry, facts_topic, read_fact
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.verdict import NAME, Verdict
from tests.contract import corpus

FILES = generated()
every_type = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)


def committed(name: str) -> Validator:
    """A validator for a schema as it is stored, dates and times checked as well."""
    schema = json.loads((PROJECT / "schemas" / f"{name}.json").read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("path", sorted(FILES), ids=str)
def test_what_is_committed_equals_the_code(path: Any) -> None:
    assert (PROJECT / path).read_text() == FILES[path], "run: python -m shared.contracts"


def test_nothing_is_committed_that_the_language_no_longer_has() -> None:
    found = {path.relative_to(PROJECT) for path in (PROJECT / "schemas").iterdir()}
    assert found == {path for path in FILES if path.parts[0] == "schemas"}


def test_writing_removes_a_schema_of_a_type_that_is_gone(tmp_path: Any) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "lessons.cancelled.v1.json").write_text("{}")
    write(tmp_path)
    found = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert found == set(FILES)


@pytest.mark.parametrize("path", sorted(FILES), ids=str)
def test_every_schema_is_a_schema(path: Any) -> None:
    if path.suffix == ".json" and path.name != "asyncapi.json":
        Draft202012Validator.check_schema(json.loads(FILES[path]))


@every_type
def test_every_type_has_its_owner_topic_key_and_samples(entry: Entry) -> None:
    assert entry.owner in OWNERS
    assert entry.topic == facts_topic(entry.owner)
    assert entry.key in ("school", "board")
    assert entry.meaning.endswith(".")
    assert BY_TYPE[entry.type_name] is entry
    assert len(corpus.stored(entry)) == 2, "a full sample and one without optional fields"


def test_there_are_no_samples_of_unknown_types() -> None:
    assert corpus.names() == {entry.name for entry in CATALOGUE} | {NAME}


def test_every_contract_is_in_the_catalogue() -> None:
    assert {entry.contract for entry in CATALOGUE} == set(Fact.__subclasses__())
    assert len(BY_TYPE) == len(CATALOGUE)


@every_type
def test_todays_code_reads_yesterdays_samples(entry: Entry) -> None:
    for event in corpus.stored(entry):
        Envelope.model_validate(event)
        fact = read_fact(json.dumps(event).encode())
        assert isinstance(fact, entry.contract)
        said = fact.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert said == event["data"]


@every_type
def test_todays_writing_fits_the_stored_schemas(entry: Entry) -> None:
    for event in corpus.stored(entry):
        committed("envelope.v1").validate(event)
        committed(entry.id).validate(event["data"])
        fact = read_fact(json.dumps(event).encode())
        said = fact.model_dump(mode="json", by_alias=True, exclude_unset=entry.contract.PARTIAL)
        committed(entry.id).validate(said)


@every_type
def test_the_full_sample_knows_every_field(entry: Entry) -> None:
    fields = {field.alias for field in entry.contract.model_fields.values()}
    required = {f.alias for f in entry.contract.model_fields.values() if f.is_required()}
    full, least = corpus.stored(entry)
    assert set(full["data"]) == fields
    assert set(least["data"]) == required


@every_type
def test_a_reader_ignores_a_field_that_a_later_publisher_adds(entry: Entry) -> None:
    full = corpus.stored(entry)[0]
    later = {**full, "later": 1, "data": {**full["data"], "later": {"than": "this"}}}
    assert read_fact(json.dumps(later).encode()) == read_fact(json.dumps(full).encode())
    committed(entry.id).validate(later["data"])


@pytest.mark.parametrize("why", corpus.invalid())
def test_what_breaks_a_contract_is_refused(why: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_fact(json.dumps(corpus.invalid()[why]).encode())


def test_an_unknown_type_is_no_fact() -> None:
    with pytest.raises(KeyError):
        read_fact(b'{"type": "nl.professionalisering.goals.set.v2", "data": {}}')


def test_yesterdays_verdicts_are_read_and_fit_the_stored_schema() -> None:
    for event in corpus.verdicts():
        verdict = Verdict.model_validate(event["data"])
        said = verdict.model_dump(mode="json", by_alias=True)
        as_sent = verdict.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert as_sent == event["data"]
        committed("verdicts.given.v1").validate(event["data"])
        committed("verdicts.given.v1").validate(said)


@pytest.mark.parametrize(
    ("attribute", "wrong"),
    [
        ("time", "2025-10-07T14:30:00"),
        ("time", "yesterday"),
        ("sequence", "77"),
        ("sequence", "000000007٧"),
        ("boardid", "4177"),
        ("subject", "98wl00"),
        ("partitionkey", ""),
        ("specversion", "0.3"),
        ("source", "https://example.org"),
        ("id", ""),
        ("traceparent", "00-1-2-3"),
        ("type", "org.example.something"),
    ],
)
def test_a_broken_envelope_is_refused_by_code_and_by_schema(attribute: str, wrong: str) -> None:
    event = {**corpus.stored(CATALOGUE[0])[0], attribute: wrong}
    with pytest.raises(ValidationError):
        Envelope.model_validate(event)
    if attribute != "time":  # dates and times are a hint in JSON Schema, not a demand
        assert not committed("envelope.v1").is_valid(event)
