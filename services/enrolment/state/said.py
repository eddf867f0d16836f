"""A fact together with its id: corrections name the fact they correct."""

from dataclasses import dataclass

from shared.contracts.enrolment import EnrolmentFact


@dataclass(frozen=True, slots=True)
class Said:
    """One fact, and the id of its envelope."""

    fact: EnrolmentFact
    id: str
