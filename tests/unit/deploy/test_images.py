"""The Dockerfile and the guide hold what they promise, against the code that they are about."""

import re

import pytest
from container_files import CONTAINERS, DOCKERFILE, GUIDE, SERVICES, TEXT, settings_of, stage

from deploy.local.paths import PROJECT


@pytest.mark.parametrize("name", [*SERVICES, "tools"])
def test_images_run_as_somebody_without_rights(name: str) -> None:
    assert re.findall(r"^USER (.+)$", stage(name), re.MULTILINE) == ["10001"]
    assert f"requirements/{name}.txt" in stage(f"{name}-packages")
    assert "--require-hashes" in stage(f"{name}-packages")
    assert (PROJECT / f"requirements/{name}.txt").exists()


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_of_a_service_holds_nothing_else(name: str) -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+)", stage(name), re.MULTILINE)
    assert copied == ["services/__init__.py", f"services/{name}"]
    assert CONTAINERS[name]["build"]["target"] == name


def test_images_are_made_without_arguments_secrets_or_addresses() -> None:
    assert not re.search(r"^ARG|--mount|https?://|--index-url", DOCKERFILE, re.MULTILINE)


def test_the_guide_names_settings_that_exist_and_all_that_have_no_default() -> None:
    told = {
        (name, service)
        for name, of in re.findall(r"^\| `(AANTOONBAAR_\w+)` \| ([a-z, ]+) \|", GUIDE, re.MULTILINE)
        for service in (SERVICES if of == "all" else of.split(", "))
    }
    known = {(name, service) for service in SERVICES for name in settings_of(service)}
    needed = {
        (f"AANTOONBAAR_{name.upper()}", service)
        for service, settings in SERVICES.items()
        for name, field in settings.model_fields.items()
        if field.is_required()
    }
    assert needed <= told <= known


def test_the_guide_tells_every_port() -> None:
    for name, port in re.findall(r"\$\{(AANTOONBAAR_\w+_PORT):-(\d+)\}", TEXT):
        assert f"| {port} |" in GUIDE
        assert f"`{name}`" in GUIDE
