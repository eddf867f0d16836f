"""A teacher's small history, told in full: for tests of the own year, advice and coaching."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.evidence.figures.calendar import Year
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history.records import Module
from services.evidence.history.replay import replay
from services.evidence.recommend.situation import Situation, situation
from services.evidence.translate import read_body
from shared.contracts import enrolment as e
from shared.contracts import feedback as f
from shared.contracts.fact import Fact
from tests.bench.facts import BOARD, Chains

SCHOOL, ME = "11AA00", "t1"
TODAY = date(2026, 3, 1)
THEMES = {"KM": "classroom-management", "FB": "feedback", "DF": "differentiation"}


def thing(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def school(career: str | None = "2012-08-01", fte: float = 0.8, **member: Any) -> list[Fact]:
    at: dict[str, Any] = {"occurred_at": "2023-08-01"}
    named: dict[str, Any] = {"name": "X", "sector": "vo", "valid_from": "2023-08-01"}
    joined = {"teacher": ME, "from_": "2023-08-01", "function": "teacher", **member}
    return [
        e.SchoolRegistered(school=SCHOOL, board=BOARD, **named, **at),
        e.TeacherJoined(career_start=career, fte=fte, **joined, **at),
    ]


def module(code: str, level: str = "all", hours: float = 6, since: str = "2023-08-01") -> Fact:
    return e.ModuleRegistered(
        occurred_at=since,
        module=code,
        version=1,
        theme=THEMES[code[:2]],  # type: ignore[arg-type]
        titles=e.Titles(nl=f"Over {code}", en=f"About {code}"),
        study_hours=hours,
        practice_lessons=3,
        form="self-paced",
        level=level,  # type: ignore[arg-type]
        valid_from=since,
    )


def seen(
    number: int, day: str, theme: str, score: float, perspective: str = "observer", **said: Any
) -> Fact:
    told: dict[str, Any] = {"purpose": "coaching", "instrument": "list", "observer": None, **said}
    if perspective == "observer":
        told["observer"] = said.get("observer", "o1")
    if perspective == "pupils":
        told["respondents"] = said.get("respondents", 20)
    return f.ObservationRecorded(
        occurred_at=day,
        observation=thing(number),
        teacher=ME,
        perspective=perspective,  # type: ignore[arg-type]
        instrument_version="1.0",
        scores=(f.Score(indicator="I1", theme=theme, score=score),),  # type: ignore[arg-type]
        **told,
    )


def goal(number: int, theme: str) -> Fact:
    return e.GoalSet(
        occurred_at="2025-09-10",
        goal=thing(number),
        theme=theme,  # type: ignore[arg-type]
        school_year="2025-2026",
        indicator="participation-share",
        target=0.5,
        due_on="2026-06-01",
    )


def enrolled(number: int, code: str, day: str = "2025-10-01", **asked: Any) -> list[Fact]:
    """Asked for, confirmed and started on one day."""
    at: dict[str, Any] = {"occurred_at": day, "enrolment": thing(number)}
    plan = {"planned_hours": 6, "planned_practice": 3, "goal": None, **asked}
    request = e.EnrolmentRequested(
        teacher=ME,
        module=code,
        module_version=1,
        theme=THEMES[code[:2]],  # type: ignore[arg-type]
        **plan,
        **at,
    )
    return [request, e.EnrolmentConfirmed(**at), e.EnrolmentStarted(**at)]


def practised(number: int, lesson: int, day: str, *, coached: bool = False) -> Fact:
    return e.PracticeLogged(
        occurred_at=day,
        enrolment=thing(number),
        practice=thing(lesson),
        minutes=50,
        with_coach=coached,
        own_class=True,
    )


def completed(number: int, day: str = "2026-01-15", hours: float = 6) -> Fact:
    return e.EnrolmentCompleted(
        occurred_at=day, enrolment=thing(number), study_hours=hours, assessment="passed"
    )


def view(*facts: Fact | list[Fact], today: date = TODAY) -> View:
    chains, at = Chains(), datetime(2023, 8, 1, 12, tzinfo=UTC)
    bodies = []
    for fact in _flat(facts):
        at += timedelta(seconds=1)
        key = BOARD if isinstance(fact, e.ModuleRegistered) else SCHOOL
        bodies.append(chains.add(key, fact, at).body)
    found = replay(read_body(body) for body in bodies)
    return View(found.schools[SCHOOL], found.boards, today.toordinal())


def year(*facts: Fact | list[Fact], today: date = TODAY) -> SchoolYear:
    return SchoolYear(view(*facts, today=today), Year.of(today.toordinal()))


def standing(*facts: Fact | list[Fact], today: date = TODAY) -> tuple[Situation, list[Module]]:
    """Where the teacher of these facts stands, and the catalogue."""
    at = year(*facts, today=today)
    board = at.view.boards.get(BOARD)
    return situation([at], ME), board.modules if board else []


def _flat(facts: Iterable[Fact | list[Fact]]) -> list[Fact]:
    return [one for found in facts for one in (found if isinstance(found, list) else [found])]
