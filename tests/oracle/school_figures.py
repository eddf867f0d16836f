"""The figures per school and year with theme null (docs/reference/figures.md), in its order.

The file is as long as that page: one function per figure.
"""

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

from tests.oracle import membership
from tests.oracle.days import days, year_end, year_start
from tests.oracle.figure import (
    NO_DATA,
    Figure,
    Place,
    deviation,
    interval,
    mean,
    mean_per_teacher,
    nothing,
    share_of_teachers,
    teachers,
)
from tests.oracle.growth import Pair, growth_pairs
from tests.oracle.theme_figures import Years, team
from tests.oracle.year import SchoolYear

# "Dated reference data: po, so, vso 80; vo 83; mbo 59".
AGREEMENT_HOURS = {"po": 80, "so": 80, "vso": 80, "vo": 83, "mbo": 59}
OUTCOMES = ("school", "board", "education", "left", "unknown")
OUTCOME_OF = {
    "same-board": "board",
    "other-board": "education",
    "outside-education": "left",
    "retirement": "left",
    "unknown": "unknown",
}


def starter_places(years: Years) -> set[Place]:
    """The places of the starters."""
    return {year.place(teacher) for year in years for teacher in year.starters()}


def starters(years: Years) -> Figure:
    """`starters`: how many; "counts as a share of the team" in section 4."""
    found = starter_places(years)
    figure = share_of_teachers(found, team(years), len(found), show_of=False)
    if figure.missing:
        return figure
    return Figure(
        len(found), len(found), {}, None, figure.people, figure.sides, figure.contributions
    )


def starters_coach(years: Years) -> Figure:
    """`starters.coach`: an assignment on some day from that day to 30 days after.

    "/ starters whose 30 days have passed (`of`); n = the latter".
    """
    having: set[Place] = set()
    among: set[Place] = set()
    for year in years:
        for teacher, day in year.starters().items():
            if year.as_of.passed(day + days(30)):
                among.add(year.place(teacher))
                for one in year.school.assignments:
                    if one.teacher == teacher and one.meets(day, day + days(30)):
                        having.add(year.place(teacher))
    return share_of_teachers(having, among, len(among))


def coachings(year: SchoolYear, kind: str) -> list[tuple[str, date]]:
    """Teacher and day of the coachings of a kind in the year so far."""
    return [
        (fact.data["teacher"], fact.day)
        for fact in year.school.kept("coachings.recorded", "coachings.retracted")
        if fact.data["kind"] == kind and year.holds(fact.day)
    ]


def starters_talks(years: Years) -> Figure:
    """`starters.talks`: mean of talks per starter in the year; n = starters."""
    amounts = dict.fromkeys(starter_places(years), Fraction(0))
    for year in years:
        for teacher, _ in coachings(year, "talk"):
            if year.place(teacher) in amounts:
                amounts[year.place(teacher)] += 1
    return mean_per_teacher(amounts)


def starters_coached_lessons(years: Years) -> Figure:
    """`.coached-lessons`: "coachings plus practice with coach, one said only once".

    A lesson of a teacher on a day may be said by the coach and by the teacher: of both counts on
    one day the larger counts.
    """
    amounts = dict.fromkeys(starter_places(years), Fraction(0))
    for year in years:
        by_coach = Counter(coachings(year, "coached-lesson"))
        by_teacher = Counter(
            (one.teacher, practice.day) for one, practice in year.practices() if practice.with_coach
        )
        for (teacher, _), lessons in (by_coach | by_teacher).items():
            if year.place(teacher) in amounts:
                amounts[year.place(teacher)] += lessons
    return mean_per_teacher(amounts)


def starters_observations(years: Years) -> Figure:
    """`.observations`: mean per starter of observations with perspective observer."""
    amounts = dict.fromkeys(starter_places(years), Fraction(0))
    counted = left_out = 0
    for year in years:
        for one in year.school.observations:
            seen = one.perspective == "observer" and year.holds(one.day)
            if seen and year.place(one.teacher) in amounts:
                if year.counted(one):
                    amounts[year.place(one.teacher)] += 1
                    counted += 1
                else:
                    left_out += 1
    if amounts and left_out and not counted:
        return nothing(left_out_by_purpose=True)
    return mean_per_teacher(amounts)


def retention(years: Years, years_ago: int) -> Figure:
    """`retention.1`, `.2`, `.3`, `.5`: where the starters of an earlier year are now.

    "Shares {school, board, education, left, unknown} on the year's last day (so far): member;
    else by `destination` of the last left here"; n = cohort.
    """
    found: dict[Place, str] = {}
    for year in years:
        for teacher in year.cohort(years_ago):
            held = year.school.memberships[teacher]
            if membership.member_on(held, year.end):
                found[year.place(teacher)] = "school"
            else:
                destination = membership.destination_before(held, year.end)
                found[year.place(teacher)] = OUTCOME_OF[destination]
    if not found:
        return NO_DATA
    sides = [{place for place in found if found[place] == outcome} for outcome in OUTCOMES]
    return Figure(
        value={
            outcome: float(Fraction(len(side), len(found)))
            for outcome, side in zip(OUTCOMES, sides, strict=True)
        },
        n=len(found),
        people=teachers(found),
        sides=tuple(teachers(side) for side in sides),
        contributions=dict(found),
    )


def workload(years: Years) -> Figure:
    """`workload`: study + practice + informal hours, mean per team teacher.

    `of` = mean of agreement hours x latest fte, never pro rata; n = team.
    """
    spent = dict.fromkeys(team(years), Fraction(0))
    agreed: dict[Place, Fraction] = {}
    for year in years:
        hours: dict[str, Fraction] = defaultdict(Fraction)
        for one in year.completed():
            hours[one.teacher] += one.study_hours
        for one, practice in year.practices():
            hours[one.teacher] += Fraction(practice.minutes, 60)
        for teacher, minutes in year.informal().items():
            hours[teacher] += Fraction(minutes, 60)
        registration = year.school.registration_on(year.end)
        assert registration is not None
        right = AGREEMENT_HOURS[registration["sector"]]
        for teacher in year.team():
            spent[year.place(teacher)] = hours[teacher]
            agreed[year.place(teacher)] = right * year.latest_membership(teacher).fte
    if not spent:
        return NO_DATA
    return Figure(
        value=float(mean(spent.values())),
        n=len(spent),
        extra={"of": float(mean(agreed.values()))},
        people=teachers(spent),
        contributions={place: (spent[place], agreed[place]) for place in spent},
    )


def roles_held(year: SchoolYear) -> dict[str, set[str]]:
    """Per team teacher the roles held "on the year's last day so far"."""
    facts = year.school.said("roles.taken") + year.school.said("roles.left")
    held: dict[str, set[str]] = {teacher: set() for teacher in year.team()}
    for fact in sorted(facts, key=lambda fact: (fact.instant, fact.sequence)):
        if fact.day <= year.end and fact.data["teacher"] in held:
            if fact.name == "roles.taken":
                held[fact.data["teacher"]].add(fact.data["role"])
            else:
                held[fact.data["teacher"]].discard(fact.data["role"])
    return held


def roles(years: Years) -> Figure:
    """`roles`: {role: team teachers who hold it on the last day so far}; n = holders."""
    held = {
        year.place(teacher): names for year in years for teacher, names in roles_held(year).items()
    }
    holders = {place for place, names in held.items() if names}
    if not holders:
        return NO_DATA
    found = sorted({name for names in held.values() for name in names})
    per_role = {name: {place for place in held if name in held[place]} for name in found}
    return Figure(
        value={name: len(places) for name, places in per_role.items()},
        n=len(holders),
        people=teachers(held),
        sides=(
            *(teachers(places) for places in per_role.values()),
            teachers(set(held) - holders),
        ),
        contributions={place: tuple(sorted(names)) for place, names in held.items()},
    )


def coach_load(years: Years) -> Figure:
    """`coach-load`: starters with a coach / distinct coaches; n = the smaller of both."""
    coached: dict[Place, set[str]] = defaultdict(set)
    coaching: dict[Place, set[str]] = defaultdict(set)
    for year in years:
        for one in year.school.assignments:
            if one.teacher in year.starters() and one.meets(year.start, year.end):
                coached[year.place(one.teacher)].add(one.coach)
                coaching[year.place(one.coach)].add(one.teacher)
    if not coached:
        return NO_DATA
    everyone = {**dict.fromkeys(coached), **dict.fromkeys(coaching)}
    return Figure(
        value=float(Fraction(len(coached), len(coaching))),
        n=min(len(coached), len(coaching)),
        people=min(teachers(coached), teachers(coaching), key=len),
        contributions={place: (place in coached, place in coaching) for place in everyone},
    )


def informal(years: Years) -> Figure:
    """`informal`: team teachers with informal learning / team (`of`); n = the former."""
    everyone = team(years)
    having = {year.place(teacher) for year in years for teacher in year.informal()} & everyone
    return share_of_teachers(having, everyone, len(having))


def learning_days(year: SchoolYear, teacher: str) -> list[date]:
    """The days on which a teacher learned or looked back, in any year.

    "Enrolments started, practised or completed, informal learning, reflections or certificates".
    """
    found: list[date | None] = []
    for one in year.enrolments():
        if one.teacher == teacher:
            found += [one.started, one.completed, *(practice.day for practice in one.practices)]
    for recorded, taken_back in (
        ("informal-learnings.recorded", "informal-learnings.retracted"),
        ("reflections.recorded", "reflections.retracted"),
        ("certificates.awarded", "certificates.revoked"),
    ):
        facts = year.school.kept(recorded, taken_back)
        found += [fact.day for fact in facts if fact.data["teacher"] == teacher]
    return [day for day in found if day is not None]


def continuity(years: Years) -> Figure:
    """`continuity`: of who is "unbroken here from 1 August two years before", who kept learning.

    "In each of the three years / all such (`of`); n = the latter".
    """
    having: set[Place] = set()
    among: set[Place] = set()
    for year in years:
        for teacher in year.team():
            if year.joining(teacher) <= year_start(year.year - 2):
                among.add(year.place(teacher))
                learned = learning_days(year, teacher)
                if all(
                    any(year_start(one) <= day <= min(year_end(one), year.end) for day in learned)
                    for one in (year.year - 2, year.year - 1, year.year)
                ):
                    having.add(year.place(teacher))
    return share_of_teachers(having, among, len(among))


def modules_with_active_enrolment(years: Years) -> list[str]:
    """The module codes that have a `return.<module>`."""
    return sorted({one.module for year in years for one in year.active()})


def module_hours(year: SchoolYear, module: str) -> dict[tuple[str, str], Fraction]:
    """Per teacher and theme the hours of the module's active enrolments.

    "Up to the year's end (so far), study when completed plus practice / 60".
    """
    hours: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for one in year.active():
        if one.module == module:
            if one.completed is not None and one.completed <= year.end:
                hours[one.teacher, one.theme] += one.study_hours
            minutes = sum(lesson.minutes for lesson in one.practices if lesson.day <= year.end)
            hours[one.teacher, one.theme] += Fraction(minutes, 60)
    return hours


def return_of(years: Years, module: str) -> Figure:
    """`return.<module>`: mean difference / (mean hours / 10), over growth.observer pairs.

    "sd, interval: of the differences, divided likewise"; only who has hours > 0.
    """
    found: dict[Place, tuple[Pair, Fraction]] = {}
    counted = left_out = False
    for year in years:
        for (teacher, theme), hours in module_hours(year, module).items():
            pairs = growth_pairs(year, theme, "observer")
            own = [
                one
                for one, _ in year.observations(theme, "observer")
                if one.teacher == teacher
                and year.starts(theme)[teacher] - days(365) <= one.day <= year.end
            ]
            counted = counted or any(year.counted(one) for one in own)
            left_out = left_out or any(not year.counted(one) for one in own)
            if teacher in pairs.pairs and hours > 0:
                found[year.place(teacher)] = (pairs.pairs[teacher], hours)
    if not found:
        return nothing(left_out and not counted)
    differences = [pair.difference for pair, _ in found.values()]
    tens = mean([hours for _, hours in found.values()]) / 10
    sd, bounds = deviation(differences), interval(differences)
    return Figure(
        value=float(mean(differences) / tens),
        n=len(found),
        extra={
            "sd": None if sd is None else sd / float(tens),
            "interval": None if bounds is None else [bound / float(tens) for bound in bounds],
        },
        people=teachers(found),
        contributions={place: (pair.difference, hours) for place, (pair, hours) in found.items()},
    )
