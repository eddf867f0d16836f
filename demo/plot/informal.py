"""What people learn outside modules; how much, is skewed."""

from demo.acts import ref
from demo.plot.script import Script
from demo.who import Person, School
from shared.contracts.codes import InformalKind

INFORMAL_RETRACTED = 0.03
# How much people learn is skewed: some nothing at all, a few far beyond their hours.
LEARNS_NOTHING, ZEAL_SD = 0.12, 1.0
INFORMAL_USUAL, INFORMAL_MOST = 6.5, 36  # entries a year of a full job
QUARTERS = (4, 32)  # of an hour, per entry
KINDS: tuple[InformalKind, ...] = (
    "peer-consultation",
    "peer-consultation",
    "network",
    "lesson-study",
    "reading",
    "reading",
    "conference",
    "mentoring",
)


def zeal(script: Script, person: Person) -> float:
    """How much somebody learns, relative to the usual; 0 for who does nothing this year."""
    rng = script.rng(f"zeal/{person.subject}")
    if rng.random() < LEARNS_NOTHING and not person.starter_in(script.year.starts_on):
        return 0.0
    return rng.lognormvariate(0, ZEAL_SD)


def learn_informally(script: Script, school: School, person: Person) -> float:
    """A person's year outside modules, in hours: some log none of it, a few very much."""
    rng = script.rng(f"informal/{person.subject}")
    many = min(INFORMAL_MOST, round(INFORMAL_USUAL * zeal(script, person) * person.fte))
    path = f"/v1/schools/{school.code}/informal-learnings"
    themes = [focus.theme for focus in school.story.focuses]
    hours = 0.0
    for number in range(many):
        day = rng.choice(script.year.days)
        if not person.there_on(day):
            continue
        logged = script.logged_on(day, rng)
        logged = logged if person.there_on(logged) else day
        name = f"informal/{person.subject}/{number}"
        minutes = 15 * rng.randint(*QUARTERS)
        body = {
            "theme": rng.choice(themes),
            "kind": rng.choice(KINDS),
            "minutes": minutes,
            "occurredAt": day.isoformat(),
        }
        script.ask(name, logged, person, path, body, gives="learning")
        hours += minutes / 60
        if rng.random() < INFORMAL_RETRACTED:
            when = script.year.later(logged, 1, rng, 10)
            if when and person.there_on(when):
                retraction = f"{path}/{ref(name)}/retractions"
                script.ask(f"{name}/retracted", when, person, retraction, {})
    return hours
