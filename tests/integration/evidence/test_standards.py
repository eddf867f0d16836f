"""A school's year per standard, and a board that sees the links otherwise."""

from typing import Any

from tests.integration.evidence.world import World, boards_of, schools_of


def mapping(board: str) -> str:
    return f"/v1/boards/{board}/frameworks/vo/mapping"


def test_a_year_is_shown_per_standard_under_the_framework_of_the_day(
    told: World, events: list[Any]
) -> None:
    school = schools_of(events)[0]
    leader = told.client("school-leader", schools=[school], boards=boards_of(events))
    year = leader.get(f"/v1/schools/{school}/years").json()["years"][0]
    path = f"/v1/schools/{school}/years/{year}"
    figures = leader.get(path).json()["figures"]
    shown = leader.get(f"{path}/standards").json()
    op3 = next(one for one in shown["standards"] if one["code"] == "OP3")
    assert len({theme["theme"] for theme in op3["themes"]}) == 7
    for theme in op3["themes"]:
        assert theme["figures"] == [row for row in figures if row["theme"] == theme["theme"]]
    assert shown["framework"]["version"] == "2025"
    assert all(not one["code"].startswith("BKA") for one in shown["standards"])
    other = told.client("school-leader", schools=["00ZZ00"], boards=boards_of(events))
    assert other.get(f"{path}/standards").status_code == 404


def test_versions_can_be_looked_up_drafts_too(told: World) -> None:
    anybody = told.client("teacher", schools=[], boards=[])
    found = anybody.get("/v1/frameworks").json()["frameworks"]
    assert {one["sector"] for one in found} == {"po", "so", "vso", "vo", "mbo"}
    draft = anybody.get("/v1/frameworks/po/2027-draft").json()
    assert draft["draft"]
    assert draft["crosswalk"]["OP3"] == ["OP3"]
    assert anybody.get("/v1/frameworks/po/1999").status_code == 404


def test_a_board_corrects_its_links_and_others_keep_theirs(told: World, events: list[Any]) -> None:
    board, *_ = boards_of(events)
    admin = told.client("board-admin", boards=[board], schools=[])
    before = admin.get(mapping(board))
    assert (before.json()["correction"], before.headers["etag"]) == (0, '"0"')
    links = [
        {**link, "standard": "VS2"} if link["theme"] == "feedback" else link
        for link in before.json()["links"]
    ]
    after = admin.put(mapping(board), json={"links": links}, headers={"if-match": '"0"'})
    assert (after.status_code, after.json()["correction"]) == (200, 1)
    assert admin.get(mapping(board)).json()["links"] == links
    again = admin.put(mapping(board), json={"links": links})
    assert again.json()["correction"] == 1
    earlier = {"links": before.json()["links"]}
    late = admin.put(mapping(board), json=earlier, headers={"if-match": '"0"'})
    assert late.status_code == 412
    stranger = told.client("board-admin", boards=["00001"], schools=[])
    assert stranger.get(mapping("00001")).json()["correction"] == 0
    assert stranger.get(mapping(board)).status_code == 404
    assert stranger.put(mapping(board), json={"links": links}).status_code == 404


def test_links_that_lead_nowhere_are_refused_all_at_once(told: World, events: list[Any]) -> None:
    board, *_ = boards_of(events)
    admin = told.client("board-admin", boards=[board], schools=[])
    why = {"nl": "Daarom.", "en": "Because."}
    links = [{"theme": "feedback", "standard": "KA1", "why": why}]
    answer = admin.put(mapping(board), json={"links": links})
    assert answer.status_code == 422
    codes = [one["code"] for one in answer.json()["errors"]]
    assert codes.count("unknown-standard") == 1
    assert codes.count("theme-without-standard") == 6
