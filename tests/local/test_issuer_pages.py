"""The local sign-in as people, the demo and whoever starts it by accident see it."""

import json
import os
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from shared.contracts.moments import AMSTERDAM

from .browser import ADMIN, COACH, MACHINE, Browser, sent_on


def test_the_page_says_that_it_is_for_development(browser: Browser) -> None:
    page = BeautifulSoup(browser.authorize().text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "nl"
    assert "ontwikkeling op deze machine" in page.get_text()


def test_people_stand_under_each_of_their_roles(browser: Browser) -> None:
    page = BeautifulSoup(browser.authorize().text, "html.parser")
    roles = [heading.get_text() for heading in page.select("section h2")]
    assert roles == ["Coaches", "Leraren"]
    buttons = page.select("section button[name=subject]")
    assert [button["value"] for button in buttons] == ["noor", "noor"]
    assert "school 98WL00" in buttons[0].get_text(" ", strip=True)


def test_who_has_left_is_not_offered_but_still_known_by_user_name(browser: Browser) -> None:
    today = datetime.now(AMSTERDAM).date()
    for subject, until in (("left", today - timedelta(days=1)), ("leaves", today)):
        person = COACH | {"name": subject, "until": until.isoformat()}
        browser.http.put(f"/dev/people/{subject}", json=person, headers=ADMIN)
    page = BeautifulSoup(browser.authorize().text, "html.parser")
    offered = {button["value"] for button in page.select("section button[name=subject]")}
    assert offered == {"noor", "leaves"}
    assert sent_on(browser.authorize("left"))["code"]


def test_every_control_has_a_name_and_every_section_a_heading(browser: Browser) -> None:
    page = BeautifulSoup(browser.authorize().text, "html.parser")
    for control in page.select("input"):
        assert page.select_one(f"label[for={control['id']}]")
    for section in page.select("section"):
        assert page.find(id=section["aria-labelledby"])
    assert len(page.select("h1")) == 1


def test_english_is_one_click_away_and_keeps_the_request(browser: Browser) -> None:
    page = BeautifulSoup(browser.authorize().text, "html.parser")
    link = page.select_one("header a")
    assert link is not None
    assert link["lang"] == "en"
    english = browser.http.get(f"/authorize{link['href']}")
    assert "Who are you?" in english.text
    assert 'lang="en"' in english.text
    form = BeautifulSoup(english.text, "html.parser").select_one("form")
    assert form is not None
    assert sent_on(browser.http.post(str(form["action"]), data={"subject": "noor"}))["code"]


def test_a_long_list_folds_away(browser: Browser) -> None:
    for number in range(20):
        person = COACH | {"roles": ["teacher"], "name": f"Leraar {number}"}
        browser.http.put(f"/dev/people/t{number}", json=person, headers=ADMIN)
    page = BeautifulSoup(browser.authorize().text, "html.parser")
    assert page.select_one("details summary").get_text() == "Toon de andere 15"  # type: ignore[union-attr]
    assert len(page.select("details button")) == 15


@pytest.mark.parametrize("typed", ["noor", "Noor de Wit", " noor de wit "])
def test_a_user_name_or_a_full_name_will_do(browser: Browser, typed: str) -> None:
    assert sent_on(browser.authorize(typed))["code"]


@pytest.mark.parametrize(("typed", "said"), [("nobody", "kennen we hier niet"), ("", "Vul een")])
def test_an_unknown_name_is_said_at_the_field_and_nothing_is_lost(
    browser: Browser, typed: str, said: str
) -> None:
    answer = browser.authorize(typed)
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 400
    assert page.title is not None
    assert page.title.get_text().startswith("Fout: ")
    field = page.select_one("input#subject")
    assert field is not None
    assert field["value"] == typed
    assert said in page.find(id=field["aria-describedby"]).get_text()  # type: ignore[union-attr]


def test_a_name_that_two_people_have_is_not_guessed(browser: Browser) -> None:
    browser.http.put("/dev/people/noor2", json=COACH, headers=ADMIN)
    assert browser.authorize("Noor de Wit").status_code == 400
    assert sent_on(browser.authorize("noor2"))["code"]


def test_a_hint_fills_in_the_name(browser: Browser) -> None:
    page = BeautifulSoup(browser.authorize(login_hint="noor").text, "html.parser")
    assert page.select_one("input#subject")["value"] == "noor"  # type: ignore[index]


def test_what_people_are_called_is_text_and_never_markup(browser: Browser) -> None:
    person = COACH | {"name": "<b onclick=x>Bobby</b>"}
    browser.http.put("/dev/people/bobby", json=person, headers=ADMIN)
    assert "<b onclick" not in browser.authorize().text
    assert "<i>" not in browser.authorize("<i>").text


def test_a_form_of_another_site_is_refused(browser: Browser) -> None:
    asked = browser.authorize().request.query_string.decode()
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 302)):
        answer = browser.http.post(
            f"/authorize?{asked}", data={"subject": "noor"}, headers={"Sec-Fetch-Site": site}
        )
        assert answer.status_code == status


def test_no_page_is_stored_framed_or_scripted(browser: Browser) -> None:
    headers = browser.authorize().headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_people_and_clients_are_added_changed_and_removed(browser: Browser) -> None:
    assert browser.http.put("/dev/people/noor", json=COACH, headers=ADMIN).status_code == 200
    assert browser.http.put("/dev/clients/new", json=MACHINE, headers=ADMIN).status_code == 201
    assert list(browser.http.get("/dev/people", headers=ADMIN).get_json()) == ["noor"]
    assert browser.http.delete("/dev/people/noor", headers=ADMIN).status_code == 204
    assert browser.http.delete("/dev/people/noor", headers=ADMIN).status_code == 404
    assert browser.authorize("noor").status_code == 400


@pytest.mark.parametrize("headers", [{}, {"X-Local-Admin": "guess"}])
def test_nobody_is_added_without_the_secret(browser: Browser, headers: dict[str, str]) -> None:
    for method, path in (("put", "people/x"), ("put", "clients/x"), ("delete", "people/noor")):
        answer = getattr(browser.http, method)(f"/dev/{path}", json=COACH, headers=headers)
        assert answer.status_code == 401
    assert browser.http.get("/dev/people", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("path", "content", "pointer"),
    [
        ("people/x", COACH | {"roles": ["king"]}, "/roles/0"),
        ("people/x", COACH | {"roles": []}, "/roles"),
        ("people/x", COACH | {"boards": ["123"]}, "/boards/0"),
        ("people/x", COACH | {"schools": ["98wl00"]}, "/schools/0"),
        ("people/x", COACH | {"password": "x"}, "/password"),
        ("people/-x", COACH, "/"),
        ("clients/x", MACHINE | {"secret": "short"}, "/secret"),
        ("clients/x", {"roles": ["ops"]}, "/name"),
    ],
)
def test_what_cannot_be_added_is_pointed_at(
    browser: Browser, path: str, content: dict[str, object], pointer: str
) -> None:
    answer = browser.http.put(f"/dev/{path}", json=content, headers=ADMIN)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert pointer in [error["pointer"] for error in json.loads(answer.data)["errors"]]


def test_the_file_of_people_is_for_its_owner_only(browser: Browser, tmp_path: Path) -> None:
    assert browser.http.get("/health/ready").get_json() == {"status": "ready", "people": 1}
    assert stat.S_IMODE((tmp_path / "people.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "changed",
    [
        {"AANTOONBAAR_ENVIRONMENT": "production"},
        {"AANTOONBAAR_ENVIRONMENT": None},
        {"AANTOONBAAR_HTTP_HOST": "0.0.0.0"},  # noqa: S104  refused
        {"AANTOONBAAR_HTTP_HOST": "192.0.2.1"},
        {"AANTOONBAAR_ISSUER": "https://sign-in.example.org"},
        {"AANTOONBAAR_ISSUER_INSIDE_URL": "http://sign-in.example.org"},
        {"AANTOONBAAR_ISSUER_INSIDE_URL": "http://192.0.2.1"},
    ],
)
def test_it_does_not_start_outside_development_or_beyond_this_machine(
    issuer_environment: dict[str, str], changed: dict[str, str | None]
) -> None:
    asked = {**os.environ, **issuer_environment, **changed}
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.issuer"],
        env={name: value for name, value in asked.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "The local sign-in does not start: " in done.stderr
