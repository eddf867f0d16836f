"""The shipped framework files, versions on their first and last day, and files that are wrong."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.evidence.frameworks.framework import Framework
from services.evidence.frameworks.loading import (
    SECTORS,
    SHIPPED,
    THEMES,
    WrongFramework,
    load,
)
from services.evidence.settings import EvidenceSettings

FRAMEWORKS = load(SHIPPED)
VO = {"OP0", "OP1", "OP2", "OP3", "OP4", "OP6", "VS1", "VS2", "OR1", "OR2", "SKA1", "SKA2", "SKA3"}
LEAST = """
version = "2026"
name.nl = "Eigen kader"
name.en = "Own framework"
in_force_from = 2026-08-01
based_on = "2025"
source = "a test"
"""


def codes(framework: Framework | None) -> set[str]:
    assert framework is not None
    return {one.code for one in framework.standards if one.level == "school"}


@pytest.mark.parametrize("framework", FRAMEWORKS.all(), ids=lambda f: f"{f.sector}-{f.version}")
def test_every_theme_speaks_to_a_standard_of_every_version(framework: Framework) -> None:
    known = {standard.code for standard in framework.standards}
    assert {link.theme for link in framework.links} == set(THEMES)
    assert all(link.standard in known for link in framework.links)
    assert "OP3" in known
    assert {s.step for s in framework.standards if s.step} == {"plan", "do", "check-act"}


@pytest.mark.parametrize("sector", SECTORS)
def test_versions_follow_each_other_without_overlap_and_a_draft_is_last(sector: str) -> None:
    found = [one for one in FRAMEWORKS.all() if one.sector == sector]
    assert all(a.in_force_from < b.in_force_from for a, b in pairwise(found))
    assert [one.version for one in found if one.draft] == [found[-1].version]
    before, draft = found[-2:]
    assert {s.code for s in before.standards} == set(draft.crosswalk)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2021, 8, 1), "2021"),
        (date(2023, 7, 31), "2021"),
        (date(2023, 8, 1), "2023"),
        (date(2025, 7, 31), "2024"),
        (date(2025, 8, 1), "2025"),
        (date(2030, 1, 1), "2025"),
    ],
)
def test_the_version_in_force_is_that_of_the_day(day: date, version: str) -> None:
    found = FRAMEWORKS.in_force("vo", day)
    assert found is not None
    assert found.version == version


def test_nothing_was_in_force_before_the_first_version() -> None:
    assert FRAMEWORKS.in_force("po", date(2021, 7, 31)) is None


def test_secondary_education_has_the_standards_of_the_source() -> None:
    assert codes(FRAMEWORKS.in_force("vo", date(2024, 1, 1))) == VO
    assert codes(FRAMEWORKS.in_force("vo", date(2023, 7, 31))) == VO - {"OP0"}
    found = FRAMEWORKS.in_force("vo", date(2024, 1, 1))
    assert found is not None
    assert all(one.verified_in("vo") for one in found.standards if one.level == "school")


def test_what_nobody_checked_says_so() -> None:
    found = FRAMEWORKS.in_force("mbo", date(2025, 9, 1))
    assert found is not None
    assert {s.code for s in found.standards if s.verified_in("mbo")} == {"OP0", "BA1"}


def test_a_file_of_ones_own_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(LEAST)
    found = load(SHIPPED, tmp_path).in_force("vo", date(2026, 8, 1))
    assert found is not None
    assert (found.version, codes(found)) == ("2026", VO)
    assert load(SHIPPED, tmp_path).in_force("vo", date(2026, 7, 31)) != found


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("version = ", "Invalid"),
        (LEAST + 'colour = "red"', "colour"),
        (LEAST.replace("2026-08-01", '"soon"'), "in_force_from"),
        (LEAST.replace('"2025"', '"1999"'), "based on 1999"),
        (LEAST + 'removed = ["OP3"]', "no standard is linked to"),
        (LEAST + '[crosswalk]\nOP1 = ["OP1"]', "the crosswalk says nothing of"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / "own.toml").write_text(wrong)
    with pytest.raises(WrongFramework, match=said):
        load(SHIPPED, tmp_path)


def test_a_service_with_a_wrong_file_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("version = 1")
    with pytest.raises(ValidationError, match=r"own\.toml"):
        EvidenceSettings.model_validate(
            {"environment": "development", "issuer": "http://127.0.0.1:1", "frameworks": tmp_path}
        )
