"""A board's year as facts on chains: enough variety to be honest, made fast enough to be many."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from shared.chassis.canonical import canonical, link
from shared.contracts import enrolment as e
from shared.contracts import feedback as f
from shared.contracts.catalogue import BY_NAME
from shared.contracts.codes import Theme
from shared.contracts.envelope import enveloped, service_source
from shared.contracts.fact import Fact

BOARD = "41775"
THEMES: tuple[Theme, ...] = ("feedback", "classroom-management", "differentiation")
FIRST_DAY = date(2025, 8, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """One fact as it goes to Kafka."""

    topic: str
    key: str
    body: bytes
    headers: dict[str, str]


class Chains:
    """Gives each fact its place on the chain of its publisher and school."""

    def __init__(self) -> None:
        self._ends: dict[tuple[str, str], tuple[int, bytes]] = {}

    def add(self, key: str, fact: Fact, logged_at: datetime) -> Made:
        """The next link of a chain."""
        entry = BY_NAME[fact.NAME]
        sequence, previous = self._ends.get((entry.owner, key), (0, bytes(32)))
        event = enveloped(
            fact,
            event_id=str(uuid.uuid4()),
            source=service_source("00000000", entry.owner),
            key=key,
            board=BOARD,
            sequence=sequence + 1,
            logged_at=logged_at,
        )
        body = canonical(event)
        digest = link(previous, body)
        self._ends[entry.owner, key] = (sequence + 1, digest)
        headers = {
            "sequence": event["sequence"],
            "hash": digest.hex(),
            "prevhash": previous.hex(),
        }
        return Made(entry.topic, key, body, headers)


def school_code(number: int) -> str:
    """An invented location code."""
    return f"{90 + number // 676 % 10}{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}00"


def facts(schools: int, teachers: int, seed: int = 1) -> Iterator[Made]:
    """The facts of all schools, week after week, as they would be logged."""
    random = Random(seed)
    chains = Chains()
    staff = {
        school_code(number): [uuid.UUID(int=random.getrandbits(128)).hex for _ in range(teachers)]
        for number in range(schools)
    }
    at = datetime(2025, 8, 1, 8, tzinfo=UTC)
    for school, people in staff.items():
        for fact in _beginning(school, people):
            yield chains.add(school, fact, at)
    for week in range(40):
        at += timedelta(days=7)
        day = (FIRST_DAY + timedelta(days=7 * week)).isoformat()
        for school, people in staff.items():
            for teacher in random.sample(people, max(1, len(people) // 2)):
                for fact in _week(teacher, people, day, random):
                    yield chains.add(school, fact, at)


def _beginning(school: str, people: list[str]) -> Iterator[Fact]:
    day = FIRST_DAY.isoformat()
    yield e.SchoolRegistered(
        occurred_at=day, school=school, board=BOARD, name=school, sector="vo", valid_from=day
    )
    for number, teacher in enumerate(people):
        yield e.TeacherJoined(
            occurred_at=day,
            teacher=teacher,
            from_=day,
            career_start="2024-08-01" if number % 5 == 0 else "2010-08-01",
            fte=0.8,
            function="teacher",
        )


def _week(teacher: str, people: list[str], day: str, random: Random) -> Iterator[Fact]:
    """A module taken, practised and finished, or an observation, in one teacher's week."""
    theme = random.choice(THEMES)
    if random.random() < 0.5:
        yield _observation(teacher, random.choice(people), day, theme, random)
        return
    enrolment = str(uuid.UUID(int=random.getrandbits(128), version=4))
    common: dict[str, Any] = {"occurred_at": day, "enrolment": enrolment}
    yield e.EnrolmentRequested(
        **common,
        teacher=teacher,
        module=f"{theme[:2].upper()}-01",
        module_version=1,
        theme=theme,
        planned_hours=12,
        planned_practice=4,
    )
    yield e.EnrolmentConfirmed(**common)
    yield e.EnrolmentStarted(**common)
    for _ in range(3):
        practice = str(uuid.UUID(int=random.getrandbits(128), version=4))
        yield e.PracticeLogged(
            **common,
            practice=practice,
            minutes=50,
            with_coach=random.random() < 0.3,
            own_class=True,
        )
    yield e.EnrolmentCompleted(**common, study_hours=11.5, assessment="passed")


def _observation(
    teacher: str, observer: str, day: str, theme: Theme, random: Random
) -> f.ObservationRecorded:
    scores = tuple(
        f.Score(indicator=f"I{number:02}", theme=theme, score=random.randint(1, 4))
        for number in range(4)
    )
    return f.ObservationRecorded(
        occurred_at=day,
        observation=str(uuid.UUID(int=random.getrandbits(128), version=4)),
        teacher=teacher,
        perspective="observer",
        purpose="appraisal",
        instrument="sample-lesson",
        instrument_version="1.0",
        scores=scores,
        observer=observer,
    )
