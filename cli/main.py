"""The command line itself: finds the verb, runs it, and turns failures into sentences."""

import importlib
import sys

import typer
from rich.markup import escape

from cli.terminal import errors
from deploy.local.failures import LocalFailure, disk_failure

# verb -> the module that has it. A module adds its verbs in `register(app)`; only the one that is
# asked for is imported, so that a quick question gets a quick answer.
VERBS = {
    "up": "cli.up",
    "status": "cli.status",
    "logs": "cli.logs",
    "down": "cli.down",
    "test": "cli.test",
    "token": "cli.token",
    "demo": "cli.demo",
    "board": "cli.board",
    "school": "cli.school",
    "platform": "cli.platform",
    "import": "cli.imports",
    "verify": "cli.verify",
    "explain": "cli.explain",
    "export": "cli.export",
    "fold": "cli.fold",
    "rebuild": "cli.rebuild",
    "dead-letters": "cli.dead_letters",
    "erase": "cli.erase",
    "lint": "cli.lint",
    "bench": "cli.bench",
    "prove": "cli.prove",
}
INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended


def main() -> None:
    """Run the verb of the command line and exit with its code."""
    try:
        command_line(sys.argv[1:])(prog_name="aantoonbaar")
    except LocalFailure as failure:
        sys.exit(_explain(failure))
    except OSError as error:
        failure_of_disk = disk_failure(error)
        if failure_of_disk is None:
            raise
        sys.exit(_explain(failure_of_disk))
    except KeyboardInterrupt:
        errors.print("Interrupted. `./aantoonbaar down` stops whatever was started.")
        sys.exit(INTERRUPTED)


def command_line(arguments: list[str]) -> typer.Typer:
    """The verbs that these arguments can mean: one, or all when the first is not a verb."""
    app = typer.Typer(
        name="aantoonbaar",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,  # they may hold secrets
    )

    @app.callback()
    def about() -> None:
        """Makes the professional development of teachers demonstrable."""

    asked = arguments[0] if arguments else ""
    for module in [VERBS[asked]] if asked in VERBS else dict.fromkeys(VERBS.values()):
        importlib.import_module(module).register(app)
    return app


def _explain(failure: LocalFailure) -> int:
    errors.print(f"[bold red]aantoonbaar:[/] {escape(failure.sentence)}")
    if failure.detail:
        errors.print(escape(failure.detail), style="dim")
    return failure.exit_code
