"""docker-compose.yml, the Dockerfile and the guide, read for the tests."""

import re
from typing import Any

import yaml
from pydantic_settings import BaseSettings

from deploy.containers.prepare import PrepareSettings
from deploy.local.issuer.settings import IssuerSettings
from deploy.local.paths import PROJECT
from services.enrolment.settings import EnrolmentSettings
from services.evidence.settings import EvidenceSettings
from services.feedback.settings import FeedbackSettings

SERVICES: dict[str, type[BaseSettings]] = {
    "enrolment": EnrolmentSettings,
    "feedback": FeedbackSettings,
    "evidence": EvidenceSettings,
}
PROGRAMS = {**SERVICES, "sign-in": IssuerSettings, "prepare": PrepareSettings}
TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", TEXT))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (PROJECT / "deploy/Dockerfile").read_text()
GUIDE = (PROJECT / "docs/how-to/run-with-docker.md").read_text()


def settings_of(name: str) -> set[str]:
    """The variables that a program reads."""
    fields = PROGRAMS[name].model_fields
    found = {f"AANTOONBAAR_{field.upper()}" for field in fields}
    return found | {str(f.validation_alias) for f in fields.values() if f.validation_alias}


def stage(name: str) -> str:
    """The lines of one target."""
    found = re.search(
        rf"^FROM \S+ AS {name}$(.*?)(?=^FROM|\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL
    )
    assert found, name
    return found[1]
