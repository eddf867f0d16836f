"""Options and arguments that several verbs share, and what they may hold."""

import re
from datetime import UTC, datetime
from typing import Annotated

import typer

from deploy.local.failures import WrongUse
from shared.contracts.moments import AMSTERDAM

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, last on stdout.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="An RFC 3339 time, or a date: all that was logged by its end."),
]
School = Annotated[str | None, typer.Option("--school", help="One school, such as 99ZZ00.")]
Board = Annotated[str | None, typer.Option("--board", help="One board, such as 00001.")]
ValidFrom = Annotated[
    str | None, typer.Option("--valid-from", help="From which day on it holds; today without it.")
]

_SCHOOL = re.compile(r"[0-9]{2}[A-Z]{2}([0-9]{2})?", re.ASCII)
_BOARD = re.compile(r"[0-9]{5}", re.ASCII)


def school_code(text: str) -> str:
    """The text as a school's code; WrongUse when it cannot be one."""
    code = text.strip().upper()
    if not _SCHOOL.fullmatch(code):
        raise WrongUse(f"{text!r} is no school's code; write it as 99ZZ00 (of MBO also 99ZZ).")
    return code


def board_number(text: str) -> str:
    """The text as a board's number; WrongUse when it cannot be one."""
    if not _BOARD.fullmatch(text.strip()):
        raise WrongUse(f"{text!r} is no board's number; write all five digits, as in 00001.")
    return text.strip()


def one_of(school: str | None, board: str | None) -> tuple[str | None, str | None]:
    """A school, a board, or neither; WrongUse for both."""
    if school and board:
        raise WrongUse("Name a school or a board, not both.")
    return school and school_code(school), board and board_number(board)


def today() -> str:
    """The present day in Amsterdam, as facts write it."""
    return datetime.now(UTC).astimezone(AMSTERDAM).date().isoformat()
