"""How a school steers: goals that are set and evaluated, and the pulse of the team in waves."""

from datetime import date, timedelta
from random import Random

from demo.acts import ref
from demo.plot.learning import goal_name
from demo.plot.script import Script
from demo.stories import Focus
from demo.who import School
from shared.contracts.codes import GoalOutcome

SET_ON = (2, 8)  # lesson days of the year
WAVES = (41, 6, 20)  # ISO weeks
WAVE_DAYS = 11
# Of a first wave in a usual team; per wave; of starters; per colleague more, within limits.
RESPONSE, RESPONSE_FALLS, STARTERS_ANSWER_MORE = 0.55, 0.045, 0.15
USUAL_TEAM, PER_COLLEAGUE, BY_SIZE_AT_MOST = 30, -0.0015, 0.04
ITEMS = {"control": 3.3, "support": 3.7, "resources": 3.2, "autonomy": 3.6}
PERSON_SD, ITEM_SD, NO_ANSWER = 0.53, 0.6, 0.02
COUNTED = frozenset({"participation-share", "practice-lessons"})
ENROLMENT_STEP = 3  # slashes in the name of what follows on an enrolment
MERGED = "no-effect"  # the story in which a goal is withdrawn


def steer(script: Script, school: School) -> None:
    """A school's goals and waves."""
    rng = script.rng(f"steering/{school.code}")
    for focus in school.story.focuses:
        _goal(script, school, focus, rng)
    if school.story.name == MERGED:
        _withdrawn_goal(script, school)
    for number, week in enumerate(WAVES):
        _wave(script, school, number, script.year.monday(week))


def _goal(script: Script, school: School, focus: Focus, rng: Random) -> None:
    day = script.year.days[rng.randint(*SET_ON)]
    due = date(script.options.first_year + 1, *focus.due)
    path = f"/v1/schools/{school.code}/goals"
    body = {
        "theme": focus.theme,
        "schoolYear": script.options.year,
        "indicator": focus.indicator,
        "target": focus.target,
        "dueOn": due.isoformat(),
        "occurredAt": day.isoformat(),
    }
    name = script.ask(goal_name(school, focus), day, school.leader, path, body, gives="goal")
    if focus.evaluated is None:
        return
    when = script.year.later(due, 0, rng, 10)
    if when:
        outcome, decision = focus.evaluated
        outcome = _counted(script, school, focus, when) or outcome
        verdict = {"outcome": outcome, "decision": decision, "occurredAt": when.isoformat()}
        evaluations = f"{path}/{ref(name)}/evaluations"
        script.ask(f"{name}/evaluated", when, school.leader, evaluations, verdict)


def _counted(script: Script, school: School, focus: Focus, when: date) -> GoalOutcome | None:
    """What became of a goal that is counted, by what was recorded before a day; else None.

    So that a leader never evaluates against the figure that stands beside the goal.
    """
    if focus.indicator not in COUNTED:
        return None
    names = {act.name for act in script.acts if act.at.date() < when}
    here = {person.subject for person in school.team}
    steps = [
        (person, step, name)
        for name in names
        if name.startswith("enrolment/") and name.count("/") == ENROLMENT_STEP
        for _, person, code, step in [name.split("/")]
        if person in here and script.modules[code].theme == focus.theme
    ]
    if focus.indicator == "participation-share":
        took = {subject for subject, step, _ in steps if step == "starts"}
        reached = len(took) / len(school.team)
    else:
        lessons = [name for _, step, name in steps if step.startswith("practice-")]
        reached = float(sum(f"{name}/retracted" not in names for name in lessons))
    if reached >= focus.target:
        return "reached"
    return "partly" if reached >= focus.target / 2 else "not-reached"


def _withdrawn_goal(script: Script, school: School) -> None:
    """Two goals turned out to be one."""
    first, second = script.year.days[3], script.year.days[30]
    path = f"/v1/schools/{school.code}/goals"
    body = {
        "theme": school.story.focuses[0].theme,
        "schoolYear": script.options.year,
        "indicator": "participation-share",
        "target": 0.5,
        "dueOn": script.year.days[-8].isoformat(),
        "occurredAt": first.isoformat(),
    }
    name = f"goal/{school.code}/merged"
    script.ask(name, first, school.leader, path, body, gives="goal")
    reason = {"reason": "merged", "occurredAt": second.isoformat()}
    withdrawals = f"{path}/{ref(name)}/withdrawals"
    script.ask(f"{name}/withdrawn", second, school.leader, withdrawals, reason)


def _wave(script: Script, school: School, number: int, opens: date) -> None:
    """Opened on a Monday, closed on the Friday of the next week; answers come in between."""
    closes = opens + timedelta(days=WAVE_DAYS)
    path = f"/v1/schools/{school.code}/pulse-waves"
    days = {"opensOn": opens.isoformat(), "closesOn": closes.isoformat()}
    name = f"wave/{school.code}/{number}"
    script.ask(name, opens, school.leader, path, days, to="feedback", gives="wave")
    for person in school.team:
        rng = script.rng(f"{name}/{person.subject}")
        starter = person.starter_in(script.year.starts_on)
        rate = _willing(school, number) + (STARTERS_ANSWER_MORE if starter else 0)
        last = closes - timedelta(days=1)
        day = script.year.within(opens + timedelta(days=1), last, rng)
        if rng.random() >= rate or day is None or not person.there_on(day):
            continue
        script.ask(
            f"{name}/{person.subject}",
            day,
            person,
            f"{path}/{ref(name)}/responses",
            _answer(school, number, script.rng(f"pulse/{person.subject}"), rng),
            to="feedback",
            late_is_fine=True,
        )
    closing = f"{path}/{ref(name)}/closings"
    script.ask(f"{name}/closed", closes, school.leader, closing, {}, to="feedback")


def _willing(school: School, wave: int) -> float:
    """How likely somebody of this school is to answer: less in every wave, and in a large team."""
    by_size = PER_COLLEAGUE * (len(school.team) - USUAL_TEAM)
    within = min(BY_SIZE_AT_MOST, max(-BY_SIZE_AT_MOST, by_size))
    return RESPONSE - RESPONSE_FALLS * wave + within


def _answer(school: School, wave: int, person: Random, rng: Random) -> dict[str, int | None]:
    """What somebody feels: mostly a matter of the person, and of how the school goes."""
    usual = person.gauss(0, PERSON_SD) + school.story.mood * wave
    found: dict[str, int | None] = {}
    for item, mean in ITEMS.items():
        felt = round(mean + usual + rng.gauss(0, ITEM_SD))
        found[item] = None if rng.random() < NO_ANSWER else min(5, max(1, felt))
    return found
