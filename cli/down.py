"""`down`: stops what this folder started and nothing else; what is stored stays."""

import typer

from cli.alone import alone
from cli.terminal import progress, results
from deploy.local.stack import Stack


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(down)


def down() -> None:
    """Stop the platform; everything that is stored stays."""
    with progress() as tell:
        stack = Stack.here()
        with alone(stack.paths, tell):
            tell("Stopping")
            stopped = stack.stop()
    results.print(f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running.")
