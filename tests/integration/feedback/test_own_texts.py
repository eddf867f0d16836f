"""A person deletes the own texts: all of them, only the own, for good, and twice is harmless."""

from typing import Any

import httpx

from tests.integration.feedback.cast import LIST, LIST_VERSION, SCHOOL, SCORES, Cast

AT = f"/v1/schools/{SCHOOL}"
SECRET = "Dit is van mij alleen."
METRIC = "aantoonbaar_texts_deleted_total"


def _write(cast: Cast, name: str) -> None:
    """A reflection and an own look at a lesson, each with a text."""
    for collection, body in (
        ("reflections", {"theme": "feedback", "minutes": 10, "text": SECRET}),
        ("observations", _look(f"p-{name}", perspective="self")),
    ):
        answer = cast.teacher(name).post(f"{AT}/{collection}", json=body)
        assert answer.status_code == 201, answer.text


def _look(teacher: str, **more: Any) -> dict[str, Any]:
    return {
        "teacher": teacher,
        "purpose": "coaching",
        "instrument": LIST,
        "instrumentVersion": LIST_VERSION,
        "scores": SCORES,
        "comment": SECRET,
        **more,
    }


def _stored(cast: Cast, **query: Any) -> int:
    """How many texts stand in the database, whoever asks."""
    kept = cast.world.mongo().kept
    return int(kept.count_documents({**query, "text": {"$ne": None}}))


def _deleted(cast: Cast) -> float:
    text = httpx.get(f"{cast.world.url}/metrics").text
    found = [line for line in text.splitlines() if line.startswith(METRIC)]
    return float(found[0].rsplit(" ", 1)[1])


def test_own_texts_go_from_the_store_and_nobody_elses(cast: Cast) -> None:
    _write(cast, "tess")
    _write(cast, "tom")
    about = cast.coach().post(f"{AT}/observations", json=_look("p-tess", perspective="observer"))
    assert about.status_code == 201, about.text
    before, toms = _stored(cast, author="p-tess", teacher="p-tess"), _stored(cast, author="p-tom")
    by_coach, counted = _stored(cast, author="p-carl", teacher="p-tess"), _deleted(cast)
    facts = cast.world.mongo().facts.count_documents({})
    assert before >= 2

    tess = cast.teacher()
    assert tess.get("/v1/me/texts").json() == {"texts": before}
    answer = tess.delete("/v1/me/texts")
    assert (answer.status_code, answer.json()) == (200, {"deleted": before})

    assert _stored(cast, author="p-tess", teacher="p-tess") == 0
    assert SECRET not in tess.get("/v1/me/reflections").text
    assert _stored(cast, author="p-tom") == toms
    assert _stored(cast, author="p-carl", teacher="p-tess") == by_coach
    assert SECRET in tess.get("/v1/me/observations").text  # what the coach wrote
    assert cast.world.mongo().facts.count_documents({}) == facts
    assert _deleted(cast) == counted + before


def test_a_second_time_is_harmless_and_says_so(cast: Cast) -> None:
    _write(cast, "tom")
    tom = cast.teacher("tom")
    assert tom.delete("/v1/me/texts").json()["deleted"] >= 2
    assert tom.delete("/v1/me/texts").json() == {"deleted": 0}
    assert tom.get("/v1/me/texts").json() == {"texts": 0}


def test_reflections_stay_in_the_list_without_their_text(cast: Cast) -> None:
    _write(cast, "tess")
    tess = cast.teacher()
    before = tess.get("/v1/me/reflections").json()["reflections"]
    tess.delete("/v1/me/texts")
    after = tess.get("/v1/me/reflections").json()["reflections"]
    assert [one["reflection"] for one in after] == [one["reflection"] for one in before]
    assert {one["text"] for one in after} == {None}


def test_no_text_is_in_the_logs_and_no_person(cast: Cast) -> None:
    _write(cast, "tess")
    cast.teacher().delete("/v1/me/texts")
    told = [line for line in cast.world.log().splitlines() if "own texts deleted" in line]
    assert told
    assert not any(SECRET in line or "tess" in line for line in told)
    assert SECRET not in cast.world.log()


def test_without_a_token_nothing_is_deleted(cast: Cast) -> None:
    client = cast.world.client("x")
    client.headers["authorization"] = "Bearer nonsense"
    assert client.delete("/v1/me/texts").status_code == 401
    assert client.get("/v1/me/texts").status_code == 401
