"""`up`: installs what is missing and starts the whole platform; running it twice is harmless."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.table import Table

from cli import demo, logs
from cli.alone import alone
from cli.terminal import progress, results
from demo.plot.script import PLATFORM
from deploy.local.samples import ready_sign_ins
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from deploy.local.stack import Stack


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(up)


def up(
    *,
    no_demo: Annotated[bool, typer.Option("--no-demo", help="Start empty.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Wipe all that is stored.")] = False,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay, show the logs, stop all on Ctrl-C.")
    ] = False,
) -> None:
    """Start the platform: Kafka, MongoDB, the services, and a demo year."""
    with progress() as tell:
        stack = Stack.here(tell)
        with alone(stack.paths, tell):
            if fresh:
                tell("Wiping what was stored")
                stack.stop()
                stack.paths.wipe()
            stack.start()
            if no_demo:
                stack.paths.clock.unlink(missing_ok=True)  # of a load that was interrupted
            else:
                _load_demo(stack, tell)
    _show(stack)
    if foreground:
        logs.attend(stack)


def _load_demo(stack: Stack, tell: Callable[[str], None]) -> None:
    """Load the demo once; the mark is set last, so an interrupted load is gone on with."""
    if stack.paths.demo_loaded.exists():
        return
    tell("Loading the demo")
    demo.load(stack=stack, tell=tell)
    stack.paths.demo_loaded.touch()


def _show(stack: Stack) -> None:
    sign_in = SignIn(url(stack.ports.sign_in), stack.secrets.issuer_admin())
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("role", "name", "token"):
        table.add_column(column, overflow="fold")  # a cut command is no command
    plan = demo.planned() if stack.paths.demo_loaded.exists() else None
    known = (plan.featured(), PLATFORM) if plan else ()
    for ready in ready_sign_ins(sign_in, stack.secrets, *known):
        table.add_row(ready.role, ready.name, ready.command)
    results.print(f"The pages are at {url(stack.ports.evidence)}")
    results.print("Sign in there with one of these names, or take a token for the API:\n")
    results.print(table)
    if plan:
        demo.show_sights(plan)
