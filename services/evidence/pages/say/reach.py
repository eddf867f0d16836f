"""How far the evidence of a theme reaches: the rungs in one sentence, and those that are not there.

A rung that is hidden is told apart from one without enough evidence, here for all pages and papers.
"""

from itertools import count

from markupsafe import Markup

from services.evidence.figures.ladder import CORROBORATED, NONE, PRESENT
from services.evidence.pages.say.rows import Row, is_empty, is_hidden
from services.evidence.pages.speech import Speech
from services.evidence.pages.words.labels import RUNGS


def ladder(row: Row, speech: Speech) -> Markup:
    """How far the evidence reaches."""
    rung = _highest(row)
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
    rung = _highest(row)
    if rung is None:
        return _no_rung(row, speech)
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


def _no_rung(row: Row, speech: Speech) -> Markup:
    """That none is reached, which cannot be said while one of them is hidden."""
    levels = row.get("value") or {}
    if None in levels.values() or (is_hidden(row) and not is_empty(row)):
        return speech.say("Nog geen trede te tonen")
    return speech.say("Nog geen trede bereikt")


def _highest(row: Row) -> int | None:
    """The highest rung that is present or corroborated, as far as it is shown."""
    return max(_reached(row), default=None)


def unbroken(row: Row) -> int | None:
    """The highest rung below which none is missing or hidden; None where the first one is."""
    reached = _reached(row)
    rung = next(one for one in count() if one + 1 not in reached)
    return rung or None


def _reached(row: Row) -> list[int]:
    rungs = row.get("value") or {}
    return [int(rung) for rung, level in rungs.items() if level in (PRESENT, CORROBORATED)]


def _rungs_up_to(row: Row, rung: int, speech: Speech) -> tuple[list[str], Markup]:
    """The rungs up to one that are reached, and in words those that are not, or are not shown."""
    reached, levels = sorted(_reached(row)), row["value"]
    below = [one for one in range(1, rung) if one not in reached]
    hidden = [str(one) for one in below if levels.get(str(one), NONE) is None]
    absent = [str(one) for one in below if str(one) not in hidden]
    said = [speech.say("%(rungs)s niet", rungs=speech.listed(absent))] if absent else []
    if hidden:
        said.append(speech.say("%(rungs)s niet getoond", rungs=speech.listed(hidden)))
    return [str(one) for one in reached], Markup("; ").join(said)
