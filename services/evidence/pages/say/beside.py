"""Schools beside one another: a table per question of a board, and how a figure stands in its cell.

Only what the desk gave is here: nothing is added up over schools, and nobody is put in order of a
figure. The tables are in `beside_schools.py` (figures of a school as a whole) and `beside_changes.py`
(what changed).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from services.evidence.pages.say.past import brief_of_then
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.stand import released_on
from services.evidence.pages.say.stood import stood_on
from services.evidence.pages.speech import Speech


@dataclass(frozen=True, slots=True)
class Place:
    """A school in a year: its figures, and where they are explained (theme, figure -> address)."""

    code: str
    name: str
    url: str
    rows: Rows
    why: Callable[[str | None, str], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a cell: few words, since which day, where it is explained, what is said beside.

    Without an address there is nothing to explain; without a day it is no figure about people, or
    its words begin with the day.
    """

    said: Markup
    about: Markup
    url: str | None = None
    since: Markup | None = None
    beside: Markup | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the school, what else names the row, and its figures."""

    school: str
    url: str
    named: Sequence[Markup]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Table:
    """One question of a board with its answer per school; `first` is said before the table."""

    id: str
    question: Markup
    first: Markup
    columns: Sequence[Markup]
    lines: Sequence[Line]


def dated(figure: Figure, row: Row, speech: Speech) -> Figure:
    """A figure with the day of its release below it, or before it when it stood still since."""
    stood = stood_on(row)
    if stood is not None:
        return replace(figure, said=brief_of_then(row, stood, figure.said, speech))
    return replace(figure, since=released_on(row, speech))
