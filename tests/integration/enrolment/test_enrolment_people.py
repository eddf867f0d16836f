"""People: known by name only here, to whom it concerns, until the link is erased."""

import json

from tests.integration.enrolment.running import Caller, Place, fresh_board


def everything_stored(place: Place) -> str:
    database = place.service.database
    return "".join(
        repr(document)
        for name in database.list_collection_names()
        for document in database[name].find()
    )


def names(caller: Caller, place: Place) -> set[str]:
    asked = {"teachers": list(place.teachers.values())}
    found = caller.post("/v1/name-lookups", asked, expect=200).json()["names"]
    known = {teacher: name for name, teacher in place.teachers.items()}
    return {known[teacher] for teacher in found}


def people_of(place: Place) -> Place:
    for name in ("anna", "bram"):
        place.join(name)
    place.join("koos", "coach")
    place.join("dirk", school=place.second)
    pair = {"coach": place.teachers["koos"], "teacher": place.teachers["anna"]}
    place.leader.post(place.path("coach-assignments"), {**pair, "from": "2025-08-15"})
    return place


def test_names_are_told_to_whom_they_concern(place: Place, elsewhere: Caller) -> None:
    people_of(place)
    assert names(place.admin, place) == {"anna", "bram", "koos", "dirk"}
    assert names(place.leader, place) == {"anna", "bram", "koos"}
    assert names(place.me("koos", "coach"), place) == {"koos", "anna"}
    assert names(place.me("anna"), place) == {"anna", "koos"}
    assert names(place.me("bram"), place) == {"bram"}
    assert names(elsewhere, place) == set()
    assert names(place.service.ops(), place) == set()


def test_a_released_coach_sees_the_name_no_more(place: Place) -> None:
    people_of(place)
    pair = {"coach": place.teachers["koos"], "teacher": place.teachers["anna"]}
    place.leader.post(place.path("coach-releases"), {**pair, "until": "2025-12-31"})
    assert names(place.me("koos", "coach"), place) == {"koos"}


def test_one_person_at_two_schools_of_a_board_has_one_pseudonym(place: Place) -> None:
    place.join("anna", fte=0.6)
    first = place.teachers["anna"]
    place.join("anna", school=place.second, fte=0.4)
    assert place.teachers["anna"] == first
    me = place.me("anna").get("/v1/me").json()
    assert (me["teacher"], me["name"]) == (first, "Anna van Elders")
    assert {(row["school"], row["fte"]) for row in me["memberships"]} == {
        (place.school, 0.6),
        (place.second, 0.4),
    }


def test_a_known_teacher_joins_by_pseudonym_and_an_unknown_one_does_not(place: Place) -> None:
    place.join("anna")
    body = {"from": "2025-09-01", "fte": 0.2, "function": "teacher"}
    there = f"/v1/schools/{place.second}/memberships"
    place.admin.post(there, {**body, "teacher": place.teachers["anna"]})
    unknown = place.admin.post(there, {**body, "teacher": "nobody"}, expect=409)
    assert unknown.json()["type"].endswith("unknown-teacher")
    place.admin.post(there, body, expect=422)


def test_who_signs_in_without_a_membership_is_nobody(place: Place) -> None:
    me = place.service.caller("stranger", "teacher", boards=[place.board]).get("/v1/me").json()
    assert (me["teacher"], me["name"], me["memberships"]) == (None, None, [])


def test_nothing_of_a_person_is_stored_readably(place: Place) -> None:
    place.join("anna")
    stored = everything_stored(place)
    assert place.subjects["anna"] not in stored
    assert f"anna@{place.board}" not in stored
    assert "Anna van Elders" not in stored
    assert place.teachers["anna"] in stored


def test_an_erased_person_leads_nowhere_and_the_facts_stay(place: Place) -> None:
    people_of(place)
    bram = place.teachers["bram"]
    before = place.service.database.facts.count_documents({})
    place.me("bram").post(place.path("enrolments"), {"module": "KM-01"})
    gone = place.admin.call("DELETE", f"/v1/boards/{place.board}/people/{bram}", 200)
    assert len(gone.json()["facts"]) == 1
    assert names(place.admin, place) == {"anna", "koos", "dirk"}
    assert place.me("bram").get("/v1/me").json()["teacher"] is None
    place.me("bram").get(place.path("enrolments"), expect=404)
    assert place.service.database.people.find_one({"teacher": bram}) is None
    assert place.service.database.facts.count_documents({}) == before + 2
    rows = place.leader.get(place.path("enrolments")).json()["enrolments"]
    assert [row["teacher"] for row in rows] == [bram]
    again = place.admin.call("DELETE", f"/v1/boards/{place.board}/people/{bram}", 200)
    assert again.json()["facts"] == []


def test_who_comes_back_after_being_erased_is_someone_new(place: Place) -> None:
    place.join("anna")
    first = place.teachers["anna"]
    place.admin.call("DELETE", f"/v1/boards/{place.board}/people/{first}", 200)
    place.join("anna", **{"from": "2025-10-01"})
    assert place.teachers["anna"] != first


def test_erasing_is_for_the_board_and_operations(place: Place, elsewhere: Caller) -> None:
    place.join("anna")
    where = f"/v1/boards/{place.board}/people/{place.teachers['anna']}"
    place.leader.call("DELETE", where, 403)
    elsewhere.call("DELETE", where, 404)
    place.admin.call("DELETE", f"/v1/boards/{place.board}/people/nobody", 404)
    place.service.ops().call("DELETE", where, 200)


def test_a_refused_join_leaves_no_person_behind(place: Place) -> None:
    body = {
        "person": {"name": "Zo Maar", "email": "z@example.org", "subject": "zomaar"},
        "from": "2025-08-01",
        "careerStart": "2026-01-01",
        "fte": 1.0,
        "function": "teacher",
    }
    place.admin.post(place.path("memberships"), body, expect=422)
    assert (
        place.service.database.people.find_one({"board": place.board, "name": {"$ne": None}})
        is None
    )


def test_a_school_that_moves_takes_its_people_along(place: Place) -> None:
    place.join("anna")
    place.join("bram")
    place.join("bram", school=place.second)
    ops = place.service.ops()
    other = fresh_board()
    ops.post(
        "/v1/boards",
        {"board": other, "name": "Ander", "sectors": ["vo"], "validFrom": "2020-08-01"},
    )
    ops.post(
        f"/v1/boards/{other}/schools",
        {"school": place.school, "name": "Zelfde", "sector": "vo", "validFrom": "2026-08-01"},
    )
    place.admin.get(f"/v1/schools/{place.school}", expect=404)
    claims = {"boards": [other], "schools": [place.school]}
    leader = place.service.caller("new-leader", "school-leader", **claims)
    assert names(leader, place) == {"anna", "bram"}
    anna = place.service.caller(place.subjects["anna"], "teacher", **claims)
    assert anna.get("/v1/me").json()["teacher"] == place.teachers["anna"]
    assert anna.get(place.path("memberships")).json()["memberships"]
    assert names(place.admin, place) == {"bram"}  # who still has a school here
    stored = place.service.database.facts.find_one(
        {"_id": {"$regex": f"^{place.school}/"}}, sort=[("_id", -1)]
    )
    assert json.loads(bytes(stored["body"]))["boardid"] == other
