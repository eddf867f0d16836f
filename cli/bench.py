"""`bench`: a measurement next to its rivals, in one run, that anyone can repeat."""

import importlib
from typing import Annotated, Any

import typer
import uvloop
from rich.table import Table

from cli.terminal import print_json, progress, results
from deploy.local.failures import WrongUse

BENCHES = {
    "projection": "facts from Kafka into ledger and folded states",
    "append": "commands onto hashed chains",
    "freshness": "from accepted to visible at 500 facts a second",
    "pages": "a school year shown, with ten boards of five schools loaded",
    "rebuild": "fifty schools of a board folded again, beside reading their facts from Kafka",
}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(bench)


def bench(
    name: Annotated[str, typer.Argument(help="; ".join(f"{k}: {v}" for k, v in BENCHES.items()))],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object, last on stdout.")
    ] = False,
) -> None:
    """Measure NAME on a Kafka and a MongoDB of its own. Example: aantoonbaar bench projection"""
    if name not in BENCHES:
        raise WrongUse(f"There is no bench {name!r}; there are {', '.join(BENCHES)}.")
    module = importlib.import_module(f"tests.bench.{name}")
    with progress() as tell:
        found: dict[str, Any] = uvloop.run(module.measure(tell))
    if as_json:
        print_json(found)
        return
    results.print(_table(found))


def _table(found: dict[str, Any]) -> Table:
    table = Table(title=f"bench {found['bench']}, medians of {found['runs']} runs")
    for column in ("what", found["unit"], "ours is"):
        table.add_column(column, justify="left" if column == "what" else "right")
    table.add_row("aantoonbaar", f"{found['rate']:,.0f}", "")
    for name, rate in {**found["rivals"], **found["limits"]}.items():
        table.add_row(name, f"{rate:,.0f}", f"{found['ratios'][name]:.2f} x")
    for name, value in found.items():
        if name.endswith("_ms"):
            table.add_row(name.removesuffix("_ms"), f"{value:.1f} ms", "")
    return table
