"""What own facts add up to, which roles were held, and what is in the file to take along."""

import csv
import io
import json
import uuid
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from services.evidence.portfolio.bundle import MISSING, READ_ME, TEXTS, TIMELINE_COLUMNS, bundle
from services.evidence.portfolio.summary import Held, Totals, in_all, per_year, roles
from services.evidence.portfolios import Portfolio, told

NOW = datetime(2026, 3, 17, 8, 41, tzinfo=UTC)


def fact(name: str, day: str, school: str = "98WL00", **data: Any) -> dict[str, Any]:
    return {
        "type": f"nl.professionalisering.{name}.v1",
        "id": str(uuid.uuid4()),
        "board": "41775",
        "school": school,
        "occurredAt": day,
        "recordedAt": f"{day[:10]}T12:00:00.000000Z",
        "data": {"occurredAt": day, **data},
    }


PRACTICE = fact(
    "enrolments.practice-logged", "2025-10-01", practice="p1", minutes=50, withCoach=True
)
FACTS = [
    fact("enrolments.practice-retracted", "2025-10-09", enrolment="e1", practice="p2"),
    fact("enrolments.practice-logged", "2025-10-08", practice="p2", minutes=45, withCoach=False),
    PRACTICE,
    fact("reflections.recorded", "2025-07-31", reflection="r1", minutes=15, theme="feedback"),
    fact("reflections.recorded", "2025-08-01", reflection="r2", minutes=20, theme="feedback"),
    fact("enrolments.completed", "2025-06-01", enrolment="e0", studyHours=12.5),
]


def test_each_school_year_has_its_own_totals_the_newest_first() -> None:
    found = per_year(FACTS)
    assert list(found) == ["2025-2026", "2024-2025"]
    assert found["2024-2025"] == Totals(
        modules_completed=1, study_hours=12.5, reflections=1, reflection_minutes=15
    )
    assert found["2025-2026"].reflections == 1
    assert in_all(found).reflection_minutes == 35


def test_what_was_taken_back_does_not_count() -> None:
    found = per_year(FACTS)["2025-2026"]
    assert (found.practice_lessons, found.practice_minutes, found.coached_lessons) == (1, 50, 1)


def test_a_revoked_certificate_does_not_count() -> None:
    awarded = fact("certificates.awarded", "2025-10-01", certificate="c1", module="EF-01")
    revoked = fact("certificates.revoked", "2025-11-01", certificate="c1")
    assert in_all(per_year([awarded])).certificates == 1
    assert in_all(per_year([revoked, awarded])).certificates == 0


def test_a_role_lasts_until_it_is_left_and_may_be_taken_again() -> None:
    taken, left = (
        fact(f"roles.{what}", day, role="mentor")
        for what, day in (("taken", "2024-09-01"), ("left", "2025-02-01"))
    )
    again = fact("roles.taken", "2025-09-01", role="mentor")
    elsewhere = fact("roles.taken", "2024-10-01", school="98SG00", role="mentor")
    assert roles([again, left, elsewhere, taken]) == [
        Held("mentor", "98WL00", "2024-09-01", "2025-02-01"),
        Held("mentor", "98SG00", "2024-10-01", None),
        Held("mentor", "98WL00", "2025-09-01", None),
    ]


def _files(texts: Any, certificates: Any = None) -> dict[str, bytes]:
    own = Portfolio(FACTS, per_year(FACTS), (), ())
    made = bundle(told(own, at="now"), FACTS, certificates or {}, texts, NOW)
    packed = zipfile.ZipFile(io.BytesIO(made))
    assert packed.testzip() is None
    return {name: packed.read(name) for name in packed.namelist()}


def test_the_file_holds_everything_and_says_what_it_is_in_two_languages() -> None:
    files = _files({"reflections": [{"text": "Het ging beter."}]}, {"c1": ({"id": "x"}, "a.b.c")})
    assert set(files) == {
        "LEESMIJ.md",
        "README.md",
        "data-dictionary.csv",
        "portfolio.json",
        "timeline.json",
        "timeline.csv",
        "certificates/c1.json",
        "certificates/c1.jwt",
        TEXTS,
    }
    assert json.loads(files["timeline.json"]) == FACTS
    assert json.loads(files[TEXTS])["reflections"][0]["text"] == "Het ging beter."
    assert files["certificates/c1.jwt"] == b"a.b.c"


def test_texts_that_could_not_be_had_are_said_to_be_missing() -> None:
    files = _files(None)
    assert TEXTS not in files
    assert "ontbreken" in files[MISSING].decode()
    assert "missing" in files[MISSING].decode()


def test_the_table_says_of_each_fact_whether_it_was_taken_back() -> None:
    rows = list(csv.DictReader(io.StringIO(_files(None)["timeline.csv"].decode())))
    assert [row["retracted"] for row in rows] == ["no", "yes", "no", "no", "no", "no"]
    assert rows[1]["minutes"] == "45"
    assert json.loads(rows[2]["data"]) == PRACTICE["data"]


def test_every_field_is_in_the_data_dictionary_in_two_languages() -> None:
    with (READ_ME / "data-dictionary.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["nl"] and row["en"] for row in rows)
    explained = {(row["file"], row["field"]) for row in rows}
    assert {("timeline.csv", column) for column in TIMELINE_COLUMNS} <= explained
    fields = {"at", "totals", "years", "certificates", "roles", "schoolYear", *Totals().told()}
    assert {("portfolio.json", field) for field in fields} <= explained


@pytest.mark.parametrize("name", ["LEESMIJ.md", "README.md"])
def test_the_read_me_names_what_is_in_the_file(name: str) -> None:
    said = (READ_ME / name).read_text()
    for file in ("portfolio.json", "timeline.csv", "*.jwt", TEXTS, "data-dictionary.csv"):
        assert file in said
