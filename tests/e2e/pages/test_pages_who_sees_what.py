"""Who may see which page, what a session is, and what happens when something is away."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.e2e.pages.conftest import SignedIn
from tests.e2e.pages.house import House
from tests.e2e.pages.story import BOARD, DUINRAND, OTHER_BOARD, SLIKGORS, WADLIJN, YEAR

SCHOOL = f"/schools/{WADLIJN}/years/{YEAR}"


@pytest.mark.parametrize(
    ("subject", "place"),
    [
        ("leider", SCHOOL),
        ("bestuur", f"/boards/{BOARD}/years/{YEAR}"),
        ("noor", "/me"),
        ("tweeschool", "/"),
    ],
)
def test_the_start_leads_everybody_to_their_own_place(
    visit: SignedIn, subject: str, place: str
) -> None:
    visitor = visit(subject)
    assert urlsplit(visitor.page.url).path == place


@pytest.mark.parametrize(
    ("subject", "foreign", "absent"),
    [
        ("leider", f"/schools/{DUINRAND}/years/{YEAR}", f"/schools/11ZZ11/years/{YEAR}"),
        ("leider", f"/schools/{SLIKGORS}/years/{YEAR}", f"/schools/11ZZ11/years/{YEAR}"),
        ("leider", f"/boards/{BOARD}/years/{YEAR}", f"/boards/99999/years/{YEAR}"),
        ("bestuur", f"/boards/{OTHER_BOARD}/years/{YEAR}", f"/boards/99999/years/{YEAR}"),
        ("bestuur", f"/schools/{DUINRAND}/years/{YEAR}", f"/schools/11ZZ11/years/{YEAR}"),
        ("noor", f"/schools/{SLIKGORS}/years/{YEAR}", f"/schools/11ZZ11/years/{YEAR}"),
    ],
)
def test_what_is_foreign_answers_as_what_does_not_exist(
    visit: SignedIn, subject: str, foreign: str, absent: str
) -> None:
    visitor = visit(subject)
    status = visitor.open(foreign)
    text = visitor.text()
    assert (status, visitor.open(absent)) == (404, 404)
    assert visitor.text() == text
    assert "Niet gevonden" in text


def test_who_is_signed_out_is_asked_to_sign_in_and_comes_back(
    visit: SignedIn, house: House
) -> None:
    visitor = visit()
    wanted = f"{SCHOOL}/themes/feedback?as-of=2026-01-01"
    assert visitor.open(wanted) == 401
    visitor.choose("leider", visitor.page.get_by_role("link", name="Inloggen"))
    assert visitor.page.url == house.url + wanted


def test_signing_out_ends_the_session(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.page.get_by_role("button", name="Uitloggen").click()
    visitor.page.wait_for_load_state()
    assert visitor.open(SCHOOL) == 401
    assert [cookie["name"] for cookie in visitor.cookies() if "session" in cookie["name"]] == []


def test_signing_out_needs_a_form_of_ours(visit: SignedIn, house: House) -> None:
    visitor = visit("leider")
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.cookies()}
    answer = httpx.post(f"{house.url}/sign-out", data={"token": "made-up"}, cookies=cookies)
    assert answer.status_code == 403
    assert visitor.open(SCHOOL) == 200


def test_a_session_is_a_sealed_cookie_that_scripts_cannot_read(visit: SignedIn) -> None:
    visitor = visit("leider")
    sessions = [one for one in visitor.cookies() if one["name"].startswith("session")]
    assert sessions
    for cookie in sessions:
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
        assert "eyJ" not in cookie["value"]  # no JWT to be read
    assert "eyJ" not in visitor.page.content()


@pytest.mark.parametrize("change", ["cut", "copied"])
def test_a_forged_session_is_none(visit: SignedIn, house: House, change: str) -> None:
    visitor = visit("leider")
    value = next(one["value"] for one in visitor.cookies() if one["name"] == "session")
    cookies = {"session": value[:-8]} if change == "cut" else {"trip": value}
    assert httpx.get(house.url + SCHOOL, cookies=cookies).status_code == 401


def test_signing_in_uses_a_code_with_pkce_and_a_nonce(house: House) -> None:
    answer = httpx.get(f"{house.url}/sign-in", params={"next": SCHOOL})
    asked = {
        name: one[0] for name, one in parse_qs(urlsplit(answer.headers["location"]).query).items()
    }
    assert answer.status_code == 303
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{house.url}/sign-in/callback"
    assert len(asked["nonce"]) >= 24
    assert len(asked["state"]) >= 24


@pytest.mark.parametrize("query", ["?code=x&state=y", "?error=access_denied&state=y", ""])
def test_an_answer_that_was_not_asked_for_signs_nobody_in(house: House, query: str) -> None:
    with httpx.Client(base_url=house.url) as client:
        client.get("/sign-in")
        answer = client.get(f"/sign-in/callback{query}")
    assert answer.status_code == 400
    assert "Inloggen is niet gelukt" in answer.text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(house: House, elsewhere: str) -> None:
    answer = httpx.get(f"{house.url}/language/en", params={"next": elsewhere})
    assert answer.headers["location"] == "/"


def test_pages_run_nothing_and_stay_with_the_reader(house: House) -> None:
    headers = httpx.get(house.url).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_api_stays_an_api(house: House) -> None:
    paths = httpx.get(f"{house.url}/openapi.json").json()["paths"]
    assert all(path.startswith("/v1/") for path in paths), sorted(paths)
    absent = httpx.get(f"{house.url}/v1/schools/98WL00/years")
    assert absent.headers["content-type"] == "application/problem+json"
    assert (
        httpx.get(f"{house.url}/v1/nothing").headers["content-type"] == "application/problem+json"
    )


def test_a_board_sees_its_schools_as_they_were_released(visit: SignedIn) -> None:
    visitor = visit("bestuur")
    visitor.open(f"/boards/{BOARD}/years/{YEAR}")
    said = visitor.page.locator("table.matrix").inner_html()
    assert "deden 15 van de 25 leraren mee" in said  # of Wadlijn, on the day of its release
    assert "doen: niet getoond;" in said  # of Slikgors, with its team of four
    assert "van de 4 leraren" not in said
    assert "Vrijgegeven op 1 maart 2026" in visitor.text()
    assert "Alle scholen samen" in visitor.text()
    assert "Duinrand" not in visitor.text()


def test_a_board_sees_a_day_as_it_was_released_then(visit: SignedIn) -> None:
    visitor = visit("bestuur")
    visitor.open(f"/boards/{BOARD}/years/{YEAR}?as-of=2025-10-20")
    said = visitor.page.locator("table.matrix").inner_html()
    assert "15 van de 25 leraren" not in said  # they began on 2 October
    assert "Vrijgegeven op 1 oktober 2025" in visitor.text()


def test_a_teacher_sees_the_own_school_as_released_and_nobody_by_name(visit: SignedIn) -> None:
    visitor = visit("noor")
    visitor.open(SCHOOL)
    text = visitor.text()
    assert "deden 15 van de 25 leraren mee" in text  # said of the day of its release
    assert "Vanaf 6 mensen" in text
    assert "Doe dit nu" not in text
    assert "één voor één" not in text
    assert visitor.page.locator("ul.names").count() == 0
    visitor.open(f"{SCHOOL}/themes/feedback/figures/participation")
    assert "Wie doen" not in visitor.text()
    assert visitor.page.locator("ul.names").count() == 0
    visitor.open(f"{SCHOOL}/themes/digitalisation")
    assert "minder dan 6 mensen" in visitor.text()
    visitor.open(f"{SCHOOL}/themes/feedback/figures/growth.observer")
    assert "T-noor-0001" not in visitor.text()
    assert "Je mag 2 feiten zien" in visitor.text()  # the own two observations


def test_measurements_say_since_when_they_stand_and_that_newer_ones_follow(
    visit: SignedIn,
) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    text = visitor.text()
    assert "Deelname en gesprekken: tot nu toe." in text
    assert "Vrijgegeven op 1 maart 2026" in text
    assert "1 april" in text or "geen nieuwere feiten" in text
    visitor.open(f"{SCHOOL}/themes/feedback/figures/growth.observer")
    assert "over de feiten van vóór die dag" in visitor.text()


def test_a_leader_of_few_sees_why_measurements_stay_hidden(visit: SignedIn) -> None:
    visitor = visit("klein")
    visitor.open(f"/schools/{SLIKGORS}/years/{YEAR}/themes/classroom-management")
    assert "3 van de 4 leraren doen mee" in visitor.text()  # that is administration
    visitor.open(f"/schools/{SLIKGORS}/years/{YEAR}/figures/pulse.support")
    assert "Dit cijfer rust op" not in visitor.text()


def test_names_stand_by_a_leaders_tasks(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    names = visitor.page.locator("ul.names").first.inner_text(timeout=2_000)
    assert "W-" in visitor.page.locator("ul.names").first.text_content()
    assert names == ""  # folded away until asked for


def test_without_enrolment_a_page_works_with_short_codes_and_says_so(
    visit: SignedIn, house: House
) -> None:
    visitor = visit("leider")
    house.enrolment.away = True
    try:
        assert visitor.open(SCHOOL) == 200
        assert "De namen zijn er nu even niet" in visitor.text()
        assert "leraar w-" in visitor.page.locator("ul.names").first.text_content()
    finally:
        house.enrolment.away = False


def test_without_enrolment_ones_own_page_says_that_it_cannot_know_who_you_are(
    visit: SignedIn, house: House
) -> None:
    house.enrolment.away = True
    try:
        visitor = visit("nieuw")
        assert visitor.open("/me") == 503
        assert "niet nagaan wie je bent" in visitor.text()
        assert visitor.page.get_by_role("link", name="Probeer opnieuw").count() == 1
    finally:
        house.enrolment.away = False


def test_a_teacher_reads_the_own_year_and_nothing_of_others(visit: SignedIn) -> None:
    visitor = visit("noor")
    text = visitor.text()
    assert "Module ‘Feedback in de les’ afgerond, 12 uur" in text
    assert "Alleen jij ziet deze pagina" in text
    assert "Differentiëren" not in visitor.page.locator(".line").inner_text()
    visitor.open("/me?year=2024-2025")
    assert "Coachgesprek" not in visitor.text()


def test_the_leader_sees_starters_one_by_one_and_who_does_not_take_part(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    row = visitor.page.get_by_role("row", name="Noor Veldkamp").inner_text()
    assert "Cees" in row or "sinds" in row
    visitor.open(f"{SCHOOL}/themes/feedback/figures/participation")
    text = visitor.text()
    assert "Waarom staat hier 15 van de 25?" in text
    assert "Wie doen mee (15)" in text
    assert "Wie doen niet mee (10)" in text


def test_english_is_one_click_away_and_stays(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(f"{SCHOOL}/themes/feedback")
    visitor.page.get_by_role("link", name="English").click()
    assert "Observers saw a rise of" in visitor.text()
    visitor.open(SCHOOL)
    assert "Do this now" in visitor.text()
    assert "Doe dit nu" not in visitor.text()


def test_as_of_a_day_shows_what_was_known_then(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    assert "15 van de 25 leraren doen mee" in visitor.text()
    visitor.page.get_by_label("Stand op").fill("2025-09-30")
    visitor.page.get_by_role("button", name="Toon").click()
    assert "as-of=2025-09-30" in visitor.page.url
    assert "15 van de 25 leraren doen mee" not in visitor.text()
    assert "Zoals het toen bekend was" in visitor.text()
    visitor.page.get_by_role("link", name="Terug naar nu").click()
    assert "15 van de 25 leraren doen mee" in visitor.text()


def test_a_figure_leads_to_its_facts_and_counts_those_that_stay_hidden(visit: SignedIn) -> None:
    visitor = visit("leider")
    visitor.open(SCHOOL)
    visitor.page.get_by_role("link", name=re.compile("Waarom.*Groei bij Effectieve")).click()
    text = visitor.text()
    assert "Waarom staat hier 0," in text
    assert "om van te leren" not in visitor.page.locator("table.facts").inner_text()
    assert "feiten mag je niet zien" in text
    assert "growth.observer" not in text  # for who recomputes it, folded away at the end
    visitor.page.get_by_text("Voor wie het wil narekenen").click()
    assert f"explain {WADLIJN} feedback growth.observer --year {YEAR}" in visitor.text()
    visitor.open(f"{SCHOOL}/figures/workload")
    visitor.page.get_by_text("Voor wie het wil narekenen").click()
    assert f"explain {WADLIJN} - workload --year {YEAR}" in visitor.text()
