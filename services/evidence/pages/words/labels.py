"""What the closed lists of the language are called on a page."""

from services.evidence.pages.speech import mark

THEMES = {
    "classroom-management": mark("Klassenmanagement"),
    "lesson-structure": mark("Consistente lesopbouw"),
    "interactive-instruction": mark("Interactief werken aan leerstofoverdracht"),
    "feedback": mark("Effectieve feedback op het leerproces"),
    "differentiation": mark("Differentiatie"),
    "pedagogical-conduct": mark("Pedagogisch handelen"),
    "digitalisation": mark("Digitalisering in het onderwijs"),
}
"""The official names, in the order in which the alliance lists them."""

SHORT_THEMES = {
    "classroom-management": mark("Klassen\N{SOFT HYPHEN}management"),
    "lesson-structure": mark("Consistente lesopbouw"),
    "interactive-instruction": mark("Interactief werken"),
    "feedback": mark("Effectieve feedback"),
    "differentiation": mark("Differen\N{SOFT HYPHEN}tiatie"),
    "pedagogical-conduct": mark("Pedagogisch handelen"),
    "digitalisation": mark("Digitali\N{SOFT HYPHEN}sering"),
}
"""For heads of columns and paths."""

PERSPECTIVES = {
    "observer": mark("observator"),
    "self": mark("zelf"),
    "pupils": mark("leerlingen"),
}

SECTORS = {
    "po": mark("basisonderwijs"),
    "so": mark("speciaal onderwijs"),
    "vo": mark("voortgezet onderwijs"),
    "vso": mark("voortgezet speciaal onderwijs"),
    "mbo": mark("middelbaar beroepsonderwijs"),
}

ROLES = {
    "coach": mark("coach"),
    "mentor": mark("mentor"),
    "ict-lead": mark("ict-contactpersoon"),
    "events-lead": mark("organisator van activiteiten"),
    "subject-lead": mark("vakcoördinator"),
    "quality-lead": mark("kwaliteitscoördinator"),
    "other": mark("andere rol"),
}

RUNGS = {
    1: mark("reacties"),
    2: mark("geleerd"),
    3: mark("steun van de school"),
    4: mark("in de les te zien"),
    5: mark("resultaten stegen, waardoor is onbekend"),
}

OUTCOMES = {
    "reached": mark("bereikt"),
    "partly": mark("deels bereikt"),
    "not-reached": mark("niet bereikt"),
}

DECISIONS = {
    "continue": mark("doorgaan"),
    "raise": mark("verhogen"),
    "replace": mark("vervangen"),
    "stop": mark("stoppen"),
}

CONCLUSIONS = {
    "apply": mark("toepassen in de les"),
    "practise-more": mark("meer oefenen"),
    "follow-up": mark("een vervolg"),
    "no-change": mark("niets veranderen"),
}

PULSE = {
    "control": (mark("Grip"), mark("“Ik heb invloed op hoe mijn werkdag loopt.”")),
    "support": (mark("Steun"), mark("“Ik krijg hulp als ik die nodig heb.”")),
    "resources": (mark("Middelen"), mark("“Ik heb wat ik nodig heb voor mijn lessen.”")),
    "autonomy": (mark("Ruimte"), mark("“Ik mag zelf kiezen hoe ik mijn werk doe.”")),
}

INFORMAL = {
    "peer-consultation": mark("overleg met collega’s"),
    "network": mark("netwerk"),
    "lesson-study": mark("samen lessen voorbereiden"),
    "reading": mark("lezen"),
    "conference": mark("studiedag of congres"),
    "mentoring": mark("begeleiden van een collega"),
}

FORMS = {
    "self-paced": mark("in je eigen tempo"),
    "group": mark("in een groep"),
    "coached": mark("met een coach"),
}

DISMISSALS = {
    "done-elsewhere": mark("dit deed ik al ergens anders"),
    "not-now": mark("nu niet"),
    "not-my-class": mark("past niet bij mijn klas"),
    "other": mark("iets anders"),
}

PURPOSES = {
    "coaching": mark("om van te leren, met een coach"),
    "peer": mark("om van te leren, met een collega"),
    "appraisal": mark("voor de beoordeling"),
    "audit": mark("voor het schoolbeeld"),
}

SIGNED_IN_AS = {
    "board-admin": mark("bestuur"),
    "school-leader": mark("schoolleider"),
    "coach": mark("coach"),
    "teacher": mark("leraar"),
    "inspector": mark("inspecteur"),
    "ops": mark("beheer"),
    "platform": mark("platform"),
}
"""What somebody is called at the top of a page: the widest role first."""
