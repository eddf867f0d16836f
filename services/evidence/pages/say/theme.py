"""The figures of a theme in words: plan, do, check, act."""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from services.evidence.pages.say import growth
from services.evidence.pages.say.growth import between, teachers
from services.evidence.pages.say.reach import ladder
from services.evidence.pages.say.rows import Row
from services.evidence.pages.speech import Speech, mark, shown

_OBSERVED = {
    "observer": mark(
        "Observatoren gaven gemiddeld <strong>%(value)s</strong> op een schaal van 1 tot 4: %(seen)s bij %(teachers)s."
    ),
    "self": mark(
        "Leraren gaven zichzelf gemiddeld <strong>%(value)s</strong> op een schaal van 1 tot 4: %(seen)s, %(teachers)s."
    ),
    "pupils": mark(
        "Leerlingen gaven gemiddeld <strong>%(value)s</strong> op een schaal van 1 tot 4: %(seen)s bij %(teachers)s."
    ),
}


class Done(NamedTuple):
    """What was done of a number of things: of a single one, and of several."""

    not_the_one: str
    the_one: str
    none: str
    one: str
    many: str


_EVALUATED = Done(
    mark("Het <strong>ene</strong> doel waarvan de dag voorbij is, is nog niet geëvalueerd."),
    mark("Het <strong>ene</strong> doel waarvan de dag voorbij is, is geëvalueerd."),
    mark("<strong>Geen</strong> van de %(n)s doelen waarvan de dag voorbij is, is geëvalueerd."),
    mark("<strong>%(n)s</strong> van de %(of)s doelen waarvan de dag voorbij is, is geëvalueerd."),
    mark(
        "<strong>%(n)s</strong> van de %(of)s doelen waarvan de dag voorbij is, zijn geëvalueerd."
    ),
)
_DISCUSSED = Done(
    mark("De <strong>ene</strong> opbrengst is niet binnen zes weken besproken."),
    mark("De <strong>ene</strong> opbrengst is binnen zes weken besproken."),
    mark("<strong>Geen</strong> van de %(n)s opbrengsten is binnen zes weken besproken."),
    mark("<strong>%(n)s</strong> van de %(of)s opbrengsten is binnen zes weken besproken."),
    mark("<strong>%(n)s</strong> van de %(of)s opbrengsten zijn binnen zes weken besproken."),
)


def part_of(row: Row) -> int:
    """How many of a share's `of` have it."""
    having: float = row["value"] * row["of"]
    return round(having)


def goals(row: Row, speech: Speech) -> Markup:
    """How many goals, and what became of them."""
    counts = row["value"]
    return speech.count(
        "Er is <strong>%(n)s</strong> doel gesteld: %(measurable)s meetbaar, %(evaluated)s "
        "geëvalueerd, %(reached)s helemaal bereikt.",
        "Er zijn <strong>%(n)s</strong> doelen gesteld: %(measurable)s meetbaar, %(evaluated)s "
        "geëvalueerd, %(reached)s helemaal bereikt.",
        counts["set"],
        measurable=counts["measurable"],
        evaluated=counts["evaluated"],
        reached=counts["reached"],
    )


def evaluated(row: Row, speech: Speech) -> Markup:
    """Goals evaluated of those due."""
    return _done_of(row, _EVALUATED, speech)


def goal_trace(row: Row, speech: Speech) -> Markup:
    """Enrolments that serve a goal."""
    if not part_of(row):
        return speech.say(
            "<strong>Geen</strong> van de %(of)s inschrijvingen hoort bij een doel van dit jaar "
            "(%(teachers)s).",
            of=row["of"],
            teachers=teachers(row["n"], speech),
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s inschrijvingen hoort bij een doel van dit jaar "
        "(%(teachers)s).",
        "<strong>%(n)s</strong> van de %(of)s inschrijvingen horen bij een doel van dit jaar "
        "(%(teachers)s).",
        part_of(row),
        of=row["of"],
        teachers=teachers(row["n"], speech),
    )


def participation(row: Row, speech: Speech) -> Markup:
    """Who takes part."""
    if not row["n"]:
        return speech.say("<strong>Geen</strong> van de %(of)s leraren doet mee.", of=row["of"])
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s leraren doet mee.",
        "<strong>%(n)s</strong> van de %(of)s leraren doen mee.",
        row["n"],
        of=row["of"],
    )


def completion(row: Row, speech: Speech) -> Markup:
    """Who completed."""
    if not part_of(row):
        return speech.say(
            "<strong>Geen</strong> van de %(of)s deelnemers rondde een module af.", of=row["of"]
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s deelnemers rondde een module af.",
        "<strong>%(n)s</strong> van de %(of)s deelnemers rondden een module af.",
        part_of(row),
        of=row["of"],
    )


def study(row: Row, speech: Speech) -> Markup:
    """Hours of study."""
    return speech.count(
        "<strong>%(hours)s uur</strong> studie in modules die %(n)s leraar afrondde.",
        "<strong>%(hours)s uur</strong> studie in modules die %(n)s leraren afrondden.",
        row["n"],
        hours=speech.short(row["value"]),
    )


def practice(row: Row, speech: Speech) -> Markup:
    """Practice lessons."""
    return speech.count(
        "<strong>%(n)s</strong> oefenles, door %(teachers)s.",
        "<strong>%(n)s</strong> oefenlessen, door %(teachers)s.",
        row["value"],
        teachers=teachers(row["n"], speech),
    )


def practice_coached(row: Row, speech: Speech) -> Markup:
    """Practice lessons with a coach."""
    return speech.count(
        "Bij <strong>%(n)s</strong> oefenles was een coach (%(teachers)s).",
        "Bij <strong>%(n)s</strong> oefenlessen was een coach (%(teachers)s).",
        row["value"],
        teachers=teachers(row["n"], speech),
    )


def informal(row: Row, speech: Speech) -> Markup:
    """Hours of informal learning."""
    return speech.count(
        "<strong>%(hours)s uur</strong> informeel leren, vastgelegd door %(n)s leraar.",
        "<strong>%(hours)s uur</strong> informeel leren, vastgelegd door %(n)s leraren.",
        row["n"],
        hours=speech.short(row["value"]),
    )


def collective(row: Row, speech: Speech) -> Markup:
    """Who started together."""
    if not row["n"]:
        return speech.say(
            "<strong>Geen</strong> van de %(of)s leraren begon dit jaar aan een module.",
            of=row["of"],
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s leraren begon in zijn eentje aan een module.",
        "<strong>%(n)s</strong> van de %(of)s leraren begonnen in dezelfde periode aan dezelfde "
        "module.",
        row["n"],
        of=row["of"],
    )


def practice_share(row: Row, speech: Speech) -> Markup:
    """Practised of what was planned."""
    return speech.say(
        "Deelnemers deden <strong>%(share)s</strong> van de geplande oefenlessen in de eigen klas "
        "(%(teachers)s).",
        share=speech.percent(row["value"]),
        teachers=teachers(row["n"], speech),
    )


def observed(row: Row, speech: Speech) -> Markup:
    """The mean of one perspective."""
    return speech.say(
        _OBSERVED[row["figure"].partition(".")[2]],
        value=speech.number(row["value"], 2),
        seen=speech.count("%(n)s observatie", "%(n)s observaties", row["observations"]),
        teachers=teachers(row["n"], speech),
    )


def observers(row: Row, speech: Speech) -> Markup:
    """How many observers a teacher had."""
    words = mark(
        "Bij een leraar keken gemiddeld <strong>%(value)s</strong> observatoren (%(teachers)s)."
    )
    if shown(row["value"], 1) == 1:
        words = mark(
            "Bij een leraar keek gemiddeld <strong>%(value)s</strong> observator (%(teachers)s)."
        )
    return speech.say(words, value=speech.short(row["value"]), teachers=teachers(row["n"], speech))


def reactions(row: Row, speech: Speech) -> Markup:
    """What teachers thought of modules."""
    return speech.say(
        "Leraren gaven gemiddeld <strong>%(value)s</strong> van de 5 sterren (%(teachers)s).",
        value=speech.number(row["value"], 1),
        teachers=teachers(row["n"], speech),
    )


def discussed(row: Row, speech: Speech) -> Markup:
    """Outcomes discussed within six weeks."""
    return _done_of(row, _DISCUSSED, speech)


def _done_of(row: Row, words: Done, speech: Speech) -> Markup:
    """How many of several were done; of a single one whether it was."""
    done = part_of(row)
    if not done:
        return speech.count(words.not_the_one, words.none, row["of"])
    if row["of"] == 1:
        return speech.say(words.the_one)
    return speech.count(words.one, words.many, done, of=row["of"])


def overdue(row: Row, speech: Speech) -> Markup | None:
    """Outcomes never discussed, when there are any."""
    late = row.get("overdue")
    if not late:
        return None
    return speech.count(
        "Bij %(n)s is dat ook daarna niet gebeurd.",
        "Bij %(n)s is dat ook daarna niet gebeurd.",
        late,
    )


def per_ten_hours(row: Row, speech: Speech) -> Markup:
    """Difference per ten hours spent on a module."""
    words = {
        True: mark(
            "Per tien uur <strong>%(value)s</strong> punt lager %(interval)s, %(teachers)s."
        ),
        False: mark(
            "Per tien uur <strong>%(value)s</strong> punt hoger %(interval)s, %(teachers)s."
        ),
    }
    return speech.say(
        words[shown(row["value"], 2) < 0],
        value=speech.number(abs(row["value"]), 2),
        interval=between(row, speech),
        teachers=teachers(row["n"], speech),
    )


SENTENCES: dict[str, Callable[[Row, Speech], Markup]] = {
    "goals": goals,
    "evaluated": evaluated,
    "goal-trace": goal_trace,
    "participation": participation,
    "completion": completion,
    "hours.study": study,
    "hours.practice": practice,
    "hours.practice-coached": practice_coached,
    "hours.informal": informal,
    "collective": collective,
    "practice-share": practice_share,
    "observers": observers,
    "reactions": reactions,
    "discussed": discussed,
    "ladder": ladder,
    "triangulation": growth.triangulation,
}
