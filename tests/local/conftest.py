"""A sign-in without a server, with one person and one machine client."""

from pathlib import Path

import pytest

from deploy.local.issuer.app import create_app
from deploy.local.issuer.development import SECRET_HEADER
from deploy.local.issuer.settings import IssuerSettings
from deploy.local.secrets import Secrets

from .browser import ADMIN, COACH, ISSUER, MACHINE, PAGES, Browser


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> str:
    return Secrets(tmp_path_factory.mktemp("secrets")).issuer_key()


@pytest.fixture
def issuer_environment(tmp_path: Path, signing_key: str) -> dict[str, str]:
    return {
        "AANTOONBAAR_ENVIRONMENT": "development",
        "AANTOONBAAR_ISSUER": ISSUER,
        "AANTOONBAAR_PUBLIC_URL": PAGES,
        "AANTOONBAAR_PEOPLE_FILE": str(tmp_path / "people.json"),
        "AANTOONBAAR_ISSUER_KEY": signing_key,
        "AANTOONBAAR_ISSUER_ADMIN": ADMIN[SECRET_HEADER],
    }


@pytest.fixture
def browser(issuer_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Browser:
    for name, value in issuer_environment.items():
        monkeypatch.setenv(name, value)
    http = create_app(IssuerSettings()).test_client()
    assert http.put("/dev/people/noor", json=COACH, headers=ADMIN).status_code == 201
    assert http.put("/dev/clients/ops", json=MACHINE, headers=ADMIN).status_code == 201
    return Browser(http)
