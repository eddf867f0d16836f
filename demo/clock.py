"""The clock of the services while a year is performed: a file that holds the present instant.

While the file is there, services stamp what they log with it; without it they keep real time. It
stays when a load is interrupted, so that the rest of the year is logged in its place; the one who
starts the platform without a demo takes it away.
"""

import os
from datetime import datetime
from pathlib import Path


class StandInClock:
    """Sets the services' clock; it only ever goes forward within a load."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def set(self, instant: datetime) -> None:
        """Let the services believe that it is this instant; whole or not at all."""
        draft = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        draft.write_text(instant.isoformat())
        draft.replace(self._file)

    def release(self) -> None:
        """Give the services the real time back."""
        self._file.unlink(missing_ok=True)
