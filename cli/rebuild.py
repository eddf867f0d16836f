"""`rebuild`: folds a school, a board or all again, compares with what is live, and switches.

Releases are no read model but what was told, so they are made again only when asked (decision 23).
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

import typer

from cli.asked import AsJson, Board, School, one_of
from cli.checking import boards_of
from cli.doors import Doors
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse

KEYS_AT_ONCE = 100
SCHOOL_LENGTHS = (4, 6)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(rebuild)


def rebuild(
    *,
    school: School = None,
    board: Board = None,
    everything: Annotated[bool, typer.Option("--all", help="Every school.")] = False,
    compare_only: Annotated[
        bool, typer.Option("--compare-only", help="Replace nothing; exit code 1 when unequal.")
    ] = False,
    releases: Annotated[
        bool,
        typer.Option("--releases", help="Also what was released, each day over its own facts."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the read models again from the first fact on, beside the live ones, and switch.

    Examples: aantoonbaar rebuild --all --compare-only; aantoonbaar rebuild --board 00001
    """
    school, board = one_of(school, board)
    if everything == bool(school or board):
        raise WrongUse("Name a school (--school), a board (--board), or everything (--all).")
    with progress() as tell:
        doors = Doors()
        found = run(doors, school, board, compare_only=compare_only, tell=tell)
        if releases:
            told = _releases(doors, school, board, compare_only=compare_only, tell=tell)
            found = _with_releases(found, told)
    if as_json:
        print_json(found)
    else:
        _show(found)
    raise typer.Exit(1 if compare_only and not found["equal"] else 0)


def run(
    doors: Doors,
    school: str | None,
    board: str | None,
    *,
    compare_only: bool,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """What `--json` prints; the digest is over the digests of all school years."""
    keys = _keys(doors, school, board)
    total: dict[str, Any] = {"facts": 0, "seconds": 0.0, "equal": True}
    digests: list[str] = []
    unequal: list[str] = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        tell(f"Folding again: {start} of {len(keys)} schools")
        asked = {"keys": keys[start : start + KEYS_AT_ONCE], "compareOnly": compare_only}
        part = doors.post("evidence", "/v1/rebuilds", json=asked)
        total["facts"] += part["facts"]
        total["seconds"] = round(total["seconds"] + part["seconds"], 3)
        total["equal"] = total["equal"] and part["equal"]
        digests += part["digests"]
        unequal += part["unequal"]
    digest = sha256("".join(sorted(digests)).encode()).hexdigest()
    return {**total, "digest": digest, "switched": not compare_only, "unequal": unequal}


def _releases(
    doors: Doors,
    school: str | None,
    board: str | None,
    *,
    compare_only: bool,
    tell: Callable[[str], None],
) -> list[dict[str, Any]]:
    """Make the releases again that are meant, over the facts that each stood on."""
    one = board or (doors.board_of(school) if school else None)
    boards = [one] if one else boards_of(doors)
    found: list[dict[str, Any]] = []
    while boards:
        tell(f"Making releases again: {len(boards)} boards to go")
        asked = {"board": boards[0], "compareOnly": compare_only}
        found.append(doors.post("evidence", "/v1/release-rebuilds", json=asked))
        boards = [board for board in boards[1:] if board not in found[-1]["boards"]]
    return found


def _with_releases(found: dict[str, Any], told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **found,
        "equal": found["equal"] and all(one["equal"] for one in told),
        "releases": sum(one["releases"] for one in told),
        "unequal": found["unequal"] + [where for one in told for where in one["unequal"]],
    }


def _keys(doors: Doors, school: str | None, board: str | None) -> list[str]:
    if school:
        doors.board_of(school)
        return [school]
    if board:
        absent = f"There is no board {board}; `board list` tells which there are."
        doors.get("enrolment", f"/v1/boards/{board}", absent=absent)
        found = doors.pages("enrolment", f"/v1/boards/{board}/schools", "schools")
        return [str(one["school"]) for one in found]
    kept: list[str] = doors.get("evidence", "/v1/ledger")["keys"]
    return [key for key in kept if len(key) in SCHOOL_LENGTHS]


def _show(found: dict[str, Any]) -> None:
    seconds = found["seconds"]
    results.print(f"{found['facts']:,} facts folded again in {seconds:.1f} s; {found['digest']}")
    if "releases" in found:
        results.print(f"{found['releases']:,} releases made again from the facts they stand on.")
    if found["equal"]:
        results.print("Equal to what was live.")
    for where in found["unequal"][:20]:
        results.print(f"[bold red]Not equal:[/] {where}")
    if not found["equal"]:
        kept = "nothing was replaced" if not found["switched"] else "the new one is live now"
        results.print(f"{len(found['unequal'])} differences; {kept}.")
