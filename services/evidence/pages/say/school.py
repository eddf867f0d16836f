"""The figures of a school as a whole in words: starters, time, roles, the pulse."""

from collections.abc import Callable

from markupsafe import Markup

from services.evidence.figures.calendar import Year
from services.evidence.figures.learning import CONTINUITY_YEARS
from services.evidence.pages.say.growth import between
from services.evidence.pages.say.rows import Row
from services.evidence.pages.say.theme import part_of
from services.evidence.pages.speech import Speech, mark, shown
from services.evidence.pages.words.labels import ROLES

# In the order of reading, on the page and on paper.
STARTERS = (
    "starters",
    "starters.coach",
    "starters.talks",
    "starters.coached-lessons",
    "starters.observations",
    "retention.1",
    "retention.2",
    "retention.3",
    "retention.5",
)
WORKING = ("workload", "informal", "continuity", "roles", "coach-load")

_STAYED = {
    "school": mark("<strong>%(n)s</strong> nog hier"),
    "board": mark("%(n)s op een andere school van het bestuur"),
    "education": mark("%(n)s elders in het onderwijs"),
    "left": mark("%(n)s uit het onderwijs"),
    "unknown": mark("%(n)s onbekend"),
}


def _starters(n: int, speech: Speech) -> Markup:
    return speech.count("%(n)s starter", "%(n)s starters", n)


def starters(row: Row, speech: Speech) -> Markup:
    """How many starters."""
    if not row["value"]:
        return speech.say("<strong>Geen</strong> leraar is starter.")
    return speech.count(
        "<strong>%(n)s</strong> leraar is starter.",
        "<strong>%(n)s</strong> leraren zijn starter.",
        row["value"],
    )


def with_coach(row: Row, speech: Speech) -> Markup:
    """Starters with a coach in time."""
    if not part_of(row):
        return speech.say(
            "<strong>Geen</strong> van de %(of)s starters kreeg binnen 30 dagen een coach.",
            of=row["of"],
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s starters kreeg binnen 30 dagen een coach.",
        "<strong>%(n)s</strong> van de %(of)s starters kregen binnen 30 dagen een coach.",
        part_of(row),
        of=row["of"],
    )


def _mean_of_starters(words: str) -> Callable[[Row, Speech], Markup]:
    def say(row: Row, speech: Speech) -> Markup:
        return speech.say(
            words, value=speech.short(row["value"]), starters=_starters(row["n"], speech)
        )

    return say


def retention(row: Row, speech: Speech) -> Markup:
    """Where the starters of an earlier year are."""
    years = int(row["figure"].partition(".")[2])
    counts = {where: round(share * row["n"]) for where, share in row["value"].items()}
    parts = [
        speech.say(words, n=counts.get(where, 0))
        for where, words in _STAYED.items()
        if counts.get(where) or where == "school"
    ]
    return speech.count(
        "Van de ene starter uit %(year)s: %(where)s.",
        "Van de %(n)s starters uit %(year)s: %(where)s.",
        row["n"],
        year=Year.named(row["schoolYear"]).before(years).name,
        where=Markup(speech.listed([str(part) for part in parts])),  # noqa: S704  parts are markup
    )


def pulse(row: Row, speech: Speech) -> Markup:
    """The mean of the last wave."""
    return speech.count(
        "Gemiddeld <strong>%(value)s</strong> op een schaal van 1 tot 5 %(interval)s, %(n)s "
        "antwoord.",
        "Gemiddeld <strong>%(value)s</strong> op een schaal van 1 tot 5 %(interval)s, %(n)s "
        "antwoorden.",
        row["n"],
        value=speech.number(row["value"], 1),
        interval=between(row, speech, 1),
    )


_ROSE = mark("Steeg van %(before)s naar %(now)s sinds de meting ervoor.")
_FELL = mark("Daalde van %(before)s naar %(now)s sinds de meting ervoor.")
_ROSE_BY = mark("Steeg %(by)s punt, naar %(now)s sinds de meting ervoor.")
_FELL_BY = mark("Daalde %(by)s punt, naar %(now)s sinds de meting ervoor.")


def change(row: Row, speech: Speech) -> Markup | None:
    """How the pulse moved since the wave before, when that may be said."""
    moved = row.get("change")
    if row.get("warning"):
        return speech.say(
            "Daalde twee metingen op rij, samen met 0,5 of meer. <strong>Bespreek dit met het "
            "team.</strong>"
        )
    if moved is None:
        return None
    by = shown(moved, 1)
    if not by:
        return speech.say("Bleef ongeveer gelijk sinds de meting ervoor.")
    # The wave before, by what the reader is told already: this mean less the change. Rounded each
    # for itself, the two can lie further apart, or closer, than the change that is said elsewhere.
    before, now = row["value"] - moved, row["value"]
    said = speech.number(now, 1)
    if shown(now, 1) - shown(before, 1) == by:
        words = _FELL if by < 0 else _ROSE
        return speech.say(words, before=speech.number(before, 1), now=said)
    words = _FELL_BY if by < 0 else _ROSE_BY
    return speech.say(words, by=speech.number(abs(moved), 1), now=said)


def workload(row: Row, speech: Speech) -> Markup:
    """Time spent against time given."""
    return speech.count(
        "<strong>%(hours)s uur</strong> leerde %(n)s leraar dit jaar. De cao geeft recht op "
        "%(right)s uur.",
        "Een leraar leerde dit jaar gemiddeld <strong>%(hours)s uur</strong>. De cao geeft recht "
        "op gemiddeld %(right)s uur (%(n)s leraren).",
        row["n"],
        hours=speech.short(row["value"]),
        right=speech.short(row["of"]),
    )


def roles(row: Row, speech: Speech) -> Markup:
    """Who holds which role."""
    parts = [
        f"{speech.say(ROLES.get(role, role))} ({held})"
        for role, held in sorted(row["value"].items(), key=lambda item: (-item[1], item[0]))
    ]
    return speech.count(
        "<strong>%(n)s</strong> leraar heeft een rol: %(roles)s.",
        "<strong>%(n)s</strong> leraren hebben een rol: %(roles)s.",
        row["n"],
        roles=speech.listed(parts),
    )


def coach_load(row: Row, speech: Speech) -> Markup:
    """Starters per coach."""
    said = speech.short(row["value"])
    words = mark("Een coach begeleidt gemiddeld <strong>%(value)s</strong> starters.")
    if said == "1":
        words = mark("Een coach begeleidt gemiddeld <strong>%(value)s</strong> starter.")
    return speech.say(words, value=said)


def informal(row: Row, speech: Speech) -> Markup:
    """Who learned informally."""
    if not part_of(row):
        return speech.say(
            "<strong>Geen</strong> van de %(of)s leraren legde informeel leren vast.", of=row["of"]
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s leraren legde informeel leren vast.",
        "<strong>%(n)s</strong> van de %(of)s leraren legden informeel leren vast.",
        part_of(row),
        of=row["of"],
    )


def continuity(row: Row, speech: Speech) -> Markup:
    """Who learned every year."""
    if not part_of(row):
        return speech.say(
            "<strong>Geen</strong> van de %(of)s leraren die hier drie jaar werken, leerde elk jaar.",
            of=row["of"],
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s leraren die hier drie jaar werken, leerde elk jaar.",
        "<strong>%(n)s</strong> van de %(of)s leraren die hier drie jaar werken, leerden elk jaar.",
        part_of(row),
        of=row["of"],
    )


def recorded_since(first: Year | None, year: Year, speech: Speech) -> Markup | None:
    """That nobody can have learned each of three years yet; None where records go back that far.

    `first` is the school year in which recording began.
    """
    if first is None or first.first <= year.before(CONTINUITY_YEARS - 1).first:
        return None
    return speech.say(
        "Hier wordt vastgelegd sinds %(year)s: drie jaar kunnen er nog niet zijn.", year=first.name
    )


SENTENCES: dict[str, Callable[[Row, Speech], Markup]] = {
    "starters": starters,
    "starters.coach": with_coach,
    "starters.talks": _mean_of_starters(
        mark("Een starter had gemiddeld <strong>%(value)s</strong> coachgesprekken (%(starters)s).")
    ),
    "starters.coached-lessons": _mean_of_starters(
        mark(
            "Een starter gaf gemiddeld <strong>%(value)s</strong> gecoachte lessen (%(starters)s)."
        )
    ),
    "starters.observations": _mean_of_starters(
        mark(
            "Bij een starter waren gemiddeld <strong>%(value)s</strong> observaties (%(starters)s)."
        )
    ),
    "workload": workload,
    "roles": roles,
    "coach-load": coach_load,
    "informal": informal,
    "continuity": continuity,
}
