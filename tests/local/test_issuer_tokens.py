"""The local sign-in as clients and services see it."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.local.issuer import authorization
from deploy.local.issuer.app import create_app
from deploy.local.issuer.settings import IssuerSettings
from shared.chassis.identity import Caller, Verifier

from .browser import ADMIN, ISSUER, MACHINE, PAGES, VERIFIER, Browser, sent_on


def read(browser: Browser, token: str, audience: str) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(browser.http.get("/jwks.json").get_json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    found: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], audience=audience)
    return found


def refused(answer: TestResponse, error: str, status: int = 400) -> None:
    assert answer.status_code == status
    assert answer.get_json()["error"] == error


def test_discovery_names_addresses_that_answer(browser: Browser) -> None:
    told = browser.http.get("/.well-known/openid-configuration").get_json()
    assert told["issuer"] == ISSUER
    assert told["code_challenge_methods_supported"] == ["S256"]
    for name in ("authorization", "token", "userinfo", "end_session"):
        path = urlsplit(told[f"{name}_endpoint"]).path
        assert browser.http.get(path).status_code != 404
    assert browser.http.get(urlsplit(told["jwks_uri"]).path).status_code == 200


def test_published_keys_hold_nothing_private(browser: Browser) -> None:
    (key,) = browser.http.get("/jwks.json").get_json()["keys"]
    assert set(key) == {"kty", "n", "e", "use", "alg", "kid"}


def test_an_access_token_says_who_and_where(browser: Browser) -> None:
    token = browser.tokens("noor")["access_token"]
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    claims = read(browser, token, "aantoonbaar")
    assert claims["iss"] == ISSUER
    assert claims["sub"] == "noor"
    assert claims["client_id"] == "aantoonbaar-pages"
    assert claims["roles"] == ["coach", "teacher"]
    assert claims["boards"] == ["00123"]
    assert claims["schools"] == ["98WL00"]
    assert claims["name"] == "Noor de Wit"
    assert claims["exp"] - claims["iat"] == 3600
    assert {"jti", "auth_time", "scope"} <= set(claims)


def test_every_access_token_has_an_id_of_its_own(browser: Browser) -> None:
    tokens = [browser.tokens("noor")["access_token"] for _ in range(2)]
    assert len({read(browser, token, "aantoonbaar")["jti"] for token in tokens}) == 2


def test_an_id_token_is_for_the_client_and_carries_its_nonce(browser: Browser) -> None:
    claims = read(browser, browser.tokens("noor")["id_token"], "aantoonbaar-pages")
    assert claims["nonce"] == "the-nonce"
    assert claims["sub"] == "noor"
    assert claims["name"] == "Noor de Wit"
    assert {"at_hash", "auth_time", "exp", "iat"} <= set(claims)


def test_without_openid_there_is_no_id_token(browser: Browser) -> None:
    assert "id_token" not in browser.tokens("noor", scope="profile")


def test_the_services_accept_it(browser: Browser) -> None:
    async def fetch(url: str) -> dict[str, Any]:
        found: dict[str, Any] = browser.http.get(urlsplit(url).path).get_json()
        return found

    verifier = Verifier(ISSUER, "aantoonbaar", fetch)
    caller = asyncio.run(verifier.verify(browser.tokens("noor")["access_token"]))
    assert isinstance(caller, Caller)
    assert caller.has("coach")
    assert caller.boards == {"00123"}


def test_the_state_and_the_issuer_come_back_with_the_code(browser: Browser) -> None:
    answer = browser.authorize("noor")
    assert answer.location.startswith(f"{PAGES}/sign-in/callback?")
    assert sent_on(answer)["state"] == "the-state"
    assert sent_on(answer)["iss"] == ISSUER


def test_a_code_works_once(browser: Browser) -> None:
    code = sent_on(browser.authorize("noor"))["code"]
    assert browser.spend(code).status_code == 200
    refused(browser.spend(code), "invalid_grant")


def test_a_code_is_short_lived(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authorization, "CODE_SECONDS", -1)
    refused(browser.spend(sent_on(browser.authorize("noor"))["code"]), "invalid_grant")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 50}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": f"{PAGES}/elsewhere"}, "invalid_grant"),
        ({"client_id": "aantoonbaar-cli"}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_worth_nothing_to_another(
    browser: Browser, changed: dict[str, str | None], error: str
) -> None:
    code = sent_on(browser.authorize("noor"))["code"]
    refused(browser.spend(**{"code": code} | changed), error)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_a_client_that_asks_wrongly_is_told_with_its_state(
    browser: Browser, changed: dict[str, str | None], error: str
) -> None:
    told = sent_on(browser.authorize(**changed))
    assert told["error"] == error
    assert told["state"] == "the-state"
    assert "code" not in told


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://127.0.0.1:8403/sign-in/callback/"},
        {"redirect_uri": "http://127.0.0.1:8403/sign-in/callback?x=1"},
        {"redirect_uri": "http://127.0.0.1:9999/sign-in/callback"},
        {"redirect_uri": "https://elsewhere.example/sign-in/callback"},
        {"redirect_uri": 'http://127.0.0.1/"><script>'},
        {"redirect_uri": None},
        {"client_id": "unknown"},
        {"client_id": None},
        {"client_id": "ops"},
        {"client_id": "aantoonbaar-cli", "redirect_uri": "http://elsewhere.example/"},
        {"client_id": "aantoonbaar-cli", "redirect_uri": "https://127.0.0.1:1/"},
    ],
)
@pytest.mark.parametrize("subject", [None, "noor"])
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    browser: Browser, changed: dict[str, str | None], subject: str | None
) -> None:
    answer = browser.authorize(subject, **changed)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "Inloggen kan niet" in answer.text
    assert "<script>" not in answer.text


def test_the_command_line_comes_back_on_any_port_of_this_machine(browser: Browser) -> None:
    for callback in ("http://127.0.0.1:50123/done", "http://localhost:1/"):
        answer = browser.authorize("noor", client_id="aantoonbaar-cli", redirect_uri=callback)
        assert answer.location.startswith(f"{callback}?code=")


def test_the_pages_may_be_opened_by_either_name_of_this_machine(browser: Browser) -> None:
    callback = "http://localhost:8403/sign-in/callback"
    assert browser.authorize("noor", redirect_uri=callback).location.startswith(callback)


def test_a_machine_gets_a_token_for_itself(browser: Browser) -> None:
    asked = {"grant_type": "client_credentials"}
    answer = browser.http.post("/token", data=asked, auth=("ops", "a-long-enough-secret"))
    claims = read(browser, answer.get_json()["access_token"], "aantoonbaar")
    assert claims["sub"] == claims["client_id"] == "ops"
    assert claims["roles"] == ["ops"]
    assert claims["scope"] == "redrive"
    assert "refresh_token" not in answer.get_json()


def test_a_machine_gets_no_more_than_its_scope(browser: Browser) -> None:
    asked = {"grant_type": "client_credentials", "scope": "redrive everything"}
    answer = browser.http.post("/token", data=asked, auth=("ops", "a-long-enough-secret"))
    assert answer.get_json()["scope"] == "redrive"


@pytest.mark.parametrize("auth", [("ops", "wrong"), ("nobody", "a-long-enough-secret"), None])
def test_a_machine_without_the_right_secret_gets_nothing(
    browser: Browser, auth: tuple[str, str] | None
) -> None:
    answer = browser.http.post("/token", data={"grant_type": "client_credentials"}, auth=auth)
    refused(answer, "invalid_client", 401)


def test_a_public_client_cannot_stand_for_itself(browser: Browser) -> None:
    asked = {"grant_type": "client_credentials", "client_id": "aantoonbaar-pages"}
    assert browser.http.post("/token", data=asked).status_code >= 400


def test_userinfo_says_what_is_true_now(browser: Browser) -> None:
    bearer = {"Authorization": f"Bearer {browser.tokens('noor')['access_token']}"}
    told = browser.http.get("/userinfo", headers=bearer).get_json()
    assert told["sub"] == "noor"
    assert told["name"] == "Noor de Wit"


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer made.up.token", "Basic abc"])
def test_userinfo_asks_for_a_token(browser: Browser, token: str) -> None:
    answer = browser.http.get("/userinfo", headers={"Authorization": token})
    assert answer.status_code == 401


def test_sign_out_goes_back_only_to_a_registered_address(browser: Browser) -> None:
    asked = {"post_logout_redirect_uri": f"{PAGES}/", "client_id": "aantoonbaar-pages"}
    answer = browser.http.get("/end-session", query_string={**asked, "state": "s"})
    assert answer.location == f"{PAGES}/?state=s"
    asked["post_logout_redirect_uri"] = "https://elsewhere.example/"
    answer = browser.http.get("/end-session", query_string=asked)
    assert answer.status_code == 200
    assert "U bent uitgelogd" in answer.text


def test_sign_out_accepts_the_id_token_instead_of_the_client(browser: Browser) -> None:
    asked = {"id_token_hint": browser.tokens("noor")["id_token"]}
    asked["post_logout_redirect_uri"] = PAGES
    assert browser.http.get("/end-session", query_string=asked).location == PAGES
    asked["id_token_hint"] = re.sub(r"[^.]+$", "AAAA", asked["id_token_hint"])
    assert browser.http.get("/end-session", query_string=asked).status_code == 400


def test_a_page_elsewhere_cannot_use_another_name_for_this_machine(browser: Browser) -> None:
    answer = browser.http.get("/health/ready", headers={"Host": "rebound.example:8404"})
    assert answer.status_code == 421
    for host in ("localhost:8404", "127.0.0.1", "[::1]:8404"):
        assert browser.http.get("/health/ready", headers={"Host": host}).status_code == 200


INSIDE = "http://sign-in:8404"


@pytest.fixture
def in_a_container(
    issuer_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    between = {"AANTOONBAAR_ISSUER_INSIDE_URL": INSIDE, "AANTOONBAAR_HTTP_HOST": "0.0.0.0"}  # noqa: S104
    for name, value in {**issuer_environment, **between}.items():
        monkeypatch.setenv(name, value)
    return create_app(IssuerSettings()).test_client()


def test_between_containers_programs_are_sent_inside_and_browsers_outside(
    in_a_container: FlaskClient,
) -> None:
    path = "/.well-known/openid-configuration"
    inside = in_a_container.get(path, headers={"Host": "sign-in:8404"}).get_json()
    assert inside["issuer"] == ISSUER
    for name in ("authorization_endpoint", "end_session_endpoint"):
        assert inside[name].startswith(f"{ISSUER}/")
    for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert inside[name].startswith(f"{INSIDE}/")
    outside = in_a_container.get(path, headers={"Host": "127.0.0.1:8404"}).get_json()
    assert INSIDE not in str(outside)


def test_between_containers_a_program_gets_its_token(in_a_container: FlaskClient) -> None:
    made = in_a_container.put("/dev/clients/ops", json=MACHINE, headers=ADMIN)
    assert made.status_code == 201
    answer = in_a_container.post(
        "/token",
        data={"grant_type": "client_credentials"},
        auth=("ops", str(MACHINE["secret"])),
        headers={"Host": "sign-in:8404"},
    )
    assert answer.status_code == 200, answer.text
    claims = jwt.decode(answer.get_json()["access_token"], options={"verify_signature": False})
    assert claims["iss"] == ISSUER


def test_between_containers_other_names_are_refused_too(in_a_container: FlaskClient) -> None:
    for host in ("rebound.example:8404", "sign-in.example:8404"):
        assert in_a_container.get("/health/ready", headers={"Host": host}).status_code == 421
