"""The ring: four arcs, clockwise from the top: plan, do, check, act; the length is the share."""

from dataclasses import dataclass
from math import cos, pi, sin

CENTRE, RADIUS = 26.0, 20.0
GAP_DEGREES = 6.0


@dataclass(frozen=True, slots=True)
class Arc:
    """A quarter of the ring: its track, the filled part, and why it is hidden when it is."""

    track: str
    filled: str | None
    outline: tuple[str, str]
    reason: str | None


def arc(quarter: int, share: float | None, reason: str | None = None) -> Arc:
    """The arc of a quarter (0 is plan) filled for a share; hidden with a reason."""
    start = quarter * 90 + GAP_DEGREES
    end = (quarter + 1) * 90 - GAP_DEGREES
    filled = None
    if share:
        filled = _path(RADIUS, start, start + (end - start) * min(share, 1.0))
    outline = _path(RADIUS + 4, start, end), _path(RADIUS - 4, start, end)
    return Arc(_path(RADIUS, start, end), filled, outline, reason)


def _path(radius: float, start: float, end: float) -> str:
    x, y = _place(radius, start)
    to_x, to_y = _place(radius, end)
    return f"M{x} {y}A{radius:g} {radius:g} 0 0 1 {to_x} {to_y}"


def _place(radius: float, degrees: float) -> tuple[float, float]:
    angle = degrees * pi / 180
    return round(CENTRE + radius * sin(angle), 1), round(CENTRE - radius * cos(angle), 1)
