"""A dossier in words on the pages: what is in it, and what was done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.dossier.acts import BY_LINK
from services.evidence.dossier.at_hand import EVERY, PULSE, figures_said
from services.evidence.dossier.decided import goal_record, measured
from services.evidence.figures.calendar import date_of
from services.evidence.pages.say import goals, summary
from services.evidence.pages.say.figures import Told, tell
from services.evidence.pages.say.labelled import labelled, listed_title
from services.evidence.pages.say.rows import Row, Rows, is_empty
from services.evidence.pages.say.school import STARTERS, WORKING
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import THEMES
from services.evidence.store.dossiers import Deed, Done, Kept, Shared

AUDIENCES = {
    "inspectorate": mark("Inspectie van het Onderwijs"),
    "board": mark("het bestuur"),
    "participation-council": mark("de medezeggenschapsraad"),
}
_DEEDS = {
    "sealed": mark("Verzegeld door de schoolleider."),
    "shared": mark("Gedeeld met %(audience)s."),
    "withdrawn": mark("Ingetrokken bij %(audience)s."),
    "opened": mark("Geopend door %(who)s."),
    "pdf-taken": mark("PDF gehaald door %(who)s."),
    "archive-taken": mark("ZIP gehaald door %(who)s."),
}
# Whoever has a link may use it: the trail knows for whom it was made, not who came with it.
_BY_LINK = {
    "opened": mark("Geopend met de link voor %(who)s."),
    "pdf-taken": mark("PDF gehaald met de link voor %(who)s."),
    "archive-taken": mark("ZIP gehaald met de link voor %(who)s."),
}
_ORDER = (*EVERY, *STARTERS, *WORKING, *PULSE)
_BESIDE = ("modules", "pulseWaves", "recordedSince")  # what older dossiers may not hold
_LEADER = mark("de schoolleider")


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one theme, or of the school as a whole: shown, hidden, and without data.

    Hidden ones are told per reason.
    """

    name: Markup
    goals: Sequence[Markup]
    shown: Sequence[Markup]
    hidden: Sequence[tuple[Markup, str]]
    empty: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """Something that was done, when, and how many times in a row."""

    when: Markup
    what: Markup
    times: int


def parts_of(said: Mapping[str, Any], speech: Speech) -> list[Part]:
    """All that the contents of a dossier hold, in the order of the themes."""
    found = [_part(said, theme, speech.say(name), speech) for theme, name in THEMES.items()]
    return [*found, _part(said, None, speech.say("De school als geheel"), speech)]


def in_short(said: Mapping[str, Any], speech: Speech) -> Markup:
    """The sentences that a dossier begins with."""
    rows = Rows(figures_said(said, said))
    themes = [one for one in THEMES if rows.in_use(one) or rows.shown(one, "goals") is not None]
    return summary.of_school(rows, themes, speech)


def _part(said: Mapping[str, Any], theme: str | None, name: Markup, speech: Speech) -> Part:
    k = said["smallestGroup"]
    figures = figures_said(said, said)
    rows = sorted((row for row in figures if row["theme"] == theme), key=_in_order)
    told = [tell(row, speech, k) for row in rows if not is_empty(row)]
    wanted = [
        _goal(goal, Rows(rows), said, speech)
        for goal in said["goals"]
        if goal["theme"] == theme
        and goal["schoolYear"] == said["schoolYear"]
        and goal["withdrawnOn"] is None
    ]
    return Part(
        name,
        wanted,
        [
            labelled(one, speech, *(said.get(name) for name in _BESIDE))
            for one in told
            if one.hidden is None
        ],
        _by_reason([one for one in told if one.hidden is not None], speech),
        speech.listed(
            [listed_title(tell(row, speech, k), speech) for row in rows if is_empty(row)]
        ),
    )


def _goal(goal: Mapping[str, Any], rows: Rows, said: Mapping[str, Any], speech: Speech) -> Markup:
    """A goal with the figure that it is measured by."""
    beside = measured(goal, rows, said, speech)
    wanted = goals.wanted(goal_record(goal), speech)
    return Markup(" ").join([wanted, beside] if beside else [wanted])


def _by_reason(told: Sequence[Told], speech: Speech) -> list[tuple[Markup, str]]:
    """Why figures are hidden, and the titles of those for which it is so."""
    found: dict[Markup, list[str]] = {}
    for one in told:
        if one.hidden is not None:
            why = speech.capital(one.hidden.brief)
            found.setdefault(why, []).append(listed_title(one, speech))
    return [(why, "; ".join(titles)) for why, titles in found.items()]


def _in_order(row: Row) -> tuple[int, str]:
    """Plan, do, check, act; what is in none of them comes last, by name."""
    name = row["figure"]
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def deeds(trail: Sequence[Deed], speech: Speech) -> list[Deeds]:
    """The trail, the newest first; the same by the same in a row on one day told once."""
    found: list[tuple[tuple[Any, ...], Deeds]] = []
    for deed in trail:
        same = (deed.what, deed.role, deed.audience, deed.at.date())
        if found and found[-1][0] == same:
            last = found[-1][1]
            found[-1] = same, Deeds(last.when, last.what, last.times + 1)
        else:
            found.append((same, Deeds(speech.moment(deed.at), _what(deed, speech), 1)))
    return [one for _, one in found]


def _what(deed: Deed, speech: Speech) -> Markup:
    audience = speech.say(AUDIENCES[deed.audience]) if deed.audience else speech.say(_LEADER)
    by_link = deed.audience in BY_LINK and deed.what in _BY_LINK
    words = (_BY_LINK if by_link else _DEEDS)[deed.what]
    return speech.say(words, audience=audience, who=audience)


def sealed(kept: Kept, speech: Speech) -> Markup:
    """When, and by whom: only a school's own leader seals."""
    return speech.say(
        "Verzegeld door de schoolleider op %(moment)s.", moment=speech.moment(kept.sealed_at)
    )


def released(said: Mapping[str, Any], speech: Speech) -> str | None:
    """The release day that the figures about people in a dossier are of."""
    day = said["released"]
    return speech.day(date.fromisoformat(day)) if day else None


def shared(share: Shared, until: date, speech: Speech) -> Markup:
    """With whom, since when and until when."""
    return speech.say(
        "%(audience)s, sinds %(since)s, tot en met %(until)s",
        audience=speech.capital(speech.say(AUDIENCES[share.audience])),
        since=speech.day(date_of(share.at)),
        until=speech.day(until),
    )


def done(one: Done, speech: Speech) -> Markup:
    """What was done, how many times, and when last."""
    when = speech.moment(one.last.at)
    what = _what(one.last, speech)
    if one.times == 1:
        return Markup("{} {}.").format(what, when)
    return speech.say(
        "%(what)s %(n)s keer, het laatst op %(when)s.",
        what=what,
        n=speech.number(one.times),
        when=when,
    )
