"""What a board reads: its schools beside one another, each school, and nothing about one person."""

import json
import re
from pathlib import Path

from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.house import House
from tests.e2e.pages.story import BOARD, OTHER_BOARD, SLIKGORS, WADLIJN, YEAR, YEAR_BEFORE

BOARD_PAGE = f"/boards/{BOARD}/years/{YEAR}"
SCHOOL = f"/schools/{WADLIJN}/years/{YEAR}"


def test_a_board_opens_a_school_from_its_matrix_and_finds_its_way_back(visit: SignedIn) -> None:
    board = visit("bestuur")
    board.open(BOARD_PAGE)
    board.page.locator("table.matrix").get_by_role("link", name="Wadlijn College").first.click()
    assert board.page.url.endswith(SCHOOL)
    text = board.text()
    assert "deden 15 van de 25 leraren mee" in text  # said of the day of its release
    assert "Vanaf 5 mensen" in text
    assert "Puls: hoe is het om hier te werken?" in text
    board.page.get_by_role("navigation", name="Kruimelpad").get_by_role("link").first.click()
    assert board.page.url.endswith(BOARD_PAGE)


def test_a_cell_of_the_matrix_leads_to_the_theme(visit: SignedIn) -> None:
    board = visit("bestuur")
    board.open(BOARD_PAGE)
    board.page.get_by_role("link", name=re.compile("Wadlijn College, Effectieve feedback")).click()
    assert board.page.url.endswith(f"{SCHOOL}/themes/feedback")
    assert "Observatoren zagen een stijging" in board.text()
    assert board.violations() == []


def test_what_is_the_leaders_alone_is_not_on_a_boards_page(visit: SignedIn) -> None:
    board = visit("bestuur")
    for page in (SCHOOL, f"{SCHOOL}/themes/feedback"):
        assert board.open(page) == 200
        assert "Doe dit nu" not in board.text()
        assert "Het jaar in beeld" not in board.text()
        assert "Deelname en gesprekken: tot nu toe" not in board.text()
        assert board.page.locator("ul.names").count() == 0
        assert board.page.locator("a[href*='/dossier']").count() == 0
    assert board.open(f"{SCHOOL}/dossier") == 404
    # A team of four: administration that its leader sees whole is not the board's to see.
    assert board.open(f"/schools/{SLIKGORS}/years/{YEAR}/themes/classroom-management") == 200
    assert "van de 4 leraren" not in board.text()


def test_a_board_is_told_why_without_facts_about_people(visit: SignedIn) -> None:
    board = visit("bestuur")
    assert board.open(f"{SCHOOL}/themes/feedback/figures/participation") == 200
    assert board.page.locator("table.facts").count() == 0
    assert not re.search(r"\d+ feiten mag je niet zien", board.text())
    assert "Als bestuur haal je ze op" in board.text()
    board.open(f"{SCHOOL}/themes/feedback/figures/goals")
    assert board.page.locator("table.facts tbody tr").count() == 1  # the goal itself


def test_the_schools_stand_beside_one_another_per_question(visit: SignedIn) -> None:
    board = visit("bestuur")
    board.open(BOARD_PAGE)
    for summary in board.page.locator("summary").all():
        summary.click()
    tables = {
        one.get_attribute("aria-labelledby"): one.inner_text()
        for one in board.page.locator(".question").all()
    }
    assert "5" in tables["b-starters"]
    assert "Ik krijg hulp als ik die nodig heb" in tables["b-pulse"]
    assert re.search(r"\+0,\d\d \(.* tot .*\), 15 leraren", tables["b-growth"])
    assert "Feedback in de les" in tables["b-returns"]
    assert "uur" in tables["b-hours"]
    assert "1 maart 2026" in tables["b-growth"]  # the day of release stands by the figure
    assert board.violations() == []
    assert board.headings_in_order()
    board.page.locator("[aria-labelledby=b-growth]").get_by_role("link", name="+0").first.click()
    assert board.page.url.endswith(f"{SCHOOL}/themes/feedback/figures/growth.observer")


def test_goals_that_wait_for_an_evaluation_stand_by_name(visit: SignedIn) -> None:
    board = visit("bestuur")
    board.open(BOARD_PAGE)
    due = board.page.locator("section[aria-labelledby=b-due]").inner_text()
    assert "Differentiatie" in due
    assert "is 80\N{NO-BREAK SPACE}% van de opbrengsten besproken" in due
    assert "28 februari 2026" in due


def test_newer_facts_of_a_school_are_not_denied_by_its_board(visit: SignedIn) -> None:
    board, leader = visit("bestuur"), visit("leider")
    board.open(BOARD_PAGE)
    leader.open(SCHOOL)
    waits = "Nieuwere feiten volgen" in leader.text()
    if waits:
        assert "Er zijn geen nieuwere feiten" not in board.text()


def test_what_is_past_is_said_as_past(visit: SignedIn) -> None:
    board = visit("bestuur")
    board.open(f"/boards/{BOARD}/years/{YEAR_BEFORE}")
    assert "verschenen één keer: op 1 oktober 2025" in board.text()
    board.open(BOARD_PAGE)
    assert "verschijnen één keer: op 1 oktober 2026" in board.text()


def test_a_board_page_fits_a_phone(visit: SignedIn) -> None:
    board = visit("bestuur", width=390)
    for page in (BOARD_PAGE, SCHOOL):
        board.open(page)
        assert board.overflows() == 0


def test_a_board_gets_all_its_facts_as_a_file(visit: SignedIn, tmp_path: Path) -> None:
    board = visit("bestuur")
    board.open(BOARD_PAGE)
    board.page.get_by_role("link", name="Alle feiten").click()
    assert "met een code, zonder naam" in board.text()
    assert board.violations() == []
    with board.page.expect_download() as taking:
        board.page.get_by_role("button", name="Haal alle feiten").click()
    file = tmp_path / "facts.ndjson"
    taking.value.save_as(file)
    facts = [json.loads(line) for line in file.read_text().splitlines()]
    assert {fact["boardid"] for fact in facts} == {BOARD}
    assert {fact["subject"] for fact in facts} > {BOARD, WADLIJN, SLIKGORS}


def test_nobody_else_gets_them(visit: SignedIn, house: House) -> None:
    for subject in ("leider", "noor", "inspecteur"):
        visitor = visit(subject)
        for page in ("facts", "platforms", "dossiers"):
            assert visitor.open(f"/boards/{BOARD}/{page}") == 404
    board = visit("bestuur")
    assert board.open(f"/boards/{OTHER_BOARD}/facts") == 404
    form = {"token": "theirs"}
    answer = board.page.request.post(f"{house.url}/boards/{BOARD}/facts", form=form)
    assert answer.status == 403


def test_a_board_sees_which_platforms_may_publish(visit: SignedIn) -> None:
    board = visit("bestuur")
    board.open(BOARD_PAGE)
    board.page.get_by_role("link", name="Platforms").click()
    assert "nog geen platform toegelaten" in board.text()
    assert board.violations() == []


def test_a_foreign_board_says_as_whom_one_came(visit: SignedIn) -> None:
    board = visit("bestuur")
    assert board.open(f"/boards/{OTHER_BOARD}") == 404
    assert "Je bent ingelogd als Mare Oostra, bestuur" in board.text()
