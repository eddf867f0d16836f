"""One's own page recommends with reasons and listens to "not for me"; a coach sees who is due."""

import re

import httpx

from tests.e2e.pages.browsing import Visitor
from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.house import House


def advice(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.locator(".advice h3").all_inner_texts()
    return found


def test_a_teacher_reads_what_might_suit_with_each_reason_and_what_it_counted(
    visit: SignedIn,
) -> None:
    visitor = visit("noor")
    visitor.open("/me")
    assert advice(visitor) == ["Differentiëren in één les", "Rust in de klas"]
    calm = visitor.page.locator(".advice > li").last.inner_text()
    assert "dit hoort bij de basis waar de rest op bouwt. (telt 2)" in calm
    assert "en je hebt er in 2025-2026 nog 49,9 over. (een voorwaarde)" in calm
    text = visitor.text()
    assert "uur over" in text
    assert "600 euro per jaar" in text
    assert "Je bent starter: jaar 2 van 3" in text
    assert "Daarvoor zijn vier bezoeken met dezelfde lijst nodig" in text


def test_not_for_me_asks_why_and_can_be_taken_back_without_scripts(visit: SignedIn) -> None:
    visitor = visit("noor", java_script_enabled=False)
    visitor.open("/me")
    calm = visitor.page.locator(".advice > li", has_text="Rust in de klas")
    calm.locator("summary").click()
    calm.get_by_label("Nu niet").check()
    visitor.page.get_by_role("button", name=re.compile("Zet weg.*Rust")).click()
    assert visitor.page.url.endswith("/me#advice")
    assert "‘Rust in de klas’ staat weg, tot en met 31 juli 2026." in visitor.text()
    assert "Rust in de klas" not in advice(visitor)
    visitor.open("/me")
    assert "staat weg, tot" not in visitor.text()  # told once
    assert "Rust in de klas" not in advice(visitor)
    visitor.page.get_by_text("1 ding staat weg").click()
    visitor.page.get_by_role("button", name=re.compile("Zet terug.*Rust")).click()
    assert "kan weer verschijnen" in visitor.text()
    assert "Rust in de klas" in advice(visitor)


def test_a_form_of_another_site_puts_nothing_away(visit: SignedIn, house: House) -> None:
    visitor = visit("noor")
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.cookies()}
    forged = {"token": "guessed", "board": "01234", "recommendation": "module:KM-01"}
    answer = httpx.post(
        f"{house.url}/me/dismissals", data={**forged, "reason": "other"}, cookies=cookies
    )
    assert answer.status_code == 403
    visitor.open("/me")
    assert "Rust in de klas" in advice(visitor)


def test_without_a_reason_nothing_is_put_away_and_the_page_says_so(
    visit: SignedIn, house: House
) -> None:
    visitor = visit("noor")
    visitor.open("/me")
    token = visitor.page.locator("input[name=token]").first.get_attribute("value")
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.cookies()}
    sent = {"token": token, "board": "01234", "recommendation": "module:KM-01"}
    with httpx.Client(base_url=house.url, cookies=cookies, follow_redirects=True) as browser:
        page = browser.post("/me/dismissals", data=sent)
    assert "kies eerst waarom" in page.text


def test_a_coach_finds_who_is_due_for_what_by_name(visit: SignedIn) -> None:
    visitor = visit("coach")
    visitor.page.get_by_role("main").get_by_role("link", name="Mijn coachees").click()
    text = visitor.text()
    assert "Noor Veldkamp" in text
    assert "Starter, jaar 2 van 3" in text
    assert "3 gesprekken" in text
    assert "Kijk een les mee bij Noor Veldkamp" in text
    assert "Laatste contact: 5 december 2025" in text
    assert "beoordeling" not in visitor.page.locator(".facts-list").inner_text().lower()


def test_a_coach_can_look_back_and_is_told_what_the_page_does_not_know(visit: SignedIn) -> None:
    visitor = visit("coach")
    visitor.open("/coachees?year=2024-2025")
    assert "Schooljaar 2024-2025 is voorbij." in visitor.text()
    assert "Voor 2024-2025 is van jullie samen niets vastgelegd." in visitor.text()
    assert "Starter, jaar" not in visitor.text()
    assert visitor.open("/coachees?as-of=2026-01-01") == 422
    assert "Deze pagina kent ‘as-of’ niet" in visitor.text()


def test_a_coachees_page_works_with_short_codes_while_enrolment_is_away(
    visit: SignedIn, house: House
) -> None:
    visitor = visit("coach")
    visitor.open("/coachees")
    house.enrolment.away = True
    try:
        assert visitor.open("/coachees") == 200
        assert "leraar 0001" in visitor.text()
        assert "De namen zijn er nu even niet" in visitor.text()
    finally:
        house.enrolment.away = False


def test_who_is_no_coach_is_told_so(visit: SignedIn) -> None:
    assert visit("noor").open("/coachees") == 403
    assert visit("leider").open("/coachees") == 403
