"""A growth chart: one line of text, dot and interval per row, on the axis that the page shares."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evidence.pages.draw.axis import Axis
from services.evidence.pages.say.growth import Line

LEFT, RIGHT, WIDTH = 88.0, 248.0, 420
AXIS_HEIGHT, FIRST, ROW, COMPANION, AFTER_PAIR = 24, 20, 28, 24, 38


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and how far down it stands."""

    line: Line
    y: int


@dataclass(frozen=True, slots=True)
class GrowthChart:
    """Everything that a template needs to draw; `top` is where the grid begins."""

    axis: Axis
    rows: Sequence[Placed]
    top: int
    height: int
    width: int = WIDTH

    @property
    def stands(self) -> Sequence[tuple[str, str]]:
        """The lines of an earlier day, colleagues left out: what each is of, and its day."""
        lines = [placed.line for placed in self.rows if not placed.line.other]
        return [(line.label, line.stood) for line in lines if line.stood]


def chart(lines: Sequence[Line], axis: Axis, *, named: bool) -> GrowthChart:
    """The lines below each other, colleagues close to those they stand beside.

    With `named` the values of the axis are written above it.
    """
    top = AXIS_HEIGHT if named else 2
    y = top + FIRST - 4
    rows = []
    for number, line in enumerate(lines):
        if number:
            y += COMPANION if line.other else AFTER_PAIR if lines[number - 1].other else ROW
        rows.append(Placed(line, y))
    return GrowthChart(axis, rows, top, y + FIRST)
