"""A school's history as it stood on a day: records whose day has come, by subject and teacher.

A fact exists when it was logged by then (the fold sees to that) and its day is not later.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from services.evidence.figures.calendar import Year
from services.evidence.figures.membership import FOREVER, Presence, presence
from services.evidence.history import records as r
from services.evidence.history.school import Board, CountedPurposes, School

R = TypeVar("R", bound=r.Record)

EVERY_PURPOSE = frozenset({"coaching", "peer", "appraisal", "audit"})
PUPILS_AT_LEAST = 5  # a pupils' list counts with this many respondents


def in_order(record: r.Record, thing: str) -> tuple[int, str]:
    """The order of records: by instant, then by the id of the thing."""
    return record.at, thing


class View:
    """A school as of a day; figures of any school year are derived from it."""

    def __init__(self, school: School, boards: Mapping[str, Board], day: int) -> None:
        self.school = school
        self.boards = boards
        self.day = day
        self._purposes: dict[str, Sequence[CountedPurposes]] = {}

    def exists(self, record: r.Record | None) -> bool:
        """Whether the record's day has come."""
        return record is not None and record.day <= self.day

    def existing(self, records: Iterable[R]) -> list[R]:
        """The records whose day has come."""
        day = self.day
        return [record for record in records if record.day <= day]

    @cached_property
    def registrations(self) -> list[r.Registration]:
        """Registrations by the day from which they are valid, then as they were said."""
        return sorted(
            self.existing(self.school.registrations), key=lambda x: (x.valid_from, x.at, x.ref)
        )

    def years(self) -> tuple[Year, Year] | None:
        """The first and last school year with figures; None before the school's first day."""
        if not self.registrations:
            return None
        first_day = self.registrations[0].valid_from
        if first_day > self.day:
            return None
        first = Year.of(first_day)
        last = Year.of(self.day)
        closures = self.existing(self.school.closures)
        if closures:
            last = min(last, Year.of(max(closures, key=lambda c: (c.at, c.ref)).valid_until))
        return (first, last) if first <= last else None

    def registration_on(self, day: int) -> r.Registration | None:
        """The last registration valid on a day."""
        valid = [found for found in self.registrations if found.valid_from <= day]
        return valid[-1] if valid else None

    @cached_property
    def presences(self) -> dict[str, Presence]:
        """Every teacher who was ever a member, with the memberships."""
        corrections = self.existing(self.school.corrections)
        return {
            teacher: presence(
                teacher,
                self.existing(joined),
                self.existing(self.school.left.get(teacher, ())),
                corrections,
            )
            for teacher, joined in self.school.joined.items()
        }

    @cached_property
    def enrolments(self) -> list[r.Enrolment]:
        """Enrolments that were requested by then."""
        return self.existing(self.school.enrolments.values())

    @cached_property
    def enrolments_of_theme(self) -> Mapping[str, Sequence[r.Enrolment]]:
        """The same per theme."""
        return _by(self.enrolments, lambda enrolment: enrolment.theme)

    def counts(self, observation: r.Observation, board: str) -> bool:
        """Whether the board counts observations of this purpose on their day."""
        for counted in self._counted(board):
            if counted.valid_from <= observation.day:
                return observation.purpose in counted.purposes
        return observation.purpose in EVERY_PURPOSE

    def _counted(self, board: str) -> Sequence[CountedPurposes]:
        """What a board said that counts, the latest first."""
        if board not in self._purposes:
            found = self.boards.get(board)
            said = self.existing(found.counted) if found else []
            order = sorted(said, key=lambda c: (c.valid_from, c.at, c.ref), reverse=True)
            self._purposes[board] = order
        return self._purposes[board]

    def observations(self, perspective: str, theme: str) -> Sequence[r.Observation]:
        """Observations that can count for a theme, of every purpose, in order."""
        return self._observations.get((perspective, theme), ())

    @cached_property
    def _observations(self) -> Mapping[tuple[str, str], Sequence[r.Observation]]:
        found: dict[tuple[str, str], list[r.Observation]] = defaultdict(list)
        for observation in self._ordered_observations:
            for theme in observation.themes:
                found[observation.perspective, theme].append(observation)
        return found

    @cached_property
    def _ordered_observations(self) -> list[r.Observation]:
        able = [
            observation
            for observation in self.existing(self.school.observations.values())
            if observation.perspective != "pupils"
            or (observation.respondents or 0) >= PUPILS_AT_LEAST
        ]
        return sorted(able, key=lambda observation: in_order(observation, observation.id))

    @cached_property
    def coached(self) -> dict[str, list[tuple[str, int, int, r.Ref]]]:
        """Per teacher the coach assignments: coach, first day, last day, ref."""
        found: dict[str, list[tuple[str, int, int, r.Ref]]] = defaultdict(list)
        releases: dict[tuple[str, str], list[r.Release]] = _by(
            self.existing(self.school.releases), lambda release: (release.coach, release.teacher)
        )
        for assignment in self.existing(self.school.assignments):
            pair = (assignment.coach, assignment.teacher)
            later = [release for release in releases.get(pair, []) if release.ref > assignment.ref]
            until = min(later, key=lambda release: release.ref).until if later else FOREVER
            found[assignment.teacher].append(
                (assignment.coach, assignment.start, until, assignment.ref)
            )
        return found


K = TypeVar("K")


def _by(records: Iterable[R], key: Callable[[R], K]) -> dict[K, list[R]]:
    found: dict[K, list[R]] = defaultdict(list)
    for record in records:
        found[key(record)].append(record)
    return found


def theme_mean(observation: r.Observation, theme: str) -> float:
    """The mean of an observation's scores of a theme, n.v.t. left out."""
    total, count = observation.themes[theme]
    return total / (100 * count)
