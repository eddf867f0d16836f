"""A year without a wave says so, where the school asks the pulse at all."""

from types import SimpleNamespace
from typing import Any

from services.evidence.pages.say.rows import Rows
from services.evidence.pages.school import _no_wave


def wave(**more: Any) -> dict[str, Any]:
    return {"figure": "pulse.support", "theme": None, "value": 3.5, "n": 20, **more}


def missing(before: list[Rows]) -> bool:
    reading: Any = SimpleNamespace(rows=before[-1])
    return _no_wave(before, reading)


def test_a_year_without_a_wave_is_told_where_the_year_before_had_one() -> None:
    assert missing([Rows([wave()]), Rows([])])
    assert missing([Rows([wave(suppressed="fewer-than-k")]), Rows([])])


def test_a_year_with_a_wave_or_a_school_without_any_is_not() -> None:
    assert not missing([Rows([wave()]), Rows([wave()])])
    assert not missing([Rows([wave()]), Rows([wave(suppressed="fewer-than-k")])])
    assert not missing([Rows([]), Rows([])])
