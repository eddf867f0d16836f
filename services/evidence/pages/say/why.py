"""What a why-page says beside the rule: the sum, who counts, what may be seen, what it is not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

from markupsafe import Markup

from services.evidence.explain import A_FEW, Sides
from services.evidence.pages.names import Named
from services.evidence.pages.say.rows import is_empty, is_hidden
from services.evidence.pages.say.stood import overtaken
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.speech import Speech, mark

Row = Mapping[str, Any]
Hidden = int | Literal["a-few"]
"""How many facts may not be seen; not told when too few people stand behind them."""

MOST_DOTS = 80  # more than this is no picture any more

# The number that a sentence is about, and of how many where it says so.
_SHOWN = re.compile(r"<strong>(.+?)</strong>((?: van de| of(?: the)?) [\d.,]+)?")
_LEFT_OUT = {
    "no-baseline": mark("hebben geen beginmeting"),
    "no-later": mark("hebben geen latere meting"),
    "other-instrument": mark("hebben twee metingen met een andere kijkwijzer"),
}
_THE_ONE = ("discussed", "evaluated")
_COMPARES = ("growth", "comparison", "return")
_SHARES_WITH = ("participation", "collective", "informal")


@dataclass(frozen=True, slots=True)
class Sums:
    """The arithmetic of a mean with its interval, as text."""

    total: str
    n: str
    mean: str
    t: str
    sd: str
    low: str
    high: str


# Of a share of teachers: what those with and those without are called.
_SIDES = {
    "participation": (mark("Wie doen mee"), mark("Wie doen niet mee")),
    "completion": (mark("Wie rondden een module af"), mark("Wie nog niet")),
    "informal": (mark("Wie legden iets vast"), mark("Wie nog niet")),
    "starters": (mark("Wie zijn starter"), mark("Wie niet")),
    "starters.coach": (mark("Wie kregen op tijd een coach"), mark("Wie niet")),
}


@dataclass(frozen=True, slots=True)
class ByName:
    """Names under what is true of them."""

    words: Markup
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """So many people of whom one thing is true."""

    n: int
    words: Markup
    look: str

    @property
    def dots(self) -> int:
        """How many dots to draw; none when they would be too many."""
        return self.n if self.n <= MOST_DOTS else 0


def question(row: Row, sentence: Markup, speech: Speech) -> Markup:
    """Waarom staat hier 7 van de 7? In the very words of the sentence that tells the figure."""
    if is_hidden(row):
        return speech.say("Waarom staat hier geen cijfer?")
    found = _SHOWN.search(sentence)
    if found is None or not isinstance(row["value"], int | float):
        return speech.say("Hoe komen we hieraan?")
    said = found[1] + (found[2] or "")
    if row["figure"] in _THE_ONE and row["of"] == 1:  # "de ene" says nothing outside its sentence
        said = speech.say("%(n)s van de %(of)s", n=part_of(row), of=row["of"])
    # Markup of our own, as the sentence has it: escaped once already.
    return speech.say("Waarom staat hier %(value)s?", value=Markup(said[:1].lower() + said[1:]))  # noqa: S704


def sums(row: Row, speech: Speech) -> Sums | None:
    """The sum behind a mean of differences; None where the formula in words must do."""
    if is_hidden(row) or row["figure"].partition(".")[0] not in ("growth", "comparison"):
        return None
    interval, sd, n = row.get("interval"), row.get("sd"), row["n"]
    if not interval or not sd:
        return None
    half = (interval[1] - interval[0]) / 2
    return Sums(
        speech.number(row["value"] * n, 2),
        speech.number(n),
        speech.number(row["value"], 2),
        speech.number(half / (sd / sqrt(n)), 2),
        speech.number(sd, 2),
        speech.number(interval[0], 2),
        speech.number(interval[1], 2),
    )


def counted(row: Row, speech: Speech) -> Sequence[Group]:
    """Who counts and who does not, as groups of people."""
    if is_hidden(row) or overtaken(row):
        return []
    left_out = row.get("left-out")
    if left_out is not None:
        return [
            Group(row["n"], speech.say("tellen mee"), "c-fill"),
            *(
                Group(left_out[why], speech.say(words), look)
                for (why, words), look in zip(
                    _LEFT_OUT.items(), ("c-open", "c-other", "c-other"), strict=True
                )
                if left_out.get(why)
            ),
        ]
    if row["figure"] in _SHARES_WITH:
        without = row["of"] - row["n"]
        return [
            Group(row["n"], speech.say("horen erbij"), "c-fill"),
            Group(without, speech.say("horen er niet bij"), "c-open"),
        ]
    return []


def by_name(row: Row, sides: Sides, named: Named, speech: Speech) -> list[ByName]:
    """Who is on either side of a share, for the leader who handles this by name."""
    if is_hidden(row):
        return []
    words = _SIDES[row["figure"]]
    found = zip(words, (sides.having, sides.lacking), strict=True)
    return [ByName(speech.say(said), named.sorted(who, speech)) for said, who in found if who]


def seen(row: Row, shown: int, hidden: Hidden, speech: Speech) -> Markup:
    """How many facts there are, and how many of them may be seen; of a hidden figure nothing."""
    if is_hidden(row) and not is_empty(row):
        return speech.say("Dit cijfer tonen we niet. Daarom tonen we ook niet waar het op rust.")
    if not shown and not hidden:
        return speech.say("Er zijn geen feiten achter dit cijfer.")
    if not hidden:
        return speech.count(
            "Dit cijfer rust op <strong>%(n)s feit</strong>. Je mag het zien.",
            "Dit cijfer rust op <strong>%(n)s feiten</strong>. Je mag ze allemaal zien.",
            shown,
        )
    if not shown:
        return speech.say("Dit cijfer rust op feiten die je niet mag zien.")
    said = speech.count("Je mag %(n)s feit zien", "Je mag %(n)s feiten zien", shown)
    others = (
        speech.say("enkele andere niet")
        if hidden == A_FEW
        else speech.say("%(n)s andere niet", n=speech.number(hidden))
    )
    return Markup("<strong>{}</strong>, {}.").format(said, others)


def unseen(hidden: Hidden, speech: Speech) -> Markup:
    """So many facts that may not be seen, or a few."""
    if hidden == A_FEW:
        return speech.say("Enkele feiten mag je niet zien.")
    return speech.say("%(n)s feiten mag je niet zien.", n=speech.number(hidden))


def not_said(row: Row, speech: Speech) -> Sequence[Markup]:
    """What a figure does not mean."""
    found = []
    if row["figure"].partition(".")[0] in _COMPARES:
        found.append(
            speech.say(
                "Het zegt niet waardoor het verschil komt. Ook zonder scholing verschilt de ene "
                "meting van de andere, en wie laag begint, stijgt vaak vanzelf een beetje."
            )
        )
    found.append(speech.say("Het zegt niets over één leraar, en het is geen oordeel."))
    return found
