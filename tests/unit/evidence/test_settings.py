"""Evidence in production starts only with a key that other processes have, too."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from services.evidence.settings import EvidenceSettings

SESSION = base64.b64encode(bytes(32)).decode()
SIGNING = RSAKey.generate_key(2_048).as_pem(private=True).decode()
SEALING = base64.b64encode(bytes(32)).decode()
PRODUCTION = {
    "environment": "production",
    "issuer": "https://sign-in.example",
    "dossier_key": SEALING,
}


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


def production(key: str | None) -> EvidenceSettings:
    secrets = {"session_key": SESSION, "credential_key": SIGNING, "dossier_key": key}
    return EvidenceSettings(**{**PRODUCTION, **secrets})


@pytest.mark.parametrize(
    "key",
    [None, "no base64!", base64.b64encode(bytes(31)).decode(), "-----BEGIN PRIVATE KEY-----"],
    ids=["none", "text", "31", "pem"],
)
def test_a_dossier_key_that_is_no_key_is_refused(key: str | None) -> None:
    with pytest.raises(ValidationError, match="AANTOONBAAR_DOSSIER_KEY"):
        production(key)


def test_a_dossier_key_is_the_same_as_pem_and_as_base64() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = private.private_bytes(*form).decode()
    found = [production(key).key_of_dossiers() for key in (SEALING, pem)]
    assert found[0].fingerprint == found[1].fingerprint


def test_development_makes_a_dossier_key_of_its_own() -> None:
    settings = EvidenceSettings(environment="development", issuer="http://127.0.0.1:8404")
    assert len(settings.key_of_dossiers().fingerprint) == 64
