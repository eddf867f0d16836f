"""A year is lived in once something is planned, done, seen or asked in it."""

from datetime import UTC, datetime

import pytest

from services.evidence.figures.derive import school_years
from services.evidence.figures.lived import is_lived
from services.evidence.fold_file import views
from services.evidence.history.replay import replay
from services.evidence.translate import read_body
from shared.contracts import enrolment as e
from shared.contracts import feedback as f
from shared.contracts.fact import Fact
from tests.unit.evidence.test_boundaries import (
    CONFIRMED,
    OF_IT,
    STARTED,
    known_chain,
    observed,
    requested,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
IN_AUTUMN = "2026-09-14"


def lived(*facts: Fact) -> list[str]:
    """The years in which something was recorded, of 2024-2025 to 2026-2027."""
    histories = replay(map(read_body, known_chain(*facts)), NOW)
    (view,) = views(histories, NOW)
    return [year.name for year in school_years(view) if is_lived(year)]


def test_people_who_only_stay_make_no_year() -> None:
    assert lived() == []


def test_an_enrolment_that_runs_on_makes_no_second_year() -> None:
    assert lived(requested(), CONFIRMED, STARTED) == ["2025-2026"]


@pytest.mark.parametrize(
    "fact",
    [
        observed(1, IN_AUTUMN, 3),
        e.GoalSet(
            occurred_at="2026-07-01",
            goal="00000000-0000-4000-8000-000000000009",
            theme="feedback",
            school_year="2026-2027",
            indicator="participation-share",
            target=0.5,
            due_on="2027-02-01",
        ),
        f.PulseWaveOpened(
            occurred_at=IN_AUTUMN,
            wave="00000000-0000-4000-8000-000000000008",
            opens_on=IN_AUTUMN,
            closes_on="2026-09-25",
            invited=9,
        ),
    ],
    ids=lambda fact: fact.NAME,
)
def test_a_first_record_makes_the_year(fact: Fact) -> None:
    assert lived(fact) == ["2026-2027"]


def test_a_completion_makes_the_year_and_the_talk_about_it_does_not() -> None:
    done = e.EnrolmentCompleted(
        occurred_at="2026-07-20",
        enrolment=OF_IT["enrolment"],
        study_hours=9,
        assessment="passed",
    )
    talk = e.OutcomeDiscussed(
        occurred_at=IN_AUTUMN, enrolment=OF_IT["enrolment"], conclusion="apply"
    )
    late = {**OF_IT, "occurred_at": "2026-06-01"}
    steps = (e.EnrolmentConfirmed(**late), e.EnrolmentStarted(**late), done, talk)
    assert lived(requested("2026-06-01"), *steps) == ["2025-2026"]
