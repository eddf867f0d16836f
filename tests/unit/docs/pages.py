"""Reading the documentation: its pages, their tables, their links and the paths they name."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
FOLDERS = "cli|demo|deploy|docs|requirements|schemas|services|shared|tests"
PATH = re.compile(rf"(?:\./)?(?:{FOLDERS})(?:/[A-Za-z0-9_.*-]+)*/?")


def pages() -> list[Path]:
    """Every page that people read, the top one included."""
    beside = [ROOT / "README.md", ROOT / "tests/oracle/README.md"]
    return [page for page in beside if page.exists()] + sorted(DOCS.rglob("*.md"))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """The page without its blocks of code."""
    return FENCED.sub("", text_of(page))


def links(page: Path) -> Iterator[str]:
    """Links to something of our own."""
    for target in LINK.findall(prose_of(page)):
        if "://" not in target and not target.startswith("mailto:"):
            yield target


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    found = set()
    for heading in HEADING.findall(prose_of(page)):
        kept = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        found.add(kept.replace(" ", "-"))
    return found


def named_paths(page: Path) -> Iterator[str]:
    """Files and folders of ours that the page names as code."""
    for said in CODE.findall(prose_of(page)):
        if "/" in said and PATH.fullmatch(said):
            yield said


def rows(page: Path, under: str, columns: int) -> list[list[str]]:
    """The rows of all tables with so many columns under a heading, headers left out."""
    part = text_of(page).split(f"{under}\n", 1)[1]
    level = under.split(" ", 1)[0]
    part = re.split(rf"^#{{1,{len(level)}}} ", part, maxsplit=1, flags=re.MULTILINE)[0]
    found = []
    lines = part.splitlines()
    for number, line in enumerate(lines):
        cells = [
            cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]
        ]
        header = number + 1 < len(lines) and lines[number + 1].startswith("|---")
        if len(cells) == columns and not header and not line.startswith("|---"):
            found.append(cells)
    return found


def code(cell: str) -> str:
    """What a cell says as code; the cell itself when it says nothing so."""
    said = CODE.findall(cell)
    return said[0] if said else cell
