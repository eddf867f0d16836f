"""The parts of the documentation that are made from the code, between two marks in a page.

`python -m tests.unit.docs` writes them; a test holds that they are what it would write.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from services.evidence.rules import families, general
from tests.unit.demo.realism import lines
from tests.unit.docs.apps import apps, routes
from tests.unit.docs.pages import DOCS, code, rows, text_of

HTTP = DOCS / "reference/http.md"
FIGURES = DOCS / "reference/figures.md"
REALISM = DOCS / "decisions/0021-a-demo-year-as-studies-find-them.md"
SHARED = "## Every service"
NOT_SAID = "TODO: who may?"
MARKED = re.compile(r"(<!-- made: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(page: Path) -> str:
    """The page as it should be."""

    def fill(found: re.Match[str]) -> str:
        return found[1] + PARTS[found[2]]() + found[3]

    return MARKED.sub(fill, text_of(page))


def _routes_of(heading: str) -> str:
    """The routes of a service; a role that the code does not name stays as the page has it."""
    told = {(code(m), code(path)): role for m, path, role in rows(HTTP, heading, 3)}
    shared = {(code(m), code(path)) for m, path, _ in rows(HTTP, SHARED, 3)}
    lines = ["| | route | role |", "|---|---|---|"]
    for place, named in routes(apps()[heading]).items():
        if place not in shared:
            role = named or told.get(place, NOT_SAID)
            lines.append(f"| {place[0]} | `{place[1]}` | {role} |")
    return "\n".join([*lines, ""])


def _words() -> str:
    """Every family of figures in words, Dutch first."""
    parts = []
    for name in families():
        rule = general(name)
        parts += [
            f"#### {name}",
            "",
            f"**{rule.title['nl']}**. {rule.rule['nl']}\n*{rule.formula['nl']}*",
            "",
            f"**{rule.title['en']}**. {rule.rule['en']}\n*{rule.formula['en']}*",
            "",
        ]
    return "\n".join(parts)


PARTS: Mapping[str, Callable[[], str]] = {
    "enrolment-routes": lambda: _routes_of("## Enrolment"),
    "feedback-routes": lambda: _routes_of("## Feedback"),
    "evidence-routes": lambda: _routes_of("## Evidence"),
    "figures-in-words": _words,
    "realism": lines,
}
PAGES = (HTTP, FIGURES, REALISM)
