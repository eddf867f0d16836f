"""docker-compose.yml holds what it promises, against the code that it runs."""

import re
from pathlib import Path
from typing import Any

import pytest
from container_files import (
    COMPOSE,
    CONTAINERS,
    DOCKERFILE,
    PROGRAMS,
    SERVICES,
    TEXT,
    settings_of,
    stage,
)
from pydantic import ValidationError

from deploy.containers import prepare
from deploy.containers.prepare import SECRETS
from deploy.local import mongodb
from deploy.local.paths import PROJECT
from deploy.local.ports import OWNERS, Ports, variable
from deploy.mongodb import replica_set
from shared.chassis.settings import SECRETS_FOLDER
from shared.contracts.catalogue import CATALOGUE


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Gives a program exactly what its container gives it, with secrets as `prepare` makes them."""
    prepare._make_secrets(tmp_path)

    def give(name: str, **changed: str) -> dict[str, Any]:
        for known in set().union(*map(settings_of, PROGRAMS)):
            monkeypatch.delenv(known, raising=False)
        image = "tools" if name in ("sign-in", "prepare") else name
        of_image = re.findall(r"(AANTOONBAAR_\w+)=(\S+)", stage("base") + stage(image))
        given = {**dict(of_image), **CONTAINERS[name]["environment"], **changed}
        for variable_name, value in given.items():
            monkeypatch.setenv(variable_name, value)
        mounted = any(str(SECRETS_FOLDER) in volume for volume in CONTAINERS[name]["volumes"])
        return {"_secrets_dir": tmp_path / name} if mounted else {}

    return give


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_starts_with_what_its_container_gives(name: str, environment: Any) -> None:
    PROGRAMS[name](**environment(name))


@pytest.mark.parametrize("name", PROGRAMS)
def test_none_of_it_would_start_in_production(name: str, environment: Any) -> None:
    given = environment(name, AANTOONBAAR_ENVIRONMENT="production")
    with pytest.raises(ValidationError, match=r"AANTOONBAAR_ISSUER must be|'development'"):
        PROGRAMS[name](**given)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_setting_given_is_read_by_someone(name: str) -> None:
    known = set().union(*map(settings_of, PROGRAMS))
    assert set(CONTAINERS[name]["environment"]) <= known


def test_services_and_sign_in_agree_where_the_issuer_is() -> None:
    inside = CONTAINERS["evidence"]["environment"]["AANTOONBAAR_ISSUER_INSIDE_URL"]
    assert inside == f"http://sign-in:{Ports().sign_in}"
    assert len({CONTAINERS[name]["environment"]["AANTOONBAAR_ISSUER"] for name in PROGRAMS}) == 1


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_container_may_do_as_little_as_possible(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert not container.get("privileged")
    assert {"cpus", "memory"} <= set(container["deploy"]["resources"]["limits"])
    assert "latest" not in container["image"]
    assert container["image"].startswith("aantoonbaar/") or ":" in container["image"]


@pytest.mark.parametrize("name", CONTAINERS)
def test_ports_are_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in CONTAINERS[name].get("ports", []))
    assert CONTAINERS[name].get("network_mode") is None


def test_ports_are_those_of_the_launcher_and_move_by_the_same_variables() -> None:
    opened = re.findall(r'"127\.0\.0\.1:\$\{(\w+):-(\d+)\}:\d+"', TEXT)
    ours = {variable(name): str(getattr(Ports(), name)) for name in OWNERS}
    assert len(opened) == 5
    for name, port in opened:
        assert ours[name] == port


def test_stores_that_ask_nobody_who_they_are_have_no_port_here() -> None:
    assert "ports" not in CONTAINERS["mongodb"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert CONTAINERS["mongodb"]["networks"] == CONTAINERS["prepare"]["networks"] == ["inside"]
    (port,) = CONTAINERS["kafka"]["ports"]
    assert port.endswith(":9094")  # the listener that wants a password
    start = (PROJECT / "deploy/kafka/start-in-container").read_text()
    assert "PLATFORMS://:9094" in start


@pytest.mark.parametrize("name", CONTAINERS)
def test_each_container_says_whether_it_is_well(name: str) -> None:
    container = CONTAINERS[name]
    if name == "prepare":  # it ends, and others wait for that
        assert container["healthcheck"] == {"disable": True}
    elif "build" in container:
        assert "HEALTHCHECK" in stage("base")
        assert "healthcheck" not in container
    else:
        assert container["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_services_wait_until_all_is_prepared(name: str) -> None:
    waits = CONTAINERS[name]["depends_on"]
    assert waits["prepare"] == {"condition": "service_completed_successfully"}
    assert (
        waits["kafka"] == waits["mongodb"] == waits["sign-in"] == {"condition": "service_healthy"}
    )


@pytest.mark.parametrize("name", SECRETS)
def test_each_container_reads_its_own_secrets_and_may_not_write_them(name: str) -> None:
    assert f"{name}-secrets:{SECRETS_FOLDER}:ro" in CONTAINERS[name]["volumes"]
    others = {f"{other}-secrets" for other in SECRETS} - {f"{name}-secrets"}
    assert not others & {volume.split(":")[0] for volume in CONTAINERS[name]["volumes"]}
    assert f"{name}-secrets:/secrets/{name}" in CONTAINERS["prepare"]["volumes"]
    assert f"/secrets/{name}" in stage("tools")


def test_every_volume_is_named() -> None:
    used = {
        volume.split(":")[0]
        for container in CONTAINERS.values()
        for volume in container.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert used == set(COMPOSE["volumes"])


def test_mongodb_is_started_as_the_launcher_starts_it() -> None:
    command = CONTAINERS["mongodb"]["command"]
    assert f"--replSet={replica_set.NAME}" in command
    assert f"--setParameter={mongodb.PARAMETERS[0]}" in command
    uri = CONTAINERS["evidence"]["environment"]["AANTOONBAAR_MONGODB_URI"]
    assert uri == replica_set.address("mongodb", 27017)


def test_topics_are_named_by_the_catalogue_alone() -> None:
    for text in (TEXT, DOCKERFILE, (PROJECT / "deploy/containers/prepare.py").read_text()):
        assert not [entry.topic for entry in CATALOGUE if entry.topic in text]
