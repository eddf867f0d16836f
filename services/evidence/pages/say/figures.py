"""One sentence per figure; the number bold, n said, the interval where there is one."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from services.evidence.pages.say import growth, school, theme
from services.evidence.pages.say.hidden import Hidden, hidden
from services.evidence.pages.say.past import of_then
from services.evidence.pages.say.rows import Row, is_empty, is_hidden
from services.evidence.pages.say.stood import overtaken, stood_on
from services.evidence.pages.speech import Speech, mark
from services.evidence.rules import rule_of

Say = Callable[[Row, Speech], Markup]

_BY_NAME: dict[str, Say] = {**theme.SENTENCES, **school.SENTENCES}
_BY_FAMILY: dict[str, Say] = {
    "growth": growth.growth,
    "comparison": growth.comparison,
    "observed": theme.observed,
    "retention": school.retention,
    "pulse": school.pulse,
    "return": theme.per_ten_hours,
}

# Where nothing is to be shown although something may have been recorded already.
_NOTHING = {
    "discussed": mark("Van nog geen opbrengst zijn de zes weken voor een gesprek voorbij."),
    "evaluated": mark("Van nog geen doel is de dag voorbij."),
    "participation": mark("Er is nog geen team."),
    "completion": mark("Nog niemand doet mee."),
    "starters.coach": mark("Van nog geen starter zijn de eerste 30 dagen voorbij."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it is told: its title, its sentence, and why it is hidden when it is.

    `overtaken` is one that says of an earlier day that nobody did: not told, and nothing to draw.
    """

    name: str
    theme: str | None
    title: str
    sentence: Markup
    hidden: Hidden | None
    row: Row
    overtaken: bool = False


def sentence(row: Row, speech: Speech) -> Markup:
    """A figure that is shown, as a sentence; one that stood still is said of its day."""
    name = row["figure"]
    say = _BY_NAME.get(name) or _BY_FAMILY[name.partition(".")[0]]
    day = stood_on(row)
    return say(row, speech) if day is None else of_then(row, day, say, speech)


def tell(row: Row, speech: Speech, k: int) -> Told:
    """A figure with its words, or with the words for why it is not shown."""
    title = rule_of(row["figure"]).title[speech.code]
    if is_hidden(row):
        why = hidden(row["suppressed"], speech, k)
        said = why.sentence
        if is_empty(row) and row["figure"] in _NOTHING:
            said = speech.say(_NOTHING[row["figure"]])
        return Told(row["figure"], row["theme"], title, said, why, row)
    words = sentence(row, speech)
    return Told(row["figure"], row["theme"], title, words, None, row, overtaken(row))
