"""The few things that suit a teacher now, each with its reasons: same facts, same list."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from services.evidence.history import records as r
from services.evidence.recommend.actions import ANY, practices, visits
from services.evidence.recommend.reason import Reason
from services.evidence.recommend.rules import offered, reasons, suits
from services.evidence.recommend.situation import Situation

MOST = 5
MOST_MODULES_PER_THEME = 2  # so that there is something to choose
Kind = Literal["module", "practice", "observation"]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Something that might suit a teacher; `subject` is a module's code, or a theme to look at."""

    kind: Kind
    subject: str
    theme: str | None
    module: r.Module | None
    reasons: tuple[Reason, ...]

    @property
    def id(self) -> str:
        """By which it is dismissed, such as module:KM-01."""
        return f"{self.kind}:{self.subject}"

    @property
    def weight(self) -> int:
        """The sum of what its reasons counted."""
        return sum(reason.weight for reason in self.reasons)


def recommend(
    situation: Situation, modules: Iterable[r.Module], away: Collection[str] = ()
) -> list[Recommendation]:
    """The recommendations to a teacher, the weightiest first, then by kind and code.

    `away` are the ids of those that were dismissed. Hours alone are no reason.
    """
    found = [one for one in _all(situation, modules) if one.weight > 0 and one.id not in away]
    found.sort(key=lambda one: (-one.weight, one.id))
    chosen: list[Recommendation] = []
    themes: Counter[str | None] = Counter()
    for one in found:
        if one.kind == "module":
            themes[one.theme] += 1
            if themes[one.theme] > MOST_MODULES_PER_THEME:
                continue
        chosen.append(one)
    return chosen[:MOST]


def _all(situation: Situation, modules: Iterable[r.Module]) -> Iterator[Recommendation]:
    catalogue = {module.code: module for module in offered(modules, situation.day)}
    for taking, why in practices(situation):
        known = catalogue.get(taking.module)
        yield Recommendation("practice", taking.module, taking.theme, known, why)
    for theme, why in visits(situation):
        yield Recommendation("observation", theme, None if theme == ANY else theme, None, why)
    for module in catalogue.values():
        if suits(module, situation):
            yield Recommendation(
                "module", module.code, module.theme, module, reasons(module, situation)
            )
