"""The settings of the local sign-in, and what it refuses to do without or to be."""

import re
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.local.issuer.registry import LOOPBACK
from shared.chassis.settings import PREFIX, SECRETS_FOLDER

ONE_WORD = re.compile(r"[a-z][a-z0-9-]*")


def _only_this_machine(url: str) -> str:
    if AnyHttpUrl(url).host not in LOOPBACK:
        raise ValueError("must be an address of this machine: others have a real issuer")
    return url


def _only_a_container(url: AnyHttpUrl | None) -> AnyHttpUrl | None:
    if url and not ONE_WORD.fullmatch(url.host or ""):
        raise ValueError("must be a name of one word, as containers have among themselves")
    return url


class IssuerSettings(BaseSettings):
    """Read from AANTOONBAAR_<NAME>, or a file; `environment` has no default: it must be asked for.

    Between containers the sign-in listens beyond loopback, and only there: `issuer_inside_url`
    says so, and whoever starts the containers opens its port to their own machine alone.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        secrets_dir=SECRETS_FOLDER if SECRETS_FOLDER.is_dir() else None,
        frozen=True,
        extra="ignore",
    )

    environment: Literal["development"]
    host: IPv4Address | IPv6Address = Field(
        default=IPv4Address("127.0.0.1"), validation_alias="AANTOONBAAR_HTTP_HOST"
    )
    http_port: int = Field(default=8404, ge=1, le=65_535)
    issuer: Annotated[str, AfterValidator(_only_this_machine)]
    issuer_inside_url: Annotated[AnyHttpUrl | None, AfterValidator(_only_a_container)] = None
    audience: str = "aantoonbaar"
    client_id: str = "aantoonbaar-pages"
    public_url: str
    people_file: Path
    issuer_key: SecretStr
    issuer_admin: SecretStr

    @property
    def http_host(self) -> str:
        """The address to listen on, as text."""
        return str(self.host)

    @model_validator(mode="after")
    def _only_loopback_unless_in_a_container(self) -> Self:
        if not (self.host.is_loopback or self.issuer_inside_url):
            raise ValueError(
                "AANTOONBAAR_HTTP_HOST must be a loopback address: anyone who reaches it can be "
                "anyone"
            )
        return self
