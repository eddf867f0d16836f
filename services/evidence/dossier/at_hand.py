"""The contents of a dossier at hand, by theme and name, for what is told of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from services.evidence.dossier import drawn
from services.evidence.dossier.contents import Contents
from services.evidence.dossier.decided import goals_of
from services.evidence.dossier.runs import Runs, runs
from services.evidence.pages.draw.axis import Axis
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.labelled import labelled
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.stood import with_stands
from services.evidence.pages.speech import speech
from services.evidence.pages.words.labels import PERSPECTIVES, THEMES

NL = speech("nl")
PLAN = ("goals", "evaluated", "goal-trace")
DO = (
    "participation",
    "completion",
    "hours.study",
    "hours.practice",
    "hours.practice-coached",
    "practice-share",
    "collective",
    "hours.informal",
)
CHECK = ("observed.observer", "observed.self", "observed.pupils", "observers", "reactions")
GROWTH = tuple(f"{kind}.{one}" for kind in ("growth", "comparison") for one in PERSPECTIVES)
ACT = ("discussed",)
EVERY = (*PLAN, *DO, *CHECK, *GROWTH, *ACT)
PULSE = ("pulse.control", "pulse.support", "pulse.resources", "pulse.autonomy")


def figures_said(said: Mapping[str, Any], of: Mapping[str, Any]) -> list[Row]:
    """The figures of one year in the contents; one that stood still says of which day it is."""
    last = date.fromisoformat(said["released"]) if said["released"] else None
    return with_stands(of["figures"], of["schoolYear"], last)


@dataclass(frozen=True)
class Telling:
    """The contents at hand by theme and name, for what is told of them."""

    contents: Contents

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """The contents as JSON."""
        return self.contents.said

    @cached_property
    def k(self) -> int:
        """The smallest group that is shown."""
        return int(self.said["smallestGroup"])

    @cached_property
    def years(self) -> list[tuple[str, Rows]]:
        """This school year and those before it, the newest first."""
        return [
            (one["schoolYear"], Rows(figures_said(self.said, one)))
            for one in (self.said, *self.said["earlierYears"])
        ]

    @property
    def rows(self) -> Rows:
        """The figures of this school year."""
        return self.years[0][1]

    @cached_property
    def themes(self) -> list[str]:
        """The themes for which there is a goal, or something was done or measured."""
        goals = {goal["theme"] for goal in goals_of(self.said, self.said["schoolYear"])}
        return [one for one in THEMES if one in goals or self.rows.in_use(one)]

    @property
    def returns(self) -> list[str]:
        """The figures per ten hours of a module, by name."""
        return self.rows.names(None, "return.")

    @cached_property
    def axis(self) -> Axis:
        """The one scale of all growth in the dossier."""
        return drawn.growth_axis(self.rows, self.themes, GROWTH)

    @cached_property
    def first_axis(self) -> Axis:
        """The scale of the first page, which shows what observers saw alone."""
        return drawn.growth_axis(self.rows, self.themes, ["growth.observer"])

    def shown(self, theme: str | None, names: Sequence[str]) -> list[Runs]:
        """The sentences of those figures that are shown; older ones say of which day they are."""
        found = [self.rows.shown(theme, name) for name in names]
        since = self.said.get("recordedSince")  # not in older ones
        beside = self.said["modules"], self.said["pulseWaves"], since
        return [runs(labelled(tell(row, NL, self.k), NL, *beside)) for row in found if row]
