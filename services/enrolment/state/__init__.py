"""What stands: a board or a school, folded from its own facts and nothing else."""

from typing import assert_never

from services.enrolment.state.board import BoardFact, BoardState, evolve_board
from services.enrolment.state.said import Said
from services.enrolment.state.school import SchoolFact, SchoolState, evolve_school

State = BoardState | SchoolState
BOARD_DIGITS = 5

__all__ = [
    "BoardFact",
    "BoardState",
    "Said",
    "SchoolFact",
    "SchoolState",
    "State",
    "evolve",
    "initial",
]


def initial(key: str) -> State:
    """The state before any fact: of a board for five digits, else of a school."""
    return BoardState(key) if len(key) == BOARD_DIGITS and key.isdigit() else SchoolState(key)


def evolve(state: State, said: Said) -> State:
    """The state after one more fact; ValueError for a fact on a chain where it does not belong."""
    fact = said.fact
    match state:
        case BoardState() if isinstance(fact, BoardFact):
            return evolve_board(state, fact)
        case SchoolState() if isinstance(fact, SchoolFact):
            return evolve_school(state, fact, said.id)
        case BoardState() | SchoolState():
            raise ValueError(f"{fact.NAME} does not belong on this chain")
        case _:
            assert_never(state)
