"""What a dossier does not show, and why: as much a part of it as what it shows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.evidence.dossier.behind import RETURN
from services.evidence.dossier.decided import goals_of
from services.evidence.dossier.runs import Runs, plain, runs
from services.evidence.figures.gaps import GOAL_NOT_EVALUATED
from services.evidence.figures.observation import PERSPECTIVES
from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.labelled import listed_title
from services.evidence.pages.say.rows import Row, Rows
from services.evidence.pages.say.theme import overdue
from services.evidence.pages.speech import speech
from services.evidence.pages.words.labels import THEMES

NL = speech("nl")
MOST_NAMED = 4  # on the first page
_REASONS = {
    "fewer-than-k": "Niet getoond, want het zou iets zeggen over minder dan {k} mensen",
    "complementary": "Niet getoond, want naast een ander cijfer zou het iets zeggen over minder "
    "dan {k} mensen",
    "not-released": "Nog niet vrijgegeven",
    "purpose": "Niet meegeteld door het bestuur",
}
_LEFT_OUT = {
    "no-baseline": ("{n} leraar heeft geen beginmeting", "{n} leraren hebben geen beginmeting"),
    "no-later": (
        "{n} leraar heeft nog geen latere meting",
        "{n} leraren hebben geen latere meting",
    ),
    "other-instrument": (
        "{n} leraar is met een andere kijkwijzer gemeten",
        "{n} leraren zijn met een andere kijkwijzer gemeten",
    ),
}


def missing_of_theme(
    rows: Rows, said: Mapping[str, Any], theme: str, names: Sequence[str]
) -> list[Runs]:
    """What is missing for a theme: goals, measurements, talks, and figures that are not shown."""
    found = [runs(words) for words in _goals(said, theme)]
    found += [runs(words) for words in _measured(rows, theme)]
    late = overdue(rows.row(theme, "discussed"), NL)
    if late is not None:
        found.append(runs(f"Niet besproken: van {_outcomes(rows.row(theme, 'discussed'))}. {late}"))
    return found + _hidden(rows, theme, names, said["smallestGroup"])


def missing_on_the_whole(rows: Rows, said: Mapping[str, Any], themes: Sequence[str]) -> list[Runs]:
    """The few things of the whole school that weigh most, for the first page."""
    found = []
    without = [one for one in themes if not goals_of(said, said["schoolYear"], one)]
    idle = [one for one in without if not rows.worked_on(one)]
    aimless = [one for one in without if one not in idle]
    if aimless:
        found.append(
            f"<strong>Nog geen doel</strong> bij {_named(aimless)}; het team werkt er wel aan."
        )
    if idle:
        found.append(
            f"<strong>Geen doel en geen scholing</strong> bij {_named(idle)}; er is wel iets over "
            "vastgelegd."
        )
    late = _of_kind(said, GOAL_NOT_EVALUATED)
    if late:
        found.append(f"<strong>Doel niet op tijd geëvalueerd</strong> bij {_named(late)}.")
    unmeasured = [one for one in themes if one not in idle and not _perspectives(rows, one)]
    if unmeasured:
        found.append(f"<strong>Geen groei te tonen</strong> bij {_named(unmeasured)}.")
    single = [one for one in themes if len(_perspectives(rows, one)) == 1]
    if single:
        found.append(f"<strong>Groei uit één perspectief</strong> bij {_named(single)}.")
    undiscussed = [one for one in themes if (rows.shown(one, "discussed") or {}).get("overdue")]
    if undiscussed:
        found.append(
            f"<strong>Opbrengsten die nooit besproken zijn</strong> bij {_named(undiscussed)}."
        )
    resting = [one for one in THEMES if one not in themes]
    if resting:
        found.append(f"<strong>Niets vastgelegd</strong> over {_named(resting)}.")
    return [runs(words) for words in found]


def _goals(said: Mapping[str, Any], theme: str) -> list[str]:
    found = []
    if not goals_of(said, said["schoolYear"], theme):
        found.append("Er is dit schooljaar geen doel voor dit thema gesteld.")
    for gap in said["gaps"]:
        if gap["theme"] == theme and gap["kind"] == GOAL_NOT_EVALUATED:
            day = NL.day(date.fromisoformat(gap["lastDate"]))
            word = "is dat niet gebeurd" if gap["missed"] else "kan dat nog"
            found.append(
                f"Een doel had uiterlijk {day} geëvalueerd moeten zijn; tot nu toe {word}."
            )
    return found


def _measured(rows: Rows, theme: str) -> list[str]:
    """Whom growth leaves out, and which perspective says nothing."""
    found = []
    for perspective in PERSPECTIVES:
        row = rows.row(theme, f"growth.{perspective}")
        counts = row.get("left-out") or {}
        parts = [
            one if counts[why] == 1 else many
            for why, (one, many) in _LEFT_OUT.items()
            if counts.get(why)
        ]
        numbers = [counts[why] for why in _LEFT_OUT if counts.get(why)]
        if parts:
            told = [part.format(n=n) for part, n in zip(parts, numbers, strict=True)]
            found.append(
                f"Groei volgens {_who(perspective)}: {NL.listed(told)}; zij tellen niet mee."
            )
    silent = [
        _who(one)
        for one in PERSPECTIVES
        if rows.row(theme, f"growth.{one}").get("suppressed") == "no-data"
    ]
    if silent:
        found.append(f"Geen begin- en latere meting volgens {NL.listed(silent)}.")
    return found


def _hidden(rows: Rows, theme: str, names: Sequence[str], k: int) -> list[Runs]:
    """Figures that are there but not shown, by reason."""
    by_reason: dict[str, list[str]] = {}
    for name in names:
        row = rows.row(theme, name)
        reason = row.get("suppressed")
        if reason in _REASONS:
            by_reason.setdefault(reason, []).append(listed_title(tell(row, NL, k), NL))
    return [
        runs(f"{_REASONS[reason].format(k=k)}: {'; '.join(titles)}.")
        for reason, titles in by_reason.items()
    ]


def _perspectives(rows: Rows, theme: str) -> list[str]:
    return [one for one in PERSPECTIVES if rows.shown(theme, f"growth.{one}") is not None]


def _of_kind(said: Mapping[str, Any], kind: str) -> list[str]:
    missed = {gap["theme"] for gap in said["gaps"] if gap["kind"] == kind and gap["missed"]}
    return [theme for theme in THEMES if theme in missed]


def _outcomes(row: Row) -> str:
    return plain(
        NL.count(
            "%(n)s opbrengst is de termijn voorbij",
            "%(n)s opbrengsten is de termijn voorbij",
            row["of"],
        )
    )


def _who(perspective: str) -> str:
    return {"observer": "observatoren", "self": "leraren zelf", "pupils": "leerlingen"}[perspective]


def _named(themes: Sequence[str]) -> str:
    """The themes by name; of many only how many, for the first page is one page."""
    if len(themes) > MOST_NAMED:
        return f"{NL.spelled(len(themes))} thema’s (welke, staat per thema)"
    return NL.listed([str(THEMES[one]) for one in themes])


def missing_of_school(rows: Rows, names: Sequence[str], k: int) -> list[Runs]:
    """Which figures of the school as a whole are not shown, and why."""
    found = []
    for reason, words in {"no-data": "Hierover is niets vastgelegd", **_REASONS}.items():
        hidden = [rows.row(None, name) for name in names]
        named = _titles([row for row in hidden if row.get("suppressed") == reason], k)
        if named:
            found.append(runs(f"{words.format(k=k)}: {'; '.join(named)}."))
    return found


def _titles(hidden: Sequence[Row], k: int) -> list[str]:
    """The titles of figures in a list; modules together, for there may be many."""
    codes = [row["figure"].removeprefix(RETURN) for row in hidden if RETURN in row["figure"]]
    found = [listed_title(tell(row, NL, k), NL) for row in hidden if RETURN not in row["figure"]]
    return [*found, f"groei per tien uur van {NL.listed(codes)}"] if codes else found
