"""Settings every service reads from its environment, and what production does not accept."""

from typing import Literal, Self

from pydantic import AliasChoices, AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ServiceSettings(BaseSettings):
    """What any service needs; each reads AANTOONBAAR_<NAME>.

    The environment is production unless said otherwise: development conveniences (a local issuer
    over plain HTTP, a clock that can be set) must be asked for, and are refused in production.
    """

    model_config = SettingsConfigDict(env_prefix="AANTOONBAAR_", frozen=True, extra="ignore")

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
    mongodb_uri: SecretStr = SecretStr("mongodb://127.0.0.1:27027/?replicaSet=aantoonbaar")
    mongo_driver: Literal["motor", "pymongo"] = Field(
        default="motor",
        validation_alias=AliasChoices("AANTOONBAAR_MONGO_DRIVER", "MONGO_DRIVER"),
    )
    issuer: AnyHttpUrl
    audience: str = "aantoonbaar"
    operator_kvk: str = Field(default="00000000", pattern=r"^[0-9]{8}$")
    log_format: Literal["json", "console"] = "json"
    clock_file: str | None = None

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment == "production":
            if self.clock_file is not None:
                raise ValueError("AANTOONBAAR_CLOCK_FILE is for development only: remove it")
            if self.issuer.scheme != "https" or self.issuer.host in _LOOPBACK:
                raise ValueError(
                    "AANTOONBAAR_ISSUER must be an https address that is not this machine: "
                    "tokens of a local issuer are worth nothing in production"
                )
        return self
