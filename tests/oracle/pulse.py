"""`pulse.control`, `.support`, `.resources`, `.autonomy` (docs/reference/figures.md)."""

from fractions import Fraction

from tests.oracle.days import rounded
from tests.oracle.figure import NO_DATA, Figure, Place, deviation, interval, mean
from tests.oracle.school import Wave
from tests.oracle.theme_figures import Years
from tests.oracle.year import SchoolYear

WARNING_N = 10
WARNING_FALL = -0.5


def answers(wave: Wave, item: str) -> dict[str, Fraction]:
    """The answers to an item, per response; null is no answer."""
    found = {response: items[item] for response, items in wave.answers.items()}
    return {response: Fraction(one) for response, one in found.items() if one is not None}


def waves_up_to(year: SchoolYear) -> list[Wave]:
    """The closed waves up to the last one of the year so far; empty when it has none.

    "Last wave with closesOn in the year so far, when closed".
    """
    waves = [wave for wave in year.school.waves if wave.closes_on <= year.end]
    return waves if waves and waves[-1].closes_on >= year.start else []


def changes(waves: list[Wave], item: str) -> list[tuple[Fraction | None, list[int]]]:
    """The last two changes, newest first, each with the numbers of answers of its two waves."""
    found: list[tuple[Fraction | None, list[int]]] = []
    for newer in (-1, -2):
        if len(waves) + newer >= 1:
            now, before = answers(waves[newer], item), answers(waves[newer - 1], item)
            change = mean(now.values()) - mean(before.values()) if now and before else None
            found.append((change, [len(now), len(before)]))
    return found


def warning(last_two: list[tuple[Fraction | None, list[int]]]) -> bool:
    """Rule: "The last two changes below 0, together <= -0.5, n >= 10 in all three"."""
    fell = [change for change, _ in last_two if change is not None and rounded(change) < 0]
    enough = all(n >= WARNING_N for _, counts in last_two for n in counts)
    return len(fell) == 2 and rounded(sum(fell, Fraction(0))) <= WARNING_FALL and enough


def pulse(years: Years, item: str) -> Figure:
    """The mean of an item in the last wave, pooled over schools; change and warning for one."""
    found: dict[Place, Fraction] = {}
    invited = responses = 0
    for year in years:
        waves = waves_up_to(year)
        if waves:
            invited += waves[-1].invited
            responses += len(waves[-1].answers)
            for response, answer in answers(waves[-1], item).items():
                found[year.school.id, response] = answer
    if not found:
        return NO_DATA
    values = list(found.values())
    return Figure(
        value=float(mean(values)),
        n=len(values),
        extra={
            "sd": deviation(values),
            "interval": interval(values),
            "response": float(Fraction(responses, invited)) if invited else None,
        },
        people=frozenset(response for _, response in found),
        contributions=dict(found),
        notes={"silent": invited - responses},
    )


def with_change(figure: Figure, year: SchoolYear, item: str) -> Figure:
    """The figure of one school with `change` and `warning` ("schools only")."""
    if figure.missing:
        return figure
    last_two = changes(waves_up_to(year), item)
    change = last_two[0][0] if last_two else None
    return Figure(
        value=figure.value,
        n=figure.n,
        extra={
            **figure.extra,
            "change": None if change is None else float(change),
            "warning": warning(last_two),
        },
        people=figure.people,
        contributions=figure.contributions,
        notes={**figure.notes, "earlier": last_two[0][1][1] if last_two else None},
    )
