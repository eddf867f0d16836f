"""`erase`: removes everything that leads from a pseudonym to a person, and proves it."""

import time
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.table import Table

from cli.asked import AsJson
from cli.checking import Checking
from cli.doors import Doors, Refused
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse
from shared.contracts.identifiers import Pseudonym

KEEPERS = ("enrolment", "feedback", "evidence")
PAUSE_SECONDS = 0.2
_PSEUDONYM: TypeAdapter[str] = TypeAdapter(Pseudonym)

Trace = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(erase)


def erase(
    teacher: Annotated[str, typer.Argument(help="The pseudonym that facts carry.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what leads to the person.")
    ] = False,
    wait: Annotated[
        float, typer.Option(help="Seconds that other services may take to follow.", min=0)
    ] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Erase the person behind a pseudonym at every board, and prove that nothing leads there.

    The facts stay, and are anonymous then; every chain and figure is verified afterwards. Exit
    code 1 when nobody is known by this pseudonym, or something remains.

    Example: aantoonbaar erase 8a1c9f6e-5a0e-4f0a-9c53-2f6f5f0c9b11
    """
    try:
        pseudonym = _PSEUDONYM.validate_python(teacher)
    except ValidationError:
        raise WrongUse(f"{teacher!r} cannot be a pseudonym.") from None
    doors = Doors()
    before = traces(doors, pseudonym)
    if not before:
        raise Refused(f"Nothing leads from {pseudonym} to a person: erased before, or never here.")
    if dry_run:
        _show(before, [], dry_run=True) if not as_json else print_json({"before": before})
        return
    found = _erased(doors, pseudonym, before, time.monotonic() + wait)
    if as_json:
        print_json(found)
    else:
        _show(before, found["after"], dry_run=False)
        _show_proof(found)
    raise typer.Exit(0 if found["ok"] else 1)


def traces(doors: Doors, teacher: str) -> list[Trace]:
    """What leads from a pseudonym to a person, in which service and at which board, as counts."""
    return [
        {"service": service, **trace}
        for service in KEEPERS
        for trace in doors.get(service, f"/v1/people/{teacher}/traces")["traces"]
    ]


def _erased(doors: Doors, teacher: str, before: list[Trace], deadline: float) -> dict[str, Any]:
    """What `--json` prints: erased at which boards, what remains, and whether all still holds."""
    boards = sorted({str(trace["board"]) for trace in before})
    with progress() as tell:
        for board in boards:
            tell(f"Erasing at board {board}")
            doors.ask("DELETE", "enrolment", f"/v1/boards/{board}/people/{teacher}")
        tell("Waiting until every service has followed")
        after = traces(doors, teacher)
        while after and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
            after = traces(doors, teacher)
        wrong = _first_wrong(doors, boards, deadline, tell)
    return {
        "teacher": teacher,
        "boards": boards,
        "before": before,
        "after": after,
        "first_wrong": wrong,
        "ok": not after and wrong is None,
    }


def _first_wrong(doors: Doors, boards: list[str], deadline: float, tell: Any) -> Any:
    """The ledger still verifies, and tells of the erasure: its facts have arrived."""
    for board in boards:
        checking = Checking(doors, deadline, tell)
        checking.run(None, board)
        if checking.first_wrong is not None:
            return checking.first_wrong
    return None


def _show(before: list[Trace], after: list[Trace], *, dry_run: bool) -> None:
    remains = {(one["service"], one["what"], one["board"]): one["count"] for one in after}
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("service", "what", "board", "before", *(() if dry_run else ("after",))):
        table.add_column(column)
    for one in before:
        place = (one["service"], one["what"], one["board"])
        left = () if dry_run else (str(remains.get(place, 0)),)
        table.add_row(*place, str(one["count"]), *left)
    results.print(table)


def _show_proof(found: dict[str, Any]) -> None:
    if found["after"]:
        results.print("[bold red]Something remains:[/] see ./aantoonbaar status, and try again.")
    elif found["first_wrong"]:
        wrong = found["first_wrong"]
        results.print(f"[bold red]Erased, but {wrong['what']} at {wrong['where']}.[/]")
    else:
        results.print("Nothing leads to the person any more; ledger and figures verify as before.")
