"""The closed lists of the language, with what people read in Dutch and English.

Literals are part of a contract: changing one is a new version. The reason lists are not: a fact
carries any code of the right shape, and the publisher refuses what is not listed here.
"""

from typing import Literal

Theme = Literal[
    "classroom-management",
    "lesson-structure",
    "interactive-instruction",
    "feedback",
    "differentiation",
    "pedagogical-conduct",
    "digitalisation",
]
Sector = Literal["po", "vo", "so", "vso", "mbo"]
Purpose = Literal["coaching", "peer", "appraisal", "audit"]
Perspective = Literal["observer", "self", "pupils"]
TeacherFunction = Literal["teacher", "coach", "leader"]
Destination = Literal["same-board", "other-board", "outside-education", "retirement", "unknown"]
ModuleForm = Literal["self-paced", "group", "coached"]
ModuleLevel = Literal["starter", "all", "advanced"]
Indicator = Literal[
    "participation-share",
    "mean-observer",
    "mean-pupils",
    "growth-observer",
    "discussed-share",
    "practice-lessons",
]
GoalOutcome = Literal["reached", "partly", "not-reached"]
GoalDecision = Literal["continue", "raise", "replace", "stop"]
Assessment = Literal["passed", "failed", "none"]
Conclusion = Literal["apply", "practise-more", "follow-up", "no-change"]
InformalKind = Literal[
    "peer-consultation", "network", "lesson-study", "reading", "conference", "mentoring"
]
Role = Literal[
    "coach", "mentor", "ict-lead", "events-lead", "subject-lead", "quality-lead", "other"
]
CoachingKind = Literal["talk", "coached-lesson"]
AboutKind = Literal["observation", "enrolment"]
Audience = Literal["inspectorate", "board", "participation-council"]
EvidenceLevel = Literal["none", "thin", "present", "corroborated"]

# Reasons: code -> (Dutch, English).
GOAL_WITHDRAWN = {
    "entered-in-error": ("verkeerd ingevoerd", "entered in error"),
    "merged": ("samengevoegd met een ander doel", "merged with another goal"),
    "no-longer-priority": ("geen prioriteit meer", "no longer a priority"),
}
ENROLMENT_DECLINED = {
    "no-budget": ("geen budget", "no budget"),
    "no-hours": ("geen uren over", "no hours left"),
    "does-not-fit-goals": ("past niet bij de doelen", "does not fit the goals"),
    "module-full": ("module is vol", "module is full"),
    "later-year": ("liever een later schooljaar", "rather a later school year"),
}
ENROLMENT_WITHDRAWN = {
    "workload": ("te veel werkdruk", "too much workload"),
    "absence": ("afwezigheid", "absence"),
    "changed-job": ("andere baan", "changed job"),
    "did-not-fit": ("module paste niet", "the module did not fit"),
    "entered-in-error": ("verkeerd ingevoerd", "entered in error"),
}
RETRACTED = {
    "entered-in-error": ("verkeerd ingevoerd", "entered in error"),
    "wrong-teacher": ("verkeerde leraar", "wrong teacher"),
    "wrong-school": ("verkeerde school", "wrong school"),
    "duplicate": ("dubbel ingevoerd", "entered twice"),
    "consent-withdrawn": ("toestemming ingetrokken", "consent withdrawn"),
}
