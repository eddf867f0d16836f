"""The figures of a theme in words: plan, do, check, act."""

from collections.abc import Callable

from markupsafe import Markup

from services.evidence.pages.say import growth
from services.evidence.pages.say.growth import between, teachers
from services.evidence.pages.say.rows import Row
from services.evidence.pages.speech import Speech, mark, shown
from services.evidence.pages.words.labels import RUNGS

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
    done = part_of(row)
    if not done:
        return speech.count(
            "Het <strong>ene</strong> doel waarvan de dag voorbij is, is nog niet geëvalueerd.",
            "<strong>Geen</strong> van de %(n)s doelen waarvan de dag voorbij is, is geëvalueerd.",
            row["of"],
        )
    if row["of"] == 1:
        return speech.say(
            "Het <strong>ene</strong> doel waarvan de dag voorbij is, is geëvalueerd."
        )
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s doelen waarvan de dag voorbij is, is geëvalueerd.",
        "<strong>%(n)s</strong> van de %(of)s doelen waarvan de dag voorbij is, zijn geëvalueerd.",
        done,
        of=row["of"],
    )


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
    done = part_of(row)
    if not done:
        return speech.count(
            "De <strong>ene</strong> opbrengst is niet binnen zes weken besproken.",
            "<strong>Geen</strong> van de %(n)s opbrengsten is binnen zes weken besproken.",
            row["of"],
        )
    if row["of"] == 1:
        return speech.say("De <strong>ene</strong> opbrengst is binnen zes weken besproken.")
    return speech.count(
        "<strong>%(n)s</strong> van de %(of)s opbrengsten is binnen zes weken besproken.",
        "<strong>%(n)s</strong> van de %(of)s opbrengsten zijn binnen zes weken besproken.",
        done,
        of=row["of"],
    )


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


def ladder(row: Row, speech: Speech) -> Markup:
    """How far the evidence reaches."""
    rung = highest(row)
    if rung is None:
        return speech.say("Nog op geen enkele trede is genoeg bewijs te tonen.")
    reached, missing = _rungs_up_to(row, rung, speech)
    if missing:
        return speech.count(
            "Er is bewijs op <strong>trede %(rungs)s</strong> (%(missing)s).",
            "Er is bewijs op <strong>tredes %(rungs)s</strong> (%(missing)s).",
            len(reached),
            rungs=speech.listed(reached),
            missing=missing,
        )
    return speech.say(
        "Het bewijs reikt tot <strong>trede %(rung)s</strong>: %(what)s.",
        rung=rung,
        what=speech.say(RUNGS[rung]),
    )


def reach(row: Row, speech: Speech) -> Markup:
    """Trede 3: steun van de school; and where a lower rung is missing, which ones are there."""
    rung = highest(row)
    if rung is None:
        return speech.say("Nog geen trede bereikt")
    reached, missing = _rungs_up_to(row, rung, speech)
    if not missing:
        return speech.say("Trede %(rung)s: %(what)s", rung=rung, what=speech.say(RUNGS[rung]))
    return speech.count(
        "Trede %(rungs)s (%(missing)s)",
        "Tredes %(rungs)s (%(missing)s)",
        len(reached),
        rungs=speech.listed(reached),
        missing=missing,
    )


def highest(row: Row) -> int | None:
    """The highest rung that is present or corroborated, as far as it is shown."""
    return max(_reached(row), default=None)


def _reached(row: Row) -> list[int]:
    rungs = row.get("value") or {}
    return [int(rung) for rung, level in rungs.items() if level in ("present", "corroborated")]


def _rungs_up_to(row: Row, rung: int, speech: Speech) -> tuple[list[str], Markup]:
    """The rungs up to one that are reached, and in words those that are not, or are not shown."""
    reached, levels = sorted(_reached(row)), row["value"]
    below = [one for one in range(1, rung) if one not in reached]
    hidden = [str(one) for one in below if levels.get(str(one), "none") is None]
    absent = [str(one) for one in below if str(one) not in hidden]
    said = [speech.say("%(rungs)s niet", rungs=speech.listed(absent))] if absent else []
    if hidden:
        said.append(speech.say("%(rungs)s niet getoond", rungs=speech.listed(hidden)))
    return [str(one) for one in reached], Markup("; ").join(said)


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
