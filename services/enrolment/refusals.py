"""Why a command is refused: every rule's code, and its sentence in Dutch and in English.

`refusal` is for a rule that the present state breaks (409), `finding` for input that can never be
right (422).

It is as long as the rules: one code and its two sentences each.
"""

from shared.chassis.errors import Finding, Refusal, Words

SENTENCES: dict[str, Words] = {
    # boards, platforms and schools
    "board-not-registered": (
        "Bestuur {board} is nog niet ingeschreven.",
        "Board {board} is not registered yet.",
    ),
    "board-registered-already": (
        "Bestuur {board} is al ingeschreven; wijzig het met PATCH.",
        "Board {board} is registered already; change it with PATCH.",
    ),
    "platform-suspended-already": (
        "Platform {platform} is al geschorst.",
        "Platform {platform} is suspended already.",
    ),
    "school-of-another-board": (
        "School {school} hoort bij een ander bestuur. Alleen het beheer kan een school "
        "overzetten, op verzoek van het bestuur dat haar krijgt.",
        "School {school} belongs to another board. Only operations can move a school, when the "
        "board that receives it asks.",
    ),
    "school-closed": (
        "School {school} is gesloten; haar laatste dag was {day}.",
        "School {school} is closed; its last day was {day}.",
    ),
    "registered-later": (
        "De inschrijving geldt al vanaf {day}; een eerdere dag kan niet meer.",
        "The registration is valid from {day} already; an earlier day is not possible any more.",
    ),
    "unknown-successor": (
        "De opvolger {school} is niet ingeschreven.",
        "The successor {school} is not registered.",
    ),
    "own-successor": (
        "Een school kan zichzelf niet opvolgen.",
        "A school cannot succeed itself.",
    ),
    # catalogue
    "module-version-stands": (
        "Versie {version} van {module} staat er al met een andere inhoud; geef een nieuwe versie "
        "of laat de versie weg.",
        "Version {version} of {module} stands with other content; give a new version or leave the "
        "version out.",
    ),
    "module-version-passed": (
        "Van {module} staat versie {latest} er al; versie {version} kan niet meer.",
        "Version {latest} of {module} stands already; version {version} is not possible any more.",
    ),
    "module-twice": (
        "{module} staat al op regel {line}.",
        "{module} stands on line {line} already.",
    ),
    # the register's files, line by line
    "row-width": (
        "Deze regel heeft {cells} cellen, de kop {columns} kolommen.",
        "This line has {cells} cells, the header {columns} columns.",
    ),
    "no-board-number": (
        "Er staat geen bestuursnummer.",
        "There is no board number.",
    ),
    "board-number-form": (
        "{board} is geen bestuursnummer van vijf cijfers.",
        "{board} is no board number of five digits.",
    ),
    "sector-unknown": (
        "De sector '{sector}' is onbekend.",
        "The sector '{sector}' is unknown.",
    ),
    "no-pupils": (
        "Geen leerlingen in het laatste jaar: gesloten, of niet opgegeven.",
        "No pupils in the latest year: closed, or not supplied.",
    ),
    "name-form": (
        "De naam is langer dan 200 tekens of bevat stuurtekens.",
        "The name is longer than 200 characters or has control characters.",
    ),
    "location-code-form": (
        "'{location}' is geen vestigingscode, zoals 12AB00.",
        "'{location}' is no location code, such as 12AB00.",
    ),
    "location-elsewhere": (
        "Vestiging {location} hoort niet bij instelling {institution}.",
        "Location {location} does not belong to institution {institution}.",
    ),
    "no-name": (
        "Deze school is nog niet bekend, en de regel noemt geen naam.",
        "This school is not known yet, and the line gives no name.",
    ),
    "moves-by-address-file-only": (
        "Deze regel noemt bestuur {board}, bekend is {known}. Alleen een bestand met adressen zet "
        "een school over.",
        "This line names board {board}, known is {known}. Only a file with addresses moves a "
        "school.",
    ),
    # people and memberships
    "unknown-teacher": (
        "Deze leraar is niet bekend bij dit bestuur.",
        "This teacher is not known to this board.",
    ),
    "not-a-member": (
        "Deze leraar hoort op {day} niet bij deze school.",
        "This teacher is not a member of this school on {day}.",
    ),
    "joined-already": (
        "Er begint al een lidmaatschap op {day}; verbeter dat als het niet klopt.",
        "A membership starts on {day} already; correct that one if it is wrong.",
    ),
    "left-already": (
        "Het vertrek uit dit lidmaatschap is al gemeld; verbeter dat als het niet klopt.",
        "The end of this membership was told already; correct that if it is wrong.",
    ),
    "nothing-to-correct": (
        "Er is bij deze leraar geen melding met dit nummer om te verbeteren.",
        "Nothing with this id was said of this teacher that could be corrected.",
    ),
    "end-of-another-membership": (
        "Zo zou een vertrek niet meer bij zijn eigen lidmaatschap horen.",
        "With this, an end would no longer belong to its own membership.",
    ),
    "manager-coaches": (
        "Deze persoon begeleidt hier dan leraren; een leidinggevende mag dat niet. Beëindig eerst "
        "de begeleiding.",
        "This person coaches teachers here at that time, which a manager may not. Release the "
        "coach first.",
    ),
    # goals
    "goal-withdrawn": (
        "Dit doel is ingetrokken.",
        "This goal was withdrawn.",
    ),
    "unknown-goal": (
        "Dit doel bestaat niet op deze school.",
        "This goal does not exist at this school.",
    ),
    "own-replacement": (
        "Een doel kan zichzelf niet vervangen.",
        "A goal cannot replace itself.",
    ),
    # enrolments
    "unknown-module": (
        "Module {module} staat niet in de catalogus van het bestuur.",
        "Module {module} is not in the board's catalogue.",
    ),
    "unknown-module-version": (
        "Versie {version} van module {module} staat niet in de catalogus van het bestuur.",
        "Version {version} of module {module} is not in the board's catalogue.",
    ),
    "module-not-yet-offered": (
        "Deze module wordt pas vanaf {day} aangeboden.",
        "This module is offered from {day} on.",
    ),
    "enrolled-already": (
        "Deze leraar is al bezig met module {module} of heeft die al aangevraagd.",
        "This teacher is taking module {module} already, or asked for it.",
    ),
    "only-for-yourself": (
        "Je kunt dit alleen voor jezelf doen; voor een ander doet de schoolleider het.",
        "You can do this only for yourself; for others the school leader does it.",
    ),
    "not-requested": (
        "Bevestigen of afwijzen kan alleen bij een aanvraag; deze inschrijving is {stage_nl}.",
        "Only a request can be confirmed or declined; this enrolment is {stage}.",
    ),
    "not-confirmed": (
        "Beginnen kan pas na bevestiging door de schoolleider; deze inschrijving is {stage_nl}.",
        "It can start only after the school leader confirmed it; this enrolment is {stage}.",
    ),
    "not-started": (
        "Dit kan alleen zolang de inschrijving loopt; deze is {stage_nl}.",
        "This can be done only while the enrolment runs; this one is {stage}.",
    ),
    "not-completed": (
        "Dit kan pas als de module is afgerond; deze inschrijving is {stage_nl}.",
        "This can be done only when the module is completed; this enrolment is {stage}.",
    ),
    "beyond-allowance": (
        "Hiermee komt deze leraar op {hours} van de {allowance} uur in {year}. Bevestig met "
        "beyondAllowance: true als dat zo is afgesproken.",
        "This brings this teacher to {hours} of the {allowance} hours in {year}. Confirm with "
        "beyondAllowance: true if that was agreed.",
    ),
    "before-previous-step": (
        "Dit zou op {day} zijn, maar de vorige stap was op {previous}.",
        "This would be on {day}, but the step before it was on {previous}.",
    ),
    "retracted-already": (
        "Dit is al teruggenomen.",
        "This was taken back already.",
    ),
    # coaches, roles, certificates
    "coaches-self": (
        "Niemand kan de eigen begeleider zijn.",
        "Nobody can be their own coach.",
    ),
    "coach-is-manager": (
        "Een begeleider mag niet de leidinggevende zijn.",
        "A coach may not be the manager.",
    ),
    "not-a-coach": (
        "Deze persoon is op {day} hier geen begeleider: geen lid met functie coach en zonder de "
        "rol coach.",
        "This person is no coach here on {day}: no member with function coach, and without the "
        "role of coach.",
    ),
    "assigned-already": (
        "Deze begeleider is al toegewezen.",
        "This coach is assigned already.",
    ),
    "not-assigned": (
        "Deze begeleider is niet toegewezen.",
        "This coach is not assigned.",
    ),
    "role-held-already": (
        "Deze leraar heeft deze rol al.",
        "This teacher holds this role already.",
    ),
    "role-not-held": (
        "Deze leraar heeft deze rol niet.",
        "This teacher does not hold this role.",
    ),
    "assessment-failed": (
        "De toets is niet gehaald; een certificaat kan dan niet.",
        "The assessment was not passed, so there can be no certificate.",
    ),
    "certified-already": (
        "Voor deze module en versie heeft deze leraar al een certificaat.",
        "This teacher has a certificate for this module and version already.",
    ),
    "revoked-already": (
        "Dit certificaat is al ingetrokken.",
        "This certificate was revoked already.",
    ),
    # input that can never be right
    "in-the-future": (
        "{day} ligt in de toekomst.",
        "{day} lies in the future.",
    ),
    "too-long-ago": (
        "{day} ligt voor {earliest}.",
        "{day} lies before {earliest}.",
    ),
    "too-far-ahead": (
        "{day} ligt na {latest}.",
        "{day} lies after {latest}.",
    ),
    "wrong-order": (
        "{day} ligt voor {previous}.",
        "{day} lies before {previous}.",
    ),
    "due-outside-year": (
        "De einddatum van een doel voor {year} ligt van {earliest} tot en met {latest}.",
        "A goal for {year} is due from {earliest} up to and including {latest}.",
    ),
    "target-out-of-range": (
        "Voor {indicator} ligt een streefwaarde van {lowest} tot en met {highest}.",
        "A target for {indicator} lies from {lowest} up to and including {highest}.",
    ),
    "replaced-without-replacing": (
        "Een vervangend doel hoort alleen bij het besluit 'replace'.",
        "A replacing goal goes with the decision 'replace' only.",
    ),
    "unknown-reason": (
        "Deze reden staat niet in de lijst: {known}.",
        "This reason is not in the list: {known}.",
    ),
    "unknown-platform-type": (
        "{type} kan geen platform versturen.",
        "{type} is nothing that a platform can send.",
    ),
    "nothing-given": (
        "Er staat niets in om te wijzigen.",
        "Nothing is given to change.",
    ),
    "not-of-a-join": (
        "Dit hoort niet bij een begin van een lidmaatschap.",
        "This does not belong to the start of a membership.",
    ),
    "not-of-a-leave": (
        "Dit hoort niet bij een vertrek.",
        "This does not belong to the end of a membership.",
    ),
    "person-or-teacher": (
        "Geef of een persoon, of een bekende leraar.",
        "Give either a person or a known teacher.",
    ),
}
STAGES_NL = {
    "requested": "aangevraagd",
    "confirmed": "bevestigd",
    "declined": "afgewezen",
    "started": "begonnen",
    "completed": "afgerond",
    "withdrawn": "gestopt",
}


def words(code: str, **values: object) -> Words:
    """A rule's sentence in both languages, with its values filled in."""
    stage = values.get("stage")
    if stage is not None:
        values["stage_nl"] = STAGES_NL[str(stage)]
    dutch, english = SENTENCES[code]
    return dutch.format(**values), english.format(**values)


def refusal(code: str, field: str = "", **values: object) -> Refusal:
    """A refusal of the domain; `field` points into the body, as /dueOn does."""
    return Refusal(code, words(code, **values), field and f"/body{field}")


def finding(code: str, field: str, **values: object) -> Finding:
    """Something in the input that can never be right; `field` points into the body."""
    return Finding(f"/body{field}", code, words(code, **values))
