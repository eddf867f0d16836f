"""What a board reads of its schools: per theme a cell, in a picture and in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.figures.book import RELEASED
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.pages.draw.ring import Arc, arc
from services.evidence.pages.say.hidden import hidden
from services.evidence.pages.say.rows import Row, Rows, is_empty, is_hidden
from services.evidence.pages.say.theme import highest
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import RUNGS, THEMES

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
    rows: Rows,
    theme: str,
    school: str,
    speech: Speech,
    k: int,
    *,
    released: date | None = None,
    url: str | None = None,
) -> Cell:
    """A cell of the matrix; what was released before the page's own day says since when."""
    name = speech.say(THEMES[theme])
    if not rows.in_use(theme):
        words = speech.say("nog niets vastgelegd")
        return Cell(theme, name, [], "", _titled(school, name, words), words, url)
    quarters = [make(rows, theme, speech, k, released) for make in (_plan, _do, _check, _act)]
    ladder = rows.row(theme, "ladder")
    reached = highest(ladder)
    parts = [_rung(ladder, speech), *(words for _, words, _ in quarters)]
    words = Markup("; ").join(parts)
    arcs = [arc(number, share, why) for number, (share, _, why) in enumerate(quarters)]
    return Cell(theme, name, arcs, str(reached or ""), _titled(school, name, words), words, url)


def _of_its_day(row: Row, words: Markup, last: date | None, speech: Speech) -> Markup:
    """The words with the day that they are of, when it is not the page's own."""
    day = date.fromisoformat(row[RELEASED]) if RELEASED in row else last
    if day is None or day == last:
        return words
    return speech.say("%(words)s (stand %(day)s)", words=words, day=speech.day(day))


def _titled(school: str, theme: Markup, words: Markup) -> Markup:
    return Markup("{}, {}: {}.").format(school, theme, words)


def _rung(ladder: Row, speech: Speech) -> Markup:
    if is_hidden(ladder):
        return speech.say("trede nog niet te tonen")
    reached = highest(ladder)
    if reached is None:
        return speech.say("nog geen trede bereikt")
    return speech.say("trede %(rung)s, %(what)s", rung=reached, what=speech.say(RUNGS[reached]))


def _plan(rows: Rows, theme: str, speech: Speech, k: int, _: date | None) -> Quarter:
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
        lambda why: speech.say("plannen: %(why)s", why=why),
        speech,
        k,
    )


def _do(rows: Rows, theme: str, speech: Speech, k: int, last: date | None) -> Quarter:
    def said(row: Row) -> tuple[float, Markup]:
        words = speech.say("doen: %(n)s van de %(of)s leraren", n=row["n"], of=row["of"])
        return row["value"], _of_its_day(row, words, last, speech)

    return _quarter(
        rows.row(theme, "participation"),
        said,
        speech.say("doen: niemand"),
        lambda why: speech.say("doen: %(why)s", why=why),
        speech,
        k,
    )


def _check(rows: Rows, theme: str, speech: Speech, k: int, last: date | None) -> Quarter:
    """The perspectives with a growth figure, of three."""
    growths = [rows.row(theme, f"growth.{one}") for one in PERSPECTIVES]
    shown = [row for row in growths if not is_hidden(row)]
    withheld = [row for row in growths if is_hidden(row) and not is_empty(row)]
    if not shown and withheld:
        why = hidden(withheld[0]["suppressed"], speech, k)
        return None, speech.say("meten: %(why)s", why=why.brief), why.reason
    words = speech.say("meten: %(n)s van de 3 perspectieven", n=len(shown))
    if shown:
        newest = max(shown, key=lambda row: row.get(RELEASED, ""))
        words = _of_its_day(newest, words, last, speech)
    return len(shown) / len(PERSPECTIVES), words, None


def _act(rows: Rows, theme: str, speech: Speech, k: int, last: date | None) -> Quarter:
    def said(row: Row) -> tuple[float, Markup]:
        words = speech.say("bijstellen: %(share)s besproken", share=speech.percent(row["value"]))
        return row["value"], _of_its_day(row, words, last, speech)

    return _quarter(
        rows.row(theme, "discussed"),
        said,
        speech.say("bijstellen: nog niets te bespreken"),
        lambda why: speech.say("bijstellen: %(why)s", why=why),
        speech,
        k,
    )


def _quarter(
    row: Row,
    said: Callable[[Row], tuple[float, Markup]],
    nothing: Markup,
    withheld: Callable[[Markup], Markup],
    speech: Speech,
    k: int,
) -> Quarter:
    if is_empty(row):
        return None, nothing, None
    if is_hidden(row):
        why = hidden(row["suppressed"], speech, k)
        return None, withheld(why.brief), why.reason
    share, words = said(row)
    return share, words, None
