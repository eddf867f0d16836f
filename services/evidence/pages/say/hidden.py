"""Why a figure is not shown: for each reason its words, and its look (a CSS class)."""

from dataclasses import dataclass

from markupsafe import Markup

from services.evidence.pages.speech import Speech, mark

FEW = "fewer-than-k"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A figure that is not shown: in few words, as a sentence, and when that may change."""

    reason: str
    brief: Markup
    sentence: Markup
    because: Markup
    veiled: bool


# Per reason: in few words; a sentence; why, and when it may appear.
_WORDS = {
    "no-data": (
        mark("niets vastgelegd"),
        mark("Hierover is nog niets vastgelegd."),
        mark("Het cijfer verschijnt zodra er feiten voor zijn."),
    ),
    FEW: (
        mark("minder dan %(k)s"),
        mark("Dit cijfer tonen we niet. Het gaat om minder dan %(k)s mensen."),
        mark(
            "Zo kan niemand uit een gemiddelde afleiden hoe één collega het doet. Ook wie het "
            "cijfer opvraagt via een rapport of een export, krijgt het niet. Zodra de groep groot "
            "genoeg is, verschijnt het op de eerste dag van een maand."
        ),
    ),
    "complementary": (
        mark("niet getoond"),
        mark("Dit cijfer tonen we niet, om een kleine groep elders te beschermen."),
        mark(
            "Naast andere cijfers gelegd zou dit cijfer verraden hoe een groep van minder dan "
            "%(k)s mensen het doet. Daarom blijven ze samen verborgen, tot die groep groot genoeg "
            "is."
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
            "de groep groot genoeg is. Zo is uit twee dagen naast elkaar niets over één persoon "
            "af te leiden."
        ),
    ),
}
_WITHOUT_VEIL = frozenset({"no-data", "purpose"})


def hidden(reason: str, speech: Speech, k: int) -> Hidden:
    """The words for a reason; an unknown one is told as not shown."""
    brief, sentence, because = _WORDS.get(reason, _WORDS["complementary"])
    return Hidden(
        reason,
        speech.say(brief, k=k),
        speech.say(sentence, k=k),
        speech.say(because, k=k),
        reason not in _WITHOUT_VEIL,
    )
