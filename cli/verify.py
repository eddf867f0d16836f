"""`verify`: is anything lost, double or altered, and are all figures what the facts say?"""

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from cli.asked import AsJson, Board, School, one_of
from cli.checking import Checking
from cli.doors import Doors
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(verify)


def verify(
    dossier: Annotated[
        Path | None, typer.Argument(help="A sealed dossier: its ZIP, or an unpacked folder.")
    ] = None,
    *,
    facts: Annotated[
        Path | None, typer.Option(help="With a dossier: exported facts, to recompute it from.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="With a dossier: the public key it must be sealed with.")
    ] = None,
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

    With a dossier it checks that one instead, with no server at all, as the verify.py in it does;
    with the facts of its board it also recomputes its chains and every figure in it.

    Examples: aantoonbaar verify; aantoonbaar verify --school 99ZZ00 --json;
    aantoonbaar verify dossier.zip --facts facts.ndjson
    """
    if dossier is not None:
        if school or board:
            raise WrongUse("Name a dossier, or a school or board; not both.")
        _verify_dossier(dossier, facts, key, as_json=as_json)
    if facts or key:
        raise WrongUse("--facts and --key go with a dossier; name its file.")
    school, board = one_of(school, board)
    with progress() as tell:
        checking = Checking(Doors(), time.monotonic() + wait, tell)
        checking.run(school, board)
    if as_json:
        print_json(checking.answer())
    else:
        _show(checking)
    raise typer.Exit(0 if checking.first_wrong is None else 1)


def _verify_dossier(dossier: Path, facts: Path | None, key: Path | None, *, as_json: bool) -> None:
    """Check a dossier, say what came of it, and end."""
    from cli.sealed import check  # noqa: PLC0415  with the fold behind it: not for a quick question
    from services.evidence.dossier.verify import exit_code, told  # noqa: PLC0415

    with progress() as tell:
        tell("Checking the dossier")
        answer: dict[str, Any] = check(dossier, facts, key)
    if as_json:
        print_json({name: said for name, said in answer.items() if name != "manifest"})
    else:
        for line in told(answer, english=True):
            results.print(line, markup=False, highlight=False, soft_wrap=True)
        if figures := answer["checked"].get("figures"):
            results.print(f"{figures} figures computed again from the facts are equal.")
        if waiting := answer["checked"].get("notReleased"):
            results.print(
                f"{waiting} were not held against the facts: the release of that month was still "
                "to be made when this was sealed."
            )
    raise typer.Exit(exit_code(answer))


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
