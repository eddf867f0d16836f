"""Settings of feedback; each reads AANTOONBAAR_<NAME>."""

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator

from shared.chassis.field_encryption import FieldKeys
from shared.chassis.settings import ServiceSettings


class FeedbackSettings(ServiceSettings):
    """What feedback needs besides what any service needs."""

    http_port: int = Field(default=8402, ge=1, le=65_535)
    database: str = "feedback"
    enrolment_url: AnyHttpUrl = AnyHttpUrl("http://127.0.0.1:8401")
    field_keys: SecretStr = Field(description="id:base64 of 32 bytes, newest first, by commas")
    door_send_seconds: float = Field(default=10.0, gt=0)
    waiting_limit_seconds: float = Field(default=900.0, ge=0)
    waiting_sweep_seconds: float = Field(default=2.0, gt=0)
    wave_check_seconds: float = Field(default=60.0, gt=0)

    @field_validator("field_keys")
    @classmethod
    def _readable(cls, keys: SecretStr) -> SecretStr:
        FieldKeys.parse(keys.get_secret_value())
        return keys

    def keys(self) -> FieldKeys:
        """The keys that encrypt texts, and hide platforms' own ids of people."""
        return FieldKeys.parse(self.field_keys.get_secret_value())
