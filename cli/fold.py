"""`fold`: the figures in a file of facts, by the code that the service runs and with no server."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from rich.table import Table

from cli.asked import AsJson, AsOf
from cli.doors import Refused
from cli.explain import moment_of
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse
from services.evidence.figures.groups import Role
from services.evidence.fold_file import fold as fold_facts
from services.evidence.translate import Known, read_object
from shared.chassis.errors import Unreadable

ROLES: tuple[Role, ...] = get_args(Role)
STDIN = Path("-")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(fold)


def fold(
    file: Annotated[Path, typer.Argument(help="Facts as NDJSON or a JSON list; - for stdin.")],
    *,
    as_of: AsOf = None,
    role: Annotated[str, typer.Option(help=f"Who looks: {', '.join(ROLES)}.")] = "inspector",
    releases: Annotated[
        bool, typer.Option("--releases", help="Replay the release days; else all is released now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute every figure from a file of facts, with no server at all.

    Examples: aantoonbaar fold facts.ndjson --role full --as-of 2026-07-31 --json
    """
    chosen = next((one for one in ROLES if one == role), None)
    if chosen is None:
        raise WrongUse(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
    moment = moment_of(as_of)
    with progress() as tell:
        tell("Reading")
        facts = list(read_facts(file))
        tell(f"Folding {len(facts):,} facts")
        found = fold_facts(facts, moment, chosen, releases=releases)
    if as_json:
        print_json(found)
    else:
        _show(found)


def read_facts(file: Path) -> Iterator[Known]:
    """The facts in a file; Refused names the first line or entry that is none."""
    for where, event in events_in(file):
        if isinstance(event, str):
            raise Refused(f"{file}, {where}: {event}")
        if not isinstance(event, dict):
            raise Refused(f"{file}, {where}: this is not a JSON object.")
        try:
            yield read_object(event)
        except Unreadable as wrong:
            raise Refused(f"{file}, {where}: this is not a fact ({wrong.code}): {wrong}") from wrong


def events_in(file: Path) -> Iterator[tuple[str, Any]]:
    """Where each event of a file stands, and the event; a text says why it cannot be read.

    A file that starts with a bracket is a list; one JSON object over several lines is one event;
    anything else is NDJSON.
    """
    text = read_text(file)
    whole = _whole(text)
    if isinstance(whole, list):
        yield from ((f"entry {number}", event) for number, event in enumerate(whole))
        return
    if whole is not None:
        yield "the only event", whole
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield f"line {number}", json.loads(line)
        except ValueError as error:
            yield f"line {number}", f"this is not JSON: {error}"


def read_text(file: Path) -> str:
    """What the file holds, without a byte order mark; WrongUse when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if file == STDIN else file.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8: {error.reason} at byte {error.start}.") from error


def _whole(text: str) -> Any:
    """The file as one JSON value, when it is one list or one object."""
    start = text.lstrip()[:1]
    if start == "{" and "\n{" in text.rstrip():
        return None  # NDJSON: do not parse a large file in vain
    try:
        return json.loads(text) if start in ("[", "{") else None
    except ValueError:
        return None


def _show(found: dict[str, Any]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("school", "board", "year", "theme", "figure", "value", "n"):
        table.add_column(column)
    for row in found["figures"]:
        where = (row["school"] or "", row["board"], row["schoolYear"], row["theme"] or "")
        table.add_row(*where, row["figure"], _value(row), "" if row["n"] is None else str(row["n"]))
    results.print(table)
    gaps, parked = len(found["gaps"]), found["parked"]
    results.print(f"{len(found['figures'])} figures, {gaps} gaps, {len(parked)} parked.")
    for one in parked:
        place = f"{one['publisher']} {one['sequence']} ({one['type']})"
        results.print(f"{one['school']} stops before {place}: {one['reason']}", markup=False)


def _value(row: dict[str, Any]) -> str:
    value = row["value"]
    if value is None:
        return f"({row.get('suppressed', '')})"
    return f"{value:g}" if isinstance(value, float) else str(value)
