"""What a figure is: who contributes what, and how contributions become a value.

A figure is made in two steps. `entries` lists, for one school year, what each person contributes;
`finish` turns any collection of entries into the result. Pooling schools for a board is putting
their entries together; small groups are judged by the people in the entries; explaining a figure
is listing the facts of its entries. So each figure is defined once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from services.evidence.figures.year import SchoolYear
from services.evidence.history.records import Ref

Kind = Literal["open", "administrative", "judgement"]
"""open: not about people; administrative: the school's leader handles it by name; judgement: the
rules for small groups hold for everyone (`groups.py`)."""

Reason = Literal["no-data", "fewer-than-k", "complementary", "purpose"]

NO_DATA: Reason = "no-data"
PURPOSE: Reason = "purpose"
FEWER_THAN_K: Reason = "fewer-than-k"
COMPLEMENTARY: Reason = "complementary"


class Entry(NamedTuple):
    """What one person at one school contributes, and the facts that say so."""

    who: str
    school: str
    said: tuple[Any, ...]
    refs: tuple[Ref, ...] = ()


Entries = Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Result:
    """A value with what belongs beside it, or the reason why there is none.

    `people` are those whom n stands for; `sides` are the groups into which a share divides people.
    Beside the value, `beside_sides` gives the sizes of groups that a detail divides people into,
    and `beside_least` how many stand behind a detail (`groups.py` judges all of these).
    """

    value: Any = None
    n: int | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)
    reason: Reason | None = None
    people: frozenset[str] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    beside_sides: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    beside_least: Mapping[str, int] = field(default_factory=dict)


Said = tuple[Any, ...]
Brings = Callable[[Sequence[Said]], Any]
"""What one person's entries at one school come to in the value; None: nothing."""


def as_said(said: Sequence[Said]) -> Any:
    """All that was said, whatever its order."""
    return tuple(sorted(said, key=repr))


def first_of_each(said: Sequence[Said]) -> Any:
    """The first value of every entry, whatever their order; words are no values."""
    values = [one[0] for one in said if not isinstance(one[0], str)]
    return tuple(sorted(values)) or None


def sums(said: Sequence[Said]) -> Any:
    """The sums of the values, column by column."""
    return tuple(sum(column) for column in zip(*said, strict=True))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the language of evidence.

    `brings` says what counts as a person's contribution when two releases are compared.
    """

    name: str
    kind: Kind
    entries: Callable[[SchoolYear, str], list[Entry]]
    finish: Callable[[Entries], Result]
    brings: Brings = as_said


def nothing(entries: Entries = ()) -> Result:
    """No data; or, when observations were left out for their purpose, that."""
    return Result(reason=PURPOSE if any(e.said[0] == PURPOSE for e in entries) else NO_DATA)


def places(entries: Iterable[Entry]) -> int:
    """How many people, each counted at each school."""
    return len({(entry.who, entry.school) for entry in entries})


def people(entries: Iterable[Entry]) -> frozenset[str]:
    """The distinct people, wherever they are."""
    return frozenset(entry.who for entry in entries)


def share(entries: Entries, *, n: Literal["with", "all"]) -> Result:
    """A share of entries that say True first; `of` is their number, n those with or all."""
    if not entries:
        return nothing()
    having = [entry for entry in entries if entry.said[0]]
    lacking = [entry for entry in entries if not entry.said[0]]
    counted = having if n == "with" else entries
    return Result(
        len(having) / len(entries),
        places(counted),
        {"of": len(entries)},
        people=people(entries),
        sides=(people(having), people(lacking)),
    )
