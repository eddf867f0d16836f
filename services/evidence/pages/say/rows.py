"""The rows of a school year, found by theme and name."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.evidence.figures.figure import NO_DATA
from services.evidence.figures.seen import NOT_RELEASED

Row = Mapping[str, Any]


class Rows:
    """The figures of one scope, as the desk gave them; one that is not there has no data."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {(row["theme"], row["figure"]): row for row in rows}

    def row(self, theme: str | None, name: str) -> Row:
        """A figure's row."""
        missing = {"figure": name, "theme": theme, "value": None, "n": None, "suppressed": NO_DATA}
        return self._rows.get((theme, name), missing)

    def shown(self, theme: str | None, name: str) -> Row | None:
        """A figure's row when it has a value."""
        found = self.row(theme, name)
        return None if is_hidden(found) else found

    def names(self, theme: str | None, prefix: str) -> list[str]:
        """The names that begin with a prefix, in order."""
        return sorted(
            name for where, name in self._rows if where == theme and name[: len(prefix)] == prefix
        )

    def in_use(self, theme: str) -> bool:
        """Whether anything was planned, done or measured for a theme."""
        for (where, name), row in self._rows.items():
            if where != theme or name == "ladder":
                continue
            if not (name in NOT_BY_ITSELF or row.get("suppressed") in (NO_DATA, NOT_RELEASED)):
                return True
        return bool((self.row(theme, "participation").get("n") or 0) > 0)

    def worked_on(self, theme: str) -> bool:
        """Whether there is a goal for a theme, or somebody takes part (completion says who could)."""
        taking_part = self.row(theme, "completion").get("suppressed")
        return self.shown(theme, "goals") is not None or taking_part not in (NO_DATA, NOT_RELEASED)


# What has a value for a theme that nobody works on: a share of the team that may be zero.
NOT_BY_ITSELF = frozenset({"participation", "collective"})


def is_hidden(row: Row) -> bool:
    """Whether there is no value to show."""
    return "suppressed" in row


def is_empty(row: Row) -> bool:
    """Whether nothing was recorded."""
    return bool(row.get("suppressed") == NO_DATA)
