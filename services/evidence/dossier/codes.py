"""What the codes in a dossier's files mean, by the list that they are of: (Dutch, English)."""

from collections.abc import Mapping

from services.evidence.dossier.words import MEASURES
from services.evidence.pages.speech import speech
from services.evidence.pages.words import labels

NL, EN = speech("nl"), speech("en")
Words = dict[str, tuple[str, str]]


def _labels(of: Mapping[str, str]) -> Words:
    """Labels of the pages, in both languages."""
    return {code: (str(NL.say(words)), str(EN.say(words))) for code, words in of.items()}


CODES: dict[str, Words] = {
    "theme": _labels(labels.THEMES),
    "sector": _labels(labels.SECTORS),
    "perspective": _labels(labels.PERSPECTIVES),
    "indicator": {
        "participation-share": (
            "het deel van het team dat meedoet (cijfer participation)",
            "the share of the team that takes part (figure participation)",
        ),
        "mean-observer": (
            "het gemiddelde van observatoren, van 1 tot 4 (cijfer observed.observer)",
            "the mean of observers, from 1 to 4 (figure observed.observer)",
        ),
        "mean-pupils": (
            "het gemiddelde van leerlingen, van 1 tot 4 (cijfer observed.pupils)",
            "the mean of pupils, from 1 to 4 (figure observed.pupils)",
        ),
        "growth-observer": (
            "de groei volgens observatoren, in punten (cijfer growth.observer)",
            "the growth that observers saw, in points (figure growth.observer)",
        ),
        "discussed-share": (
            "het deel van de opbrengsten dat op tijd besproken is (cijfer discussed)",
            "the share of outcomes discussed in time (figure discussed)",
        ),
        "practice-lessons": (
            "het aantal oefenlessen (cijfer hours.practice)",
            "the number of practice lessons (figure hours.practice)",
        ),
    },
    "outcome": _labels(labels.OUTCOMES),
    "decision": _labels(labels.DECISIONS),
    "measure": MEASURES,
    "role": _labels(labels.ROLES),
    "rung": _labels({str(number): words for number, words in labels.RUNGS.items()}),
    "level": {
        "none": ("niets vastgelegd", "nothing recorded"),
        "thin": ("te weinig om op te steunen", "too little to rest on"),
        "present": ("aanwezig", "present"),
        "corroborated": (
            "van twee kanten; op trede 5: twee of meer resultaten stegen",
            "from two sides; on rung 5: two or more results rose",
        ),
    },
    "destination": {
        "school": ("nog op deze school", "still at this school"),
        "board": ("op een andere school van het bestuur", "at another school of the board"),
        "education": ("elders in het onderwijs", "elsewhere in education"),
        "left": ("uit het onderwijs", "out of education"),
        "unknown": ("onbekend", "unknown"),
    },
    "direction": {
        "positive": ("het hele interval ligt boven nul", "the whole interval lies above zero"),
        "negative": ("het hele interval ligt onder nul", "the whole interval lies below zero"),
        "unclear": ("de nul ligt in het interval", "zero lies in the interval"),
    },
    "counted": {
        "set": ("gesteld", "set"),
        "measurable": ("met een dag in het schooljaar", "due within the school year"),
        "evaluated": ("geëvalueerd", "evaluated"),
        "reached": (
            "helemaal bereikt; deels bereikte doelen tellen hier niet",
            "reached in full; goals reached in part do not count here",
        ),
    },
    "left-out": {
        "no-baseline": ("zonder beginmeting", "without a first measurement"),
        "no-later": ("zonder latere meting", "without a later measurement"),
        "other-instrument": ("met een andere kijkwijzer", "with another list"),
    },
    "step": {
        "plan": ("plannen", "plan"),
        "do": ("doen", "do"),
        "check-act": ("meten en bijstellen", "check and act"),
    },
    "audience": {
        "inspector": (
            "wat een inspecteur mag zien: niemands eigen cijfers, kleine groepen verborgen",
            "what an inspector may see: nobody's own figures, small groups hidden",
        ),
    },
}
"""`counted` are the parts of the figure goals, `direction` of triangulation, `destination` of
retention, `rung` with `level` of ladder, and `role` of roles."""

FIELDS: Words = {
    "format": ("De vorm van dit bestand.", "The form of this file."),
    "school": ("De school: code (BRIN), naam, sector, plaats.",
               "The school: code (BRIN), name, sector, place."),
    "board": ("Het bestuur: nummer en naam.", "The board: number and name."),
    "code": ("De code van een school of standaard.", "The code of a school or standard."),
    "number": ("Het nummer van het bestuur.", "The number of the board."),
    "name": ("De naam, zo nodig in twee talen.", "The name, in two languages where needed."),
    "nl": ("In het Nederlands.", "In Dutch."),
    "en": ("In het Engels.", "In English."),
    "sector": ("De onderwijssector.", "The sector of education."),
    "place": ("De plaats; leeg als die niet bekend is.", "The place; empty when not known."),
    "asOf": ("Het moment waarvan dit is (UTC): wat toen was vastgelegd.",
             "The moment that this is of (UTC): what had been recorded by then."),
    "audience": ("Voor wie het is.", "Whom it is for."),
    "smallestGroup": ("De kleinste groep waarover een cijfer iets mag zeggen.",
                      "The smallest group that a figure may say something about."),
    "framework": ("Het onderzoekskader dat toen gold.", "The framework that was in force then."),
    "id": ("Sector en versie van het kader.", "Sector and version of the framework."),
    "version": ("De versie van het kader, of van een kijkwijzer.",
                "The version of the framework, or of a list."),
    "inForceFrom": ("Vanaf wanneer het kader geldt.", "From when the framework is in force."),
    "source": ("Waar het kader vandaan komt.", "Where the framework comes from."),
    "correction": ("Hoe vaak het bestuur de koppeling aanpaste.",
                   "How often the board corrected the links."),
    "standards": ("De standaarden van het kader, met de thema’s die erbij horen.",
                  "The standards of the framework, with the themes that go with them."),
    "gloss": ("De standaard in gewone woorden.", "The standard in plain words."),
    "step": ("Over welke stap van de kwaliteitszorg de standaard gaat; leeg voor de andere.",
             "Which step of quality care the standard is about; empty for the others."),
    "verified": ("Of de naam bij de bron is nagekeken.", "Whether the name was looked up."),
    "themes": ("De thema’s bij een standaard.", "The themes with a standard."),
    "why": ("Waarom het thema daar staat.", "Why the theme stands there."),
    "weak": ("Of de band dun is.", "Whether the link is thin."),
    "goals": ("De doelen van de school, ook van andere jaren.",
              "The school's goals, of other years too."),
    "evaluations": ("De evaluaties van een doel: dag, uitkomst, besluit.",
                    "The evaluations of a goal: day, outcome, decision."),
    "on": ("De dag.", "The day."),
    "figures": ("De cijfers van het schooljaar.", "The figures of the school year."),
    "gaps": ("Wat ontbreekt aan doelen en evaluaties. Wie nog een meting, gesprek of oordeel mist, "
             "ziet alleen de schoolleider.",
             "What is missing in goals and evaluations. Who still lacks a measurement, a talk or a "
             "rating, the school leader alone sees."),
    "recordedSince": ("Het schooljaar waarin het vastleggen op deze school begon.",
                      "The school year in which recording began at this school."),
    "earlierYears": ("Dezelfde cijfers van de jaren ervoor, het nieuwste eerst.",
                     "The same figures of the years before, the newest first."),
    "modules": ("De titels van de modules waarvan groei per tien uur wordt gegeven.",
                "The titles of the modules of which growth per ten hours is told."),
    "pupilResults": ("Resultaten van groepen leerlingen, vóór en na; waardoor ze veranderden, is "
                     "onbekend.",
                     "Results of groups of pupils, before and after; what made them change is not "
                     "known."),
    "measure": ("Waarmee het resultaat is gemeten; hoger is beter.",
                "What the result was measured by; higher is better."),
    "groupSize": ("De leerlingen in de groep.", "The pupils in the group."),
    "before": ("Het gemiddelde vóór.", "The mean before."),
    "after": ("Het gemiddelde na.", "The mean after."),
    "instruments": ("De lijsten waarmee per thema minstens vijf leraren zijn gezien.",
                    "The lists with which five teachers or more were seen, per theme."),
    "perspective": ("Wie keek.", "Who looked."),
    "instrument": ("De kijkwijzer of lijst.", "The list."),
    "pulseWaves": ("Per cijfer van de puls de dag waarop de vragen sloten.",
                   "Per figure of the pulse the day on which its questions closed."),
}  # fmt: skip
