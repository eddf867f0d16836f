"""What was measured with a teacher, per theme: chart, table, and growth where it may be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.evidence.figures.teacher import OwnYear
from services.evidence.pages.draw.measurements import MineChart, Visit, drawing, visits
from services.evidence.pages.say.mine import Known
from services.evidence.pages.say.own import growth_of
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import PERSPECTIVES, THEMES

Facts = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class MeasuredTheme:
    """A theme as it was measured with the teacher."""

    id: str
    title: Markup
    summary: Markup
    growth: Sequence[Markup]
    chart: MineChart
    table: Sequence[tuple[str, Markup, str]]


def measured(
    observations: Facts, own: Sequence[OwnYear], known: Known, speech: Speech
) -> list[MeasuredTheme]:
    """The themes in these observations, in the order of the alliance's list."""
    found = []
    for theme, words in THEMES.items():
        seen = visits(observations, theme)
        if not seen:
            continue
        title = speech.say(words)
        table = [
            (speech.day(one.day), _who(one, known, speech), speech.number(one.mean, 1))
            for one in seen
        ]
        growth = growth_of(
            [one for year in own for one in year.measured if one.theme == theme], speech
        )
        chart = drawing(seen, title, speech)
        found.append(MeasuredTheme(theme, title, _visits(seen, speech), growth, chart, table))
    return found


def intervals(own: Sequence[OwnYear]) -> int:
    """How many intervals of growth a page shows: among many, some leave zero out by chance."""
    return sum(one.growth is not None for year in own for one in year.measured)


def _who(visit: Visit, known: Known, speech: Speech) -> Markup:
    perspective = speech.say(PERSPECTIVES[visit.perspective])
    if visit.observer is None or visit.perspective != "observer":
        return perspective
    name = known.named.names.get(visit.observer)
    return Markup("{} ({})").format(perspective, name) if name else perspective


def _visits(seen: Sequence[Visit], speech: Speech) -> Markup:
    """How many looked how often: one person's few visits are no growth."""
    watched = [visit for visit in seen if visit.perspective == "observer"]
    observers = {visit.observer for visit in watched if visit.observer}
    said = speech.count("%(n)s meting", "%(n)s metingen", len(seen))
    if observers:
        said = speech.say(
            "%(seen)s, %(visits)s door %(observers)s",
            seen=said,
            visits=speech.count("%(n)s bezoek", "%(n)s bezoeken", len(watched)),
            observers=speech.count("%(n)s observator", "%(n)s observatoren", len(observers)),
        )
    return Markup("{}.").format(said)
