"""A teacher looks at the own portfolio, takes it along, and deletes the own texts."""

import io
import zipfile
from collections.abc import Iterator

import httpx
import jwt
import pytest

from tests.e2e.pages.browsing import Visitor
from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.house import House
from tests.e2e.pages.story import REVOKED, STANDS

PORTFOLIO, ERASURE = "/me/portfolio", "/me/portfolio/erasure"


@pytest.fixture
def noor(visit: SignedIn, house: House) -> Iterator[Visitor]:
    house.keeper.texts["noor"] = ["De start liep beter.", "Te snel gegaan."]
    yield visit("noor")
    house.keeper.texts.clear()
    house.keeper.away = False


def _downloaded(visitor: Visitor, path: str) -> bytes:
    answer = visitor._context.request.get(path)
    assert answer.status == 200, answer.text()
    return bytes(answer.body())


def test_the_portfolio_is_one_step_from_the_own_page(noor: Visitor) -> None:
    noor.open("/me")
    noor.page.get_by_role("link", name="Naar mijn portfolio").click()
    assert noor.page.url.endswith(PORTFOLIO)
    said = noor.text()
    for words in ("Feedback in de les", "13 februari 2026", "ict-contactpersoon", "Per schooljaar"):
        assert words in said


def test_what_was_revoked_is_shown_but_not_handed_out(noor: Visitor) -> None:
    noor.open(PORTFOLIO)
    assert "Ingetrokken." in noor.text()
    assert not any(REVOKED in link for link in noor.links())
    assert noor.fetch(f"{PORTFOLIO}/certificates/{REVOKED}") == 409


def test_a_certificate_is_downloaded_with_or_without_the_own_name(
    noor: Visitor, house: House
) -> None:
    keys = jwt.PyJWKClient(f"{house.url}/v1/credential-keys")
    for query, named in (("", False), ("?with-name=true", True)):
        token = _downloaded(noor, f"{PORTFOLIO}/certificates/{STANDS}{query}").decode()
        key = keys.get_signing_key_from_jwt(token)
        said = jwt.decode(token, key, algorithms=["RS256"])
        assert said["credentialSubject"]["achievement"]["name"] == "Feedback in de les"
        assert ("Noor Veldkamp" in str(said)) == named


def test_anybody_checks_a_certificate_on_a_page(noor: Visitor, visit: SignedIn) -> None:
    token = _downloaded(noor, f"{PORTFOLIO}/certificates/{STANDS}?with-name=true").decode()
    stranger = visit()

    def check(said: str) -> str:
        stranger.open("/certificates/check")
        stranger.page.get_by_label("Inhoud van het bestand").fill(said)
        stranger.page.get_by_role("button", name="Controleer").click()
        assert stranger.violations() == []
        return stranger.text()

    real = check(f"\n{token}\n")
    for words in ("is echt, en het staat nog", "Noor Veldkamp", "Wadlijn College"):
        assert words in real
    head, payload, signature = token.split(".")
    for forged in (f"{head}.{payload[:-8]}{'A' * 8}.{signature}", "zomaar iets"):
        refused = check(forged)
        assert "geen certificaat van hier" in refused
        assert "Noor Veldkamp" not in refused


def test_the_portfolio_is_taken_along_with_the_own_texts(noor: Visitor) -> None:
    packed = zipfile.ZipFile(io.BytesIO(_downloaded(noor, f"{PORTFOLIO}/export")))
    assert f"certificates/{STANDS}.jwt" in packed.namelist()
    assert "De start liep beter." in packed.read("texts.json").decode()


def test_own_texts_are_deleted_after_one_question_and_then_there_are_none(
    noor: Visitor, house: House
) -> None:
    noor.open(PORTFOLIO)
    noor.page.get_by_role("link", name="Wat je kunt verwijderen").click()
    assert "Er staan 2 teksten" in noor.text()
    noor.page.get_by_role("button", name="Verwijder mijn 2 teksten voorgoed").click()
    assert "2 teksten zijn verwijderd." in noor.text()
    assert "noor" not in house.keeper.texts
    assert noor.page.get_by_role("button", name="Verwijder").count() == 0
    noor.page.reload()  # asks, and does not delete again
    assert "Er staan geen teksten van jou over jezelf." in noor.text()


def test_deleting_needs_a_form_of_ours(noor: Visitor, house: House) -> None:
    cookies = {cookie["name"]: cookie["value"] for cookie in noor.cookies()}
    answer = httpx.post(house.url + ERASURE, data={"token": "made-up"}, cookies=cookies)
    assert answer.status_code == 403
    assert httpx.post(house.url + ERASURE, data={"token": "made-up"}).status_code == 401
    assert len(house.keeper.texts["noor"]) == 2


def test_with_feedback_away_the_page_says_so_and_asks_nothing(noor: Visitor, house: House) -> None:
    house.keeper.away = True
    assert noor.open(ERASURE) == 200
    assert "antwoordt nu niet" in noor.text()
    assert noor.page.get_by_role("button", name="Verwijder").count() == 0
    assert noor.open(PORTFOLIO) == 200


def test_on_paper_the_portfolio_has_no_buttons(noor: Visitor) -> None:
    noor.open(PORTFOLIO)
    noor.page.emulate_media(media="print")
    assert noor.page.get_by_text("Feedback in de les").first.is_visible()
    assert not noor.page.get_by_text("Download mijn portfolio").is_visible()
