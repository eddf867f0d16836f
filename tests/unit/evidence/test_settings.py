"""Evidence in production starts only with a key that other processes have, too."""

import base64

import pytest
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from services.evidence.settings import EvidenceSettings

SESSION = base64.b64encode(bytes(32)).decode()
SIGNING = RSAKey.generate_key(2_048).as_pem(private=True).decode()
PRODUCTION = {"environment": "production", "issuer": "https://sign-in.example"}


@pytest.mark.parametrize(
    "key", [None, "no base64!", base64.b64encode(bytes(31)).decode()], ids=["none", "text", "31"]
)
def test_a_session_key_that_is_no_key_is_refused(key: str | None) -> None:
    with pytest.raises(ValidationError, match="AANTOONBAAR_SESSION_KEY"):
        EvidenceSettings(**PRODUCTION, session_key=key, credential_key=SIGNING)


def test_a_session_key_of_32_bytes_is_taken() -> None:
    settings = EvidenceSettings(**PRODUCTION, session_key=SESSION, credential_key=SIGNING)
    assert settings.key_of_sessions() == bytes(32)


@pytest.mark.parametrize("key", [None, "", "no key"], ids=["none", "empty", "text"])
def test_certificates_are_not_signed_with_what_is_no_key(key: str | None) -> None:
    with pytest.raises(ValidationError, match=r"private RSA key in PEM") as refused:
        EvidenceSettings(**PRODUCTION, session_key=SESSION, credential_key=key)
    assert "AANTOONBAAR_CREDENTIAL_KEY" in str(refused.value) or key is not None


def test_certificates_are_signed_with_the_key_that_is_set() -> None:
    settings = EvidenceSettings(**PRODUCTION, session_key=SESSION, credential_key=SIGNING)
    again = EvidenceSettings(**PRODUCTION, session_key=SESSION, credential_key=SIGNING)
    assert settings.keys_of_credentials().public == again.keys_of_credentials().public
