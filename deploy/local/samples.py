"""One ready sign-in per role, for a platform that holds nobody with that role yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deploy.local.issuer.people import ROLES
from deploy.local.secrets import Secrets
from deploy.local.sign_in import SignIn
from shared.contracts.moments import AMSTERDAM

# In DUO's open registers no board's number starts with 0 and no school's code with 99.
BOARD, SCHOOL = "00001", "99ZZ00"
OPS_CLIENT = "aantoonbaar-ops"
PLATFORM_CLIENT = "voorbeeld-platform"
MACHINES = {OPS_CLIENT: "ops", PLATFORM_CLIENT: "platform"}
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


def ready_sign_ins(
    sign_in: SignIn,
    secrets: Secrets,
    preferred: Sequence[str] = (),
    platform: str = PLATFORM_CLIENT,
) -> list[Ready]:
    """One way per role; adds a sample where there is none, preferred and real people go first."""
    add_machines(sign_in, secrets)
    people = _there(sign_in)
    for role, (subject, name) in PEOPLE.items():
        if not any(role in person["roles"] for person in people.values()):
            sign_in.put_person(subject, sample(role, name))
    known = _there(sign_in)
    people = {name: known[name] for name in (*preferred, *known) if name in known}
    return [_ready(role, people, platform) for role in ROLES]


def _there(sign_in: SignIn) -> dict[str, dict[str, Any]]:
    """Everyone whose last day has not passed."""
    today = datetime.now(AMSTERDAM).date().isoformat()
    return {
        sub: one for sub, one in sign_in.people().items() if today <= (one.get("until") or today)
    }


def add_machines(sign_in: SignIn, secrets: Secrets) -> None:
    """Let operations and a sample platform sign in as programs."""
    for client in MACHINES:
        sign_in.put_client(client, machine(client, secrets))


def machine(client: str, secrets: Secrets) -> dict[str, Any]:
    """One of the machine clients as the sign-in takes it."""
    return {"roles": [MACHINES[client]], "name": client, "secret": secrets.client_secret(client)}


def sample(role: str, name: str) -> dict[str, Any]:
    """A sample person with that role as the sign-in takes it."""
    boards = [] if role in ("ops", "inspector") else [BOARD]
    schools = [SCHOOL] if role in _AT_SCHOOL else []
    return {"roles": [role], "boards": boards, "schools": schools, "name": name, "sample": True}


def _ready(role: str, people: dict[str, dict[str, Any]], platform: str) -> Ready:
    if role == "platform":
        return Ready(role, platform, f"./aantoonbaar token --client {platform}")
    mine = [(sub, person) for sub, person in people.items() if role in person["roles"]]
    subject, person = min(mine, key=lambda found: found[1]["sample"])
    return Ready(role, person["name"], f"./aantoonbaar token {subject}")
