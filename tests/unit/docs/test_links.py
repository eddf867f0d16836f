"""Every link and every path in the documentation leads somewhere."""

from pathlib import Path

import pytest

from tests.unit.docs.pages import ROOT, anchors, links, named_paths, pages, text_of

every_page = pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name} links to {target}"
        assert found.is_relative_to(ROOT), f"{page.name} links out of the project: {target}"
        if anchor:
            assert anchor in anchors(found), f"{page.name} links to {target}"


@every_page
def test_every_path_that_is_named_exists(page: Path) -> None:
    for path in named_paths(page):
        assert any(ROOT.glob(path.removeprefix("./").rstrip("/"))), f"{page.name} names {path}"


@every_page
def test_no_page_names_a_place_outside_the_project(page: Path) -> None:
    for place in ("file://", "/home/", "/root/", "/Users/"):
        assert place not in text_of(page), f"{page.name} names {place}"


def test_every_page_can_be_reached_from_the_map() -> None:
    reached = {ROOT / "docs/README.md"}
    waiting = [*reached]
    while waiting:
        page = waiting.pop()
        for target in links(page):
            found = (page.parent / target.partition("#")[0]).resolve()
            inside = sorted(found.glob("*.md")) if found.is_dir() else [found]
            fresh = {one for one in inside if one.suffix == ".md"} - reached
            reached |= fresh
            waiting += [one for one in fresh if one.exists()]
    missing = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")} - {
        str(page.relative_to(ROOT)) for page in reached if page.is_relative_to(ROOT)
    }
    assert not missing, f"docs/README.md leads to none of {sorted(missing)}"
