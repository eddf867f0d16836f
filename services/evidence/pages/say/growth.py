"""Growth in words and as lines of a chart: a difference with its interval, never its cause."""

from dataclasses import dataclass

from markupsafe import Markup

from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.rows import Row, Rows, is_hidden
from services.evidence.pages.say.stood import short_day, stood_on
from services.evidence.pages.speech import Speech, mark, shown
from services.evidence.pages.words.labels import PERSPECTIVES as LABELS

_ROSE = {
    "observer": mark(
        "Observatoren zagen een stijging van <strong>%(value)s</strong> punt %(interval)s bij %(teachers)s, met dezelfde kijkwijzer."
    ),
    "self": mark(
        "Leraren zagen bij zichzelf een stijging van <strong>%(value)s</strong> punt %(interval)s: %(teachers)s, met dezelfde kijkwijzer."
    ),
    "pupils": mark(
        "Leerlingen zagen een stijging van <strong>%(value)s</strong> punt %(interval)s bij %(teachers)s, met dezelfde lijst."
    ),
}
_FELL = {
    "observer": mark(
        "Observatoren zagen een daling van <strong>%(value)s</strong> punt %(interval)s bij %(teachers)s, met dezelfde kijkwijzer."
    ),
    "self": mark(
        "Leraren zagen bij zichzelf een daling van <strong>%(value)s</strong> punt %(interval)s: %(teachers)s, met dezelfde kijkwijzer."
    ),
    "pupils": mark(
        "Leerlingen zagen een daling van <strong>%(value)s</strong> punt %(interval)s bij %(teachers)s, met dezelfde lijst."
    ),
}
_SAME = {
    "observer": mark(
        "Observatoren zagen gemiddeld <strong>geen verschil</strong> %(interval)s bij %(teachers)s, met dezelfde kijkwijzer."
    ),
    "self": mark(
        "Leraren zagen bij zichzelf gemiddeld <strong>geen verschil</strong> %(interval)s: %(teachers)s, met dezelfde kijkwijzer."
    ),
    "pupils": mark(
        "Leerlingen zagen gemiddeld <strong>geen verschil</strong> %(interval)s bij %(teachers)s, met dezelfde lijst."
    ),
}
_COMPARED = {
    "observer": mark(
        "Bij %(teachers)s die niet meededen, zagen observatoren een verschil van <strong>%(value)s</strong> punt %(interval)s."
    ),
    "self": mark(
        "Van de collega’s die niet meededen, zagen %(teachers)s bij zichzelf een verschil van <strong>%(value)s</strong> punt %(interval)s."
    ),
    "pupils": mark(
        "Bij %(teachers)s die niet meededen, zagen leerlingen een verschil van <strong>%(value)s</strong> punt %(interval)s."
    ),
}
_WHO = {
    "observer": mark("observatoren"),
    "self": mark("leraren zelf"),
    "pupils": mark("leerlingen"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a growth chart, in numbers and in words."""

    label: str
    shape: str
    value: float | None
    low: float | None
    high: float | None
    said: Markup
    beside: Markup
    other: bool = False
    reason: str | None = None
    bare: Markup | None = None  # what is said, without the day that it is of
    stood: str | None = None

    @property
    def has_interval(self) -> bool:
        """Whether there is an interval to draw."""
        return self.low is not None and self.high is not None


def teachers(n: int, speech: Speech) -> Markup:
    """1 leraar, 17 leraren."""
    return speech.count("%(n)s leraar", "%(n)s leraren", n)


def between(row: Row, speech: Speech, decimals: int = 2) -> Markup:
    """The interval in brackets; why there is none when there is none."""
    interval = row.get("interval")
    if interval is None:
        return speech.say("(zonder interval)")
    low, high = (speech.number(end, decimals) for end in interval)
    words = speech.say("(%(low)s tot %(high)s)", low=low, high=high)
    return Markup('<span class="nowrap">{}</span>').format(words)


def growth(row: Row, speech: Speech) -> Markup:
    """Observatoren zagen een stijging van 0,42 punt (0,19 tot 0,65) bij 17 leraren."""
    said = shown(row["value"], 2)
    words = _ROSE if said > 0 else _FELL if said < 0 else _SAME
    return speech.say(
        words[row["figure"].partition(".")[2]],
        value=speech.number(abs(row["value"]), 2),
        interval=between(row, speech),
        teachers=teachers(row["n"], speech),
    )


def comparison(row: Row, speech: Speech) -> Markup:
    """The same for colleagues who did not take part."""
    return speech.say(
        _COMPARED[row["figure"].partition(".")[2]],
        value=speech.signed(row["value"]),
        interval=between(row, speech),
        teachers=teachers(row["n"], speech),
    )


def triangulation(row: Row, speech: Speech) -> Markup:
    """Which perspectives point where, in one sentence."""
    words = {
        "positive": speech.say("een stijging: %(who)s", who=_who(row["value"]["positive"], speech)),
        "negative": speech.say("een daling: %(who)s", who=_who(row["value"]["negative"], speech)),
        "unclear": speech.say(
            "nog niet te zeggen: %(who)s", who=_who(row["value"]["unclear"], speech)
        ),
    }
    parts = [words[way] for way in words if row["value"][way]]
    return Markup("{}.").format(speech.capital(Markup("; ").join(parts)))


def _who(perspectives: list[str], speech: Speech) -> str:
    return speech.listed([str(speech.say(_WHO[one])) for one in perspectives])


def line(row: Row, label: str, speech: Speech, k: int, *, other: bool = False) -> Line:
    """A row of a chart for a figure with an interval."""
    shape = row["figure"].partition(".")[2]
    if is_hidden(row):
        why = hidden(row["suppressed"], speech, k)
        nothing = speech.say("geen metingen") if why.reason == "no-data" else None
        said, beside = nothing or why.brief, nothing or why.short
        return Line(label, shape, None, None, None, said, beside, other, why.reason)
    low, high = row.get("interval") or (None, None)
    value = speech.signed(row["value"])
    said = speech.say(
        "%(value)s %(interval)s, %(teachers)s",
        value=value,
        interval=between(row, speech),
        teachers=teachers(row["n"], speech),
    )
    bare, day = said, stood_on(row)
    stood = short_day(day) if day else None
    if stood:
        said = speech.say("%(said)s, stand %(day)s", said=said, day=stood)
    beside = speech.count("bij %(n)s leraar", "bij %(n)s leraren", row["n"])
    return Line(label, shape, row["value"], low, high, said, beside, other, bare=bare, stood=stood)


def of_theme(rows: Rows, theme: str, speech: Speech, k: int, *, others: bool) -> list[Line]:
    """The lines of a theme: per perspective those who take part, and colleagues who do not."""
    found = []
    for perspective in PERSPECTIVES:
        label = str(speech.say(LABELS[perspective]))
        found.append(line(rows.row(theme, f"growth.{perspective}"), label, speech, k))
        if others:
            row = rows.row(theme, f"comparison.{perspective}")
            found.append(line(row, str(speech.say("collega’s")), speech, k, other=True))
    return found


def caution(rows: Rows, theme: str, speech: Speech) -> list[Markup]:
    """What to mind at a difference: who began lower, and whether intervals overlap."""
    found: list[Markup] = []
    took, did_not = rows.shown(theme, "growth.observer"), rows.shown(theme, "comparison.observer")
    if took is None or did_not is None:
        return found
    if shown(took["baseline"], 2) < shown(did_not["baseline"], 2):
        found.append(
            speech.say(
                "Deelnemers begonnen lager dan hun collega’s: gemiddeld %(took)s tegen %(others)s. "
                "Wie laag begint, stijgt vaak vanzelf een beetje. Een deel van de stijging kan "
                "daardoor komen.",
                took=speech.number(took["baseline"], 2),
                others=speech.number(did_not["baseline"], 2),
            )
        )
    one, other = took.get("interval"), did_not.get("interval")
    if one and other and one[0] <= other[1] and other[0] <= one[1]:
        found.append(
            speech.say(
                "De twee intervallen overlappen. Of deelnemers méér stegen dan collega’s, is nog "
                "niet te zeggen."
            )
        )
    return found


def comparisons(count: int, speech: Speech) -> Markup:
    """What many intervals on one page mean."""
    return speech.say(
        "Op deze pagina staan %(count)s intervallen. Bij zoveel vergelijkingen ligt er gemiddeld "
        "ongeveer %(chance)s naast de nul door toeval alleen. Een verschil zegt niet waardoor het "
        "komt.",
        count=speech.number(count),
        chance=speech.short(count * 0.05),
    )
