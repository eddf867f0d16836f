"""The words of a dossier's files that are no figure: (Dutch, English)."""

FILES = {
    "dossier.pdf": (
        "Het dossier om te lezen, op papier of scherm (PDF/UA-1).",
        "The dossier for reading, on paper or screen (PDF/UA-1), in Dutch.",
    ),
    "figures.json": (
        "Alles wat in het dossier staat, als canonieke JSON (RFC 8785). Het digest is de SHA-256 "
        "van dit bestand; al het andere is hieruit gemaakt.",
        "All that the dossier holds, as canonical JSON (RFC 8785). The digest is the SHA-256 of "
        "this file; everything else is made from it.",
    ),
    "figures.csv": (
        "Dezelfde cijfers als tabel, van dit schooljaar en de jaren ervoor.",
        "The same figures as a table, of this school year and the years before it.",
    ),
    "gaps.csv": (
        "Wat ontbreekt aan doelen en evaluaties, als tabel. Wie nog een meting, gesprek of oordeel "
        "mist, ziet alleen de schoolleider.",
        "What is missing in goals and evaluations, as a table. Who still lacks a measurement, a "
        "talk or a rating, the school leader alone sees.",
    ),
    "goals.csv": (
        "De doelen van de school en wat ervan werd besloten, als tabel.",
        "The school's goals and what was decided on them, as a table.",
    ),
    "data-dictionary.json": (
        "Dit woordenboek, voor programma’s.",
        "This dictionary, for programs.",
    ),
    "data-dictionary.md": ("Dit woordenboek, om te lezen.", "This dictionary, for reading."),
    "SHA256SUMS": (
        "De hash van elk ander bestand, voor sha256sum --check.",
        "The hash of every other file, for sha256sum --check.",
    ),
    "manifest.json": (
        "De hash van elk bestand, de einden van de ketens, het kader, de stand en het digest.",
        "The hash of every file, the heads of the chains, the framework, the as-of time and digest.",
    ),
    "manifest.sig": (
        "De handtekening (Ed25519, 64 bytes) onder manifest.json.",
        "The signature (Ed25519, 64 bytes) over manifest.json.",
    ),
    "public-key.pem": (
        "De openbare sleutel bij de handtekening.",
        "The public key that goes with the signature.",
    ),
    "verify.py": (
        "Controleert dit dossier, met niets dan Python en openssl.",
        "Checks this dossier, with nothing but Python and openssl.",
    ),
    "LEES-MIJ.md": (
        "Hoe je dit dossier leest en controleert.",
        "How to read and check this dossier.",
    ),
}

COLUMNS = {
    "schoolYear": (
        "Het schooljaar, van 1 augustus tot en met 31 juli.",
        "The school year, from 1 August to 31 July.",
    ),
    "theme": (
        "Het thema; leeg voor een cijfer van de hele school.",
        "The theme; empty for a figure of the whole school.",
    ),
    "figure": ("De naam van het cijfer.", "The name of the figure."),
    "value": (
        "De waarde: een getal, of een object met een getal per onderdeel; leeg als het cijfer niet "
        "getoond wordt. Een aandeel loopt van 0 tot 1.",
        "The value: a number, or an object with a number per part; empty when the figure is not "
        "shown. A share runs from 0 to 1.",
    ),
    "n": (
        "Het aantal mensen achter de waarde; leeg waar het niet om mensen gaat.",
        "How many people stand behind the value; empty where it is not about people.",
    ),
    "suppressed": (
        "Waarom het cijfer niet getoond wordt; leeg als het getoond wordt.",
        "Why the figure is not shown; empty when it is.",
    ),
    "released": (
        "De dag waarop het cijfer is vrijgegeven, over de feiten van vóór die dag. Een nul van een "
        "eerdere dag zegt niets over de rest van het jaar: op papier staat dan dat het cijfer na "
        "die dag niet te tonen is.",
        "The day on which the figure was released, over the facts from before that day. A zero of "
        "an earlier day says nothing about the rest of the year: on paper the figure is then said "
        "not to be shown after that day.",
    ),
    "waits": (
        "Of nieuwere feiten sindsdien een cijfer van dit schooljaar veranderden.",
        "Whether newer facts have changed any figure of this school year since.",
    ),
    "of": ("De noemer van een aandeel, of waarmee de waarde vergeleken wordt.",
           "The denominator of a share, or what the value is held against."),
    "sd": ("De standaardafwijking (n - 1).", "The standard deviation (n - 1)."),
    "interval": (
        "Het interval van 95 procent: [laagste, hoogste].",
        "The 95 per cent interval: [lowest, highest].",
    ),
    "baseline": ("Het gemiddelde van de beginmetingen.", "The mean of the first measurements."),
    "observations": ("Het aantal observaties.", "How many observations there are."),
    "left-out": (
        "Hoeveel leraren niet meetellen in de groei, per reden; leeg als dat om weinigen gaat.",
        "How many teachers growth leaves out, per reason; empty when that is about few.",
    ),
    "overdue": ("Hoeveel opbrengsten nooit besproken zijn.", "How many outcomes were never discussed."),
    "response": ("Het aandeel dat de puls beantwoordde.", "The share that answered the pulse."),
    "change": ("Het verschil met de puls ervoor.", "The difference with the pulse before."),
    "warning": (
        "Of de laatste twee verschillen samen op een daling wijzen (zie het cijfer).",
        "Whether the last two differences together point downwards (see the figure).",
    ),
    "kind": ("Wat er ontbreekt.", "What is missing."),
    "people": ("Hoeveel mensen het betreft; leeg als dat niet getoond wordt.",
               "How many people it is about; empty when that is not shown."),
    "lastDate": ("De laatste dag waarop het nog meetelde.", "The last day on which it still counted."),
    "missed": ("Of die dag voorbij is.", "Whether that day has passed."),
    "goal": ("Het kenmerk van het doel.", "The id of the goal."),
    "indicator": ("Waaraan het doel wordt afgemeten.", "What the goal is measured by."),
    "target": ("De waarde die de school wil bereiken.", "The value that the school wants to reach."),
    "setOn": ("De dag waarop het doel is gesteld.", "The day on which the goal was set."),
    "dueOn": ("De dag waarop de school kijkt.", "The day on which the school will look."),
    "evaluatedOn": ("De dag van de laatste evaluatie.", "The day of the last evaluation."),
    "outcome": ("Wat er van het doel kwam, volgens de school zelf.",
                "What became of the goal, as the school itself says."),
    "decision": ("Wat de school daarna besloot.", "What the school decided on it."),
    "withdrawnOn": ("De dag waarop het doel is ingetrokken.", "The day on which the goal was withdrawn."),
}  # fmt: skip

REASONS = {
    "no-data": (
        "Er is niets vastgelegd, of er is niets waarvan dit een deel kan zijn.",
        "Nothing was recorded, or there is nothing that this could be a share of.",
    ),
    "fewer-than-k": (
        "Het zou iets zeggen over minder dan vijf mensen: over wie het hebben, of juist over de "
        "anderen.",
        "It would say something about fewer than five people: those who have it, or the others.",
    ),
    "complementary": (
        "Naast een ander cijfer zou het iets zeggen over minder dan vijf mensen.",
        "Beside another figure it would say something about fewer than five people.",
    ),
    "purpose": (
        "Het bestuur telt observaties met dit doel niet mee.",
        "The board does not count observations of this purpose.",
    ),
    "not-released": (
        "Het is nog op geen eerste dag van een maand vrijgegeven.",
        "No first day of a month has released it yet.",
    ),
}

GAP_KINDS = {
    "no-goal": ("Er is geen doel voor dit thema.", "There is no goal for this theme."),
    "goal-not-evaluated": (
        "Een doel is binnen dertig dagen na zijn dag niet geëvalueerd.",
        "A goal was not evaluated within thirty days after its day.",
    ),
}

# The closed list of feedback (services/feedback/instruments/measures.json); a test holds them equal.
MEASURES = {
    "reading-comprehension": ("Begrijpend lezen (vaardigheidsscore)", "Reading comprehension (ability score)"),
    "mathematics": ("Rekenen-wiskunde (vaardigheidsscore)", "Mathematics (ability score)"),
    "spelling": ("Spelling (vaardigheidsscore)", "Spelling (ability score)"),
    "vocabulary": ("Woordenschat (vaardigheidsscore)", "Vocabulary (ability score)"),
    "progress-test": ("Voortgangstoets (procent goed)", "Progress test (per cent correct)"),
    "grade": ("Cijfer (1 tot 10)", "Grade (1 to 10)"),
    "exam-grade": ("Examencijfer (1 tot 10)", "Examination grade (1 to 10)"),
    "time-on-task": ("Taakgerichte tijd (procent)", "Time on task (per cent)"),
    "attendance": ("Aanwezigheid (procent)", "Attendance (per cent)"),
    "engagement": ("Betrokkenheid (1 tot 5)", "Engagement (1 to 5)"),
}  # fmt: skip
