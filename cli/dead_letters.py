"""`dead-letters`: what could not be taken in: list it, look at one, and try it again."""

import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.asked import AsJson
from cli.doors import Doors, Refused
from cli.terminal import print_json, progress, results

READERS = ("feedback", "evidence")  # enrolment reads nothing, so it parks nothing
KEYS_AT_ONCE = 100

Tell = Callable[[str], None]
Group = Annotated[str | None, typer.Option(help="Which reading group.")]
Topic = Annotated[str | None, typer.Option(help="Of which topic.")]
Key = Annotated[str | None, typer.Option(help="Of which key: a school or a board.")]
Code = Annotated[str | None, typer.Option(help="For which reason.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verbs = typer.Typer(no_args_is_help=True)
    verbs.command("list")(list_letters)
    verbs.command()(show)
    verbs.command()(redrive)
    app.add_typer(verbs, name="dead-letters", help="What is parked, and trying it again.")


def list_letters(
    *,
    group: Group = None,
    topic: Topic = None,
    key: Key = None,
    code: Code = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    """List what is parked and why, oldest first per service.

    Example: aantoonbaar dead-letters list --key 99ZZ00
    """
    wanted = _wanted(group, topic, key, code)
    doors = Doors()
    with progress() as tell:
        tell("Asking")
        found = [one for service in READERS for one in _listed(doors, service, wanted, limit)]
    if as_json:
        print_json({"deadLetters": found[:limit]})
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("id", "group", "key", "sequence", "reason", "parked at"):
        table.add_column(column)
    for one in found[:limit]:
        place = (one["id"], one["group"], one["key"] or "", str(one["sequence"] or ""))
        table.add_row(*place, f"{one['code']}: {one['words']}", one["parkedAt"])
    results.print(table if found else "Nothing is parked.")


def show(
    letter: Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one parked record, with its headers and body where those may be seen.

    Example: aantoonbaar dead-letters show enrolment.facts.v1:3:17
    """
    doors = Doors()
    for service in READERS:
        try:
            found = doors.get(service, f"/v1/dead-letters/{letter}")
        except Refused:
            continue
        if as_json:
            print_json(found)
        else:
            for name, value in found.items():
                results.print(f"{name}: {value}", markup=False)
        return
    raise Refused(f"Nothing with the id {letter} is parked; see dead-letters list.")


def redrive(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be taken in.")
    ] = False,
    rate: Annotated[
        float | None, typer.Option(help="At most so many records a second.", min=0.01)
    ] = None,
    group: Group = None,
    topic: Topic = None,
    key: Key = None,
    code: Code = None,
    as_json: AsJson = False,
) -> None:
    """Try parked records again: whole keys, in order; exit code 1 when any stays parked.

    Examples: aantoonbaar dead-letters redrive --dry-run; aantoonbaar dead-letters redrive --rate 50
    """
    wanted = _wanted(group, topic, key, code)
    doors = Doors()
    with progress() as tell:
        keys = [
            outcome
            for service in READERS
            for one in _groups(doors, service, group)
            for outcome in _redriven(doors, service, {**wanted, "group": one}, dry_run, rate, tell)
        ]
    taken, parked = (sum(one[name] for one in keys) for name in ("takenIn", "stillParked"))
    if as_json:
        print_json({"dryRun": dry_run, "takenIn": taken, "stillParked": parked, "keys": keys})
    else:
        for one in keys:
            said = f"{one['takenIn']} taken in, {one['stillParked']} still parked"
            if not one["takenIn"] and not one["stillParked"]:
                said = "parked alone, for it is no link of a chain: there is nothing to try"
            results.print(f"{one['group']} {one['topic']} {one['key']}: {said}", markup=False)
        would = "would be taken in" if dry_run else "taken in"
        stays = "would stay parked" if dry_run else "still parked"
        results.print(f"{taken} {would}, {parked} {stays}.")
    raise typer.Exit(1 if parked else 0)


def _redriven(
    doors: Doors,
    service: str,
    asked: dict[str, Any],
    dry_run: bool,
    rate: float | None,
    tell: Tell,
) -> Iterator[dict[str, Any]]:
    """The outcome per key; what stays parked stays in front, and is stepped over."""
    stays = 0
    while True:
        at_once = KEYS_AT_ONCE if rate is None else 1
        body = {**asked, "dryRun": dry_run, "mostKeys": at_once, "skip": stays}
        keys = doors.post(service, "/v1/dead-letters/redrives", json=body)["keys"]
        yield from keys
        records = sum(one["takenIn"] + one["stillParked"] for one in keys)
        stays += sum(dry_run or one["stillParked"] > 0 or one["takenIn"] == 0 for one in keys)
        tell(f"{asked['group']}: {records} records tried")
        if len(keys) < at_once:
            return
        if rate is not None:
            time.sleep(records / rate)


def _groups(doors: Doors, service: str, group: str | None) -> list[str]:
    found: list[str] = doors.get(service, "/v1/dead-letters", params={"limit": 1})["groups"]
    return [one for one in found if group in (None, one)]


def _listed(
    doors: Doors, service: str, wanted: dict[str, str], limit: int
) -> Iterator[dict[str, Any]]:
    after, left = None, limit
    while left > 0:
        params = {**wanted, "limit": min(left, 500), **({"after": after} if after else {})}
        page = doors.get(service, "/v1/dead-letters", params=params)
        yield from page["deadLetters"]
        after, left = page["next"], left - len(page["deadLetters"])
        if not after:
            return


def _wanted(
    group: str | None, topic: str | None, key: str | None, code: str | None
) -> dict[str, str]:
    named = {"group": group, "topic": topic, "key": key, "code": code}
    return {name: value for name, value in named.items() if value is not None}
