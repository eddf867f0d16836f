"""`export facts`: the ledger's facts as NDJSON CloudEvents, in order, for the board they are of."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from cli.asked import AsOf, Board, School, one_of
from cli.doors import Doors, admin_of
from cli.explain import moment_of
from cli.terminal import errors, progress


def register(app: typer.Typer) -> None:
    """Add the verb."""
    verbs = typer.Typer(no_args_is_help=True)
    verbs.command()(facts)
    app.add_typer(verbs, name="export", help="Take out what is kept.")


def facts(
    *,
    school: School = None,
    board: Board = None,
    as_of: AsOf = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; stdout without it.")
    ] = None,
) -> None:
    """Write facts as NDJSON CloudEvents with their chain, key by key in the order of logging.

    Whoever holds the file can recompute every figure: aantoonbaar fold FILE.

    Examples: aantoonbaar export facts --board 00001 > facts.ndjson
    """
    school, board = one_of(school, board)
    moment = moment_of(as_of)
    doors, count = Doors(), 0
    boards = _boards(doors, school, board)
    params = {"school": school} if school else {}
    if moment is not None:
        params["as-of"] = moment.isoformat()
    with progress() as tell, _opened(output) as out:
        for number in boards:
            path = f"/v1/boards/{number}/facts"
            with doors.lines("evidence", path, admin_of(number), params=params) as lines:
                for line in lines:
                    out.write(line + "\n")
                    count += 1
                    if count % 1000 == 0:
                        tell(f"{count:,} facts")
    if errors.is_terminal:
        errors.print(f"{count:,} facts of {len(boards)} boards.")


def _boards(doors: Doors, school: str | None, board: str | None) -> list[str]:
    if school:
        return [doors.board_of(school)]
    if board:
        absent = f"There is no board {board}; `board list` tells which there are."
        doors.get("enrolment", f"/v1/boards/{board}", absent=absent)
        return [board]
    return [str(one["board"]) for one in doors.pages("enrolment", "/v1/boards", "boards")]


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """The file, put in its place when it is whole; or stdout."""
    if output is None:
        yield sys.stdout
        return
    draft = output.with_name(output.name + ".part")
    with draft.open("w", encoding="utf-8") as out:
        yield out
    draft.replace(output)
