"""What this service reads from its environment beside what every service does."""

from pydantic import SecretStr, field_validator

from shared.chassis.field_encryption import FieldKeys
from shared.chassis.settings import ServiceSettings


class EnrolmentSettings(ServiceSettings):
    """Settings of enrolment; each reads AANTOONBAAR_<NAME>."""

    http_port: int = 8401
    database: str = "enrolment"
    field_keys: SecretStr

    @field_validator("field_keys")
    @classmethod
    def _keys_can_be_read(cls, keys: SecretStr) -> SecretStr:
        FieldKeys.parse(keys.get_secret_value())
        return keys

    def keys(self) -> FieldKeys:
        """The keys that encrypt names, addresses and sign-in subjects."""
        return FieldKeys.parse(self.field_keys.get_secret_value())
