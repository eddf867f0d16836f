"""One ready sign-in per role, for a platform that holds nobody with that role yet."""

from dataclasses import dataclass
from typing import Any

from deploy.local.issuer.people import ROLES
from deploy.local.secrets import Secrets
from deploy.local.sign_in import SignIn

# In DUO's open registers no board's number starts with 0 and no school's code with 99.
BOARD, SCHOOL = "00001", "99ZZ00"
OPS_CLIENT = "aantoonbaar-ops"
PLATFORM_CLIENT = "voorbeeld-platform"
PEOPLE: dict[str, tuple[str, str]] = {
    "board-admin": ("voorbeeld-bestuur", "Bo Bestuurder"),
    "school-leader": ("voorbeeld-schoolleider", "Sam Schoolleider"),
    "coach": ("voorbeeld-coach", "Charlie Coach"),
    "teacher": ("voorbeeld-leraar", "Lou Leraar"),
    "inspector": ("voorbeeld-inspecteur", "Isa Inspecteur"),
    "ops": ("beheer", "Olly Beheer"),
}
_AT_SCHOOL = ("school-leader", "coach", "teacher")


@dataclass(frozen=True, slots=True)
class Ready:
    """One way to sign in: the name to choose on the page, and the command that gives a token."""

    role: str
    name: str
    command: str


def ready_sign_ins(sign_in: SignIn, secrets: Secrets) -> list[Ready]:
    """One way per role; adds a sample where there is none, real people go first."""
    _add_machines(sign_in, secrets)
    people = sign_in.people()
    for role, (subject, name) in PEOPLE.items():
        if not any(role in person["roles"] for person in people.values()):
            sign_in.put_person(subject, _sample(role, name))
    return [_ready(role, sign_in.people()) for role in ROLES]


def _add_machines(sign_in: SignIn, secrets: Secrets) -> None:
    for client, role in ((OPS_CLIENT, "ops"), (PLATFORM_CLIENT, "platform")):
        rights = {"roles": [role], "name": client, "secret": secrets.client_secret(client)}
        sign_in.put_client(client, rights)


def _sample(role: str, name: str) -> dict[str, Any]:
    boards = [] if role in ("ops", "inspector") else [BOARD]
    schools = [SCHOOL] if role in _AT_SCHOOL else []
    return {"roles": [role], "boards": boards, "schools": schools, "name": name, "sample": True}


def _ready(role: str, people: dict[str, dict[str, Any]]) -> Ready:
    if role == "platform":
        return Ready(role, PLATFORM_CLIENT, f"./aantoonbaar token --client {PLATFORM_CLIENT}")
    mine = [(sub, person) for sub, person in people.items() if role in person["roles"]]
    subject, person = min(mine, key=lambda found: found[1]["sample"])
    return Ready(role, person["name"], f"./aantoonbaar token {subject}")
