"""What can be counted without statistics of chance: taking part, answering, staying, timing.

Each measure is of several demo years together and gives one number, or one per group: the table
in `realism.toml` says within which range every one of them must lie.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from statistics import correlation, fmean, median

from demo.acts import Command, Event
from demo.calendar import BREAKS
from demo.cast import make_cast
from demo.options import Options
from demo.who import Person, School
from shared.contracts.moments import day_of
from tests.unit.demo.told import Year, said_by

Years = Sequence[Year]
Measure = Callable[[Years], list[float]]
RIGHTS = {"po": 80.0, "vo": 83.0}  # hours a year for a full job
PULSE = ("control", "support", "resources", "autonomy")
COHORTS = 40
LARGE = 40  # people in a team
CHANGED = 0.3  # points, in the stories


def _people(years: Years) -> Iterator[tuple[Year, School, Person]]:
    for year in years:
        for school, person in year.people.values():
            yield year, school, person


def _of_right(years: Years) -> list[float]:
    return [y.hours(p) / (RIGHTS[s.sector] * p.fte) for y, s, p in _people(years)]


def hours_median(years: Years) -> list[float]:
    return [median(_of_right(years))]


def hours_none(years: Years) -> list[float]:
    return [fmean(share == 0 for share in _of_right(years))]


def hours_beyond_twice(years: Years) -> list[float]:
    return [fmean(share > 2 for share in _of_right(years))]


def took_part(years: Years) -> list[float]:
    return [fmean(share > 0 for share in _of_right(years))]


def part_of_a_job(years: Years) -> list[float]:
    return [fmean(p.fte for _, _, p in _people(years))]


def small_jobs(years: Years) -> list[float]:
    return [fmean(p.fte < 0.5 for _, _, p in _people(years))]


def large_jobs(years: Years) -> list[float]:
    return [fmean(p.fte > 0.8 for _, _, p in _people(years))]


def has_a_mentor(years: Years) -> list[float]:
    return [fmean(f"coach/{p.subject}" in y.acts for y, _, p in _people(years))]


def is_a_mentor(years: Years) -> list[float]:
    return [fmean(p.function == "coach" or _mentors(y, p) for y, _, p in _people(years))]


def _mentors(year: Year, person: Person) -> bool:
    act = year.acts.get(f"role/{person.subject}")
    return act is not None and said_by(act)["role"] == "mentor"


def starters_guided(years: Years) -> list[float]:
    return [fmean(f"coach/{p.subject}" in y.acts for y in years for p in y.starters)]


def _left_education(sector: str, after: int) -> float:
    """Of who began that many years before the end of the year: who left education by then.

    A cohort of one demo is a handful of people, so this takes the casts of many.
    """
    gone = []
    for seed in range(COHORTS):
        options = Options(boards=2, schools=10, seed=seed)
        for school in (one for board in make_cast(options) for one in board.schools):
            for person in (*school.teachers, *school.former):
                began = person.since.year == options.first_year + 1 - after
                if began and person.since == person.career_start and school.sector == sector:
                    left = person.until is not None and person.destination == "outside-education"
                    gone.append(left)
    return fmean(gone)


def po_left_education(_: Years) -> list[float]:
    return [_left_education("po", after) for after in (1, 2, 3)]


def vo_left_education(_: Years) -> list[float]:
    return [_left_education("vo", after) for after in (1, 2, 3)]


def vo_left_after_five(_: Years) -> list[float]:
    return [_left_education("vo", 5)]


def pulse_response(years: Years) -> list[float]:
    return [_response(years, wave) for wave in range(3)]


def pulse_falls(years: Years) -> list[float]:
    first, _, last = pulse_response(years)
    return [(first - last) / 2]


def _response(years: Years, wave: int, among: Callable[[School], bool] = lambda _: True) -> float:
    waves = [w for y in years for w in y.waves if w.number == wave and among(w.school)]
    return sum(len(w.answers) for w in waves) / sum(len(w.invited) for w in waves)


def pulse_lower_in_large(years: Years) -> list[float]:
    def large(school: School) -> bool:
        return len(school.team) > LARGE

    small = fmean(_response(years, n, lambda school: not large(school)) for n in range(3))
    return [small - fmean(_response(years, n, large) for n in range(3))]


def pulse_starters_more(years: Years) -> list[float]:
    shares = []
    for starter in (True, False):
        asked = [
            p.subject in w.answers
            for y in years
            for w in y.waves
            for p in w.invited
            if p.starter_in(y.calendar.starts_on) == starter
        ]
        shares.append(fmean(asked))
    return [shares[0] - shares[1]]


def pulse_items_together(years: Years) -> list[float]:
    said = [a for y in years for w in y.waves if not w.number for a in w.answers.values()]
    found = []
    for number, one in enumerate(PULSE):
        for other in PULSE[number + 1 :]:
            pairs = [(a[one], a[other]) for a in said if a[one] and a[other]]
            found.append(correlation([float(a or 0) for a, _ in pairs], [b or 0 for _, b in pairs]))
    return found


def _begun(years: Years) -> list[dict[str, object]]:
    return [dict(steps) for y in years for steps in y.enrolments.values() if "starts" in steps]


def completed(years: Years) -> list[float]:
    return [fmean("completions" in steps for steps in _begun(years))]


def dropped_out(years: Years) -> list[float]:
    return [fmean("withdrawals" in steps for steps in _begun(years))]


def rated(years: Years) -> list[float]:
    names = {name for y in years for name in y.acts}
    done = [
        f"rating/{one}" in names
        for y in years
        for one, steps in y.enrolments.items()
        if "completions" in steps
    ]
    return [fmean(done)]


def _stars(years: Years) -> list[int]:
    ratings = [a for y in years for n, a in y.acts.items() if n.startswith("rating/")]
    return [said_by(act)["stars"] for act in ratings]


def stars(years: Years) -> list[float]:
    return [fmean(_stars(years))]


def discussed(years: Years) -> list[float]:
    """Of the completed, but for the school whose story is that it does not."""
    quiet = {s.code for y in years for s in y.schools if s.story.name == "not-discussed"}
    found = []
    for year in years:
        for one, steps in year.enrolments.items():
            school, _ = year.people[one.partition("/")[0]]
            if "completions" in steps and school.code not in quiet:
                found.append("discussions" in steps)
    return [fmean(found)]


def _observations(years: Years) -> list[Event | Command]:
    return [
        act
        for y in years
        for name, act in y.acts.items()
        if name.startswith("observation/") and "scores" in said_by(act) and "/right" not in name
    ]


def logged_late(years: Years) -> list[float]:
    def late(act: Event | Command) -> bool:
        return act.at.date() - day_of(said_by(act)["occurredAt"]) >= timedelta(days=3)

    return [fmean(late(act) for act in _observations(years))]


def taken_back(years: Years) -> list[float]:
    names = {name for y in years for name in y.acts}
    by_platform = [act for act in _observations(years) if isinstance(act, Event)]
    return [fmean(f"{act.name}/retracted" in names for act in by_platform)]


def in_holidays(years: Years) -> list[float]:
    days: list[date] = [seen.day for y in years for seen in y.seen]
    return [fmean(day.isocalendar().week in BREAKS or day.month in {7, 8} for day in days)]


def visits(years: Years) -> list[float]:
    seen = sum(one.perspective == "observer" for y in years for one in y.seen)
    return [seen / sum(len(y.team) for y in years)]


def _results_that_rose(years: Years, *, changed: bool) -> list[float]:
    """Of the results of pupils, where lessons changed enough to be seen or elsewhere."""
    found = []
    for year in years:
        effects = {
            f"{school.code}/{focus.theme}": focus.effect
            for school in year.schools
            for focus in school.story.focuses
        }
        for name, act in year.acts.items():
            kind, _, place = name.partition("/")
            if kind == "result" and (effects[place.rpartition("/")[0]] >= CHANGED) == changed:
                said = said_by(act)
                found.append(said["after"] > said["before"])
    return [fmean(found)]


def results_where_lessons_changed(years: Years) -> list[float]:
    return _results_that_rose(years, changed=True)


def results_elsewhere(years: Years) -> list[float]:
    return _results_that_rose(years, changed=False)
