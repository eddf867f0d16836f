"""The addresses of the pages, in one place; no address carries anything about a person."""

from urllib.parse import urlencode, urlsplit

from fastapi import Request

START, MINE, COACHEES = "/", "/me", "/coachees"
DISMISS, UNDO = "/me/dismissals", "/me/dismissals/undo"
ADVICE = f"{MINE}#advice"
PORTFOLIO, PORTFOLIO_EXPORT = "/me/portfolio", "/me/portfolio/export"
PORTFOLIO_CERTIFICATE = "/me/portfolio/certificates/{certificate}"
ERASURE = "/me/portfolio/erasure"
CHECK = "/certificates/check"
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
FIGURES, VISIBILITY, ACCESSIBILITY = (
    "/about/figures",
    "/about/who-sees-what",
    "/about/accessibility",
)


def board(number: str, year: str | None = None) -> str:
    """A board, in its newest year when none is named."""
    return f"/boards/{number}" + (f"/years/{year}" if year else "")


def school(code: str, year: str | None = None, as_of: str | None = None) -> str:
    """A school, in its newest year when none is named."""
    return _with(f"/schools/{code}" + (f"/years/{year}" if year else ""), as_of)


def theme(code: str, year: str, name: str, as_of: str | None = None) -> str:
    """A theme in a school's year."""
    return _with(f"/schools/{code}/years/{year}/themes/{name}", as_of)


def standards(code: str, year: str, as_of: str | None = None) -> str:
    """A school's year per standard of the inspection framework."""
    return _with(f"/schools/{code}/years/{year}/standards", as_of)


def dossier_preview(code: str, year: str, as_of: str | None = None) -> str:
    """What a dossier of a school's year would hold."""
    return _with(f"/schools/{code}/years/{year}/dossier", as_of)


def dossier_preview_pdf(code: str, year: str, as_of: str | None = None) -> str:
    """The same as a PDF."""
    return _with(f"/schools/{code}/years/{year}/dossier/pdf", as_of)


def dossier(number: str) -> str:
    """A sealed dossier."""
    return f"/dossiers/{number}"


def board_dossiers(number: str, dossier: str | None = None) -> str:
    """All dossiers of a board's schools, or what was done with one of them."""
    return f"/boards/{number}/dossiers" + (f"/{dossier}" if dossier else "")


def board_facts(number: str) -> str:
    """How a board gets all its facts."""
    return f"/boards/{number}/facts"


def board_platforms(number: str) -> str:
    """Which platforms may publish for a board."""
    return f"/boards/{number}/platforms"


def why(code: str, year: str, name: str | None, figure: str, as_of: str | None = None) -> str:
    """Why a figure is what it is; of the school as a whole when no theme is named."""
    under = f"/themes/{name}" if name else ""
    return _with(f"/schools/{code}/years/{year}{under}/figures/{figure}", as_of)


def language(code: str, page: str) -> str:
    """Choose a language, and come back to the page."""
    return f"/language/{code}?{urlencode({'next': page})}"


def sign_in(page: str) -> str:
    """Sign in, and come back to the page."""
    return f"{SIGN_IN}?{urlencode({'next': page})}"


def here(request: Request) -> str:
    """The page that was asked for."""
    asked = request.url
    return asked.path + (f"?{asked.query}" if asked.query else "")


def own(page: str) -> str:
    """The page when it is one of ours, else the start: nobody is sent elsewhere from here."""
    parts = urlsplit(page)
    ours = page.startswith("/") and not page.startswith("//") and "\\" not in page
    printable = page.isascii() and page.isprintable()
    return page if ours and printable and not parts.netloc and not parts.scheme else START


def _with(path: str, as_of: str | None) -> str:
    return f"{path}?{urlencode({'as-of': as_of})}" if as_of else path
