"""The first sentences of a page: what there is, before any figure."""

from collections.abc import Sequence

from markupsafe import Markup

from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.pages.say.figures import sentence
from services.evidence.pages.say.rows import Rows
from services.evidence.pages.say.rungs import any_seen_in_class
from services.evidence.pages.say.stood import overtaken
from services.evidence.pages.speech import Speech


def of_school(rows: Rows, themes: Sequence[str], speech: Speech) -> Markup:
    """How many themes a school works on, where a rise in class is shown, and what has no goal.

    Themes of which something is recorded without a goal or anybody taking part are told apart.
    """
    if not themes:
        return speech.say("Er is dit schooljaar nog niets gepland, gedaan of gemeten.")
    working = [theme for theme in themes if rows.worked_on(theme)]
    if not working:
        return speech.say("Er is dit schooljaar wel gemeten, maar nog niets gepland of gedaan.")
    seen = sum(any_seen_in_class(rows, theme) for theme in working)
    without = sum(rows.shown(theme, "goals") is None for theme in working)
    said = [
        speech.say(
            "Het team werkt aan %(themes)s.",
            themes=_themes(len(working), speech),
        ),
        speech.say("Bij geen ervan is een stijging in de les te tonen.")
        if not seen
        else speech.say(
            "Bij %(seen)s ervan is een stijging in de les te zien.", seen=speech.spelled(seen)
        ),
    ]
    if without:
        said.append(
            speech.say("Voor %(themes)s ervan is er nog geen doel.", themes=speech.spelled(without))
        )
    others = len(themes) - len(working)
    if others:
        said.append(
            speech.count(
                "Over één ander thema is wel iets vastgelegd, maar is er geen doel en geen scholing.",
                "Over %(others)s andere thema’s is wel iets vastgelegd, maar is er geen doel en geen "
                "scholing.",
                others,
                others=speech.spelled(others),
            )
        )
    return Markup(" ").join(said)


def of_theme(rows: Rows, theme: str, speech: Speech) -> Markup:
    """Who takes part, and in how many perspectives growth is seen; never a zero of long ago."""
    said = []
    taking_part = rows.shown(theme, "participation")
    if taking_part is not None and not overtaken(taking_part):
        said.append(Markup(sentence(taking_part, speech).striptags()))  # noqa: S704  escaped
    intervals = [
        row["interval"]
        for perspective in PERSPECTIVES
        if (row := rows.shown(theme, f"growth.{perspective}")) is not None and row.get("interval")
    ]
    rising = sum(low > 0 for low, _ in intervals)
    if intervals:
        said.append(_seen(rising, len(intervals), speech))
    else:
        said.append(speech.say("Over groei is nog niets te tonen."))
    return Markup(" ").join(said)


def _seen(rising: int, of: int, speech: Speech) -> Markup:
    if not rising:
        return speech.say("In geen enkel perspectief ligt het hele interval boven de nul.")
    return speech.count(
        "In %(n)s van de %(of)s gemeten perspectieven ligt het hele interval boven de nul.",
        "In %(n)s van de %(of)s gemeten perspectieven ligt het hele interval boven de nul.",
        rising,
        of=of,
    )


def of_board(schools: int, themes: int, year: str, speech: Speech) -> Markup:
    """How many schools set goals, and for how many themes."""
    if not schools:
        return speech.say("In %(year)s heeft nog geen enkele school een doel gesteld.", year=year)
    return speech.say(
        "In %(year)s hebben %(schools)s doelen gesteld, voor %(themes)s.",
        year=year,
        schools=speech.count("%(n)s school", "%(n)s scholen", schools),
        themes=_themes(themes, speech),
    )


def _themes(n: int, speech: Speech) -> Markup:
    if n == 1:
        return speech.say("één thema")
    return speech.say("%(n)s thema’s", n=speech.spelled(n))
