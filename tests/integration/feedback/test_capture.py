"""What people record over HTTP.

The file is long because every kind of thing that people record has its own rules.
"""

import uuid
from typing import Any

import pytest

from tests.integration.feedback.cast import (
    BOARD,
    LIST,
    LIST_VERSION,
    PUPILS_LIST,
    SCHOOL,
    SCORES,
    STRANGER,
    Cast,
)
from tests.integration.feedback.world import until

AT = f"/v1/schools/{SCHOOL}"
SECRET = "dit staat nergens anders te lezen"


def seen(teacher: str | None = "p-tess", **more: Any) -> dict[str, Any]:
    asked = {
        "teacher": teacher,
        "perspective": "observer",
        "purpose": "coaching",
        "instrument": LIST,
        "instrumentVersion": LIST_VERSION,
        "scores": SCORES,
        "occurredAt": "2026-03-05",
        **more,
    }
    return {name: content for name, content in asked.items() if content is not None}


def the_fact(cast: Cast, fact_id: str) -> dict[str, Any]:
    def find() -> dict[str, Any] | None:
        return next((one for one in cast.world.facts() if one["id"] == fact_id), None)

    return until(find, f"fact {fact_id}")


def test_an_observation_becomes_a_fact_without_its_comment(cast: Cast) -> None:
    asked = seen(scores=[*SCORES, {"indicator": "DI1", "theme": "differentiation", "score": None}])
    answer = cast.coach().post(f"{AT}/observations", json=asked | {"comment": SECRET})
    assert answer.status_code == 201, answer.text
    fact = the_fact(cast, answer.json()["facts"][0])
    assert fact["type"] == "nl.professionalisering.observations.recorded.v1"
    assert fact["boardid"] == BOARD
    assert fact["subject"] == SCHOOL
    assert fact["data"]["observer"] == "p-carl"
    assert fact["data"]["scores"][1]["score"] is None
    assert SECRET not in str(fact)


def test_a_comment_is_for_the_teacher_and_the_observer_and_nowhere_in_the_clear(cast: Cast) -> None:
    asked = seen(comment=SECRET)
    made = cast.coach().post(f"{AT}/observations", json=asked).json()["observation"]

    def comments(client: Any, path: str) -> list[str]:
        found = client.get(path, params={"limit": 200}).json()["observations"]
        return [one["comment"] for one in found if one["observation"] == made]

    assert comments(cast.teacher(), "/v1/me/observations") == [SECRET]
    assert comments(cast.coach(), "/v1/me/observations") == [SECRET]
    assert comments(cast.teacher("tom"), "/v1/me/observations") == []
    assert comments(cast.leader(), f"{AT}/observations") == []
    for collection in cast.world.mongo().list_collection_names():
        assert SECRET not in str(list(cast.world.mongo()[collection].find())), collection
    assert SECRET not in cast.world.log()


def test_an_audit_shows_the_teacher_neither_observer_nor_comment(cast: Cast) -> None:
    asked = seen(purpose="audit", comment=SECRET)
    made = cast.leader().post(f"{AT}/observations", json=asked).json()["observation"]
    found = cast.teacher().get("/v1/me/observations", params={"limit": 200}).json()
    audit = next(one for one in found["observations"] if one["observation"] == made)
    assert audit["observer"] is None
    assert audit["comment"] is None


def test_management_sees_appraisals_only(cast: Cast) -> None:
    appraisal = cast.leader().post(f"{AT}/observations", json=seen(purpose="appraisal"))
    assert appraisal.status_code == 201
    found = cast.leader().get(f"{AT}/observations", params={"limit": 200}).json()["observations"]
    assert appraisal.json()["observation"] in {one["observation"] for one in found}
    assert {one["purpose"] for one in found} == {"appraisal"}
    assert cast.coach().get(f"{AT}/observations").status_code == 403


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [
        ("coach", "coaching", 201),
        ("coach", "appraisal", 409),
        ("leader", "appraisal", 201),
        ("leader", "coaching", 409),
        ("leader", "peer", 409),
        ("tom", "peer", 201),
        ("tom", "coaching", 409),
    ],
)
def test_purpose_decides_who_observes(cast: Cast, who: str, purpose: str, status: int) -> None:
    client = cast.teacher("tom") if who == "tom" else getattr(cast, who)()
    answer = client.post(f"{AT}/observations", json=seen(purpose=purpose))
    assert answer.status_code == status, answer.text
    if status == 409:
        assert answer.json()["type"].endswith("purpose-not-yours")


def test_a_teacher_fills_in_a_list_and_lets_pupils_do_so(cast: Cast) -> None:
    own = cast.teacher().post(f"{AT}/observations", json=seen(None, perspective="self"))
    assert own.status_code == 201, own.text
    scores = [{"indicator": "PH1", "theme": "pedagogical-conduct", "score": 3.25}]
    pupils = seen(None, perspective="pupils", instrument=PUPILS_LIST, scores=scores, respondents=24)
    answer = cast.teacher().post(f"{AT}/observations", json=pupils)
    assert answer.status_code == 201, answer.text
    fact = the_fact(cast, answer.json()["facts"][0])
    assert fact["data"]["respondents"] == 24
    assert fact["data"]["observer"] is None


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"scores": [{**SCORES[0], "score": 5}]}, 422, "less-than-equal", "/body/scores/0/score"),
        ({"scores": [{**SCORES[0], "score": 2.5}]}, 422, "rule-broken", "/body"),
        ({"scores": []}, 409, "no-scores", "/body/scores"),
        ({"scores": SCORES * 2}, 409, "indicator-twice", "/body/scores/1/indicator"),
        (
            {"scores": [{**SCORES[0], "indicator": "XX9"}]},
            409,
            "unknown-indicator",
            "/body/scores/0/indicator",
        ),
        (
            {"scores": [{**SCORES[0], "theme": "feedback"}]},
            409,
            "wrong-theme",
            "/body/scores/0/theme",
        ),
        ({"instrumentVersion": "9.9"}, 409, "unknown-instrument", "/body/instrument"),
        ({"instrument": PUPILS_LIST}, 409, "wrong-perspective", "/body/instrument"),
        ({"occurredAt": "2099-01-01"}, 409, "in-the-future", "/body/occurredAt"),
        ({"occurredAt": "1989-12-31"}, 409, "too-long-ago", "/body/occurredAt"),
        ({"occurredAt": "2026-02-30"}, 422, "value-error", "/body/occurredAt"),
        ({"occurredAt": "2001-01-01"}, 409, "school-not-then", "/body/occurredAt"),
        ({"teacher": "p-nobody"}, 409, "not-a-member", "/body/teacher"),
        ({"teacher": "p-carl"}, 409, "observer-is-teacher", "/body/perspective"),
        ({"note": "vrije tekst"}, 422, "extra-forbidden", "/body/note"),
        ({"respondents": 5}, 422, "rule-broken", "/body"),
    ],
)
def test_each_mistake_is_told_where_it_stands(
    cast: Cast, changes: dict[str, Any], status: int, code: str, pointer: str
) -> None:
    answer = cast.coach().post(f"{AT}/observations", json=seen() | changes)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (code, pointer) in {(one["code"], one["pointer"]) for one in answer.json()["errors"]}


def test_the_same_key_gives_the_same_answer_and_one_fact(cast: Cast) -> None:
    headers = {"idempotency-key": str(uuid.uuid4())}
    first, again = (
        cast.coach().post(f"{AT}/observations", json=seen(), headers=headers) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = cast.coach().post(f"{AT}/observations", json=seen(purpose="peer"), headers=headers)
    assert other.status_code == 409
    assert other.json()["type"].endswith("idempotency-key-reused")


def test_a_foreign_school_answers_as_one_that_does_not_exist(cast: Cast) -> None:
    for path in ("observations", "reflections", "pulse-waves"):
        foreign = cast.leader().get(f"/v1/schools/{STRANGER}/{path}")
        absent = cast.leader().get(f"/v1/schools/00XX00/{path}")
        assert foreign.status_code == absent.status_code
        assert foreign.content == absent.content
    foreign = cast.coach().post(f"/v1/schools/{STRANGER}/observations", json=seen())
    absent = cast.coach().post("/v1/schools/00XX00/observations", json=seen())
    assert (foreign.status_code, foreign.content) == (404, absent.content)


def test_without_a_token_or_with_the_wrong_role_nothing_is_done(cast: Cast) -> None:
    client = cast.world.client("x")
    client.headers["authorization"] = "Bearer nonsense"
    assert client.post(f"{AT}/observations", json=seen()).status_code == 401
    assert cast.admin().post(f"{AT}/observations", json=seen()).status_code == 403


def test_a_reflection_is_its_owners_alone(cast: Cast) -> None:
    asked = {"theme": "feedback", "minutes": 20, "text": SECRET, "occurredAt": "2026-03-06"}
    answer = cast.teacher().post(f"{AT}/reflections", json=asked)
    assert answer.status_code == 201, answer.text
    fact = the_fact(cast, answer.json()["facts"][0])
    assert SECRET not in str(fact)
    assert fact["data"]["minutes"] == 20
    mine = cast.teacher().get("/v1/me/reflections").json()["reflections"]
    assert SECRET in {one["text"] for one in mine}
    for other in (cast.teacher("tom"), cast.coach(), cast.leader(), cast.stranger()):
        assert SECRET not in other.get("/v1/me/reflections").text


def test_a_reflection_looks_back_on_an_observation_of_oneself(cast: Cast) -> None:
    made = cast.coach().post(f"{AT}/observations", json=seen()).json()["observation"]
    asked = {"theme": "feedback", "minutes": 5, "about": {"kind": "observation", "id": made}}
    assert cast.teacher().post(f"{AT}/reflections", json=asked).status_code == 201
    other = cast.teacher("tom").post(f"{AT}/reflections", json=asked)
    assert other.json()["errors"][0]["code"] == "about-another"
    asked["about"] = {"kind": "observation", "id": str(uuid.uuid4())}
    unknown = cast.teacher().post(f"{AT}/reflections", json=asked)
    assert unknown.json()["errors"][0]["pointer"] == "/body/about/id"


def test_ratings_coachings_and_results_become_facts(cast: Cast) -> None:
    asked: list[tuple[Any, str, dict[str, Any]]] = [
        (
            cast.teacher(),
            "module-ratings",
            {
                "module": "KM-01",
                "moduleVersion": 1,
                "theme": "feedback",
                "stars": 4,
                "recommends": True,
            },
        ),
        (cast.coach(), "coachings", {"teacher": "p-tess", "kind": "talk", "minutes": 45}),
        (
            cast.leader(),
            "pupil-results",
            {"measure": "grade", "before": 5.9, "after": 6.4, "groupSize": 28, "n": 25},
        ),
    ]
    for client, collection, body in asked:
        answer = client.post(f"{AT}/{collection}", json=body)
        assert answer.status_code == 201, answer.text
        fact = the_fact(cast, answer.json()["facts"][0])
        assert fact["type"] == f"nl.professionalisering.{collection}.recorded.v1"
        assert {name: fact["data"][name] for name in body} == body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measure": "iq"}, "unknown-measure"),
        ({"after": 11}, "measure-out-of-range"),
        ({"after": 6.123}, "two-decimals"),
        ({"n": 29}, "rule-broken"),
    ],
)
def test_a_pupil_result_is_on_a_registered_measure(
    cast: Cast, changes: dict[str, Any], code: str
) -> None:
    body = {"measure": "grade", "before": 5.9, "after": 6.4, "groupSize": 28, "n": 25}
    answer = cast.leader().post(f"{AT}/pupil-results", json=body | changes)
    assert code in {one["code"] for one in answer.json()["errors"]}, answer.text


def test_only_its_author_retracts_and_only_once(cast: Cast) -> None:
    made = cast.coach().post(f"{AT}/observations", json=seen(comment=SECRET))
    path = f"{AT}/observations/{made.json()['observation']}/retractions"
    body = {"reason": "entered-in-error"}
    for other in (cast.teacher(), cast.leader()):
        assert other.post(path, json=body).status_code == 404
    outdated = cast.coach().post(path, json=body, headers={"if-match": '"7"'})
    assert outdated.status_code == 412
    etag = {"if-match": made.headers["etag"]}
    assert cast.coach().post(path, json={"reason": "bad"}, headers=etag).status_code == 409
    gone = cast.coach().post(path, json=body, headers=etag)
    assert gone.status_code == 201, gone.text
    again = cast.coach().post(path, json=body)
    assert again.json()["errors"][0]["code"] == "retracted-before"
    found = cast.coach().get("/v1/me/observations", params={"limit": 200}).json()["observations"]
    mine = next(one for one in found if one["observation"] == made.json()["observation"])
    assert mine["retracted"] is True
    assert mine["comment"] is None


def test_the_leader_retracts_an_appraisal(cast: Cast) -> None:
    made = cast.leader().post(f"{AT}/observations", json=seen(purpose="appraisal")).json()
    path = f"{AT}/observations/{made['observation']}/retractions"
    assert cast.coach().post(path, json={}).status_code == 404
    assert cast.leader().post(path, json={"reason": "duplicate"}).status_code == 201


@pytest.mark.parametrize("collection", ["reflections", "module-ratings", "coachings"])
def test_what_was_never_recorded_cannot_be_retracted(cast: Cast, collection: str) -> None:
    path = f"{AT}/{collection}/{uuid.uuid4()}/retractions"
    assert cast.teacher().post(path, json={}).status_code == 404


def test_enrolment_being_away_is_told_as_such(cast: Cast) -> None:
    client = cast.world.client("newcomer", "teacher", boards=[BOARD], schools=[SCHOOL])
    cast.world.sign_in.away = True
    try:
        answer = client.post(f"{AT}/reflections", json={"theme": "feedback", "minutes": 1})
        absent = client.get("/v1/schools/00XX00/pulse-waves")
    finally:
        cast.world.sign_in.away = False
    assert (answer.status_code, absent.status_code) == (503, 503)
    nobody = client.post(f"{AT}/reflections", json={"theme": "feedback", "minutes": 1})
    assert nobody.json()["type"].endswith("no-pseudonym")


def test_a_board_registers_an_instrument_and_uses_it(cast: Cast) -> None:
    described = {
        "id": "eigen-lijst",
        "version": "2.1",
        "owner": "Bestuur",
        "titles": {"nl": "Eigen lijst", "en": "Own list"},
        "perspectives": ["observer"],
        "indicators": [{"indicator": "A1", "theme": "feedback"}],
    }
    path = f"/v1/boards/{BOARD}/instruments"
    assert cast.admin().post(path, json=described).status_code == 201
    assert cast.admin().post(path, json=described).status_code == 200
    changed = described | {"owner": "Ander"}
    assert cast.admin().post(path, json=changed).json()["errors"][0]["code"] == "instrument-exists"
    taken = cast.admin().post(path, json=described | {"id": LIST})
    assert taken.json()["errors"][0]["code"] == "instrument-taken"
    scores = [{"indicator": "A1", "theme": "feedback", "score": 4}]
    asked = seen(instrument="eigen-lijst", instrumentVersion="2.1", scores=scores)
    assert cast.coach().post(f"{AT}/observations", json=asked).status_code == 201
    assert "eigen-lijst" in cast.teacher().get("/v1/instruments").text
    assert "eigen-lijst" not in cast.stranger().get("/v1/instruments").text
    foreign = cast.world.client("x", "board-admin", boards=["99999"])
    assert foreign.post(path, json=described).status_code == 404


def test_the_shipped_lists_have_seven_themes(cast: Cast) -> None:
    found = cast.teacher().get("/v1/instruments").json()["instruments"]
    shipped = {one["id"]: one for one in found}
    themes = {indicator["theme"] for indicator in shipped[LIST]["indicators"]}
    assert len(themes) == 7
    assert len(shipped[LIST]["indicators"]) == 20
    assert shipped[PUPILS_LIST]["perspectives"] == ["pupils"]
    one = cast.teacher().get(f"/v1/instruments/{LIST}/versions/{LIST_VERSION}").json()
    assert one == shipped[LIST]
