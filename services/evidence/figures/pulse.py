"""The anonymous pulse: how the last closed wave of the year answered, and how that changed."""

from collections.abc import Sequence
from functools import partial

from services.evidence.figures.figure import Entries, Entry, Result, Said, nothing
from services.evidence.figures.statistics import mean, rounded, spread
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r

ITEMS = ("control", "support", "resources", "autonomy")
WAVES_COMPARED = 3
WARNING_DROP = -0.5
WARNING_ANSWERS = 10

ANSWER, WAVE = "answer", "wave"


def waves(year: SchoolYear) -> list[r.Wave]:
    """Closed waves from the last one of the year so far backwards; none when the year has none."""
    view = year.view
    closed = [
        wave
        for wave in view.existing(view.school.waves.values())
        if view.exists(wave.closed) and wave.closes <= year.end
    ]
    closed.sort(key=lambda wave: (wave.closes, wave.id), reverse=True)
    if not closed or closed[0].closes < year.start:
        return []
    return closed[:WAVES_COMPARED]


def pulse_entries(year: SchoolYear, _: str, *, item: int) -> list[Entry]:
    """Per answer: how many waves back, and the answer; per school the responses and invited."""
    back = {wave.id: number for number, wave in enumerate(waves(year))}
    if not back:
        return []
    entries: list[Entry] = []
    responses = 0
    for response in year.view.existing(year.view.school.responses.values()):
        number = back.get(response.wave)
        if number is None:
            continue
        responses += number == 0
        answer = response.answers[item]
        if answer is not None:
            entries.append(
                Entry(response.id, year.school, (ANSWER, number, answer), (response.ref,))
            )
    last = waves(year)[0]
    said = (WAVE, responses, last.invited, len(back) > 1)
    return [*entries, Entry("", year.school, said, (last.ref,))]


def for_item(item: int) -> partial[list[Entry]]:
    """The entries of one of the four items."""
    return partial(pulse_entries, item=item)


def answers(entries: Entries, back: int) -> list[int]:
    """The answers of the wave so many waves back."""
    return [e.said[2] for e in entries if e.said[0] == ANSWER and e.said[1] == back]


def pulse(entries: Entries) -> Result:
    """The mean of the last wave with its interval, and beside it response, change and warning."""
    last = answers(entries, 0)
    if not last:
        return nothing()
    found = spread(last)
    said = [entry.said for entry in entries if entry.said[0] == WAVE]
    invited = sum(entry[2] for entry in said)
    beside = {
        "sd": found.sd,
        "interval": list(found.interval) if found.interval else None,
        "response": sum(entry[1] for entry in said) / invited if invited else None,
    }
    before = answers(entries, 1)
    beside["change"] = found.mean - mean(before) if before else None
    beside["warning"] = _warns(last, before, answers(entries, 2))
    silent = max(invited - sum(entry[1] for entry in said), 0)
    earlier = len(before) if any(entry[3] for entry in said) else None
    return Result(
        found.mean,
        len(last),
        beside,
        people=frozenset(e.who for e in entries if e.said[0] == ANSWER and e.said[1] == 0),
        beside_sides={"response": (silent,)},
        beside_least={} if earlier is None else {"change": earlier, "warning": earlier},
    )


def answers_only(said: Sequence[Said]) -> tuple[Said, ...] | None:
    """What an answer brings: itself, in the last wave."""
    return tuple(one for one in said if one[0] == ANSWER and one[1] == 0) or None


def _warns(last: list[int], before: list[int], earlier: list[int]) -> bool:
    """The last two changes are below 0, together at most -0.5, with 10 answers in all three."""
    if min(len(last), len(before), len(earlier)) < WARNING_ANSWERS:
        return False
    first, second = mean(before) - mean(earlier), mean(last) - mean(before)
    falling = rounded(first) < 0 and rounded(second) < 0
    return falling and rounded(first + second) <= WARNING_DROP
