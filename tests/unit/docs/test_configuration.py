"""The configuration page equals the settings classes of the services and the launcher's ports."""

from dataclasses import fields

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from deploy.local.ports import Ports, variable
from services.enrolment.settings import EnrolmentSettings
from services.evidence.settings import EvidenceSettings
from services.feedback.settings import FeedbackSettings
from shared.chassis.settings import PREFIX, ServiceSettings
from tests.unit.docs.pages import DOCS, code, rows

PAGE = DOCS / "reference/configuration.md"
SERVICES: tuple[type[ServiceSettings], ...] = (
    EnrolmentSettings,
    FeedbackSettings,
    EvidenceSettings,
)
REQUIRED = "**required**"
MISSING = "-"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return REQUIRED
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return {None: "none", "": "empty"}.get(value, str(value))


def _of(settings: type[ServiceSettings]) -> dict[str, str]:
    return {
        f"{PREFIX}{name.upper()}": _default(field) for name, field in settings.model_fields.items()
    }


def test_what_every_service_reads_is_there_with_its_default() -> None:
    told = {code(name): code(default) for name, default, _ in rows(PAGE, "## Every service", 3)}
    shared = _of(ServiceSettings)
    del shared[f"{PREFIX}HTTP_PORT"]  # each service has its own
    assert told == shared


def test_what_a_service_reads_besides_is_there_with_its_default() -> None:
    shared = _of(ServiceSettings)
    for place, settings in enumerate(SERVICES, start=1):
        own = {
            name: default for name, default in _of(settings).items() if shared.get(name) != default
        }
        told = {code(row[0]): code(row[place]) for row in rows(PAGE, "## Per service", 5)}
        assert {name: said for name, said in told.items() if said != MISSING} == own


def test_the_ports_of_the_launcher_are_there() -> None:
    told = {code(name): code(default) for name, default, _ in rows(PAGE, "## On one machine", 3)}
    del told["AANTOONBAAR_STATE"]
    assert told == {variable(field.name): str(field.default) for field in fields(Ports)}
