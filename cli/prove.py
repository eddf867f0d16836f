"""`prove`: a long proof of something that the tests show briefly."""

import importlib
from typing import Annotated, Any

import typer

from cli.asked import AsJson
from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse

PROOFS = {"attacker": "nobody finds out anything about fewer than k people"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(prove)


def prove(
    name: Annotated[str, typer.Argument(help="; ".join(f"{k}: {v}" for k, v in PROOFS.items()))],
    *,
    boards: Annotated[int, typer.Option(help="Random boards to attack.", min=1)] = 1_000,
    seed: Annotated[int, typer.Option(help="Where the random boards begin.", min=0)] = 1,
    as_json: AsJson = False,
) -> None:
    """Prove NAME; exit code 1 when it does not hold. Example: aantoonbaar prove attacker"""
    if name not in PROOFS:
        raise WrongUse(f"There is no proof {name!r}; there are {', '.join(PROOFS)}.")
    module = importlib.import_module(f"tests.{name}.prove")
    with progress() as tell:
        found: dict[str, Any] = module.measure(tell, boards, seed)
    if as_json:
        print_json(found)
    else:
        _show(found)
    raise typer.Exit(0 if found["ok"] else 1)


def _show(found: dict[str, Any]) -> None:
    for name, told in found.items():
        if not isinstance(told, dict):
            results.print(f"{name}: {told}", markup=False)
            continue
        results.print(f"{name}:")
        for one, said in told.items():
            results.print(f"  {one}: {said}", markup=False)
