"""`board`: the tenants of the platform."""

from typing import Annotated, Any

import typer
from rich.table import Table

from cli.asked import AsJson, ValidFrom, board_number, today
from cli.doors import Doors
from cli.terminal import print_json, progress, results

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="bestuursnummer: five digits.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verbs = typer.Typer(no_args_is_help=True)
    verbs.command()(add)
    verbs.command("list")(list_boards)
    app.add_typer(
        verbs,
        name="board",
        help="The boards: add, list. A board's history is kept, so none is ever removed: close its "
        "schools (school remove) and suspend its platforms (platform suspend).",
    )


def add(
    number: Number,
    name: Annotated[str, typer.Argument(help="The board's name.")],
    *,
    sectors: Annotated[str, typer.Option(help="With commas: po, vo, so, vso, mbo.")],
    purposes: Annotated[
        str | None, typer.Option(help="Purposes that count: coaching, peer, appraisal, audit.")
    ] = None,
    valid_from: ValidFrom = None,
    as_json: AsJson = False,
) -> None:
    """Register a board; the same one again changes nothing.

    Example: aantoonbaar board add 00002 "Stichting Voorbeeld" --sectors po,so
    """
    body: dict[str, Any] = {
        "board": board_number(number),
        "name": name,
        "sectors": words(sectors),
        "validFrom": valid_from or today(),
    }
    if purposes is not None:
        body["countedPurposes"] = words(purposes)
    tell_of(Doors().post("enrolment", "/v1/boards", json=body), f"Board {number}", as_json)


def list_boards(*, as_json: AsJson = False) -> None:
    """List all boards."""
    with progress() as tell:
        tell("Asking")
        found = list(Doors().pages("enrolment", "/v1/boards", "boards"))
    if as_json:
        print_json({"boards": found})
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("board", "name", "sectors"):
        table.add_column(column)
    for one in found:
        table.add_row(one["board"], one["name"], ", ".join(one["sectors"]))
    results.print(table if found else "There are no boards yet: board add, or import duo.")


def words(text: str) -> list[str]:
    """The words between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def tell_of(answer: dict[str, Any], what: str, as_json: bool) -> None:
    """Say whether a command changed anything."""
    if as_json:
        print_json(answer)
        return
    done = "done" if answer.get("facts") else "was so already; nothing changed"
    results.print(f"{what}: {done}.")
