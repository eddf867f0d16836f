"""Rules with one hole each: the attacker must find what comes through."""

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from unittest.mock import patch

from services.evidence.figures import groups, releases
from services.evidence.figures.figure import Result

Rules = Callable[[], AbstractContextManager[object]]
_STEP = releases._Step


def _one_side(result: Result, k: int) -> bool:
    """Only those with are looked at, not those without."""
    return len(result.people) < k or any(1 <= len(side) < k for side in result.sides[:1])


def _no_complement(
    shown: Mapping[str, Result],
    hidden: object,
    together: Callable[[Set[str]], Result],
    k: int,
) -> tuple[frozenset[str], bool]:
    """No other school is hidden beside one that is too small."""
    return frozenset(), True


def _always(step: "releases._Step", key: releases.Key, school: str) -> bool:
    """A figure moves whenever anything differs: it is current."""
    last = step.releases.of_schools[key][-1].contributions
    return bool(releases.differing(last, step._contributions(school)))


def _since_the_last(step: "releases._Step", key: releases.Key, school: str) -> bool:
    """A figure moves when enough people differ from its last release alone."""
    last = step.releases.of_schools[key][-1].contributions
    return len(releases.differing(last, step._contributions(school))) >= step.releases.k


def _others_each_time(step: "releases._Step", key: releases.Key, school: str) -> bool:
    """Enough people differ from each earlier release, but they may be others each time."""
    now = step._contributions(school)
    earlier = [old.contributions for old in step.releases.of_schools[key]]
    return all(len(releases.differing(old, now)) >= step.releases.k for old in earlier)


@contextmanager
def _pooled_at_any_time() -> Iterator[None]:
    """A board's own figures are told on every release day, before the schools' have settled."""
    take = _STEP.take

    def early(step: "releases._Step") -> None:
        step.releases.of_boards.pop(step._key(step.question.board.board), None)
        take(step)

    class _Today:
        def __call__(self, year: object) -> object:
            return self

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 0

    with ExitStack() as stack:
        stack.enter_context(patch.object(releases, "board_release_day", _Today()))
        stack.enter_context(patch.object(_STEP, "take", early))
        yield


def _patched(*changes: tuple[object, str, object]) -> Rules:
    @contextmanager
    def rules() -> Iterator[None]:
        with ExitStack() as stack:
            for where, name, broken in changes:
                stack.enter_context(patch.object(where, name, broken))
            yield

    return rules


THE_RULES: Rules = nullcontext
LEAKS: dict[str, Rules] = {
    "one side of a share": _patched((groups, "too_few", _one_side)),
    "no complement": _patched(
        (groups, "complement", _no_complement), (releases, "complement", _no_complement)
    ),
    "current instead of released": _patched((_STEP, "_moves", _always)),
    "against the last release alone": _patched((_STEP, "_moves", _since_the_last)),
    "others from each release": _patched((_STEP, "_moves", _others_each_time)),
    "the board pooled before its date": _pooled_at_any_time,
    "n of completion where participation is hidden": _patched(
        (groups, "NEEDS_PARTICIPATION", ()), (releases, "NEEDS_PARTICIPATION", ())
    ),
}
