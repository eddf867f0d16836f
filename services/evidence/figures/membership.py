"""Who was at the school on which days: memberships from what was said, corrected, joined and left.

A membership runs from `from` to `until`, both included; a further `joined` at the same school ends
the one before on the eve and carries new particulars.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from services.evidence.history import records as r

FOREVER = 10**9


@dataclass(frozen=True, slots=True)
class Membership:
    """One stretch with the same particulars."""

    start: int
    until: int
    fte: int
    function: str
    career_start: int | None
    career_changer: bool
    ref: r.Ref


@dataclass(frozen=True, slots=True)
class Presence:
    """All memberships of a teacher at one school, in order of their start."""

    teacher: str
    memberships: tuple[Membership, ...]
    lefts: tuple[r.Left, ...]

    def within(self, start: int, end: int) -> Sequence[Membership]:
        """The memberships that touch the days from start to end."""
        return [m for m in self.memberships if m.start <= end and m.until >= start]

    def latest(self, start: int, end: int) -> Membership:
        """The membership with the latest start that touches these days; there is one."""
        return self.within(start, end)[-1]

    def on(self, day: int) -> bool:
        """Whether the teacher is a member on this day."""
        return any(m.start <= day <= m.until for m in self.memberships)

    def joining(self, member: Membership) -> int:
        """The first day of the unbroken membership that this one is part of."""
        first = member.start
        for earlier in reversed(self.memberships):
            if earlier.start < first <= earlier.until + 1:
                first = earlier.start
        return first

    def last_destination(self, day: int) -> str:
        """Where the teacher went when last leaving, as said by this day; unknown when not said."""
        gone = [left for left in self.lefts if left.until <= day]
        return max(gone, key=lambda left: (left.until, left.at)).destination if gone else "unknown"


def presence(
    teacher: str,
    joined: Iterable[r.Joined],
    left: Iterable[r.Left],
    corrections: Iterable[r.Correction],
) -> Presence:
    """A teacher's memberships, from records that exist on the day asked for."""
    values: dict[str, dict[str, object]] = {}
    for correction in corrections:
        values.setdefault(correction.corrects, {}).update(correction.values)
    starts = [_right(record, values) for record in joined]
    ends = _effective(starts, [_right(record, values) for record in left])
    starts.sort(key=lambda record: (record.start, record.ref))
    memberships = []
    for number, record in enumerate(starts):
        eve = starts[number + 1].start - 1 if number + 1 < len(starts) else FOREVER
        until = min([eve, *(end.until for end in ends if _ends(end, record, eve))])
        if until >= record.start:
            memberships.append(_membership(record, until))
    return Presence(teacher, tuple(memberships), tuple(ends))


def _membership(record: r.Joined, until: int) -> Membership:
    return Membership(
        record.start,
        until,
        record.fte,
        record.function,
        record.career_start,
        record.career_changer,
        record.ref,
    )


def _right(record: "r.Joined | r.Left", values: dict[str, dict[str, object]]):  # type: ignore[no-untyped-def]  # same kind out as in
    right = values.get(record.fact)
    if not right:
        return record
    fields = {name: value for name, value in right.items() if hasattr(record, name)}
    return msgspec.structs.replace(record, **fields)


def _effective(starts: Sequence[r.Joined], ends: Sequence[r.Left]) -> list[r.Left]:
    """The lefts that ended a running membership, as chained; a repeated one has no effect."""
    running = False
    effective: list[r.Left] = []
    said: list[r.Joined | r.Left] = [*starts, *ends]
    for record in sorted(said, key=lambda record: record.ref):
        if isinstance(record, r.Joined):
            running = True
        elif running:
            effective.append(record)
            running = False
    return effective


def _ends(end: r.Left, member: r.Joined, eve: int) -> bool:
    """Whether this left falls within the stretch from the member's start to its eve."""
    return member.start <= end.until <= eve
