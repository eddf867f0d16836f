"""Frameworks from files: read, put together version by version, and checked as a whole."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from services.evidence.frameworks.framework import File, Framework, Standard
from shared.contracts.codes import Sector, Theme

SHIPPED = Path(__file__).with_name("data")
SECTORS: tuple[str, ...] = get_args(Sector)
THEMES: tuple[str, ...] = get_args(Theme)


class WrongFramework(ValueError):
    """A framework file cannot be used; the message says which file, where, and what to do."""


class Frameworks:
    """All versions for all sectors."""

    def __init__(self, found: Iterable[Framework]) -> None:
        self._of_sector: dict[str, list[Framework]] = {sector: [] for sector in SECTORS}
        for framework in found:
            self._of_sector[framework.sector].append(framework)

    def all(self) -> Sequence[Framework]:
        """Every version, sector by sector, oldest first."""
        return [framework for sector in SECTORS for framework in self._of_sector[sector]]

    def version(self, sector: str, version: str) -> Framework | None:
        """One version for a sector, drafts too."""
        found = self._of_sector.get(sector, [])
        return next((one for one in found if one.version == version), None)

    def in_force(self, sector: str, day: date) -> Framework | None:
        """The version in force on a day: the last that had begun; a draft never is."""
        begun = [
            one
            for one in self._of_sector.get(sector, [])
            if not one.draft and one.in_force_from <= day
        ]
        return begun[-1] if begun else None

    def until(self, framework: Framework) -> date | None:
        """The day on which the next version takes its place; None while none is known."""
        for one, following in pairwise(self._of_sector[framework.sector]):
            if one is framework and not following.draft:
                return following.in_force_from
        return None


def load(*folders: Path) -> Frameworks:
    """The versions in these folders; a file in a later folder takes the place of a shipped one.

    Raises WrongFramework.
    """
    files: dict[str, tuple[Path, File]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            found = read(path)
            files[found.version] = path, found
    if not files:
        raise WrongFramework(f"{folders[-1]}: there is no framework file (*.toml) in this folder.")
    ordered = sorted(files.values(), key=lambda one: (one[1].in_force_from, one[1].version))
    return Frameworks(_put_together([found for _, found in ordered]))


def read(path: Path) -> File:
    """One file; WrongFramework says where it is wrong."""
    try:
        return File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongFramework(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise WrongFramework(f"{path}: {where}: {first['msg']}") from error


def _put_together(files: Sequence[File]) -> list[Framework]:
    whole: dict[str, File] = {}
    for file in files:
        whole[file.version] = _completed(file, whole)
    made = [_for_sector(file, sector) for sector in SECTORS for file in whole.values()]
    for framework in made:
        _check(framework, whole)
    return made


def _completed(file: File, earlier: Mapping[str, File]) -> File:
    """A file with what it takes over from the version it is based on."""
    if file.based_on is None:
        return file
    base = earlier.get(file.based_on)
    if base is None:
        raise WrongFramework(
            f"{file.version} is based on {file.based_on}, which is not there or begins later."
        )
    replaced = {_place(standard) for standard in file.standards}
    kept = [
        standard
        for standard in base.standards
        if _place(standard) not in replaced and standard.code not in file.removed
    ]
    standards = sorted([*kept, *file.standards], key=_order)
    links = base.links if file.links is None else file.links
    return file.model_copy(update={"standards": tuple(standards), "links": links})


def _place(standard: Standard) -> tuple[str, tuple[str, ...]]:
    return standard.code, standard.sectors


def _order(standard: Standard) -> tuple[int, str]:
    areas = ("OP", "VS", "BA", "OR", "SKA", "BKA")
    return areas.index(standard.code[:-1]), standard.code


def _for_sector(file: File, sector: str) -> Framework:
    standards = tuple(one for one in file.standards if sector in one.sectors)
    known = {one.code for one in standards}
    return Framework.model_validate(
        {
            "sector": sector,
            "version": file.version,
            "name": file.name,
            "in_force_from": file.in_force_from,
            "draft": file.draft,
            "source": file.source,
            "changes": file.changes,
            "standards": standards,
            "links": tuple(link for link in file.links or () if link.standard in known),
            "crosswalk": {old: new for old, new in file.crosswalk.items() if set(new) & known},
        }
    )


def _check(framework: Framework, whole: Mapping[str, File]) -> None:
    """Every theme leads somewhere, no standard is there twice, and a crosswalk leaves none out."""
    where = f"{framework.version} for {framework.sector}"
    codes = [standard.code for standard in framework.standards]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise WrongFramework(f"{where}: {', '.join(twice)} is there more than once.")
    linked = {link.theme for link in framework.links}
    if missing := [theme for theme in THEMES if theme not in linked]:
        raise WrongFramework(f"{where}: no standard is linked to {', '.join(missing)}.")
    base = whole[framework.version].based_on
    if framework.crosswalk and base is not None:
        before = {s.code for s in whole[base].standards if framework.sector in s.sectors}
        if left := sorted(before - framework.crosswalk.keys()):
            raise WrongFramework(f"{where}: the crosswalk says nothing of {', '.join(left)}.")
