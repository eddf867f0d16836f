"""Every reason why feedback refuses something: its code, and the sentence a person reads.

The codes are a closed list: verdicts carry them and metrics count by them.
"""

from dataclasses import dataclass

from shared.chassis.errors import Finding, Refusal, Words

REFUSALS: dict[str, Words] = {
    # the form of an event
    "malformed-headers": ("De kop {name} is niet te lezen.", "The header {name} cannot be read."),
    "malformed-data": ("De data is geen JSON-object.", "The data is not a JSON object."),
    "wrong-content-type": (
        "De data moet application/json zijn.",
        "The data must be application/json.",
    ),
    "too-large": (
        "Het event is {size} bytes; ten hoogste {most} mag.",
        "The event is {size} bytes; at most {most} is allowed.",
    ),
    "missing-attribute": ("Het attribuut {name} ontbreekt.", "The attribute {name} is missing."),
    "malformed-attribute": (
        "Het attribuut {name} heeft niet de vorm: {form}.",
        "The attribute {name} does not have the form: {form}.",
    ),
    "unknown-attribute": (
        "Het attribuut {name} is hier niet bekend; laat het weg.",
        "The attribute {name} is not known here; leave it out.",
    ),
    "sensitive-attribute": (
        "In het attribuut {name} lijkt een e-mailadres te staan; attributen dragen geen "
        "persoonsgegevens.",
        "The attribute {name} seems to hold an e-mail address; attributes carry no personal data.",
    ),
    "unknown-type": ("Dit soort event kennen we niet.", "We do not know this type of event."),
    "type-not-for-platforms": (
        "Dit soort event kan een platform niet sturen.",
        "A platform cannot send this type of event.",
    ),
    "missing-field": ("Dit veld ontbreekt.", "This field is missing."),
    "unknown-field": (
        "Dit veld is hier niet bekend; laat het weg.",
        "This field is not known here; leave it out.",
    ),
    "wrong-type": ("{nl}", "{en}"),
    "out-of-range": ("{nl}", "{en}"),
    "malformed-value": ("{nl}", "{en}"),
    "unknown-value": ("{nl}", "{en}"),
    "rule-broken": ("{nl}", "{en}"),
    "not-opaque": (
        "Dit lijkt een e-mailadres; stuur een eigen nummer dat niets over de persoon zegt.",
        "This seems to be an e-mail address; send an id of your own that says nothing of a person.",
    ),
    "id-reused": (
        "Dit id hoort bij een event met een andere inhoud; kies een nieuw id.",
        "This id belongs to an event with another content; choose a new id.",
    ),
    # where and when
    "unknown-school": ("We kennen de school {school} niet.", "We do not know school {school}."),
    "school-not-then": (
        "De school {school} bestond op {day} (nog) niet.",
        "School {school} did not exist on {day}.",
    ),
    "wrong-board": (
        "De school {school} hoorde op {day} niet bij bestuur {board}.",
        "School {school} did not belong to board {board} on {day}.",
    ),
    "in-the-future": ("Dit moment ligt in de toekomst.", "This moment lies in the future."),
    "too-long-ago": ("Een moment voor 1990 kan niet.", "A moment before 1990 cannot be."),
    # platforms
    "platform-not-admitted": (
        "Het bestuur van deze school heeft dit platform op {day} niet toegelaten.",
        "The board of this school had not admitted this platform on {day}.",
    ),
    "platform-suspended": (
        "Het bestuur van deze school had dit platform op {day} geschorst.",
        "The board of this school had suspended this platform on {day}.",
    ),
    "wrong-source": (
        "De source past niet bij wat het bestuur heeft toegelaten.",
        "The source does not match what the board admitted.",
    ),
    "type-not-admitted": (
        "Het bestuur laat dit soort event van dit platform niet toe.",
        "The board does not admit this type of event from this platform.",
    ),
    "person-not-linked": (
        "Het bestuur heeft deze persoon van het platform niet gekoppeld.",
        "The board has not linked this person of the platform.",
    ),
    # people
    "not-a-member": (
        "Deze leraar hoort niet bij deze school.",
        "This teacher does not belong to this school.",
    ),
    "not-a-member-then": (
        "Deze leraar hoorde op {day} niet bij deze school.",
        "This teacher did not belong to this school on {day}.",
    ),
    "no-pseudonym": (
        "Je staat niet als leraar, coach of leidinggevende bij een school ingeschreven.",
        "You are not registered at a school as a teacher, coach or leader.",
    ),
    "observer-is-teacher": (
        "Wie zichzelf observeert, gebruikt het perspectief self.",
        "Who observes oneself uses the perspective self.",
    ),
    "observer-not-with-perspective": (
        "Alleen bij het perspectief observer hoort een observator.",
        "Only the perspective observer has an observer.",
    ),
    "not-about-yourself": (
        "Met het perspectief self leg je alleen iets over jezelf vast.",
        "With the perspective self you record about yourself only.",
    ),
    "purpose-not-yours": (
        "Een observatie met het doel {purpose} legt iemand met een andere rol vast.",
        "An observation with purpose {purpose} is recorded by someone with another role.",
    ),
    "coach-is-teacher": (
        "Een coach begeleidt een ander dan zichzelf.",
        "A coach guides someone else.",
    ),
    # instruments
    "unknown-instrument": (
        "We kennen instrument {instrument} versie {version} niet.",
        "We do not know instrument {instrument} version {version}.",
    ),
    "wrong-perspective": (
        "Dit instrument is niet voor het perspectief {perspective}.",
        "This instrument is not for the perspective {perspective}.",
    ),
    "no-scores": ("Er staat geen enkele score in.", "There is no score in it."),
    "unknown-indicator": (
        "De indicator {indicator} staat niet in dit instrument.",
        "The indicator {indicator} is not in this instrument.",
    ),
    "indicator-twice": (
        "De indicator {indicator} staat er twee keer in.",
        "The indicator {indicator} is in it twice.",
    ),
    "wrong-theme": (
        "De indicator {indicator} hoort bij thema {theme}.",
        "The indicator {indicator} belongs to theme {theme}.",
    ),
    "instrument-exists": (
        "Deze versie bestaat al met een andere inhoud; geef een nieuw versienummer.",
        "This version exists with another content; give a new version number.",
    ),
    "instrument-taken": (
        "Dit is de naam van een meegeleverd instrument; kies een eigen naam.",
        "This is the name of an instrument that ships with us; choose a name of your own.",
    ),
    # rules of the chain
    "recorded-before": ("Dit id is al vastgelegd.", "This id was recorded before."),
    "retracted-before": ("Dit is al ingetrokken.", "This was retracted before."),
    "unknown-thing": (
        "Waar dit over gaat, is bij deze school niet vastgelegd.",
        "What this is about was not recorded at this school.",
    ),
    "about-another": (
        "Die observatie gaat over een andere leraar.",
        "That observation is about another teacher.",
    ),
    "unknown-reason": ("Kies een reden uit: {codes}.", "Choose a reason from: {codes}."),
    # pulses
    "unknown-wave": ("Deze peiling kennen we niet.", "We do not know this pulse wave."),
    "wave-not-open": (
        "De peiling loopt van {opens} tot en met {closes}.",
        "The pulse wave runs from {opens} up to and including {closes}.",
    ),
    "wave-closed": ("De peiling is gesloten.", "The pulse wave is closed."),
    "wave-runs": (
        "De peiling loopt nog; sluiten kan vanaf {closes}.",
        "The pulse wave still runs; it can be closed from {closes}.",
    ),
    "closes-in-the-past": ("De laatste dag is al voorbij.", "The last day has passed."),
    "nobody-to-invite": (
        "Op de eerste dag heeft deze school geen teamleden om uit te nodigen.",
        "On the first day this school has no team members to invite.",
    ),
    "answered-before": (
        "Deze peiling is al beantwoord; dat kan een keer.",
        "This pulse wave was answered before; that can be done once.",
    ),
    "empty-answer": ("Beantwoord ten minste een vraag.", "Answer at least one question."),
    # pupil results
    "unknown-measure": (
        "De maat {measure} staat niet in de lijst.",
        "The measure {measure} is not in the list.",
    ),
    "measure-out-of-range": (
        "De maat {measure} loopt van {least} tot {most}.",
        "The measure {measure} runs from {least} to {most}.",
    ),
    "two-decimals": ("Ten hoogste twee decimalen.", "At most two decimals."),
    # links
    "linked-to-another": (
        "Deze persoon van het platform is al aan iemand anders gekoppeld; maak dat eerst los.",
        "This person of the platform is linked to someone else; undo that first.",
    ),
}

# Why a record is parked when there is no id to answer to; no sentence, for nobody can be told.
RUBBISH = ("empty", "malformed-json", "no-id", "wrong-content-type", "not-read", "not-judged")


@dataclass(frozen=True, slots=True)
class Need:
    """What something refers to that has not been heard of: its kind, and which one."""

    kind: str
    id: str


class NotYet(Refusal):
    """Refused for want of something that may still come."""

    def __init__(self, need: Need, code: str, words: Words, pointer: str) -> None:
        super().__init__(code, words, pointer)
        self.need = need


def refuse(code: str, pointer: str = "", **values: object) -> Refusal:
    """The refusal with this code, its words filled in."""
    return Refusal(code, _words(code, values), pointer)


def not_yet(need: Need, code: str, pointer: str = "", **values: object) -> NotYet:
    """The refusal with this code, for as long as what it needs has not come."""
    return NotYet(need, code, _words(code, values), pointer)


def finding(code: str, pointer: str, **values: object) -> Finding:
    """One of several things that are wrong."""
    return Finding(pointer, code, _words(code, values))


def _words(code: str, values: dict[str, object]) -> Words:
    dutch, english = REFUSALS[code]
    return dutch.format_map(values), english.format_map(values)
