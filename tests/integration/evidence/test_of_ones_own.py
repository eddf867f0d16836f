"""One's own figures and recommendations, and a coach's coachees: nobody gets another's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.pages import story
from tests.e2e.pages.story import BOARD, COACH, NOOR, NOW, OTHER_BOARD, SLIKGORS, WADLIJN, Story
from tests.integration.evidence.world import World
from tests.integration.feedback.world import until

COLLEAGUE = "w-12"
ADVICE = "/v1/me/recommendations"
CALM = f"{ADVICE}/module:KM-01/dismissal"


@pytest.fixture(scope="module")
def world(servers: tuple[str, str], folder: Path) -> Iterator[World]:
    """Evidence after the two years that the pages show."""
    world = World(*servers, folder)
    world.at(NOW)
    world.sign_in.people |= {
        "noor": {BOARD: NOOR},
        "coach": {BOARD: COACH},
        "colleague": {BOARD: COLLEAGUE},
    }
    try:
        world.start()
        events = story.events()
        world.publish(events)
        world.has_all(events)
        yield world
    finally:
        world.close()


def as_(world: World, subject: str, *roles: str, schools: tuple[str, ...] = (WADLIJN,)) -> Any:
    return world.client(
        *(roles or ("teacher",)), subject=subject, boards=[BOARD], schools=list(schools)
    )


def offered(client: httpx.Client) -> list[str]:
    (found,) = client.get(ADVICE).json()["boards"]
    return [one["id"] for one in found["recommendations"]]


def test_a_teacher_gets_the_own_figures_with_growth_from_four_visits_on(world: World) -> None:
    (place,) = as_(world, "noor").get("/v1/me/figures").json()["places"]
    assert (place["school"], place["teacher"], place["schoolYear"]) == (WADLIJN, NOOR, "2025-2026")
    by = {(one["theme"], one["perspective"]): one for one in place["measurements"]}
    watched = by["feedback", "observer"]
    assert (watched["visits"], watched["growth"]["visits"]) == (2, 4)
    low, high = watched["growth"]["interval"]
    assert low < watched["growth"]["change"] < high
    assert by["feedback", "self"]["growth"] is None
    hours = place["hours"]
    assert (hours["allowance"], hours["studied"], hours["informal"]) == (66.4, 12.0, 2.0)
    assert hours["left"] == round(66.4 - 12 - 2 - hours["practised"], 2)
    assert place["starter"] == {"year": 2, "of": 3, "until": "2027-07-31"}
    assert (place["coachingTalks"], place["roles"]) == (3, ["ict-lead"])


def test_a_year_and_a_moment_can_be_asked_for(world: World) -> None:
    noor = as_(world, "noor")
    asked = noor.get("/v1/me/figures", params={"schoolYear": "2024-2025"}).json()["places"][0]
    assert asked["starter"]["year"] == 1
    then = noor.get("/v1/me/figures", params={"as-of": "2025-10-01"}).json()["places"][0]
    assert (then["hours"]["studied"], then["hours"]["planned"]) == (0.0, 12.0)
    wrong = noor.get("/v1/me/figures", params={"schoolYear": "2025"})
    assert wrong.status_code == 422


def test_recommendations_say_every_reason_and_what_it_counted(world: World) -> None:
    answer = as_(world, "noor").get(ADVICE).json()
    (found,) = answer["boards"]
    assert offered(as_(world, "noor")) == ["module:DF-01", "module:KM-01"]
    for one in found["recommendations"]:
        assert one["weight"] == sum(reason["weight"] for reason in one["reasons"])
        for reason in one["reasons"]:
            assert answer["reasons"][reason["code"]]["weight"] == reason["weight"]
    again = as_(world, "noor").get(ADVICE)
    assert again.json() == answer


def test_what_one_teacher_puts_away_stays_with_a_colleague(world: World) -> None:
    noor, colleague = as_(world, "noor"), as_(world, "colleague")
    others = offered(colleague)
    answer = noor.put(CALM, json={"reason": "not-now"})
    assert (answer.status_code, answer.json()["until"]) == (200, "2026-07-31")
    assert noor.put(CALM, json={"reason": "not-now"}).json() == answer.json()
    assert offered(noor) == ["module:DF-01"]
    assert offered(colleague) == others
    (kept,) = noor.get(ADVICE).json()["boards"][0]["dismissed"]
    assert (kept["recommendation"], kept["reason"]) == ("module:KM-01", "not-now")
    assert noor.delete(CALM).status_code == 204
    assert noor.delete(CALM).status_code == 204
    assert offered(noor) == ["module:DF-01", "module:KM-01"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (CALM, {"reason": "because"}, 422),
        (CALM, {"reason": "other", "note": "free text"}, 422),
        (f"{ADVICE}/module:XX-99/dismissal", {"reason": "other"}, 404),
        (f"{ADVICE}/observation:nothing/dismissal", {"reason": "other"}, 404),
        (f"{ADVICE}/KM-01/dismissal", {"reason": "other"}, 422),
        (f"{CALM}?board={OTHER_BOARD}", {"reason": "other"}, 404),
    ],
)
def test_what_cannot_be_put_away_is_refused(
    world: World, path: str, body: dict[str, str], status: int
) -> None:
    assert as_(world, "noor").put(path, json=body).status_code == status


def test_who_has_no_pseudonym_gets_what_does_not_exist(world: World) -> None:
    for path in ("/v1/me/figures", ADVICE):
        assert as_(world, "stranger").get(path).status_code == 404
        assert world.client("school-leader", boards=[BOARD]).get(path).status_code == 404
        assert httpx.get(world.url + path).status_code == 401


def test_a_coach_sees_the_own_coachees_and_only_those(world: World) -> None:
    (found,) = as_(world, "coach", "coach").get("/v1/coachees").json()["schools"]
    (noor,) = found["coachees"]
    assert (noor["teacher"], noor["talks"], noor["observations"]) == (NOOR, 3, 0)
    assert noor["lastContact"] == "2025-12-05"
    assert [one["kind"] for one in noor["due"]] == ["observation"]
    assert "mean" not in str(found)
    (none,) = as_(world, "colleague", "coach").get("/v1/coachees").json()["schools"]
    assert none["coachees"] == []
    elsewhere = as_(world, "coach", "coach", schools=(SLIKGORS,)).get("/v1/coachees").json()
    assert elsewhere["schools"][0]["coachees"] == []
    for role in ("teacher", "school-leader", "board-admin", "ops"):
        assert as_(world, "coach", role).get("/v1/coachees").status_code == 403


def test_after_the_release_a_coach_sees_the_teacher_no_longer(empty: World) -> None:
    story_of_two = _two_starters()
    events = story_of_two.tell.history()
    empty.at(NOW)
    empty.sign_in.people["coach"] = {BOARD: COACH}
    empty.publish(events)
    until(lambda: empty.facts() == len(events), "all facts in the ledger", 60)
    (found,) = as_(empty, "coach", "coach").get("/v1/coachees").json()["schools"]
    assert [one["teacher"] for one in found["coachees"]] == ["w-20"]


def test_erasing_a_person_removes_what_was_put_away_and_lets_nothing_back(empty: World) -> None:
    told = _two_starters()
    told.module("KM-01")
    before = told.tell.history()
    told.say("teachers.erased", BOARD, NOW.date(), {"teacher": NOOR})
    after = told.tell.history()
    empty.at(NOW)
    empty.sign_in.people |= {"noor": {BOARD: NOOR}, "other": {BOARD: "w-20"}}
    last = after[-1]
    assert last["type"].endswith("teachers.erased.v1")
    assert len(after) == len(before) + 1
    empty.publish(after[:-1])
    until(lambda: empty.facts() == len(before), "all facts in the ledger", 60)
    for subject in ("noor", "other"):
        assert as_(empty, subject).put(CALM, json={"reason": "other"}).status_code == 200
    ops = empty.client("ops")
    assert ops.get(f"/v1/people/{NOOR}/traces").json()["traces"] == [
        {"what": "dismissed recommendation", "board": BOARD, "count": 1}
    ]
    assert as_(empty, "noor").get(f"/v1/people/{NOOR}/traces").status_code == 403
    empty.publish([last])
    until(lambda: empty.facts() == len(after), "the erasure is in the ledger", 60)
    assert ops.get(f"/v1/people/{NOOR}/traces").json()["traces"] == []
    assert as_(empty, "noor").put(CALM, json={"reason": "other"}).status_code == 404
    assert ops.get("/v1/people/w-20/traces").json()["traces"] != []
    assert empty.verified()["ok"]


def _two_starters() -> Story:
    """A school with a coach and two starters, one of whom is guided no more."""
    told = Story()
    told.board(BOARD, "Stichting Kwelderland")
    told.school(WADLIJN, "Wadlijn College", "vo", "Waddam", [NOOR, COACH, "w-20"])
    for teacher in (NOOR, "w-20"):
        pair = {"coach": COACH, "teacher": teacher}
        told.say(
            "coaches.assigned", WADLIJN, story.date(2025, 9, 1), {**pair, "from": "2025-09-01"}
        )
    gone = {"coach": COACH, "teacher": NOOR, "until": "2026-02-28"}
    told.say("coaches.released", WADLIJN, story.date(2026, 2, 20), gone)
    return told
