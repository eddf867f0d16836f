"""The settings of the local sign-in, and the two that it refuses to do without."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _only_this_machine(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if not address.is_loopback:
        raise ValueError("must be a loopback address: anyone who reaches it can be anyone")
    return address


class IssuerSettings(BaseSettings):
    """Read from AANTOONBAAR_<NAME>; `environment` has no default, so it must be asked for."""

    model_config = SettingsConfigDict(env_prefix="AANTOONBAAR_", frozen=True, extra="ignore")

    environment: Literal["development"]
    host: Annotated[IPv4Address | IPv6Address, AfterValidator(_only_this_machine)] = Field(
        default=IPv4Address("127.0.0.1"), validation_alias="AANTOONBAAR_HTTP_HOST"
    )
    http_port: int = Field(default=8404, ge=1, le=65_535)
    issuer: str
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
