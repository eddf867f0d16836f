"""What people see: choose who you are, what went wrong, and that you are signed out."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from deploy.local.issuer.people import ROLES, Known, People
from deploy.local.issuer.tokens import SignedIn
from deploy.local.issuer.words import WORDS, Language, language_of
from shared.contracts.moments import AMSTERDAM

SHOWN = 6  # people of one role before the rest folds away
OWN_SITE = ("same-origin", "none")


def add(app: Flask, server: AuthorizationServer, people: People) -> None:
    """Add the pages for signing in and out."""

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Response:
        try:
            grant = server.get_consent_grant()
        except OAuth2Error as error:
            return _refuse(server, error)
        except ValueError:  # Authlib puts what was asked in its error, whatever characters it has
            return _page("error.html", 400, why="invalid_request")
        if request.method == "GET":
            return _choose(people)
        if request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITE:
            return _page("error.html", 403, why=_words()["foreign"])
        user = _chosen(people, request.form.get("subject", "").strip())
        if user is None:
            return _choose(people, "unknown" if request.form.get("subject") else "empty")
        answer: Response = server.create_authorization_response(grant_user=user, grant=grant)
        return answer

    @app.route("/end-session", methods=["GET", "POST"])
    def end_session() -> Response:
        answer: Response | None = server.create_endpoint_response("end_session")
        if answer is not None and answer.status_code >= 400:
            return _page("error.html", 400, why=str(answer.get_json(force=True)))
        return answer or _page("signed_out.html", 200)


def _refuse(server: AuthorizationServer, error: OAuth2Error) -> Response:
    """Back to a client that may be trusted, else a page: never to an unknown address."""
    if error.redirect_uri:
        answer: Response = server.handle_error_response(None, error)
        return answer
    return _page("error.html", 400, why=f"{error.error} {error.description}".strip())


def _choose(people: People, wrong: str | None = None) -> Response:
    return _page(
        "sign_in.html",
        400 if wrong else 200,
        groups=_groups(people.known(), datetime.now(AMSTERDAM).date()),
        wrong=wrong,
        typed=request.form.get("subject") or request.args.get("login_hint", ""),
    )


def _groups(known: Known, today: date) -> list[dict[str, Any]]:
    """Who is there today by role, in the order of the roles; who has two roles stands in both."""
    groups = []
    there = [(sub, person) for sub, person in known.people.items() if person.is_there(today)]
    for role in ROLES:
        members = [(sub, person) for sub, person in there if role in person.roles]
        if members:
            groups.append({"role": role, "first": members[:SHOWN], "rest": members[SHOWN:]})
    return groups


def _chosen(people: People, typed: str) -> SignedIn | None:
    """By subject, or by a name that only one person has."""
    known = people.known().people
    if typed in known:
        return SignedIn.now(typed, known[typed])
    named = [sub for sub, person in known.items() if person.name.casefold() == typed.casefold()]
    return SignedIn.now(named[0], known[named[0]]) if len(named) == 1 else None


def _language() -> Language:
    return language_of(request.args.get("ui_locales"))


def _words() -> dict[str, str]:
    return WORDS[_language()]


def _page(template: str, status: int, **shown: Any) -> Response:
    language = _language()
    switched = MultiDict(request.args)
    switched["ui_locales"] = "nl" if language == "en" else "en"
    page = render_template(
        template,
        words=WORDS[language],
        language=language,
        here=request.full_path,
        switched=urlencode(list(switched.items(multi=True))),
        **shown,
    )
    return make_response(page, status)
