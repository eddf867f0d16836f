"""Services reach the issuer at its inside address, and believe it by its own name only."""

import asyncio
import base64
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from services.evidence.settings import EvidenceSettings
from shared.chassis.errors import Unavailable
from shared.chassis.identity import Verifier

PUBLIC, INSIDE = "https://sign-in.example.org", "https://sign-in.inside.example.org"
# Signed by nobody: enough to make a verifier look for the key.
TOKEN = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Im5vbmUifQ.e30.AAAA"
SIGNING = RSAKey.generate_key(2_048).as_pem(private=True).decode()


def settings(**changed: str) -> EvidenceSettings:
    key = base64.b64encode(bytes(32)).decode()
    secrets = {"session_key": key, "dossier_key": key, "credential_key": SIGNING}
    return EvidenceSettings(**({"issuer": PUBLIC, **secrets} | changed))  # type: ignore[arg-type]


def asked_for_keys(found: EvidenceSettings) -> list[str]:
    asked: list[str] = []

    async def fetch(url: str) -> dict[str, Any]:
        asked.append(url)
        return {"jwks_uri": f"{url}#keys", "keys": []}  # an issuer without keys is as good as away

    verifier = Verifier(str(found.issuer), "aantoonbaar", fetch, found.issuer_metadata_url)
    with pytest.raises(Unavailable):
        asyncio.run(verifier.verify(TOKEN))
    return asked


def test_the_issuers_own_address_is_asked_when_no_other_is_named() -> None:
    address = f"{PUBLIC}/.well-known/openid-configuration"
    assert asked_for_keys(settings())[0] == address


def test_the_inside_address_is_asked_when_there_is_one() -> None:
    address = f"{INSIDE}/.well-known/openid-configuration"
    assert asked_for_keys(settings(issuer_inside_url=INSIDE))[0] == address


@pytest.mark.parametrize("inside", ["http://sign-in:8404", "https://127.0.0.1", "https://[::1]"])
def test_production_asks_no_issuer_that_anyone_could_be(inside: str) -> None:
    with pytest.raises(ValidationError, match="AANTOONBAAR_ISSUER_INSIDE_URL must be"):
        settings(issuer_inside_url=inside)
