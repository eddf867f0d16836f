"""What production does not accept, however it is asked for."""

import pytest
from pydantic import ValidationError

from shared.chassis.settings import ServiceSettings

GOOD = {"AANTOONBAAR_HTTP_PORT": "8401", "AANTOONBAAR_ISSUER": "https://inloggen.example.nl"}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENVIRONMENT", "CLOCK_FILE", "ISSUER", "HTTP_PORT", "MONGO_DRIVER"):
        monkeypatch.delenv(f"AANTOONBAAR_{name}", raising=False)
    monkeypatch.delenv("MONGO_DRIVER", raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **more: str) -> ServiceSettings:
    for name, value in {**GOOD, **more}.items():
        monkeypatch.setenv(name, value)
    return ServiceSettings()


def test_it_is_production_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch).environment == "production"


@pytest.mark.parametrize(
    "issuer",
    [
        "http://inloggen.example.nl",
        "http://localhost:8404",
        "https://localhost:8404",
        "https://LOCALHOST",
        "https://localhost.",
        "https://issuer.localhost",
        "https://127.0.0.1:8404",
        "https://127.0.0.2",
        "https://127.1",
        "https://2130706433",
        "https://0.0.0.0:8404",
        "https://[::1]:8404",
        "https://[::]:8404",
        "https://[::ffff:127.0.0.1]",
    ],
)
def test_an_issuer_on_this_machine_cannot_be_used_in_production(
    monkeypatch: pytest.MonkeyPatch, issuer: str
) -> None:
    with pytest.raises(ValidationError, match="worth nothing in production"):
        settings(monkeypatch, AANTOONBAAR_ISSUER=issuer)
    found = settings(monkeypatch, AANTOONBAAR_ISSUER=issuer, AANTOONBAAR_ENVIRONMENT="development")
    assert found.environment == "development"


def test_a_clock_that_can_be_set_cannot_be_used_in_production(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValidationError, match="development only"):
        settings(monkeypatch, AANTOONBAAR_CLOCK_FILE="/anywhere")


def test_a_misspelt_environment_is_an_error_and_not_development(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValidationError):
        settings(monkeypatch, AANTOONBAAR_ENVIRONMENT="dev")


def test_the_driver_can_be_chosen_by_either_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch).mongo_driver == "motor"
    assert settings(monkeypatch, MONGO_DRIVER="pymongo").mongo_driver == "pymongo"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(
        monkeypatch,
        AANTOONBAAR_MONGODB_URI="mongodb://user:hush@db",
        AANTOONBAAR_KAFKA_PASSWORD="hush",
    )
    assert "hush" not in repr(found)
