"""A reason to recommend something: its code, what it counted, and the values it rests on."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("reasons.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a reason weighs, and its rule in words."""

    weight: int
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is recommended; `values` are filled in by whoever says it."""

    code: str
    values: Mapping[str, Any]

    @property
    def weight(self) -> int:
        """What it counted, as the table says."""
        return rules()[self.code].weight


@cache
def rules() -> Mapping[str, Rule]:
    """Every reason that there is, in the order of the table."""
    return {code: Rule(**said) for code, said in tomllib.loads(TABLE.read_text("utf-8")).items()}


def because(code: str, **values: Any) -> Reason:
    """The reason with this code; KeyError when the table has none."""
    rules()[code]
    return Reason(code, values)
