"""What evidence needs to know besides what every service does."""

import base64
import os
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, SecretStr, field_validator, model_validator

from services.evidence.dossier.signing import NEEDED, SigningKey, read_key, signing_key
from services.evidence.frameworks.loading import SHIPPED, load
from services.evidence.portfolio.keys import CredentialKeys
from shared.chassis.settings import ServiceSettings

KEY_BYTES = 32
SETTLING_SECONDS = 600.0
SETTLING_SECONDS_IN_DEVELOPMENT = 2.0  # there a clock that is set passes a month in seconds


class EvidenceSettings(ServiceSettings):
    """Each reads AANTOONBAAR_<NAME>."""

    http_port: int = 8403
    enrolment_url: str = "http://127.0.0.1:8401"
    feedback_url: str = "http://127.0.0.1:8402"
    public_url: str = "http://127.0.0.1:8403"
    client_id: str = "aantoonbaar-pages"
    session_key: SecretStr | None = None
    credential_key: SecretStr | None = None
    dossier_key: SecretStr | None = None
    frameworks: Path | None = None
    database: str = "evidence"
    release_settling_seconds: float = Field(
        default=SETTLING_SECONDS,
        ge=0,
        description="how long a release day waits for facts from before it that are still to come",
    )

    @property
    def settling_seconds(self) -> float:
        """The settling time; in development a short one when none is set."""
        if (
            self.environment == "development"
            and "release_settling_seconds" not in self.model_fields_set
        ):
            return SETTLING_SECONDS_IN_DEVELOPMENT
        return self.release_settling_seconds

    def key_of_sessions(self) -> bytes:
        """The key that seals cookies; in development one of this process when none is set."""
        if self.session_key is None:
            return os.urandom(KEY_BYTES)
        return base64.b64decode(self.session_key.get_secret_value(), validate=True)

    def keys_of_credentials(self) -> CredentialKeys:
        """What certificates are signed with; in development of this process when none is set."""
        if self.credential_key is None:
            return CredentialKeys.made()
        return CredentialKeys.read(self.credential_key.get_secret_value())

    @field_validator("credential_key")
    @classmethod
    def _credentials_can_be_signed(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            CredentialKeys.read(key.get_secret_value())  # a WrongKey is a ValueError
        return key

    def key_of_dossiers(self) -> SigningKey:
        """The key that signs dossiers; in development one of this process when none is set."""
        if self.dossier_key is None:
            return signing_key(Ed25519PrivateKey.generate())
        return read_key(self.dossier_key.get_secret_value())

    @field_validator("frameworks")
    @classmethod
    def _framework_files_can_be_used(cls, folder: Path | None) -> Path | None:
        if folder is not None:
            load(SHIPPED, folder)  # raises a ValueError that names file and place
        return folder

    @model_validator(mode="after")
    def _sessions_outlive_a_restart(self) -> Self:
        needed = "AANTOONBAAR_SESSION_KEY must be base64 of 32 random bytes"
        if self.session_key is None and self.environment == "production":
            raise ValueError(needed)
        try:
            found = self.key_of_sessions()
        except ValueError:
            raise ValueError(f"{needed}: this is no base64") from None
        if len(found) != KEY_BYTES:
            raise ValueError(f"{needed}: these are {len(found)}")
        return self

    @model_validator(mode="after")
    def _certificates_outlive_a_restart(self) -> Self:
        if self.credential_key is None and self.environment == "production":
            raise ValueError("AANTOONBAAR_CREDENTIAL_KEY must be a private RSA key in PEM")
        return self

    @model_validator(mode="after")
    def _dossiers_are_sealed_with_one_key(self) -> Self:
        if self.dossier_key is None and self.environment == "production":
            raise ValueError(NEEDED)
        self.key_of_dossiers()  # raises a ValueError that says what is wrong
        return self
