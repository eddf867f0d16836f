"""What a version of the framework is: its standards, and the themes that speak to each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.codes import Sector, Theme

Code = Annotated[str, Field(pattern=r"^[A-Z]{2,3}[0-9]$")]
Version = Annotated[str, Field(pattern=r"^[0-9]{4}(-draft)?$")]
Level = Literal["school", "board"]
Step = Literal["plan", "do", "check-act"]


class Part(BaseModel):
    """A piece of a file: what it does not know is refused, for it would be a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """The same words in Dutch and in English."""

    nl: Annotated[str, Field(min_length=1, max_length=300)]
    en: Annotated[str, Field(min_length=1, max_length=300)]


class Standard(Part):
    """A standard: its code and official Dutch name, and for which sectors nobody has checked it.

    `step` says which part of plan, do, check and act a standard of quality care is about.
    """

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=100)]
    gloss: Words
    sectors: Annotated[tuple[Sector, ...], Field(min_length=1)]
    unverified: tuple[Sector, ...] = ()
    level: Level = "school"
    step: Step | None = None

    def verified_in(self, sector: str) -> bool:
        """Whether code and name were read in a public source for this sector."""
        return sector not in self.unverified


class Link(Part):
    """Why a theme speaks to a standard; `weak` where it only touches it."""

    theme: Theme
    standard: Code
    why: Words
    weak: bool = False


class File(Part):
    """One version as it stands in a file: what it adds to or replaces in the one it is based on."""

    version: Version
    name: Words
    in_force_from: date
    based_on: Version | None = None
    draft: bool = False
    source: Annotated[str, Field(min_length=1, max_length=500)]
    changes: Words | None = None
    standards: tuple[Standard, ...] = ()
    removed: tuple[Code, ...] = ()
    links: tuple[Link, ...] | None = None
    crosswalk: Mapping[Code, tuple[Code, ...]] = Field(default_factory=dict)


class Framework(Part):
    """A whole version for one sector, with all that it took over.

    `crosswalk` leads from each standard of the version before to those that came in its place.
    """

    sector: Sector
    version: Version
    name: Words
    in_force_from: date
    draft: bool
    source: str
    changes: Words | None
    standards: tuple[Standard, ...]
    links: tuple[Link, ...]
    crosswalk: Mapping[Code, tuple[Code, ...]]

    def under(self, links: Sequence[Link]) -> list[tuple[Standard, list[Link]]]:
        """The school's standards with the links of themes that speak to each, in order."""
        return [
            (standard, [link for link in links if link.standard == standard.code])
            for standard in self.standards
            if standard.level == "school"
        ]

    def wrong_in(self, links: Sequence[Link]) -> list[tuple[int, str]]:
        """Which links, by their place, name a standard that this version does not have."""
        known = {standard.code for standard in self.standards}
        return [(place, link.standard) for place, link in enumerate(links)
                if link.standard not in known]  # fmt: skip
