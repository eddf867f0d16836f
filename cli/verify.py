"""`verify`: is anything lost, double or altered, and are all figures what the facts say?"""

import time
from typing import Annotated

import typer
from rich.markup import escape

from cli.asked import AsJson, Board, School, one_of
from cli.checking import Checking
from cli.doors import Doors
from cli.terminal import print_json, progress, results


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(verify)


def verify(
    *,
    school: School = None,
    board: Board = None,
    wait: Annotated[
        float, typer.Option(help="Seconds that facts may still be on their way.", min=0)
    ] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Prove that nothing is lost, double or altered; exit code 1 names the first thing that is.

    Every publisher recomputes its chains, evidence recomputes its ledger from the first fact on,
    holds it against them, derives every figure again, and makes every release again.

    Examples: aantoonbaar verify; aantoonbaar verify --school 99ZZ00 --json
    """
    school, board = one_of(school, board)
    with progress() as tell:
        checking = Checking(Doors(), time.monotonic() + wait, tell)
        checking.run(school, board)
    if as_json:
        print_json(checking.answer())
    else:
        _show(checking)
    raise typer.Exit(0 if checking.first_wrong is None else 1)


# What is wrong -> what it means, for people.
MEANINGS = {
    "missing": "a fact is missing",
    "double": "a fact is there twice",
    "altered": "a fact was altered",
    "unreadable": "what is stored cannot be read as a fact",
    "place": "a fact stands where another belongs",
    "not-arrived": "facts that were said have not arrived",
    "never-said": "facts are kept that their publisher does not have",
    "no-figures": "figures are missing, and were not made in time",
    "behind": "figures are behind the facts, and did not catch up in time",
    "figure": "a figure is not what the facts say",
    "digest": "figures are not what the facts say",
    "release": "a release is not what the facts say that it stands on",
    "no-such-year": "figures are kept of a year that the facts do not have",
}


def _show(checking: Checking) -> None:
    counts = checking.checked
    said = f"{counts['facts']:,} facts on {counts['chains']:,} chains"
    if checking.first_wrong is None:
        results.print(f"Nothing is lost, double or altered: {said}.")
        results.print(f"{counts['models']:,} school years derived again are equal to those shown.")
        results.print(f"{counts['releases']:,} releases made again are equal to those made.")
        if checking.hint:
            results.print(f"({checking.hint})")
        return
    wrong = checking.first_wrong
    results.print(f"[bold red]Wrong:[/] {MEANINGS.get(wrong['what'], wrong['what'])}")
    for name in ("where", "expected", "found"):
        results.print(f"  {name}: {escape(wrong[name])}")
    if checking.hint:
        results.print(f"  {escape(checking.hint)}")
