"""The Python programs of the platform on this machine, and the settings each is given."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from deploy.local import kafka, mongodb
from deploy.local.paths import Paths
from deploy.local.ports import HOST, Ports
from deploy.local.processes import Program
from deploy.local.secrets import Secrets

READY_SECONDS = 60.0
ANSWER_SECONDS = 4.0  # a service gives each of its own checks three seconds
AUDIENCE = "aantoonbaar"
PAGES_CLIENT = "aantoonbaar-pages"


@dataclass(frozen=True, slots=True)
class Service:
    """One program that answers HTTP: its name, its module, and which port is its own."""

    name: str
    module: str
    port: str


SIGN_IN = Service("sign-in", "deploy.local.issuer", "sign_in")
PLATFORM = (
    Service("enrolment", "services.enrolment", "enrolment"),
    Service("feedback", "services.feedback", "feedback"),
    Service("evidence", "services.evidence", "evidence"),
)
ALL = (SIGN_IN, *PLATFORM)


def program(service: Service, paths: Paths, ports: Ports) -> Program:
    """A service as it is started."""
    settings = environment(service, paths, ports)
    # -P keeps the folder of the caller off the import path: its files must not replace ours.
    return Program(service.name, (sys.executable, "-P", "-m", service.module), settings)


def environment(service: Service, paths: Paths, ports: Ports) -> dict[str, str]:
    """The settings of one service: what the user's shell says of it, and where everything is."""
    settings = {
        **_from_shell(os.environ),
        "AANTOONBAAR_ENVIRONMENT": "development",
        "AANTOONBAAR_HTTP_HOST": HOST,
        "AANTOONBAAR_HTTP_PORT": str(getattr(ports, service.port)),
        **addresses(ports),
    }
    if service == SIGN_IN:
        return settings | _sign_in_settings(paths)
    secrets = Secrets(paths.secrets)
    return settings | {
        "AANTOONBAAR_KAFKA_BOOTSTRAP": kafka.bootstrap(ports),
        "AANTOONBAAR_MONGODB_URI": mongodb.uri(ports),
        "AANTOONBAAR_CLOCK_FILE": str(paths.clock),
        "AANTOONBAAR_FIELD_KEYS": secrets.field_keys(),
        "AANTOONBAAR_SESSION_KEY": secrets.session_key(),
        "AANTOONBAAR_CREDENTIAL_KEY": secrets.credential_key(),
        "AANTOONBAAR_DOSSIER_KEY": secrets.dossier_key(),
    }


def addresses(ports: Ports) -> dict[str, str]:
    """Where the services and the sign-in are, for each other and for the command line."""
    return {
        "AANTOONBAAR_ISSUER": url(ports.sign_in),
        "AANTOONBAAR_AUDIENCE": AUDIENCE,
        "AANTOONBAAR_CLIENT_ID": PAGES_CLIENT,
        "AANTOONBAAR_ENROLMENT_URL": url(ports.enrolment),
        "AANTOONBAAR_FEEDBACK_URL": url(ports.feedback),
        "AANTOONBAAR_EVIDENCE_URL": url(ports.evidence),
        "AANTOONBAAR_PUBLIC_URL": url(ports.evidence),
    }


def url(port: int) -> str:
    """The address of a port on this machine."""
    return f"http://{HOST}:{port}"


def why_not_ready(port: int) -> str | None:
    """Nothing when the service on that port calls itself ready, else what it says."""
    address = f"{url(port)}/health/ready"
    try:
        answer = httpx.get(address, timeout=ANSWER_SECONDS, trust_env=False)
    except httpx.HTTPError as error:
        return f"no answer from {address} ({type(error).__name__})"
    return None if answer.is_success else f"{address} says {answer.text[:500]}"


def _from_shell(shell: Mapping[str, str]) -> dict[str, str]:
    """What the user may say of every service, over the usual values for this machine."""
    asked = {"AANTOONBAAR_OPERATOR_KVK": "00000000", "AANTOONBAAR_LOG_FORMAT": "console"}
    for name in (*asked, "AANTOONBAAR_MONGO_DRIVER", "MONGO_DRIVER"):
        if shell.get(name):
            asked[name] = shell[name]
    return asked


def _sign_in_settings(paths: Paths) -> dict[str, str]:
    secrets = Secrets(paths.secrets)
    return {
        "AANTOONBAAR_PEOPLE_FILE": str(paths.people),
        "AANTOONBAAR_ISSUER_KEY": secrets.issuer_key(),
        "AANTOONBAAR_ISSUER_ADMIN": secrets.issuer_admin(),
    }
