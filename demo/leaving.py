"""Who leaves, in this year or in one before it, and where they go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import cast

from demo.who import Person, new_person
from shared.contracts.codes import Destination, Sector

LEAVING_AT_THE_END, LEAVING_HALFWAY = 0.06, 0.03  # of who began elsewhere, or long ago
HALFWAY = 0.4  # of the starters who leave
# Of a cohort of starters: who had left education by the end of a year, first to fifth; and who goes
# to another school each year.
GONE = {"po": (0.08, 0.11, 0.15, 0.18, 0.20), "vo": (0.20, 0.23, 0.25, 0.28, 0.30)}
MOVES_ON = 0.04


def leaving(person: Person, sector: Sector, year_start: date, rng: Random) -> Person:
    """The same, perhaps with a last day: halfway or at the end of the year."""
    chance = rng.random()
    after = year_start.year + 1
    years = year_start.year - person.since.year
    if person.since == person.career_start and years < len(GONE[sector]):
        before = GONE[sector][years - 1] if years else 0.0
        going_out = (GONE[sector][years] - before) / (1 - before)
        last = date(after, 1, 31) if rng.random() < HALFWAY else date(after, 7, 31)
        if chance < going_out:
            return _with_end(person, last, "outside-education")
        if chance < going_out + MOVES_ON:
            return _with_end(person, date(after, 7, 31), "other-board")
        return person
    if chance < LEAVING_HALFWAY:
        return _with_end(person, date(after, 1, 31), "outside-education")
    if chance < LEAVING_HALFWAY + LEAVING_AT_THE_END:
        going: tuple[Destination, ...] = ("same-board", "other-board", "outside-education")
        where: Destination = "retirement" if person.career_start.year < 1995 else rng.choice(going)
        return _with_end(person, date(after, 7, 31), where)
    return person


def former(
    stayed: tuple[Person, ...],
    sector: Sector,
    year_start: date,
    people: Iterator[str],
    rng: Random,
) -> Iterator[Person]:
    """For who began here and is still there: now and then somebody of that year who is not."""
    for person in stayed:
        years = year_start.year - person.since.year
        if person.since != person.career_start or not 1 <= years <= len(GONE[sector]):
            continue
        gone, moved = GONE[sector][years - 1], MOVES_ON * years
        if rng.random() < (gone + moved) / (1 - gone - moved):
            left = new_person(
                next(people), person.school, "teacher", person.since, person.since, fte=0.8, rng=rng
            )
            last = date(person.since.year + rng.randint(1, years), 7, 31)
            where = rng.choices(("outside-education", "other-board"), (gone, moved))[0]
            yield _with_end(left, last, cast("Destination", where))


def _with_end(person: Person, until: date, destination: Destination) -> Person:
    return replace(person, until=until, destination=destination)
