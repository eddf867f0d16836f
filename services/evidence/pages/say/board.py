"""What a board reads of its schools: per theme a cell, in a picture and in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.pages.draw.ring import Arc, arc
from services.evidence.pages.say.figures import sentence
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.past import brief_of_then, inside
from services.evidence.pages.say.reach import reach, unbroken
from services.evidence.pages.say.rows import Row, Rows, is_empty, is_hidden
from services.evidence.pages.say.stood import STOOD, overtaken, stood_on
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import THEMES

Quarter = tuple[float | None, Markup, str | None]
"""The share of a quarter, in words, and why it is hidden when it is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One school and theme: the ring's arcs (none: nothing recorded), its middle, its words."""

    theme: str
    name: Markup
    arcs: Sequence[Arc]
    middle: str
    said: Markup
    brief: Markup
    url: str | None = None


def cell(
    rows: Rows, theme: str, school: str, speech: Speech, k: int, url: str | None = None
) -> Cell:
    """A cell of the matrix; what stood still is said of its day, and a zero of then is not drawn."""
    name = speech.say(THEMES[theme])
    if not rows.in_use(theme):
        words = speech.say("nog niets vastgelegd")
        return Cell(theme, name, [], "", _titled(school, name, words), words, url)
    quarters = [make(rows, theme, speech, k) for make in (_plan, _do, _check, _act)]
    ladder = rows.row(theme, "ladder")
    parts = [inside(reach(ladder, speech)), *(words for _, words, _ in quarters)]
    words = Markup("; ").join(parts)
    arcs = [arc(number, share, why) for number, (share, _, why) in enumerate(quarters)]
    middle = str(unbroken(ladder) or "")
    return Cell(theme, name, arcs, middle, _titled(school, name, words), words, url)


def _titled(school: str, theme: Markup, words: Markup) -> Markup:
    return Markup("{}, {}: {}.").format(school, theme, words)


def _plan(rows: Rows, theme: str, speech: Speech, k: int) -> Quarter:
    def said(row: Row) -> tuple[float, Markup]:
        counts: dict[str, Any] = row["value"]
        words = speech.count(
            "plannen: %(measurable)s van %(n)s doel meetbaar",
            "plannen: %(measurable)s van %(n)s doelen meetbaar",
            counts["set"],
            measurable=counts["measurable"],
        )
        return counts["measurable"] / counts["set"], words

    return _quarter(
        rows.row(theme, "goals"),
        said,
        speech.say("plannen: geen doel"),
        lambda what: speech.say("plannen: %(what)s", what=what),
        speech,
        k,
    )


def _do(rows: Rows, theme: str, speech: Speech, k: int) -> Quarter:
    def said(row: Row) -> tuple[float, Markup]:
        words = speech.say("doen: %(n)s van de %(of)s leraren", n=row["n"], of=row["of"])
        return row["value"], words

    return _quarter(
        rows.row(theme, "participation"),
        said,
        speech.say("doen: niemand"),
        lambda what: speech.say("doen: %(what)s", what=what),
        speech,
        k,
    )


def _check(rows: Rows, theme: str, speech: Speech, k: int) -> Quarter:
    """The perspectives with a growth figure, of three."""
    growths = [rows.row(theme, f"growth.{one}") for one in PERSPECTIVES]
    shown = [row for row in growths if not is_hidden(row)]
    withheld = [row for row in growths if is_hidden(row) and not is_empty(row)]
    if not shown and withheld:
        why = hidden(withheld[0]["suppressed"], speech, k)
        return None, speech.say("meten: %(what)s", what=why.short), why.reason
    return len(shown) / len(PERSPECTIVES), _perspectives(shown, speech), None


def _perspectives(shown: Sequence[Row], speech: Speech) -> Markup:
    """How many there are; said of a day when nothing of it is of later."""
    days = [day for row in shown if (day := stood_on(row)) is not None]
    if shown and len(days) == len(shown):
        return speech.say(
            "meten: op %(day)s was er een groeicijfer in %(n)s van de 3 perspectieven",
            day=speech.day(max(days)),
            n=len(shown),
        )
    return speech.say("meten: %(n)s van de 3 perspectieven", n=len(shown))


def _act(rows: Rows, theme: str, speech: Speech, k: int) -> Quarter:
    def said(row: Row) -> tuple[float, Markup]:
        words = speech.say("bijstellen: %(share)s besproken", share=speech.percent(row["value"]))
        return row["value"], words

    return _quarter(
        rows.row(theme, "discussed"),
        said,
        speech.say("bijstellen: nog niets te bespreken"),
        lambda what: speech.say("bijstellen: %(what)s", what=what),
        speech,
        k,
    )


def _quarter(
    row: Row,
    said: Callable[[Row], tuple[float, Markup]],
    nothing: Markup,
    labelled: Callable[[Markup], Markup],
    speech: Speech,
    k: int,
) -> Quarter:
    if is_empty(row):
        return None, nothing, None
    if is_hidden(row):
        why = hidden(row["suppressed"], speech, k)
        return None, labelled(why.short), why.reason
    share, words = said(row)
    stood = stood_on(row)
    if stood is None:
        return share, words, None
    if overtaken(row):
        return None, labelled(brief_of_then(row, stood, words, speech)), STOOD
    return share, labelled(_of_then(row, speech)), None


def _of_then(row: Row, speech: Speech) -> Markup:
    """The sentence of a figure of an earlier day, as it stands behind a label."""
    return inside(Markup.escape(sentence(row, speech).striptags().rstrip(".")))
