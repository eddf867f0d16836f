"""A figure in a list without headings says itself which question or module it is of."""

from typing import Any

from services.evidence.pages.say.figures import tell
from services.evidence.pages.say.labelled import labelled
from services.evidence.pages.speech import speech

NL, EN = speech("nl"), speech("en")
WAVES = {"pulse.support": "2026-05-22"}
MODULES = {"EF-03": {"nl": "Feedback in de les", "en": "Feedback in class"}}


def said(figure: str, language: Any = NL, **beside: Any) -> str:
    row = {"figure": figure, "theme": None, "value": 2.6, "n": 17, **beside}
    return str(labelled(tell(row, language, 5), language, MODULES, WAVES).striptags())


def test_a_pulse_names_its_question_its_day_who_answered_and_how_it_moved() -> None:
    found = said("pulse.support", interval=[2.2, 3.0], response=0.515, change=-0.3, warning=True)
    assert found.startswith("Puls, steun “Ik krijg hulp als ik die nodig heb.”: gemiddeld 2,6")
    assert "De vragen sloten op 22 mei 2026." in found
    assert "antwoordde 52 %." in found
    assert "Daalde twee metingen op rij, samen met 0,5 of meer." in found
    assert "Pulse, support" in said("pulse.support", EN, response=0.5)


def test_what_of_a_pulse_may_not_be_shown_is_said_to_be_so() -> None:
    found = said("pulse.control", interval=[2.2, 3.0], response=None, change=None, warning=None)
    assert found.endswith("Welk deel antwoordde, is niet te tonen.")


def test_a_return_names_its_module() -> None:
    found = said("return.EF-03", interval=[0.1, 0.4])
    assert found.startswith("Module Feedback in de les (EF-03): per tien uur 2,60 punt hoger")
    assert said("return.XX-01", interval=[0.1, 0.4]).startswith("Module XX-01: per tien uur")
