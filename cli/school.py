"""`school`: the schools of boards."""

from typing import Annotated

import typer
from rich.table import Table

from cli.asked import AsJson, Board, ValidFrom, board_number, school_code, today
from cli.board import tell_of
from cli.doors import Doors
from cli.terminal import print_json, progress, results

Code = Annotated[str, typer.Argument(metavar="CODE", help="BRIN6, such as 99ZZ00.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verbs = typer.Typer(no_args_is_help=True)
    verbs.command()(add)
    verbs.command("list")(list_schools)
    verbs.command()(remove)
    app.add_typer(verbs, name="school", help="The schools: add (or move), list, remove (close).")


def add(
    code: Code,
    name: Annotated[str, typer.Argument(help="The school's name.")],
    *,
    board: Annotated[str, typer.Option(help="Its board.")],
    sector: Annotated[str, typer.Option(help="po, vo, so, vso or mbo.")],
    place: Annotated[str | None, typer.Option(help="Where it is.")] = None,
    valid_from: ValidFrom = None,
    as_json: AsJson = False,
) -> None:
    """Register a school; under another board than before it moves there with its history.

    Example: aantoonbaar school add 99ZZ01 "De Voorbeeldschool" --board 00001 --sector po
    """
    number, school = board_number(board), school_code(code)
    body = {
        "school": school,
        "name": name,
        "sector": sector,
        "place": place,
        "validFrom": valid_from or today(),
    }
    absent = f"There is no board {number}; add it first: board add {number} NAME --sectors {sector}"
    path = f"/v1/boards/{number}/schools"
    tell_of(Doors().post("enrolment", path, json=body, absent=absent), f"School {school}", as_json)


def list_schools(*, board: Board = None, as_json: AsJson = False) -> None:
    """List the schools of a board, or of all boards."""
    doors = Doors()
    with progress() as tell:
        tell("Asking")
        boards = (
            [board_number(board)]
            if board
            else [str(one["board"]) for one in doors.pages("enrolment", "/v1/boards", "boards")]
        )
        found = [
            {**school, "board": number}
            for number in boards
            for school in doors.pages("enrolment", f"/v1/boards/{number}/schools", "schools")
        ]
    if as_json:
        print_json({"schools": found})
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("school", "board", "sector", "name", "place"):
        table.add_column(column)
    for one in found:
        table.add_row(
            one["school"], one["board"], one["sector"], one["name"], one.get("place") or ""
        )
    results.print(table if found else "There are no schools yet: school add, or import duo.")


def remove(
    code: Code,
    *,
    valid_until: Annotated[
        str | None, typer.Option("--valid-until", help="Its last day; today without it.")
    ] = None,
    successor: Annotated[str | None, typer.Option(help="The school that carries on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Close a school; its history stays. The same again changes nothing.

    Example: aantoonbaar school remove 99ZZ01 --valid-until 2026-07-31 --successor 99ZZ00
    """
    school, doors = school_code(code), Doors()
    doors.board_of(school)
    body = {
        "validUntil": valid_until or today(),
        "successor": successor and school_code(successor),
    }
    answer = doors.post("enrolment", f"/v1/schools/{school}/closures", json=body)
    tell_of(answer, f"School {school}", as_json)
