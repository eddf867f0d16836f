"""Check: what teachers thought of a module, in stars."""

from services.evidence.figures.calendar import term_of
from services.evidence.figures.figure import Entries, Entry, Result, nothing, people, places
from services.evidence.figures.statistics import mean
from services.evidence.figures.year import SchoolYear


def reaction_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per rating in the year: stars, and the term it fell in."""
    return [
        Entry(
            rating.teacher,
            year.school,
            (rating.stars, term_of(rating.day)),
            (rating.ref,),
        )
        for rating in year.of_year(year.view.school.ratings.values())
        if rating.theme == theme
    ]


def reactions(entries: Entries) -> Result:
    """Mean stars of all ratings."""
    if not entries:
        return nothing()
    return Result(mean([e.said[0] for e in entries]), places(entries), people=people(entries))
