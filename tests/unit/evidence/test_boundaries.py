"""Facts that a publisher would refuse, and days on an edge: small histories, told in full."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.evidence.fold_file import fold
from services.evidence.translate import read_body
from shared.contracts import enrolment as e
from shared.contracts import feedback as f
from shared.contracts.fact import Fact
from tests.bench.facts import BOARD, Chains

SCHOOL = "11AA00"
ENROLMENT = "00000000-0000-4000-8000-000000000001"
OF_IT: dict[str, Any] = {"occurred_at": "2025-09-08", "enrolment": ENROLMENT}


def school() -> Iterator[Fact]:
    yield e.SchoolRegistered(
        occurred_at="2024-08-01",
        school=SCHOOL,
        board=BOARD,
        name="X",
        sector="po",
        valid_from="2024-08-01",
    )
    yield e.TeacherJoined(
        occurred_at="2024-08-01",
        teacher="t1",
        from_="2024-08-01",
        career_start="2024-08-01",
        fte=1,
        function="teacher",
    )


def requested(day: str = "2025-09-08") -> Fact:
    return e.EnrolmentRequested(
        occurred_at=day,
        enrolment=ENROLMENT,
        teacher="t1",
        module="EF-01",
        module_version=1,
        theme="feedback",
        planned_hours=10,
        planned_practice=4,
    )


def observed(number: int, day: str, score: int) -> Fact:
    return f.ObservationRecorded(
        occurred_at=day,
        observation=f"00000000-0000-4000-8000-0000000000{number:02}",
        teacher="t1",
        perspective="observer",
        purpose="peer",
        instrument="sample-lesson",
        instrument_version="1.0",
        scores=(f.Score(indicator="I1", theme="feedback", score=score),),
        observer="o1",
    )


def known_chain(*facts: Fact) -> Iterator[bytes]:
    """The bodies of a school's chain, a second apart."""
    chains, at = Chains(), datetime(2024, 8, 1, 12, tzinfo=UTC)
    for fact in (*school(), *facts):
        at += timedelta(seconds=1)
        yield chains.add(SCHOOL, fact, at).body


def folded(*facts: Fact, as_of: datetime = datetime(2026, 8, 30, tzinfo=UTC)) -> dict[str, Any]:
    return fold([read_body(body) for body in known_chain(*facts)], as_of)


def figure(found: dict[str, Any], name: str, year: str, theme: str | None) -> dict[str, Any]:
    (row,) = (
        row
        for row in found["figures"]
        if (row["figure"], row["schoolYear"], row["theme"], row["school"])
        == (name, year, theme, SCHOOL)
    )
    return dict(row)


CONFIRMED, DECLINED = e.EnrolmentConfirmed(**OF_IT), e.EnrolmentDeclined(**OF_IT)
STARTED = e.EnrolmentStarted(**OF_IT)


@pytest.mark.parametrize(
    ("steps", "forbidden"),
    [
        ((CONFIRMED, DECLINED, STARTED), "enrolments.declined"),
        ((DECLINED, CONFIRMED), "enrolments.confirmed"),
        ((CONFIRMED, CONFIRMED), "enrolments.confirmed"),
        ((DECLINED, STARTED), "enrolments.started"),
        ((CONFIRMED, STARTED, STARTED), "enrolments.started"),
    ],
)
def test_what_a_publisher_refuses_is_parked_with_the_figures_up_to_it(
    steps: tuple[Fact, ...], forbidden: str
) -> None:
    found = folded(requested(), *steps)
    (parked,) = found["parked"]
    assert parked["type"] == f"nl.professionalisering.{forbidden}.v1"
    taking_part = steps.count(STARTED) == 2
    share = figure(found, "participation", "2025-2026", "feedback")
    assert share["value"] == (1.0 if taking_part else 0.0)


def test_a_first_measurement_within_14_days_counts_also_behind_the_school_year() -> None:
    late = {**OF_IT, "occurred_at": "2025-07-25"}
    facts = (
        requested("2025-07-25"),
        e.EnrolmentConfirmed(**late),
        e.EnrolmentStarted(**late),
        observed(2, "2025-08-08", 2),
        observed(3, "2025-10-01", 3),
    )
    found = folded(*facts)
    before = figure(found, "growth.observer", "2024-2025", "feedback")
    assert before["suppressed"] == "no-data"
    after = figure(found, "growth.observer", "2025-2026", "feedback")
    assert (after["value"], after["n"]) == (1.0, 1)
    kinds = {
        gap["kind"]
        for gap in found["gaps"]
        if (gap["schoolYear"], gap["theme"]) == ("2024-2025", "feedback")
    }
    assert "no-baseline" not in kinds
    assert "no-later" in kinds


def test_a_first_measurement_on_day_15_comes_too_late() -> None:
    late = {**OF_IT, "occurred_at": "2025-07-25"}
    found = folded(
        requested("2025-07-25"),
        e.EnrolmentConfirmed(**late),
        e.EnrolmentStarted(**late),
        observed(2, "2025-08-09", 2),
    )
    kinds = {gap["kind"] for gap in found["gaps"] if gap["schoolYear"] == "2024-2025"}
    assert "no-baseline" in kinds
