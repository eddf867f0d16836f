"""Under which standards a school's evidence stands: the framework of a day, as its board has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.evidence.frameworks.framework import Framework, Link
from services.evidence.frameworks.loading import Frameworks
from services.evidence.store.mappings import Mappings
from shared.chassis.errors import Absent


@dataclass(frozen=True, slots=True)
class Mapped:
    """A framework with the links that hold for a board; `correction` counts the board's own."""

    framework: Framework
    links: Sequence[Link]
    correction: int


class Standards:
    """The frameworks, and what boards corrected in them."""

    def __init__(self, frameworks: Frameworks, mappings: Mappings) -> None:
        self.frameworks = frameworks
        self.mappings = mappings

    async def of(
        self, board: str, sector: str, day: date, moment: datetime | None = None
    ) -> Mapped:
        """The framework in force on a day, with the links as they were known at a moment, or now.

        Absent before the first version. A board's link to a standard that this version does not
        have follows the crosswalk, and goes where that ends.
        """
        framework = self.frameworks.in_force(sector, day)
        if framework is None:
            raise Absent
        corrected = await self.mappings.latest(board, sector, moment)
        if corrected is None:
            return Mapped(framework, framework.links, 0)
        links = [Link.model_validate(link) for link in corrected.links]
        return Mapped(framework, _carried(links, framework), corrected.number)


def _carried(links: Sequence[Link], framework: Framework) -> list[Link]:
    known = {standard.code for standard in framework.standards}
    found: list[Link] = []
    for link in links:
        codes = (link.standard,) if link.standard in known else framework.crosswalk.get(
            link.standard, ()
        )  # fmt: skip
        found += [link.model_copy(update={"standard": code}) for code in codes if code in known]
    return found
