"""What the sign-in pages say, in Dutch and in English."""

from typing import Literal

Language = Literal["nl", "en"]

WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "title": "Inloggen",
        "wrong": "Fout: ",
        "warning": "Dit is een inlogpagina voor ontwikkeling op deze machine. Er is geen "
        "wachtwoord: u kiest wie u bent.",
        "choose": "Wie bent u?",
        "other": "Iemand anders",
        "user_name": "Gebruikersnaam of naam",
        "sign_in": "Inloggen",
        "nobody": "Er staat nog niemand op deze machine. Start de demo, of voeg iemand toe.",
        "unknown": "Deze naam kennen we hier niet. Kies iemand uit de lijst, of vul een naam "
        "precies zo in.",
        "empty": "Vul een naam in, of kies iemand uit de lijst.",
        "more": "Toon de andere {count}",
        "switch": "English",
        "board": "bestuur",
        "school": "school",
        "error_title": "Inloggen kan niet",
        "error_why": "De toepassing die u hierheen stuurde, deed een verzoek dat niet klopt:",
        "error_next": "Ga terug naar de toepassing en probeer het opnieuw. Blijft het misgaan, "
        "geef dan deze melding door aan wie de toepassing beheert.",
        "out_title": "U bent uitgelogd",
        "out_text": "U kunt dit venster sluiten.",
        "foreign": "een formulier dat niet van deze pagina komt",
        "board-admin": "Bestuur",
        "school-leader": "Schoolleiding",
        "coach": "Coaches",
        "teacher": "Leraren",
        "inspector": "Inspectie",
        "platform": "Platforms",
        "ops": "Beheer",
    },
    "en": {
        "title": "Sign in",
        "wrong": "Error: ",
        "warning": "This is a sign-in page for development on this machine. There is no "
        "password: you choose who you are.",
        "choose": "Who are you?",
        "other": "Someone else",
        "user_name": "User name or name",
        "sign_in": "Sign in",
        "nobody": "There is nobody on this machine yet. Load the demo, or add someone.",
        "unknown": "We do not know this name here. Choose someone from the list, or type a name "
        "exactly as it is.",
        "empty": "Type a name, or choose someone from the list.",
        "more": "Show the other {count}",
        "switch": "Nederlands",
        "board": "board",
        "school": "school",
        "error_title": "You cannot sign in",
        "error_why": "The application that sent you here made a request that is not right:",
        "error_next": "Go back to the application and try again. If that does not help, give "
        "this message to whoever runs the application.",
        "out_title": "You are signed out",
        "out_text": "You can close this window.",
        "foreign": "a form that does not come from this page",
        "board-admin": "Board",
        "school-leader": "School leaders",
        "coach": "Coaches",
        "teacher": "Teachers",
        "inspector": "Inspectorate",
        "platform": "Platforms",
        "ops": "Operations",
    },
}


def language_of(asked: str | None) -> Language:
    """The first known language of `ui_locales` (OpenID Connect Core 3.1.2.1), else Dutch."""
    for tag in (asked or "").lower().split():
        if tag.startswith("en"):
            return "en"
        if tag.startswith("nl"):
            return "nl"
    return "nl"
