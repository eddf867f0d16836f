"""What to do next: every gap as a task with its last day, the soonest first.

What can no longer be done, or belongs to a year that is over, is told as it was left.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup

from services.evidence.figures import gaps as kinds
from services.evidence.figures import pairs
from services.evidence.pages.speech import Speech, mark
from services.evidence.pages.words.labels import THEMES

GapRow = Mapping[str, Any]
ABOUT_GOALS = (kinds.NO_GOAL, kinds.GOAL_NOT_EVALUATED)
FIRST, NEXT = 3, 8  # on a phone; on a desk

# Per kind: the task for one, for many, when nothing may be said of how many, why, and where to.
_ONE, _MANY, _HIDDEN, _WHY, _WHERE = range(5)
_TASKS = {
    kinds.NO_GOAL: (
        mark("Stel een doel voor %(theme)s."),
        mark("Stel een doel voor %(theme)s."),
        "",
        mark("Zonder doel valt er in juli niets te evalueren."),
        mark("Bekijk wat er speelt"),
    ),
    kinds.GOAL_NOT_EVALUATED: (
        mark("Evalueer het doel voor %(theme)s."),
        mark("Evalueer het doel voor %(theme)s."),
        "",
        mark("Kies: doorgaan, verhogen, vervangen of stoppen."),
        mark("Bekijk doel en stand"),
    ),
    pairs.NO_BASELINE: (
        mark("Plan een beginmeting bij 1 leraar."),
        mark("Plan een beginmeting bij %(n)s leraren."),
        mark("Er ontbreken beginmetingen."),
        mark("Wie binnen twee weken na de start niet gezien is, telt niet mee in de groei."),
        mark("Bekijk de metingen"),
    ),
    pairs.NO_LATER: (
        mark("Plan een tweede observatie bij 1 leraar."),
        mark("Plan een tweede observatie bij %(n)s leraren."),
        mark("Er ontbreken latere metingen."),
        mark("Er is een beginmeting, maar nog geen latere meting."),
        mark("Bekijk de metingen"),
    ),
    kinds.ONE_PERSPECTIVE: (
        mark("Vraag bij 1 leraar ook leerlingen of een collega."),
        mark("Vraag bij %(n)s leraren ook leerlingen of een collega."),
        mark("Er is bij sommigen maar één perspectief."),
        mark("Twee perspectieven die hetzelfde zien, zeggen meer dan één."),
        mark("Bekijk de metingen"),
    ),
    kinds.NOT_DISCUSSED: (
        mark("Bespreek met 1 leraar wat de module opleverde."),
        mark("Bespreek met %(n)s leraren wat hun module opleverde."),
        mark("Er zijn opbrengsten nog niet besproken."),
        mark("Een gesprek telt mee tot zes weken na het afronden."),
        mark("Bekijk de gesprekken"),
    ),
    kinds.NO_RATING: (
        mark("Vraag 1 leraar wat die van de module vond."),
        mark("Vraag %(n)s leraren wat zij van de module vonden."),
        mark("Er ontbreken oordelen over de module."),
        mark("Een oordeel telt mee tot dertig dagen na het afronden."),
        mark("Bekijk de oordelen"),
    ),
}
# The same as it was left: for one, for many.
_LEFT = {
    kinds.NO_GOAL: (
        mark("Er was geen doel voor %(theme)s."),
        mark("Er was geen doel voor %(theme)s."),
    ),
    kinds.GOAL_NOT_EVALUATED: (
        mark("Het doel voor %(theme)s is niet geëvalueerd."),
        mark("Het doel voor %(theme)s is niet geëvalueerd."),
    ),
    pairs.NO_BASELINE: (
        mark("Bij 1 leraar was er geen beginmeting."),
        mark("Bij %(n)s leraren was er geen beginmeting."),
    ),
    pairs.NO_LATER: (
        mark("Bij 1 leraar kwam er geen latere meting."),
        mark("Bij %(n)s leraren kwam er geen latere meting."),
    ),
    kinds.ONE_PERSPECTIVE: (
        mark("Bij 1 leraar is er één perspectief gemeten."),
        mark("Bij %(n)s leraren is er één perspectief gemeten."),
    ),
    kinds.NOT_DISCUSSED: (
        mark("Met 1 leraar is niet besproken wat de module opleverde."),
        mark("Met %(n)s leraren is niet besproken wat hun module opleverde."),
    ),
    kinds.NO_RATING: (
        mark("1 leraar gaf geen oordeel over de module."),
        mark("%(n)s leraren gaven geen oordeel over de module."),
    ),
}
_ANCHORS = {
    kinds.NO_GOAL: "known",
    kinds.GOAL_NOT_EVALUATED: "goal",
    kinds.NOT_DISCUSSED: "discussed",
    kinds.NO_RATING: "reactions",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: until when, what, why, where, and with whom for who may know."""

    when: str
    when_more: Markup
    what: Markup
    why: Markup
    where: Markup
    theme: str
    anchor: str
    late: bool
    who: tuple[str, ...] = ()
    sort: tuple[Any, ...] = ()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """The tasks as a list that can be read: the soonest, some more, the rest, and what is over."""

    first: list[Task] = field(default_factory=list)
    more: list[Task] = field(default_factory=list)
    rest: list[Task] = field(default_factory=list)
    over: list[Task] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are that still count."""
        return len(self.first) + len(self.more) + len(self.rest)


def todo(
    gaps: Iterable[GapRow],
    speech: Speech,
    today: date,
    k: int,
    idle: Callable[[str], bool] = lambda _: False,
    *,
    closed: bool = False,
    besides: Iterable[Task] = (),
) -> Todo:
    """All gaps as tasks, and those besides; themes that nobody works on share one.

    What cannot be acted on by name or day comes last. Goals can be set and evaluated late while
    the year runs; of a year that is `closed`, only what has not passed can still be done.
    """
    gaps = list(gaps)
    resting = [gap for gap in gaps if gap["kind"] == kinds.NO_GOAL and idle(gap["theme"])]
    tasks = [task(gap, speech, today, k, closed=closed) for gap in gaps if gap not in resting]
    tasks += [*_resting(resting, speech, today, closed=closed), *besides]
    tasks.sort(key=lambda one: one.sort)
    doable = [one for one in tasks if not one.over]
    over = [one for one in tasks if one.over]
    return Todo(doable[:FIRST], doable[FIRST:NEXT], doable[NEXT:], over)


def task(gap: GapRow, speech: Speech, today: date, k: int, *, closed: bool = False) -> Task:
    """One gap."""
    kind, people = gap["kind"], gap["people"]
    said = _TASKS[kind]
    theme = speech.say(THEMES[gap["theme"]])
    hidden = people is None and kind not in ABOUT_GOALS
    n = len(people) if isinstance(people, list) else people or 0
    over = gap["missed"] and (closed or kind not in ABOUT_GOALS)
    if hidden:
        what, why = speech.say(said[_HIDDEN]), _few(speech, k)
    elif over:
        what, why = speech.count(*_LEFT[kind], n, theme=theme), speech.say(said[_WHY])
    elif kind == kinds.NO_GOAL and gap["missed"]:
        what = speech.say(
            "Stel alsnog een doel voor %(theme)s, of stop met het thema.", theme=theme
        )
        why = speech.say(said[_WHY])
    else:
        what, why = speech.count(said[_ONE], said[_MANY], n, theme=theme), speech.say(said[_WHY])
    if kind not in ABOUT_GOALS:
        why = Markup("{}. {}").format(theme, why)
    day, more = _when(gap, speech, today, over=over)
    who = gap.get("who") or (people if isinstance(people, list) else ())
    return Task(
        day,
        more,
        what,
        why,
        speech.say(said[_WHERE]),
        gap["theme"],
        _ANCHORS.get(kind, "growth"),
        gap["missed"],
        tuple(who),
        (hidden, gap["missed"], gap["lastDate"] or "9999", gap["theme"], kind),
        over,
    )


_REST = (
    mark("Kies of dit jaar ook %(themes)s een thema is."),
    mark("Kies of deze thema’s dit jaar rusten: %(themes)s."),
)
_RESTED = (
    mark("Er was geen doel en geen scholing voor %(themes)s."),
    mark("Er was geen doel en geen scholing voor %(themes)s."),
)


def _few(speech: Speech, k: int) -> Markup:
    return speech.say(
        "Het gaat om minder dan %(k)s leraren. Daarom tonen we geen aantal en geen dag.", k=k
    )


def _when(gap: GapRow, speech: Speech, today: date, *, over: bool) -> tuple[str, Markup]:
    """The last day, and how far away it is."""
    if gap["lastDate"] is None:
        return str(speech.say("niet getoond")), speech.say("te weinig mensen")
    last = date.fromisoformat(gap["lastDate"])
    return when(last, today, speech, missed=gap["missed"], with_year=over)


def when(
    last: date, today: date, speech: Speech, *, missed: bool, with_year: bool = False
) -> tuple[str, Markup]:
    """A last day, and how far away it is; `with_year` in a list of what is over, near or far."""
    said = speech.day_of_year(last) if abs((last - today).days) < 300 else speech.day(last)
    if missed:
        return speech.day(last) if with_year else said, speech.say("dag is voorbij")
    days = (last - today).days
    if days <= 1:
        return said, speech.say("vandaag") if days == 0 else speech.say("morgen")
    if days > 60:
        return said, speech.say("dit schooljaar")
    return said, speech.say("over %(days)s dagen", days=days)


def _resting(gaps: list[GapRow], speech: Speech, today: date, *, closed: bool) -> list[Task]:
    """One task for all themes without a goal on which nothing happens."""
    if not gaps:
        return []
    themes = [str(speech.say(THEMES[gap["theme"]])) for gap in gaps]
    late = gaps[0]["missed"]
    day, more = _when(gaps[0], speech, today, over=late and closed)
    said = _RESTED if late and closed else _REST
    return [
        Task(
            day,
            more,
            speech.count(*said, len(themes), themes=speech.listed(themes)),
            speech.count(
                "Voor dit thema is er geen doel, en er gebeurt nog niets. Dat mag: kies bewust.",
                "Voor deze thema’s is er geen doel, en er gebeurt nog niets. Dat mag: kies bewust.",
                len(themes),
            ),
            speech.say("Bekijk de thema’s"),
            "",
            "themes",
            late,
            (),
            (False, late, gaps[0]["lastDate"] or "9999", "~", ""),
            late and closed,
        )
    ]
