"""What is made from the code is in the documentation as the code has it now."""

from pathlib import Path

import pytest

from tests.unit.docs.made import MARKED, NOT_SAID, PAGES, PARTS, written
from tests.unit.docs.pages import ROOT, text_of


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_it_is_as_the_code_has_it(page: Path) -> None:
    assert text_of(page) == written(page), "run `python -m tests.unit.docs`"


def test_every_part_has_its_place() -> None:
    named = [found[2] for page in PAGES for found in MARKED.finditer(text_of(page))]
    assert sorted(named) == sorted(PARTS)


def test_every_route_says_who_may() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        assert NOT_SAID not in text_of(page)
