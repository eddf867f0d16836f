"""`python -m shared.contracts`: write `schemas/` and `docs/reference/facts.md` from the catalogue.

Run it after any change of the language and commit what it wrote; a test holds both equal.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from shared.contracts.asyncapi import asyncapi
from shared.contracts.reference import reference
from shared.contracts.schemas import schemas

PROJECT = Path(__file__).parents[2]


def generated() -> Mapping[Path, str]:
    """Path within the project -> text, of every file that is made from the catalogue."""
    documents = {**schemas(), "asyncapi.json": asyncapi()}
    files = {
        Path("schemas", name): json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in documents.items()
    }
    return {**files, Path("docs/reference/facts.md"): reference()}


def write(project: Path) -> None:
    """Write them all, and remove schemas that the language no longer has."""
    files = generated()
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
    for stored in (project / "schemas").glob("*.json"):
        if stored.relative_to(project) not in files:
            stored.unlink()


if __name__ == "__main__":
    write(PROJECT)
