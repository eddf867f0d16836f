"""What a viewer can find: each school has a story, told by the themes it works on.

A focus is a theme that a school works on together: with which module, how many take part, what it
really changes (in points from 1 to 4), and what is done with the outcome.
"""

from dataclasses import dataclass

from shared.contracts.codes import GoalDecision, GoalOutcome, Indicator, Sector, Theme


@dataclass(frozen=True, slots=True)
class Focus:
    """One theme of a school in this year."""

    theme: Theme
    module: str
    share: float
    effect: float
    week: int
    indicator: Indicator
    target: float
    due: tuple[int, int] = (6, 26)
    evaluated: tuple[GoalOutcome, GoalDecision] | None = ("partly", "continue")
    """What is said of the goal; of what can be counted, the outcome follows the count."""
    observed_after: bool = True
    weakest_first: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """How a school does this year; `size` is relative to the size that was asked for."""

    name: str
    what: str
    sector: Sector
    size: float
    focuses: tuple[Focus, ...]
    discussed: float = 0.85
    by_hand: bool = False
    """Whether its people record for themselves, without the platform."""
    mood: float = 0.0
    """By how much the pulse moves from wave to wave, in points from 1 to 5."""


STORIES = (
    Story(
        "improved",
        "a theme that improved, from plan to evaluation",
        "po",
        1.2,
        (
            Focus(
                "feedback",
                "EF-03",
                0.6,
                0.5,
                41,
                "growth-observer",
                0.3,
                evaluated=("reached", "raise"),
            ),
            Focus("lesson-structure", "CL-04", 0.3, 0.2, 46, "participation-share", 0.4),
            Focus("classroom-management", "KM-05", 0.25, 0.2, 45, "practice-lessons", 40.0),
        ),
        mood=0.1,
    ),
    Story(
        "no-follow-up",
        "a theme without follow-up: no observations after it, its goal not evaluated",
        "po",
        1.0,
        (
            Focus(
                "digitalisation",
                "DO-04",
                0.55,
                0.0,
                42,
                "mean-observer",
                3.0,
                due=(3, 27),
                evaluated=None,
                observed_after=False,
            ),
            Focus("interactive-instruction", "IW-05", 0.3, 0.2, 46, "mean-observer", 3.0),
            Focus("pedagogical-conduct", "PH-04", 0.25, 0.2, 3, "participation-share", 0.25),
        ),
    ),
    Story(
        "not-discussed",
        "outcomes are hardly ever discussed",
        "po",
        1.3,
        (
            Focus("differentiation", "DI-02", 0.4, 0.2, 42, "discussed-share", 0.8, evaluated=None),
            Focus(
                "lesson-structure",
                "CL-08",
                0.35,
                0.2,
                3,
                "participation-share",
                0.35,
                evaluated=("reached", "continue"),
            ),
        ),
        discussed=0.06,
        mood=-0.05,
    ),
    Story(
        "small-team",
        "a team so small that most figures cannot be shown",
        "po",
        0.3,
        (
            Focus(
                "classroom-management",
                "KM-06",
                0.75,
                0.3,
                41,
                "growth-observer",
                0.2,
                evaluated=("not-reached", "continue"),
            ),
            Focus("feedback", "EF-05", 0.2, 0.2, 3, "participation-share", 0.3),
        ),
        by_hand=True,
    ),
    Story(
        "no-effect",
        "much work without effect: the weakest went, and rose by themselves; the pulse falls",
        "vo",
        1.2,
        (
            Focus(
                "differentiation",
                "DI-10",
                0.45,
                0.0,
                42,
                "growth-observer",
                0.5,
                evaluated=("not-reached", "replace"),
                weakest_first=True,
            ),
            Focus("digitalisation", "DO-02", 0.3, 0.2, 46, "participation-share", 0.3),
            Focus("interactive-instruction", "IW-06", 0.2, 0.2, 4, "mean-pupils", 3.3),
        ),
        mood=-0.45,
    ),
)
