"""Evidence in production starts only with a key that other processes have, too."""

import base64

import pytest
from pydantic import ValidationError

from services.evidence.settings import EvidenceSettings

PRODUCTION = {"environment": "production", "issuer": "https://sign-in.example"}


@pytest.mark.parametrize(
    "key", [None, "no base64!", base64.b64encode(bytes(31)).decode()], ids=["none", "text", "31"]
)
def test_a_session_key_that_is_no_key_is_refused(key: str | None) -> None:
    with pytest.raises(ValidationError, match="AANTOONBAAR_SESSION_KEY"):
        EvidenceSettings(**PRODUCTION, session_key=key)


def test_a_session_key_of_32_bytes_is_taken() -> None:
    key = base64.b64encode(bytes(32)).decode()
    assert EvidenceSettings(**PRODUCTION, session_key=key).key_of_sessions() == bytes(32)
