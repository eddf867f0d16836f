"""Given facts, when a command, then facts or a refusal: the words in which rules are tested."""

from collections.abc import Sequence
from typing import Any

from services.enrolment.refusals import SENTENCES
from services.enrolment.state import BoardState, Said, SchoolState, evolve, initial
from shared.chassis.errors import Invalid, Refusal
from shared.contracts.enrolment import (
    BoardRegistered,
    EnrolmentFact,
    EnrolmentRequested,
    ModuleRegistered,
    SchoolRegistered,
    TeacherJoined,
    Titles,
)

BOARD, SCHOOL = "90001", "98WL00"
DAY = "2025-09-10"


def uid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def folded(key: str, facts: Sequence[EnrolmentFact]) -> Any:
    """The state after these facts; the nth fact has id f"fact-{n}" as a UUID."""
    state = initial(key)
    for number, fact in enumerate(facts, start=1):
        state = evolve(state, Said(fact, uid(number)))
    return state


def school(*facts: EnrolmentFact) -> SchoolState:
    """A registered secondary school, and what happened there since; registering is fact 1."""
    return folded(SCHOOL, [registered(), *facts])


def board(*facts: EnrolmentFact) -> BoardState:
    """A registered board, and what happened since."""
    return folded(BOARD, [board_registered(), *facts])


def board_registered(**values: Any) -> BoardRegistered:
    return BoardRegistered(
        **{
            "occurred_at": DAY,
            "board": BOARD,
            "name": "Stichting Elders",
            "sectors": ("vo",),
            "valid_from": "2020-08-01",
            **values,
        }
    )


def registered(**values: Any) -> SchoolRegistered:
    return SchoolRegistered(
        **{
            "occurred_at": DAY,
            "school": SCHOOL,
            "board": BOARD,
            "name": "De Wissel",
            "sector": "vo",
            "place": "Elders",
            "valid_from": "2020-08-01",
            **values,
        }
    )


def joined(teacher: str, **values: Any) -> TeacherJoined:
    return TeacherJoined(
        **{
            "occurred_at": DAY,
            "teacher": teacher,
            "from_": "2025-08-01",
            "fte": 1.0,
            "function": "teacher",
            **values,
        }
    )


def module(code: str = "KM-01", version: int = 1, **values: Any) -> ModuleRegistered:
    return ModuleRegistered(
        **{
            "occurred_at": DAY,
            "module": code,
            "version": version,
            "theme": "classroom-management",
            "titles": Titles(nl="Rustig beginnen", en="A calm start"),
            "study_hours": 6.0,
            "practice_lessons": 3,
            "form": "coached",
            "level": "starter",
            "valid_from": "2025-08-01",
            **values,
        }
    )


def requested(enrolment: str, teacher: str = "anna", **values: Any) -> EnrolmentRequested:
    return EnrolmentRequested(
        **{
            "occurred_at": DAY,
            "enrolment": enrolment,
            "teacher": teacher,
            "module": "KM-01",
            "module_version": 1,
            "theme": "classroom-management",
            "planned_hours": 6.0,
            "planned_practice": 3,
            **values,
        }
    )


def refused(caught: Any) -> str:
    """The code of a refusal, whose sentence is in the table in both languages."""
    error = caught.value
    assert isinstance(error, Refusal)
    assert error.code in SENTENCES
    assert all(sentence and "{" not in sentence for sentence in error.words)
    return error.code


def findings(caught: Any) -> list[tuple[str, str]]:
    """Pointer and code of everything that was wrong with the input."""
    error = caught.value
    assert isinstance(error, Invalid)
    return [(found.pointer, found.code) for found in error.findings]
