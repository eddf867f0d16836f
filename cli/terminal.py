"""What a person at a terminal sees; a pipe gets the results and nothing else."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape

PIPE_WIDTH = 200  # a pipe has no width, and tables must not be cut for it
# Long lines are the reader's terminal's business: a wrapped path cannot be copied.
results = Console(
    soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH
)
errors = Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Shows the step that is under way, on a terminal only."""
    if not errors.is_terminal:
        yield lambda _: None
        return
    with errors.status("Starting") as line:
        yield lambda step: line.update(escape(step))


def print_json(found: dict[str, Any]) -> None:
    """One JSON object on one line: the last line of what a program reads."""
    print(json.dumps(found, ensure_ascii=False))
