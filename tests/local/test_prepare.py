"""What makes a set of containers ready, on a real Kafka and MongoDB."""

import json
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from deploy.containers.prepare import SECRETS, PrepareSettings, prepare
from deploy.kafka.__main__ import main as make_topics
from deploy.kafka.administration import open_admin
from deploy.local.issuer.people import ROLES
from deploy.local.stack import Stack
from services.enrolment.settings import EnrolmentSettings
from shared.contracts.catalogue import CATALOGUE, platform_topics

PLATFORM = "in-containers"


@pytest.fixture
def settings(stack: Stack, tmp_path: Path) -> PrepareSettings:
    return PrepareSettings(
        environment="development",
        kafka_bootstrap=stack.kafka_bootstrap,
        mongodb_uri=stack.mongodb_uri,
        secrets_root=tmp_path / "secrets",
        state=tmp_path / "state",
        platforms=f" {PLATFORM}, {PLATFORM}-two",
    )


def read(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_a_second_time_changes_nothing(settings: PrepareSettings, tmp_path: Path) -> None:
    prepare(settings, lambda _: None)
    first = read(tmp_path)
    prepare(settings, lambda _: None)
    assert read(tmp_path) == first
    assert {stat.S_IMODE(f.stat().st_mode) for f in tmp_path.rglob("*") if f.is_file()} == {0o600}


def test_topics_platforms_and_people_are_there(settings: PrepareSettings, tmp_path: Path) -> None:
    prepare(settings, lambda _: None)
    topics = set(open_admin(settings.kafka_bootstrap).list_topics(timeout=20).topics)
    assert {entry.topic for entry in CATALOGUE} <= topics
    assert {*platform_topics(PLATFORM), *platform_topics(f"{PLATFORM}-two")} <= topics
    known = json.loads((tmp_path / "state/data/people.json").read_text())
    people = [*known["people"].values(), *known["clients"].values()]
    assert {role for person in people for role in person["roles"]} == set(ROLES)


def test_a_service_finds_its_secrets(settings: PrepareSettings, tmp_path: Path) -> None:
    prepare(settings, lambda _: None)
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == set(SECRETS)
    found = [
        EnrolmentSettings(
            environment="development",
            issuer="http://127.0.0.1:8404",
            _secrets_dir=tmp_path / "secrets" / name,
        ).keys()
        for name in ("enrolment", "feedback")
    ]
    assert found[0] != found[1]


def test_a_name_that_is_no_platforms_is_refused_before_anything(
    settings: PrepareSettings, tmp_path: Path
) -> None:
    with pytest.raises(ValidationError):
        prepare(settings.model_copy(update={"platforms": "Not A Name"}), lambda _: None)
    assert not list(tmp_path.iterdir())


def test_topics_can_be_made_by_themselves_under_a_prefix(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AANTOONBAAR_KAFKA_BOOTSTRAP", stack.kafka_bootstrap)
    monkeypatch.setenv("AANTOONBAAR_KAFKA_COPIES", "1")
    monkeypatch.setenv("AANTOONBAAR_TOPIC_PREFIX", "shared.")
    for _ in range(2):
        make_topics()
    found = open_admin(stack.kafka_bootstrap).list_topics(timeout=20).topics
    assert {f"shared.{entry.topic}" for entry in CATALOGUE} <= set(found)
    assert "shared.evidence.facts.v1 is there" in capsys.readouterr().out
