"""Plan: goals of a theme in a year, and whether what was due was evaluated. Not about people."""

from services.evidence.figures.figure import Entries, Entry, Result, nothing
from services.evidence.figures.view import View
from services.evidence.figures.year import SchoolYear
from services.evidence.history import records as r


def last_evaluation(view: View, goal: r.Goal) -> r.Evaluation | None:
    """The evaluation that counts: the last one."""
    found = view.existing(goal.evaluations)
    return max(found, key=lambda evaluation: (evaluation.at, evaluation.ref)) if found else None


def is_due(view: View, goal: r.Goal) -> bool:
    """Whether the day on which a goal was to be reached has passed."""
    return goal.due < view.day


def goals_waiting(year: SchoolYear) -> list[r.Goal]:
    """The goals of a year whose day has passed without an evaluation, the oldest first."""
    found = [
        goal
        for goal in year.goals_of_year.values()
        if is_due(year.view, goal) and last_evaluation(year.view, goal) is None
    ]
    return sorted(found, key=lambda goal: (goal.due, goal.id))


def goal_entries(year: SchoolYear, theme: str) -> list[Entry]:
    """Per goal: measurable (due in the year), due (the day has passed), evaluated, reached."""
    entries = []
    for goal in year.goals(theme):
        evaluation = last_evaluation(year.view, goal)
        said = (
            year.year.start <= goal.due <= year.year.end,
            is_due(year.view, goal),
            evaluation is not None,
            evaluation is not None and evaluation.outcome == "reached",
        )
        refs = (goal.ref, evaluation.ref) if evaluation else (goal.ref,)
        entries.append(Entry(goal.id, year.school, said, refs))
    return entries


def goals(entries: Entries) -> Result:
    """How many goals were set, measurable, evaluated, reached."""
    if not entries:
        return nothing()
    measurable, _, evaluated, reached = (
        sum(entry.said[column] for entry in entries) for column in range(4)
    )
    return Result(
        {
            "set": len(entries),
            "measurable": measurable,
            "evaluated": evaluated,
            "reached": reached,
        }
    )


def evaluated(entries: Entries) -> Result:
    """Of the goals whose due day has passed, the share that was evaluated."""
    due = [entry for entry in entries if entry.said[1]]
    if not due:
        return nothing()
    return Result(sum(entry.said[2] for entry in due) / len(due), None, {"of": len(due)})
