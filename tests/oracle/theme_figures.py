"""The figures per school, year and theme (docs/reference/figures.md), but for growth and ladder.

One function per row of the table, in its order; each takes the school years to be pooled.
"""

from collections import Counter, defaultdict
from fractions import Fraction

from tests.oracle.days import days, term_of, year_end, year_start
from tests.oracle.figure import (
    NO_DATA,
    Figure,
    Place,
    mean,
    mean_per_teacher,
    nothing,
    share_of_teachers,
    sum_of,
    teachers,
)
from tests.oracle.school import Enrolment
from tests.oracle.year import SchoolYear

Years = list[SchoolYear]


def team(years: Years) -> set[Place]:
    """The places of the team."""
    return {year.place(teacher) for year in years for teacher in year.team()}


def team_participants(years: Years, theme: str) -> set[Place]:
    """The team teachers with an active enrolment of the theme."""
    active = {year.place(teacher) for year in years for teacher in year.participants(theme)}
    return active & team(years)


def goals(years: Years, theme: str) -> Figure:
    """`goals`: counts {set, measurable (dueOn in the year), evaluated, reached}; n null."""
    found = [(year, goal) for year in years for goal in year.goals(theme)]
    if not found:
        return NO_DATA
    return Figure(
        value={
            "set": len(found),
            "measurable": sum(
                year_start(year.year) <= goal.due_on <= year_end(year.year) for year, goal in found
            ),
            "evaluated": sum(bool(goal.outcomes) for _, goal in found),
            "reached": sum(goal.outcomes[-1:] == ["reached"] for _, goal in found),
        }
    )


def evaluated(years: Years, theme: str) -> Figure:
    """`evaluated`: goals whose dueOn has passed that were evaluated / such goals (`of`)."""
    due = [goal for year in years for goal in year.goals(theme) if year.as_of.passed(goal.due_on)]
    if not due:
        return NO_DATA
    done = [goal for goal in due if goal.outcomes]
    return Figure(value=float(Fraction(len(done), len(due))), extra={"of": len(due)})


def share_of_enrolments(
    having: list[tuple[Place, Enrolment]],
    lacking: list[tuple[Place, Enrolment]],
    extra: dict[str, int],
) -> Figure:
    """A share of enrolments: `of` counts enrolments, n and the sides count teachers."""
    both = having + lacking
    if not both:
        return NO_DATA
    with_count = Counter(place for place, _ in having)
    without_count = Counter(place for place, _ in lacking)
    places = {place for place, _ in both}
    return Figure(
        value=float(Fraction(len(having), len(both))),
        n=len(places),
        extra={"of": len(both), **extra},
        people=teachers(places),
        sides=(teachers(with_count), teachers(without_count)),
        contributions={place: (with_count[place], without_count[place]) for place in places},
    )


def goal_trace(years: Years, theme: str) -> Figure:
    """`goal-trace`: active enrolments naming a goal of this year (any theme) / active ones."""
    having: list[tuple[Place, Enrolment]] = []
    lacking: list[tuple[Place, Enrolment]] = []
    for year in years:
        goals_of_year = {goal.id for goal in year.goals()}
        for one in year.active(theme):
            side = having if one.goal in goals_of_year else lacking
            side.append((year.place(one.teacher), one))
    return share_of_enrolments(having, lacking, {})


def participation(years: Years, theme: str) -> Figure:
    """`participation`: team teachers with an active enrolment / team (`of`); n = the former."""
    having = team_participants(years, theme)
    return share_of_teachers(having, team(years), len(having))


def completion(years: Years, theme: str) -> Figure:
    """`completion`: team teachers who completed in the year / with an active enrolment (`of`)."""
    among = team_participants(years, theme)
    completed = {year.place(one.teacher) for year in years for one in year.completed(theme)}
    return share_of_teachers(completed & among, among, len(among))


def hours_study(years: Years, theme: str) -> Figure:
    """`hours.study`: sum of studyHours of enrolments completed in the year; n = teachers."""
    hours: dict[Place, Fraction | int] = defaultdict(Fraction)
    for year in years:
        for one in year.completed(theme):
            hours[year.place(one.teacher)] += one.study_hours
    return sum_of(dict(hours))


def _lessons(years: Years, theme: str, *, with_coach: bool) -> Counter[Place]:
    return Counter(
        year.place(one.teacher)
        for year in years
        for one, practice in year.practices(theme)
        if practice.with_coach == with_coach
    )


def hours_practice(years: Years, theme: str) -> Figure:
    """`hours.practice`: practice lessons in the year; n = teachers."""
    lessons = _lessons(years, theme, with_coach=True) + _lessons(years, theme, with_coach=False)
    return sum_of(dict(lessons))


def hours_practice_coached(years: Years, theme: str) -> Figure:
    """`hours.practice-coached`: the lessons with a coach; n = teachers.

    It "also hides when 1 to k - 1 teachers have lessons without a coach": those are its side.
    """
    figure = sum_of(dict(_lessons(years, theme, with_coach=True)))
    if figure.missing:
        return figure
    alone = teachers(_lessons(years, theme, with_coach=False))
    return Figure(
        value=figure.value,
        n=figure.n,
        people=figure.people,
        sides=(alone,),
        contributions=figure.contributions,
    )


def hours_informal(years: Years, theme: str) -> Figure:
    """`hours.informal`: informal learning in hours; n = teachers."""
    return sum_of(
        {
            year.place(teacher): Fraction(minutes, 60)
            for year in years
            for teacher, minutes in year.informal(theme).items()
        }
    )


def collective(years: Years, theme: str) -> Figure:
    """`collective`: over module codes and terms, the most team teachers who *started* together."""
    everyone = team(years)
    together: dict[tuple[str, int], set[Place]] = defaultdict(set)
    for year in years:
        for one in year.enrolments(theme):
            place = year.place(one.teacher)
            if one.started is not None and year.holds(one.started) and place in everyone:
                together[one.module, term_of(one.started)].add(place)
    most = max((len(places) for places in together.values()), default=0)
    largest = [together[key] for key in sorted(together) if len(together[key]) == most]
    figure = share_of_teachers(largest[0] if largest else set(), everyone, most)
    if figure.missing:
        return figure
    starts = {
        place: tuple(key for key in sorted(together) if place in together[key])
        for place in everyone
    }
    return Figure(figure.value, figure.n, figure.extra, None, figure.people, figure.sides, starts)


def practice_share(years: Years, theme: str) -> Figure:
    """`practice-share`: own-class lessons up to the year's end (so far) / planned lessons."""
    done: Counter[Place] = Counter()
    planned: Counter[Place] = Counter()
    for year in years:
        for one in year.active(theme):
            if one.planned_practice > 0:
                place = year.place(one.teacher)
                planned[place] += one.planned_practice
                done[place] += sum(
                    practice.own_class and practice.day <= year.end for practice in one.practices
                )
    if not planned:
        return NO_DATA
    having = {place for place in planned if done[place] > 0}
    return Figure(
        value=float(Fraction(done.total(), planned.total())),
        n=len(planned),
        people=teachers(planned),
        sides=(teachers(having), teachers(set(planned) - having)),
        contributions={place: (done[place], planned[place]) for place in planned},
    )


def observed(years: Years, theme: str, perspective: str) -> Figure:
    """`observed.*`: mean of teacher means; `observations` = count; n = teachers."""
    found: dict[Place, list[Fraction]] = defaultdict(list)
    left_out = False
    for year in years:
        for one, value in year.seen(theme, perspective):
            if year.counted(one):
                found[year.place(one.teacher)].append(value)
            else:
                left_out = True
    if not found:
        return nothing(left_out)
    return Figure(
        value=float(mean([mean(values) for values in found.values()])),
        n=len(found),
        extra={"observations": sum(len(values) for values in found.values())},
        people=teachers(found),
        contributions={place: tuple(sorted(values)) for place, values in found.items()},
    )


def observers(years: Years, theme: str) -> Figure:
    """`observers`: mean per teacher of distinct named observers (perspective observer)."""
    found: dict[Place, set[str]] = defaultdict(set)
    left_out = False
    for year in years:
        for one, _ in year.seen(theme, "observer"):
            if year.counted(one):
                named = found[year.place(one.teacher)]
                if one.observer is not None:
                    named.add(one.observer)
            else:
                left_out = True
    if not found:
        return nothing(left_out)
    return mean_per_teacher({place: Fraction(len(named)) for place, named in found.items()})


def reactions(years: Years, theme: str) -> Figure:
    """`reactions`: mean stars of ratings in the year; n = teachers."""
    stars: dict[Place, list[int]] = defaultdict(list)
    for year, teacher, _, given in ratings(years, theme):
        stars[year.place(teacher)].append(given)
    if not stars:
        return NO_DATA
    return Figure(
        value=float(mean([one for given in stars.values() for one in given])),
        n=len(stars),
        people=teachers(stars),
        contributions={place: tuple(sorted(given)) for place, given in stars.items()},
    )


def ratings(years: Years, theme: str) -> list[tuple[SchoolYear, str, int, int]]:
    """The ratings in the year: school year, teacher, term, stars."""
    return [
        (year, fact.data["teacher"], term_of(fact.day), fact.data["stars"])
        for year in years
        for fact in year.school.kept("module-ratings.recorded", "module-ratings.retracted")
        if year.holds(fact.day) and fact.data["theme"] == theme
    ]


def discussed(years: Years, theme: str) -> Figure:
    """`discussed`: enrolments completed in the year whose day 42 has passed, discussed by then.

    `overdue` = those never discussed; n = their teachers.
    """
    having: list[tuple[Place, Enrolment]] = []
    lacking: list[tuple[Place, Enrolment]] = []
    overdue = 0
    for year in years:
        for one in year.completed(theme):
            assert one.completed is not None
            day_42 = one.completed + days(42)
            if year.as_of.passed(day_42):
                in_time = any(day <= day_42 for day in one.discussed)
                side = having if in_time else lacking
                side.append((year.place(one.teacher), one))
                overdue += not one.discussed
    return share_of_enrolments(having, lacking, {"overdue": overdue})
