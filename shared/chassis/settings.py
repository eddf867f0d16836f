"""Settings every service reads from its environment, and what production does not accept."""

import ipaddress
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "AANTOONBAAR_"
# Where containers find their secrets: one file per setting, named as its variable in lower case.
SECRETS_FOLDER = Path("/run/secrets")


class ServiceSettings(BaseSettings):
    """What any service needs; each reads AANTOONBAAR_<NAME>, or a file of that name.

    The environment is production unless said otherwise: development conveniences (a local issuer
    over plain HTTP, a clock that can be set) must be asked for, and are refused in production.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        secrets_dir=SECRETS_FOLDER if SECRETS_FOLDER.is_dir() else None,
        frozen=True,
        extra="ignore",
    )

    environment: Literal["development", "production"] = "production"
    http_host: str = "127.0.0.1"
    http_port: int = Field(ge=1, le=65_535)
    ops_port: int | None = Field(
        default=None, description="health and metrics move to this inside port when set"
    )
    kafka_bootstrap: str = "127.0.0.1:19092"
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca_file: str | None = None
    topic_prefix: str = Field(
        default="",
        pattern=r"^[a-z0-9.-]*$",
        description="before every topic and group, where installations share a cluster",
    )
    mongodb_uri: SecretStr = SecretStr("mongodb://127.0.0.1:27027/?replicaSet=aantoonbaar")
    mongo_driver: Literal["motor", "pymongo"] = Field(
        default="motor",
        validation_alias=AliasChoices("AANTOONBAAR_MONGO_DRIVER", "MONGO_DRIVER"),
    )
    issuer: AnyHttpUrl
    issuer_inside_url: AnyHttpUrl | None = Field(
        default=None, description="where services reach the issuer when browsers go elsewhere"
    )
    audience: str = "aantoonbaar"
    operator_kvk: str = Field(default="00000000", pattern=r"^[0-9]{8}$")
    log_format: Literal["json", "console"] = "json"
    clock_file: str | None = None

    @property
    def issuer_metadata_url(self) -> str:
        """Where to ask what the issuer offers (OpenID Connect Discovery 1.0).

        Asked at its inside address, an issuer names inside addresses for what services call and
        public ones for where browsers go.
        """
        base = str(self.issuer_inside_url or self.issuer).rstrip("/")
        return f"{base}/.well-known/openid-configuration"

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment == "production":
            if self.clock_file is not None:
                raise ValueError("AANTOONBAAR_CLOCK_FILE is for development only: remove it")
            for name, address in (
                ("AANTOONBAAR_ISSUER", self.issuer),
                ("AANTOONBAAR_ISSUER_INSIDE_URL", self.issuer_inside_url),
            ):
                if address and (address.scheme != "https" or _is_here(address.host or "")):
                    raise ValueError(
                        f"{name} must be an https address that is not this machine: "
                        "tokens of a local issuer are worth nothing in production"
                    )
        return self


def _is_here(host: str) -> bool:
    """Whether a host of a URL is this machine, in whichever way it is written."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    return plain.is_loopback or plain.is_unspecified
