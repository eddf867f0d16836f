"""Why a figure is not shown: for each reason its words, and its look (a CSS class)."""

from dataclasses import dataclass

from markupsafe import Markup

from services.evidence.pages.speech import Speech, mark

FEW = "fewer-than-k"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that is not shown: in few words, in a chart's words, as a sentence, and when that may
    change."""

    reason: str
    brief: Markup
    short: Markup
    sentence: Markup
    because: Markup
    veiled: bool


# Per reason: in few words; a sentence; why, and when it may appear. A share is also hidden when the
# *others* are few, so no reason may say that the group itself is small (evidence.md, section 4).
_WORDS = {
    "no-data": (
        mark("niets vastgelegd"),
        mark("Hierover is nog niets vastgelegd."),
        mark("Het cijfer verschijnt zodra er feiten voor zijn."),
    ),
    FEW: (
        mark("niet getoond: zou iets zeggen over minder dan %(k)s mensen"),
        mark("Dit cijfer tonen we niet: het zou iets zeggen over minder dan %(k)s mensen."),
        mark(
            "Zo kan niemand uit een gemiddelde of een deel afleiden hoe één collega het doet, ook niet "
            "als juist de anderen met weinig zijn. Ook wie het cijfer opvraagt via een rapport of "
            "een export, krijgt het niet. Zodra het niets meer over zo weinig mensen zegt, "
            "verschijnt het op de eerste dag van een maand."
        ),
    ),
    "complementary": (
        mark("niet getoond: zou naast een ander cijfer iets zeggen over minder dan %(k)s mensen"),
        mark(
            "Dit cijfer tonen we niet: naast een ander cijfer zou het iets zeggen over minder dan "
            "%(k)s mensen."
        ),
        mark(
            "Naast andere cijfers gelegd zou dit cijfer verraden hoe een groep van minder dan "
            "%(k)s mensen het doet. Daarom blijft het verborgen, tot dat niet meer kan."
        ),
    ),
    "purpose": (
        mark("telt niet mee"),
        mark("Dit cijfer is er niet: het bestuur telt deze observaties niet mee."),
        mark(
            "Er zijn observaties, maar met een doel dat het bestuur buiten de cijfers houdt. Ze "
            "blijven van wie ze deden."
        ),
    ),
    "not-released": (
        mark("nog niet vrijgegeven"),
        mark("Dit cijfer is nog niet vrijgegeven."),
        mark(
            "Cijfers over mensen verschijnen alleen op de eerste dag van een maand, en alleen als "
            "ze niets zeggen over minder dan %(k)s mensen. Zo is uit twee dagen naast elkaar niets over één persoon "
            "af te leiden."
        ),
    ),
}
# The same beside a line of a chart, where there is room for two words.
_SHORT = {
    "no-data": mark("niets vastgelegd"),
    "purpose": mark("telt niet mee"),
    "not-released": mark("nog niet vrijgegeven"),
}
_WITHOUT_VEIL = frozenset({"no-data", "purpose"})


def hidden(reason: str, speech: Speech, k: int) -> Hidden:
    """The words for a reason; an unknown one is told as not shown."""
    brief, sentence, because = _WORDS.get(reason, _WORDS["complementary"])
    return Hidden(
        reason,
        speech.say(brief, k=k),
        speech.say(_SHORT.get(reason, mark("niet getoond"))),
        speech.say(sentence, k=k),
        speech.say(because, k=k),
        reason not in _WITHOUT_VEIL,
    )
