"""Every page works for everybody: axe, headings, keyboard, phone, both languages, no scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.pages.browsing import Visitor
from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.story import BOARD, SLIKGORS, WADLIJN, YEAR

SCHOOL = f"/schools/{WADLIJN}/years/{YEAR}"
THEME = f"{SCHOOL}/themes/feedback"
PAGES = [
    (None, "/"),
    (None, SCHOOL),
    (None, "/about/figures"),
    (None, "/about/who-sees-what"),
    (None, "/about/accessibility"),
    ("tweeschool", "/"),
    ("inspecteur", "/"),
    ("leider", SCHOOL),
    ("leider", f"{SCHOOL}?as-of=2025-11-01"),
    ("leider", THEME),
    ("leider", f"{SCHOOL}/themes/digitalisation"),
    ("leider", f"{THEME}/figures/growth.observer"),
    ("leider", f"{THEME}/figures/participation?facts=all"),
    ("leider", f"{SCHOOL}/figures/workload"),
    ("leider", f"{SCHOOL}/standards"),
    ("leider", f"{SCHOOL}/dossier"),
    ("bestuur", f"/boards/{BOARD}/dossiers"),
    ("leider", f"/schools/{WADLIJN}/years/2030-2031"),
    ("leider", "/no/such/page"),
    ("leider", f"{SCHOOL}?as-of=yesterday"),
    ("klein", f"/schools/{SLIKGORS}/years/{YEAR}"),
    ("bestuur", f"/boards/{BOARD}/years/{YEAR}"),
    ("bestuur", f"/boards/{BOARD}/years/{YEAR}?as-of=2024-09-01&sort=open"),
    ("noor", "/me"),
    ("nieuw", "/me"),
    (None, "/certificates/check"),
    ("coach", "/coachees"),
    ("coach", "/me"),
    ("noor", "/me/portfolio"),
    ("nieuw", "/me/portfolio"),
    ("noor", "/me/portfolio/erasure"),
]
WORKING_PAGES = [SCHOOL, THEME, f"{SCHOOL}/standards", f"{THEME}/figures/growth.observer"]


@pytest.mark.parametrize(("subject", "path"), PAGES)
def test_a_page_is_without_barriers_in_both_languages(
    regular: Callable[[str | None], Visitor], subject: str | None, path: str
) -> None:
    visitor = regular(subject)
    visitor.complaints.clear()
    for language in ("nl", "en"):
        visitor.speak(language)
        visitor.open(path)
        assert visitor.page.locator("html").get_attribute("lang") == language
        assert visitor.violations() == []
        assert visitor.headings_in_order()
        assert visitor.page.locator("script").count() == 0
        assert visitor.page.locator("[style]").count() == 0
    assert [said for said in visitor.complaints if "status of" not in said] == []


@pytest.mark.parametrize(
    ("subject", "path"),
    [
        ("leider", SCHOOL),
        ("leider", THEME),
        ("leider", f"{THEME}/figures/growth.observer"),
        ("leider", f"{THEME}/figures/participation"),
        ("leider", f"{SCHOOL}/standards"),
        ("leider", f"{SCHOOL}/dossier"),
        ("bestuur", f"/boards/{BOARD}/years/{YEAR}"),
        ("bestuur", f"/boards/{BOARD}/dossiers"),
        ("noor", "/me"),
        ("coach", "/coachees"),
        ("noor", "/me/portfolio"),
        ("noor", "/certificates/check"),
        ("noor", "/me/portfolio/erasure"),
    ],
)
def test_a_phone_never_scrolls_sideways(
    visit: SignedIn, subject: str | None, path: str, tmp_path: Path
) -> None:
    visitor = visit(subject, width=320, color_scheme="dark")
    visitor.open(path)
    visitor.picture(tmp_path / "phone.png")
    assert visitor.overflows() <= 0
    visitor.unfold()
    assert visitor.overflows() <= 0
    assert visitor.violations() == []


def test_the_keyboard_reaches_everything_in_the_order_of_reading(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    stops = visitor.walk()
    assert stops[0]["text"] == "Naar de inhoud"
    names = [stop["text"] for stop in stops]
    for wanted in ("Aantoonbaar", "English", "Uitloggen", "Toon", "Bekijk de gesprekken"):
        assert any(name.startswith(wanted) for name in names), wanted
    assert names.index("English") < names.index("Toon")
    assert all(stop["outline"] for stop in stops), [s for s in stops if not s["outline"]]


def test_the_skip_link_leads_past_the_menu(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"


def test_names_fold_out_with_the_keyboard_alone(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    summary = visitor.page.get_by_text("Wie zijn dat?").first
    summary.focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.locator("ul.names li").first.is_visible()


def test_paper_shows_figures_and_no_names(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator(".strip").first.is_visible()
    assert not visitor.page.locator(".todo .private").first.is_visible()
    assert not visitor.page.locator(".menu").is_visible()


def test_a_chart_says_in_words_what_it_draws(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(THEME)
    for chart in visitor.page.locator("svg[role=img]").all():
        named = chart.get_attribute("aria-label") or chart.locator("title").inner_html()
        assert named.strip()
    described = visitor.page.locator("#g-d").inner_html()
    assert "observator: +0," in described
    assert "15 leraren" in described


def test_every_link_leads_somewhere(visit: SignedIn) -> None:
    visitor = visit("leider")
    found: set[str] = set()
    for path in WORKING_PAGES:
        visitor.open(path)
        found |= visitor.links()
    dead = {link: status for link in sorted(found) if (status := visitor.fetch(link)) != 200}
    assert dead == {}


def test_these_checks_notice_a_barrier(visit: SignedIn) -> None:
    visitor = visit()
    visitor.open("/about/accessibility")
    visitor.page.evaluate("document.querySelector('h1').outerHTML = '<h3>x</h3><button></button>'")
    assert any(found.startswith("button-name") for found in visitor.violations())
    assert not visitor.headings_in_order()
