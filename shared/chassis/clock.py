"""The clock that stamps facts: the real one, or in development one that is set by a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def settable_clock(file: Path) -> Clock:
    """A clock that stands at the instant written in the file while the file is there.

    With it a demonstration can log a school year as it would have been logged. Only what is
    recorded as logged follows it; tokens, leases and time-outs keep to the real clock.
    """

    def now() -> datetime:
        try:
            return datetime.fromisoformat(file.read_text().strip())
        except FileNotFoundError:
            return real_clock()

    return now


def clock_for(clock_file: str | None) -> Clock:
    """The clock that the settings ask for."""
    return settable_clock(Path(clock_file)) if clock_file else real_clock
