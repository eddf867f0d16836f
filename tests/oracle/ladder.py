"""`ladder`: how far the evidence for a theme reaches (docs/reference/figures.md, **Ladder**)."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.oracle import pulse, theme_figures
from tests.oracle.days import rounded
from tests.oracle.figure import Figure, Place, above_zero
from tests.oracle.growth import growth, growth_pairs
from tests.oracle.school_figures import coachings
from tests.oracle.theme_figures import Years

ENOUGH = 5  # "These fives do not follow k"
# "A rung other than none or thin is shown only when what it rests on is shown": (figure, of theme).
RESTS_ON: dict[str, list[tuple[str, bool]]] = {
    "1": [("reactions", True)],
    "2": [("growth.self", True)],
    "3": [("pulse.support", False)],
    "4": [("growth.observer", True), ("growth.pupils", True), ("observers", True)],
    "5": [],
}


def rung(n: int, *, present: bool, corroborated: bool) -> str:
    """The word for a rung: none without data, thin until present, then perhaps corroborated."""
    if present:
        return "corroborated" if corroborated else "present"
    return "thin" if n > 0 else "none"


def reactions(years: Years, theme: str) -> str:
    """Rule: "1 reactions: raters; present n >= 5; corroborated: in two terms"."""
    raters: dict[int, set[Place]] = defaultdict(set)
    for year, teacher, term, _ in theme_figures.ratings(years, theme):
        raters[term].add(year.place(teacher))
    everyone = set().union(*raters.values())
    return rung(len(everyone), present=len(everyone) >= ENOUGH, corroborated=len(raters) >= 2)


def learning(years: Years, theme: str) -> str:
    """Rule: "2 learning: teachers with a self pair or a passed assessment in the year".

    "Present n >= 5; corroborated: growth.self above 0 and a passed assessment".
    """
    pairs = {
        year.place(teacher) for year in years for teacher in growth_pairs(year, theme, "self").pairs
    }
    passed = {
        year.place(one.teacher)
        for year in years
        for one in year.completed(theme)
        if one.assessment == "passed"
    }
    grew = above_zero(growth(years, theme, "self").extra.get("interval"))
    n = len(pairs | passed)
    return rung(n, present=n >= ENOUGH, corroborated=grew and bool(passed))


def support(years: Years, theme: str, *, of_school: bool) -> str:
    """Rule: "3 support: participants with a coached practice lesson or coaching talk in the year".

    "And a pulse answer on support; present n >= 5; corroborated: `change` of support >= 0" (for
    one school: a board has no change).
    """
    coached: set[Place] = set()
    for year in years:
        helped = {one.teacher for one, practice in year.practices(theme) if practice.with_coach}
        helped |= {teacher for teacher, _ in coachings(year, "talk")}
        coached |= {year.place(teacher) for teacher in helped & year.participants(theme)}
    answered = pulse.pulse(years, "support").missing is None
    change: Fraction | None = None
    if of_school:
        last_two = pulse.changes(pulse.waves_up_to(years[0]), "support")
        change = last_two[0][0] if last_two else None
    return rung(
        len(coached),
        present=answered and len(coached) >= ENOUGH,
        corroborated=change is not None and rounded(change) >= 0,
    )


def use(years: Years, theme: str) -> str:
    """Rule: "4 use: present: growth.observer or .pupils with n >= 5 and interval above 0".

    "Corroborated: both, or growth.observer and `observers` >= 2; other data: thin".
    """

    def grew(figure: Figure) -> bool:
        return (figure.n or 0) >= ENOUGH and above_zero(figure.extra.get("interval"))

    observer, pupils = growth(years, theme, "observer"), growth(years, theme, "pupils")
    named = theme_figures.observers(years, theme)
    several = named.missing is None and rounded(named.value) >= 2
    return rung(
        (observer.n or 0) + (pupils.n or 0),
        present=grew(observer) or grew(pupils),
        corroborated=grew(observer) and (grew(pupils) or several),
    )


def results(years: Years, theme: str) -> str:
    """Rule: "5 pupils: results of the theme in the year".

    "Present: those with after > before have n >= 5 together and more than half of all n;
    corroborated: two such".
    """
    found: list[dict[str, Any]] = [
        fact.data
        for year in years
        for fact in year.school.kept("pupil-results.recorded", "pupil-results.retracted")
        if year.holds(fact.day) and fact.data.get("theme") == theme
    ]
    better = [one for one in found if rounded(one["after"] - one["before"]) > 0]
    pupils = sum(one["n"] for one in better)
    return rung(
        len(found),
        present=pupils >= ENOUGH and 2 * pupils > sum(one["n"] for one in found),
        corroborated=len(better) >= 2,
    )


def ladder(years: Years, theme: str, *, of_school: bool) -> Figure:
    """`ladder`: {1..5}: none, thin, present, corroborated; n null."""
    return Figure(
        value={
            "1": reactions(years, theme),
            "2": learning(years, theme),
            "3": support(years, theme, of_school=of_school),
            "4": use(years, theme),
            "5": results(years, theme),
        }
    )
