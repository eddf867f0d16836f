"""The table of all figures: name, kind, and the functions that make it. A new figure is one line.

`ladder` and `triangulation` are not here: they rest on other figures (`derive.py`), and
`return.<module>` exists once per module code (`returns.py`).
"""

from services.evidence.figures import (
    discussion,
    goals,
    growth,
    hours,
    learning,
    observation,
    participation,
    pulse,
    reactions,
    returns,
    starters,
    working,
)
from services.evidence.figures.figure import Figure, first_of_each, sums

_THEME = (
    Figure("goals", "open", goals.goal_entries, goals.goals),
    Figure("evaluated", "open", goals.goal_entries, goals.evaluated),
    Figure(
        "goal-trace",
        "administrative",
        participation.goal_trace_entries,
        participation.goal_trace,
    ),
    Figure(
        "participation",
        "administrative",
        participation.participation_entries,
        participation.participation,
    ),
    Figure(
        "completion", "administrative", participation.completion_entries, participation.completion
    ),
    Figure("hours.study", "administrative", hours.study_entries, hours.study, sums),
    Figure(
        "hours.practice", "administrative", hours.practice_entries, hours.practice, hours.lessons
    ),
    Figure(
        "hours.practice-coached",
        "administrative",
        hours.practice_entries,
        hours.practice_coached,
        hours.coached_lessons,
    ),
    Figure("hours.informal", "administrative", hours.informal_entries, hours.informal, sums),
    Figure(
        "collective", "administrative", participation.collective_entries, participation.collective
    ),
    Figure(
        "practice-share",
        "administrative",
        participation.practice_share_entries,
        participation.practice_share,
        sums,
    ),
    *(
        Figure(
            f"observed.{p}",
            "judgement",
            observation.for_perspective(p),
            observation.observed,
            first_of_each,
        )
        for p in observation.PERSPECTIVES
    ),
    Figure(
        "observers",
        "judgement",
        observation.for_perspective("observer"),
        observation.observers,
        observation.named_observers,
    ),
    *(
        Figure(f"growth.{p}", "judgement", growth.growth_of(p), growth.growth, growth.pairs_only)
        for p in observation.PERSPECTIVES
    ),
    *(
        Figure(
            f"comparison.{p}",
            "judgement",
            growth.comparison_of(p),
            growth.growth,
            growth.pairs_only,
        )
        for p in observation.PERSPECTIVES
    ),
    Figure(
        "reactions", "judgement", reactions.reaction_entries, reactions.reactions, first_of_each
    ),
    Figure(
        "discussed",
        "administrative",
        discussion.discussed_entries,
        discussion.discussed,
        first_of_each,
    ),
)

_SCHOOL = (
    Figure("starters", "administrative", starters.starter_entries, starters.starters),
    Figure("starters.coach", "administrative", starters.coach_entries, starters.coach),
    Figure("starters.talks", "administrative", starters.talk_entries, starters.per_starter),
    Figure(
        "starters.coached-lessons",
        "administrative",
        starters.lesson_entries,
        starters.per_starter,
    ),
    Figure(
        "starters.observations",
        "judgement",
        starters.observation_entries,
        starters.per_starter,
        first_of_each,
    ),
    *(
        Figure(
            f"retention.{years}",
            "administrative",
            starters.retention_after(years),
            starters.retention,
        )
        for years in starters.RETENTION_YEARS
    ),
    *(
        Figure(
            f"pulse.{item}", "judgement", pulse.for_item(number), pulse.pulse, pulse.answers_only
        )
        for number, item in enumerate(pulse.ITEMS)
    ),
    Figure("workload", "administrative", working.workload_entries, working.workload),
    Figure("roles", "administrative", working.role_entries, working.roles),
    Figure("coach-load", "administrative", working.coach_load_entries, working.coach_load),
    Figure("informal", "administrative", learning.informal_entries, learning.informal),
    Figure("continuity", "administrative", learning.continuity_entries, learning.continuity),
)

THEME_FIGURES = {figure.name: figure for figure in _THEME}
SCHOOL_FIGURES = {figure.name: figure for figure in _SCHOOL}
TRIANGULATION = "triangulation"
LADDER = "ladder"


def return_figure(module: str) -> Figure:
    """The figure of one module's return."""
    return Figure(
        returns.PREFIX + module,
        "judgement",
        returns.of_module(module),
        returns.per_ten_hours,
        returns.invested_only,
    )


def kind_of(name: str) -> str:
    """The kind of a figure by its name; what rests on judgements is a judgement."""
    figure = THEME_FIGURES.get(name) or SCHOOL_FIGURES.get(name)
    return figure.kind if figure else "judgement"
