"""A leader seals a dossier in a browser and shares it; who has the link reads it, until it ends."""

import re
from pathlib import Path

from services.evidence.dossier import verify
from tests.e2e.pages.browsing import Visitor
from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.house import House
from tests.e2e.pages.story import BOARD, NOW, OTHER_BOARD, WADLIJN, YEAR

PREVIEW = f"/schools/{WADLIJN}/years/{YEAR}/dossier"
LAST_DAY = NOW.date().replace(year=NOW.year + 1).isoformat()


def sealed(visitor: Visitor) -> str:
    """The address of a dossier that was sealed just now."""
    visitor.open(PREVIEW)
    visitor.page.get_by_role("button", name="Verzegel dit dossier").click()
    visitor.page.wait_for_url("**/dossiers/*")
    return str(visitor.page.url)


def share(visitor: Visitor, audience: str, day: str = LAST_DAY) -> None:
    visitor.page.get_by_label("Met wie?").select_option(audience)
    visitor.page.get_by_label("Tot en met welke dag?").fill(day)
    visitor.page.get_by_role("button", name="Deel", exact=True).click()


def link_in(visitor: Visitor) -> str:
    found = re.search(r"http://\S+\?key=[\w-]+", visitor.page.inner_text("main"))
    assert found
    return found[0]


def test_from_the_school_year_to_a_link_that_dies(
    visit: SignedIn, house: House, tmp_path: Path
) -> None:
    leader, inspector = visit("leider"), visit()
    leader.open(f"/schools/{WADLIJN}/years/{YEAR}")
    leader.page.get_by_role("link", name="Dossier", exact=True).click()
    at = sealed(leader)
    share(leader, "inspectorate")
    link = link_in(leader)
    assert link.startswith(at)
    assert inspector.open(link) == 200
    assert "Met jou gedeeld tot en met" in inspector.text()
    assert "Wat ermee gebeurde" not in inspector.text()
    assert "Verzegeld door de schoolleider op" in inspector.text()
    inspector.page.get_by_text("Effectieve feedback op het leerproces").click()
    assert "van de 25 leraren" in inspector.text()  # what was sealed, to be read on the page
    assert inspector.violations() == []
    with inspector.page.expect_download() as taking:
        inspector.page.get_by_role("link", name="Haal het hele dossier").click()
    file = tmp_path / "dossier.zip"
    taking.value.save_as(file)
    assert verify.verify(file)["ok"]
    leader.open(at)
    assert leader.violations() == []
    assert "ZIP gehaald met de link voor Inspectie van het Onderwijs" in leader.text()
    leader.page.get_by_role("button", name=re.compile("Trek in.*Inspectie")).click()
    assert "Nu met niemand" in leader.text()
    assert inspector.open(link) == 410
    gone = inspector.text()
    assert "Dit dossier is ingetrokken" in gone
    assert "Wadlijn" not in gone
    assert inspector.violations() == []
    assert inspector.open(f"{at}?key=never-a-key") == 404
    never = inspector.text()
    nobodys = at.rsplit("/", 1)[0] + "/00000000-0000-4000-8000-000000000000"
    assert inspector.open(f"{nobodys}?key=no-such-key") == 404
    assert inspector.text() == never


def test_the_board_finds_what_is_shared_with_it(visit: SignedIn, house: House) -> None:
    leader, board = visit("leider"), visit("bestuur")
    at = sealed(leader)
    assert board.open(at) == 404
    share(leader, "board")
    board.page.goto(f"{house.url}/")
    board.page.get_by_role("link", name="Dossiers").click()
    board.page.get_by_role("link", name=re.compile("Wadlijn")).first.click()
    assert board.page.url == at
    assert "Met wie gedeeld" not in board.text()


def test_a_day_that_cannot_be_is_said_at_the_field_and_at_the_top(visit: SignedIn) -> None:
    leader = visit("leider")
    sealed(leader)
    leader.page.evaluate("document.querySelector('#until').removeAttribute('min')")
    share(leader, "inspectorate", "2001-01-01")
    assert leader.page.title().startswith("Fout: ")
    field = leader.page.get_by_label("Tot en met welke dag?")
    assert field.input_value() == "2001-01-01"
    assert field.get_attribute("aria-invalid") == "true"
    assert leader.page.get_by_role("alert").is_visible()
    assert leader.violations() == []


def test_a_form_that_is_not_ours_seals_and_shares_nothing(visit: SignedIn, house: House) -> None:
    leader = visit("leider")
    at = sealed(leader)
    leader.open(PREVIEW)
    before = leader.page.locator("main").inner_text().count("november")
    form = {"token": "theirs", "once": "x", "as_of": "2025-11-01", "digest": "0" * 64}
    answer = leader.page.request.post(house.url + PREVIEW, form=form)
    assert answer.status == 403
    share_form = {"token": "theirs", "audience": "board", "until": LAST_DAY}
    assert leader.page.request.post(f"{at}/shares", form=share_form).status == 403
    leader.open(PREVIEW)
    assert leader.page.locator("main").inner_text().count("november") == before


def test_what_was_not_seen_is_not_sealed(visit: SignedIn) -> None:
    leader = visit("leider")
    leader.open(PREVIEW)
    leader.page.evaluate("document.querySelector('[name=digest]').value = '0'.repeat(64)")
    leader.page.get_by_role("button", name="Verzegel dit dossier").click()
    assert "Er is niets verzegeld" in leader.text()
    assert leader.page.url.endswith("/dossier")


def test_a_board_accounts_for_every_dossier_without_reading_it(visit: SignedIn) -> None:
    leader, board, inspector = visit("leider"), visit("bestuur"), visit()
    at = sealed(leader)
    share(leader, "inspectorate")
    link = link_in(leader)
    inspector.open(link)
    board.open(f"/boards/{BOARD}/dossiers")
    row = board.page.locator("tr", has=board.page.locator(f"a[href$='{at.rsplit('/', 1)[1]}']"))
    said = row.first.inner_text()
    assert "Verzegeld door de schoolleider" in said
    assert "Inspectie van het Onderwijs, sinds" in said
    assert "Geopend met de link voor Inspectie van het Onderwijs" in said
    assert link.partition("key=")[2] not in board.page.content()
    assert board.violations() == []
    row.first.get_by_role("link", name="Alles op volgorde").click()
    assert "Gedeeld met Inspectie van het Onderwijs" in board.text()
    assert board.open(at) == 404  # what was not shared with the board it does not read
    assert board.open(f"/boards/{OTHER_BOARD}/dossiers") == 404


def test_an_inspector_is_told_at_the_start_where_dossiers_are_found(visit: SignedIn) -> None:
    inspector = visit("inspecteur")
    assert "Open de link die de school je gaf" in inspector.text()
    assert "Hier is nog niets voor jou" not in inspector.text()
    assert inspector.violations() == []
