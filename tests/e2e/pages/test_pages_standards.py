"""A school's year per standard: what stands there, for whom, as of which day, in both languages."""

import re
from urllib.parse import urlsplit

from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.story import SLIKGORS, WADLIJN, YEAR

SCHOOL = f"/schools/{WADLIJN}/years/{YEAR}"
STANDARDS = f"{SCHOOL}/standards"


def test_themes_stand_under_the_standards_of_the_framework_of_the_day(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    visitor.page.get_by_role("link", name="Per standaard van de Inspectie").click()
    assert urlsplit(visitor.page.url).path == STANDARDS
    headings = visitor.page.locator("h2").all_inner_texts()
    assert any(re.match(r"OP3\b", heading) for heading in headings), headings
    assert "van kracht sinds" in visitor.text()
    assert "geen oordeel" in visitor.text()
    section = visitor.page.locator("section", has=visitor.page.locator("#OP3"))
    assert "15 van de 25 leraren doen mee" in section.inner_text()
    for judgement in ("Onvoldoende", "Voldoende", "Goed"):
        assert not re.search(rf"\b{judgement}\b", visitor.text())


def test_a_theme_and_a_figure_are_one_click_from_a_standard(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(STANDARDS)
    theme = visitor.page.locator(f"h3 a[href='{SCHOOL}/themes/feedback']").first
    theme.click()
    assert urlsplit(visitor.page.url).path == f"{SCHOOL}/themes/feedback"
    visitor.page.go_back()
    visitor.page.get_by_role("link", name=re.compile("Waarom")).first.click()
    assert "/figures/" in visitor.page.url


def test_the_language_switch_keeps_the_page_and_its_day(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(f"{STANDARDS}?as-of=2026-02-20")
    dutch = visitor.page.locator("h1").inner_text()
    visitor.page.get_by_role("link", name="English").click()
    split = urlsplit(visitor.page.url)
    assert (split.path, split.query) == (STANDARDS, "as-of=2026-02-20")
    assert (dutch, visitor.page.locator("h1").inner_text()) == ("Per standaard", "Per standard")
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    assert "in force since" in visitor.text().lower()
    visitor.page.get_by_role("link", name="Nederlands").click()
    assert visitor.page.locator("h1").inner_text() == "Per standaard"


def test_a_day_of_the_past_shows_what_was_known_then(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(f"{STANDARDS}?as-of=2025-09-30")
    assert "15 van de 25 leraren doen mee" not in visitor.text()


def test_who_has_no_place_at_the_school_finds_nothing(visit: SignedIn) -> None:
    visitor = visit("klein")
    assert visitor.open(STANDARDS) == 404
    assert visitor.open(f"/schools/{SLIKGORS}/years/{YEAR}/standards") == 200
