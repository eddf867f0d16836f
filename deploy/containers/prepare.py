"""Makes a set of containers ready for trying the platform, and ends; harmless to repeat.

Keys and passwords, each made once; the replica set; every topic; the platforms' principals and
rights; and one person per role to sign in as. In a real deployment others do this, so it refuses
to run there.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from confluent_kafka.admin import AdminClient
from pydantic import Field, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pymongo.uri_parser import parse_uri
from tenacity import RetryError, Retrying, retry_if_result, stop_after_delay, wait_fixed

from deploy.kafka import platforms, topics
from deploy.kafka.administration import open_admin
from deploy.local.issuer.people import Machine, People, Person
from deploy.local.paths import Paths
from deploy.local.samples import MACHINES, PEOPLE, PLATFORM_CLIENT, machine, sample
from deploy.local.secrets import Secrets
from deploy.mongodb import replica_set
from shared.chassis.settings import PREFIX
from shared.contracts.identifiers import PlatformName

WAIT_SECONDS = 60.0
# container -> the secrets that it reads, and no other does
SECRETS: dict[str, tuple[Callable[[Secrets], str], ...]] = {
    "enrolment": (Secrets.field_keys,),
    "feedback": (Secrets.field_keys,),
    "evidence": (Secrets.session_key, Secrets.credential_key, Secrets.dossier_key),
    "sign-in": (Secrets.issuer_key, Secrets.issuer_admin),
}


class PrepareSettings(BaseSettings):
    """Read from AANTOONBAAR_<NAME>; `environment` has no default, so it must be asked for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    environment: Literal["development"]
    kafka_bootstrap: str
    mongodb_uri: str
    secrets_root: Path = Field(description="one folder per container, for the secrets it reads")
    state: Path = Field(description="the sign-in's own folder")
    platforms: str = Field(default=PLATFORM_CLIENT, description="names of platforms, by commas")

    @property
    def mongodb_member(self) -> tuple[str, int]:
        """Host and port of the one member, as services name it."""
        host, port = parse_uri(self.mongodb_uri)["nodelist"][0]
        return host, port

    @property
    def platform_names(self) -> list[str]:
        """The platforms to admit; ValidationError when a name is not one."""
        asked = [name.strip() for name in self.platforms.split(",") if name.strip()]
        return TypeAdapter(list[PlatformName]).validate_python(asked)


def prepare(settings: PrepareSettings, tell: Callable[[str], None]) -> None:
    """Do all of it; TimeoutError when a store does not become ready."""
    names = settings.platform_names
    tell("keys and passwords")
    _make_secrets(settings.secrets_root)
    tell("the replica set")
    _wait(lambda: replica_set.why_not_ready(*settings.mongodb_member))
    tell("the topics")
    admin = open_admin(settings.kafka_bootstrap)
    topics.create(admin, topics.fact_topics() + topics.dead_letter_topics())
    paths = Paths.of(settings.state)
    paths.make()
    secrets = Secrets(paths.secrets)
    for name in names:
        tell(f"the platform {name}")
        _admit(admin, name, secrets)
    tell("who may sign in")
    _add_people(People(paths.people), secrets)


def _make_secrets(root: Path) -> None:
    for container, wanted in SECRETS.items():
        mine = Secrets(root / container, as_settings=True)
        for make in wanted:
            make(mine)


def _wait(why_not: Callable[[], str | None]) -> None:
    """Ask until there is no reason left; TimeoutError with the last one."""
    try:
        Retrying(
            retry=retry_if_result(lambda reason: reason is not None),
            stop=stop_after_delay(WAIT_SECONDS),
            wait=wait_fixed(0.2),
        )(why_not)
    except RetryError as late:
        raise TimeoutError(late.last_attempt.result()) from late


def _admit(admin: AdminClient, platform: str, secrets: Secrets) -> None:
    platforms.admit(admin, platform, secrets.platform_password(platform))


def _add_people(people: People, secrets: Secrets) -> None:
    """A sample for each role that nobody has yet."""
    for client in MACHINES:
        people.put_machine(client, Machine(**machine(client, secrets)))
    for role, (subject, name) in PEOPLE.items():
        if not any(role in person.roles for person in people.known().people.values()):
            people.put_person(subject, Person(**sample(role, name)))


def main() -> None:
    """Prepare with the settings of the environment; exit code 2 when they are refused, 3 when a
    store is away."""

    def tell(step: str) -> None:
        sys.stdout.write(f"Making {step}\n")
        sys.stdout.flush()

    try:
        prepare(PrepareSettings(), tell)
    except ValidationError as wrong:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        sys.stderr.write(f"This cannot be prepared: {reasons}\n")
        sys.exit(2)
    except TimeoutError as late:
        sys.stderr.write(f"This cannot be prepared now: {late}\n")
        sys.exit(3)


if __name__ == "__main__":
    main()
