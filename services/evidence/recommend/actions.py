"""What might come before a new module: practice that is still missing, and being looked at."""

from collections.abc import Iterator

from services.evidence.recommend.reason import Reason, because
from services.evidence.recommend.situation import Situation, Taking

ANY = "any"
"""Instead of a theme: whatever the teacher would like somebody to look at."""


def practices(situation: Situation) -> Iterator[tuple[Taking, tuple[Reason, ...]]]:
    """Running modules with fewer practice lessons than planned."""
    for one in sorted(situation.taking, key=lambda taking: taking.module):
        if not one.running or one.lessons >= one.planned_lessons:
            continue
        values = {"module": one.module, "planned": one.planned_lessons, "done": one.lessons}
        found = [because("practice-missing", **values)]
        if situation.starter and not one.coached_lessons:
            found.append(because("practice-uncoached", year=situation.starter.year))
        yield one, tuple(found)


def visits(situation: Situation) -> Iterator[tuple[str, tuple[Reason, ...]]]:
    """Themes to be observed in: of modules without any measurement, or any when nobody looked."""
    taught = {one.theme: one.module for one in situation.taking}
    for theme in sorted(taught.keys() - situation.seen):
        why = because("no-measurement", theme=theme, module=taught[theme])
        yield theme, (why, *_starter_visit(situation))
    if not situation.seen and not taught:
        yield ANY, (because("nobody-looked"), *_starter_visit(situation))


def _starter_visit(situation: Situation) -> list[Reason]:
    starter = situation.starter
    return [because("starter-visit", year=starter.year)] if starter else []
