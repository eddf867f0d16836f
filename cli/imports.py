"""`import`: DUO's register of boards and schools, and a board's catalogue of modules."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.asked import AsJson, board_number
from cli.doors import Doors
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse

MOST_SHOWN = 10
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")]
From = Annotated[
    str | None,
    typer.Option("--valid-from", help="From which day on; this school year's first without it."),
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verbs = typer.Typer(no_args_is_help=True)
    verbs.command()(duo)
    verbs.command()(modules)
    app.add_typer(verbs, name="import", help="Take in a register or a catalogue.")


def duo(
    file: Annotated[Path, typer.Argument(help="A CSV file of DUO, in its old or new layout.")],
    *,
    valid_from: From = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import boards and schools from the national register; the same file again changes nothing.

    Example: aantoonbaar import duo 02.-alle-schoolvestigingen-basisonderwijs.csv
    """
    found = _send("/v1/register-imports", file, "text/csv", valid_from, dry_run)
    if as_json:
        print_json(found)
        return
    count = found["counts"]
    layout = f"{found['encoding']}, {found['delimiter']!r} between cells"
    _show_file(file, f"{count['lines']:,} lines, {layout}", found)
    for kind in ("boards", "schools"):
        added, same = count[f"{kind}Added"], count[f"{kind}Unchanged"]
        results.print(f"{kind}: {added:,} added, {same:,} as they were")
    results.print(f"changed: {count['changed']:,}; told twice: {count['duplicates']:,}")
    for one in found["changed"][:MOST_SHOWN]:
        change = f"{one['from']} -> {one['to']}"
        results.print(f"  {one['kind']} {one['key']}: {one['field']} {change}", markup=False)
    _show_refused(found["refused"])


def modules(
    file: Annotated[Path, typer.Argument(help="A catalogue as CSV or JSON.")],
    *,
    board: Annotated[str, typer.Option(help="For which board.")],
    valid_from: From = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import a board's catalogue of modules; the same file again changes nothing.

    Example: aantoonbaar import modules services/enrolment/samples/catalogue.csv --board 00001
    """
    kind = "application/json" if file.suffix.lower() == ".json" else "text/csv"
    number = board_number(board)
    path = f"/v1/boards/{number}/catalogue-imports"
    absent = f"There is no board {number}; `board list` tells which there are."
    found = _send(path, file, kind, valid_from, dry_run, absent)
    if as_json:
        print_json(found)
        return
    added, changed = len(found["added"]), len(found["changed"])
    _show_file(file, "modules", found)
    results.print(f"{added} added, {changed} changed, {found['unchanged']} as they were")
    _show_refused(found["refused"])


def _send(
    path: str,
    file: Path,
    kind: str,
    valid_from: str | None,
    dry_run: bool,
    absent: str = "",
) -> dict[str, Any]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from error
    params = {"dryRun": str(dry_run).lower(), **({"validFrom": valid_from} if valid_from else {})}
    with progress() as tell:
        tell(f"Importing {file.name}")
        found: dict[str, Any] = Doors().post(
            "enrolment",
            path,
            params=params,
            content=content,
            headers={"content-type": kind},
            absent=absent,
        )
    return found


def _show_file(file: Path, what: str, found: dict[str, Any]) -> None:
    would = " (only tried: nothing was changed)" if found["dryRun"] else ""
    results.print(f"{file}: {what}{would}", markup=False)


def _show_refused(refused: list[dict[str, Any]]) -> None:
    results.print(f"refused: {len(refused):,}")
    for one in refused[:MOST_SHOWN]:
        results.print(f"  line {one['line']}: {one['reason']['en']}", markup=False)
    if len(refused) > MOST_SHOWN:
        results.print(f"  and {len(refused) - MOST_SHOWN:,} more; --json tells them all")
