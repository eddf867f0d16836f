"""What ten hours of a module bring: growth as observers see it, per ten hours invested."""

from collections.abc import Sequence
from functools import partial

from services.evidence.figures.figure import Entries, Entry, Result, Said, people, places
from services.evidence.figures.growth import growth_entries, without_pairs
from services.evidence.figures.statistics import spread
from services.evidence.figures.year import SchoolYear

HOURS = 10
NO_HOURS = "no-hours"
PREFIX = "return."


def return_entries(year: SchoolYear, _: str, *, module: str) -> list[Entry]:
    """Per participant with a pair and hours: the difference, and hundredths of minutes invested."""
    theme = year.modules.get(module)
    if theme is None:
        return []
    invested: dict[str, int] = {}
    refs: dict[str, list[int]] = {}
    for enrolment in year.active(theme):
        if enrolment.module != module:
            continue
        spent = 0
        done = enrolment.completed
        if done is not None and done.day <= year.end:
            spent += done.study * 60
        practices = [p for p in enrolment.practices.values() if p.day <= year.end]
        spent += sum(practice.minutes for practice in practices) * 100
        teacher = enrolment.teacher
        invested[teacher] = invested.get(teacher, 0) + spent
        refs.setdefault(teacher, []).extend([enrolment.ref, *(p.ref for p in practices)])
    entries = []
    for entry in growth_entries(year, theme, "observer", invested.keys()):
        spent = invested[entry.who]
        if entry.said[0] == "pair" and spent > 0:
            said = (entry.said[1], spent)
            entries.append(Entry(entry.who, entry.school, said, (*entry.refs, *refs[entry.who])))
        elif entry.said[0] == "pair":
            entries.append(Entry(entry.who, entry.school, (NO_HOURS, True)))
        else:
            entries.append(entry)
    return entries


def of_module(module: str) -> partial[list[Entry]]:
    """The entries of one module."""
    return partial(return_entries, module=module)


def invested_only(said: Sequence[Said]) -> tuple[Said, ...] | None:
    """What a participant brings: the difference and the time."""
    return tuple(one for one in said if not isinstance(one[0], str)) or None


def per_ten_hours(entries: Entries) -> Result:
    """Mean difference over mean hours, per ten hours; spread and interval divided likewise."""
    invested = [entry for entry in entries if not isinstance(entry.said[0], str)]
    if not invested:
        return without_pairs(entries)
    found = spread([entry.said[0] for entry in invested])
    tens = sum(entry.said[1] for entry in invested) / len(invested) / 6_000 / HOURS
    interval = [bound / tens for bound in found.interval] if found.interval else None
    return Result(
        found.mean / tens,
        places(invested),
        {"sd": found.sd / tens if found.sd is not None else None, "interval": interval},
        people=people(invested),
    )
