"""`platform`: who may publish for which boards, and with which password."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError
from rich.table import Table

from cli.asked import AsJson, Board, ValidFrom, board_number, today
from cli.board import words
from cli.doors import Doors, Refused, admin_of
from cli.terminal import print_json, progress, results
from deploy.kafka import platforms
from deploy.kafka.administration import open_admin
from deploy.local import kafka
from deploy.local.failures import DependencyMissing, WrongUse
from deploy.local.services import url
from deploy.local.sign_in import SignIn
from shared.contracts.catalogue import PLATFORM_TYPES, platform_topics
from shared.contracts.identifiers import PlatformName

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name, such as voorbeeld-platform.")]
_NAME: TypeAdapter[str] = TypeAdapter(PlatformName)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    verbs = typer.Typer(no_args_is_help=True)
    verbs.command()(add)
    verbs.command("list")(list_platforms)
    verbs.command()(suspend)
    verbs.command()(remove)
    verbs.command()(rotate)
    app.add_typer(verbs, name="platform", help="Platforms: add, list, suspend, remove, rotate.")


def add(
    name: Name,
    *,
    board: Annotated[str, typer.Option(help="The board that admits it.")],
    source: Annotated[
        str, typer.Option(help="The source of its events: urn:nld:<registry>:<id>[:<sub>].")
    ],
    types: Annotated[
        str | None, typer.Option(help="What it may send, with commas; all without it.")
    ] = None,
    valid_from: ValidFrom = None,
    as_json: AsJson = False,
) -> None:
    """Let a board admit a platform, and give it topics, a password and its rights in Kafka.

    The same again changes nothing; other types or another source replace those before.

    Example: aantoonbaar platform add e-loo --board 00001 --source urn:nld:kvknummer:09220932
    """
    platform, number, doors = _name(name), board_number(board), Doors()
    body = {
        "platform": platform,
        "source": source,
        "types": words(types) if types else [entry.name for entry in PLATFORM_TYPES],
        "validFrom": valid_from or today(),
    }
    absent = f"There is no board {number}; `board list` tells which there are."
    path = f"/v1/boards/{number}/platforms"
    answer = doors.post("enrolment", path, admin_of(number), json=body, absent=absent)
    found = {**answer, **(_admit(doors, platform) if doors.local else {})}
    if as_json:
        print_json(found)
        return
    done = "admits" if answer["facts"] else "had admitted"
    results.print(f"Board {number} {done} {platform}.")
    _show_access(found)


def list_platforms(*, board: Board = None, as_json: AsJson = False) -> None:
    """List the platforms that a board, or any board, admitted."""
    with progress() as tell:
        tell("Asking")
        found = list(_admissions(Doors(), board and board_number(board)))
    if as_json:
        print_json({"platforms": found})
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("platform", "board", "source", "types", "from", "suspended from"):
        table.add_column(column)
    for one in found:
        place = (one["platform"], one["board"], one["source"], str(len(one["types"])))
        table.add_row(*place, one["validFrom"], one["suspendedFrom"] or "")
    results.print(table if found else "No board has admitted a platform yet: platform add.")


def suspend(
    name: Name, *, board: Board = None, valid_from: ValidFrom = None, as_json: AsJson = False
) -> None:
    """Accept nothing more from a platform: for one board, or everywhere and in Kafka at once.

    Example: aantoonbaar platform suspend e-loo --board 00001
    """
    platform, doors = _name(name), Doors()
    boards = _suspend(doors, platform, board and board_number(board), valid_from or today())
    if board is None and doors.local:
        platforms.suspend(_kafka(doors), platform)
    _tell(platform, "suspended", boards, as_json)


def remove(name: Name, *, as_json: AsJson = False) -> None:
    """Suspend a platform everywhere and take its sign-in away; what it said stays.

    Example: aantoonbaar platform remove e-loo
    """
    platform, doors = _name(name), Doors()
    boards = _suspend(doors, platform, None, today())
    if doors.local:
        platforms.remove(_kafka(doors), platform)
        doors.stack.secrets.renew_platform_password(platform)  # the old one is worth nothing
    _tell(platform, "removed", boards, as_json)


def rotate(name: Name, *, as_json: AsJson = False) -> None:
    """Give a platform a new password, and make sure of its topics and rights.

    The old password is refused from now on; open connections are cut when they sign in anew.

    Example: aantoonbaar platform rotate e-loo
    """
    platform, doors = _name(name), Doors()
    if not doors.local:
        raise WrongUse("The passwords of a deployment are rotated where its secrets are kept.")
    admitted = [one for one in _admissions(doors, None) if one["platform"] == platform]
    if all(one["suspendedFrom"] for one in admitted):
        why = "Every board suspended" if admitted else "No board has admitted"
        raise Refused(f"{why} {platform}; platform add admits it.")
    doors.stack.secrets.renew_platform_password(platform)
    found = {"platform": platform, **_admit(doors, platform)}
    if as_json:
        print_json(found)
        return
    results.print(f"{platform} has a new password.")
    _show_access(found)


def _admit(doors: Doors, platform: str) -> dict[str, Any]:
    """Topics, principal and rights in Kafka, and a machine client for the HTTP door."""
    stack = doors.stack
    _kafka(doors)
    password = stack.admit_platform(platform)
    secrets = stack.secrets
    sign_in = SignIn(url(stack.ports.sign_in), secrets.issuer_admin())
    machine = {"roles": ["platform"], "name": platform, "secret": secrets.client_secret(platform)}
    sign_in.put_client(platform, machine)
    events, verdicts = platform_topics(platform)
    return {
        "bootstrap": stack.platform_bootstrap,
        "username": platform,
        "passwordFile": str(stack.paths.secrets / f"platform-{platform}"),
        "topics": [events, verdicts],
        "rotated": bool(password),
    }


def _kafka(doors: Doors) -> Any:
    """Kafka's administration on this machine; DependencyMissing when Kafka is away."""
    if why := kafka.why_not_ready(doors.stack.ports):
        raise DependencyMissing(f"Kafka is not there ({why}); start it with ./aantoonbaar up.")
    return open_admin(doors.stack.kafka_bootstrap)


def _suspend(doors: Doors, platform: str, board: str | None, day: str) -> list[str]:
    """The boards that suspend it now; those that had already are passed by."""
    admitted = [one for one in _admissions(doors, board) if one["platform"] == platform]
    if not admitted:
        where = f"Board {board} has" if board else "No board has"
        never = " not" if board else ""
        raise Refused(f"{where}{never} admitted {platform}; see platform list.")
    boards = [str(one["board"]) for one in admitted if not one["suspendedFrom"]]
    for number in boards:
        path = f"/v1/boards/{number}/platforms/{platform}/suspensions"
        doors.post("enrolment", path, admin_of(number), json={"validFrom": day})
    return boards


def _admissions(doors: Doors, board: str | None) -> Iterator[dict[str, Any]]:
    boards = (
        [board]
        if board
        else [str(one["board"]) for one in doors.pages("enrolment", "/v1/boards", "boards")]
    )
    for number in boards:
        for one in doors.pages("enrolment", f"/v1/boards/{number}/platforms", "platforms"):
            yield {**one, "board": number}


def _name(text: str) -> str:
    try:
        return _NAME.validate_python(text)
    except ValidationError:
        raise WrongUse(
            f"{text!r} cannot be a platform's name: 3 to 40 small letters, digits and hyphens."
        ) from None


def _tell(platform: str, done: str, boards: list[str], as_json: bool) -> None:
    if as_json:
        print_json({"platform": platform, done: True, "boards": boards})
        return
    where = f"by {', '.join(boards)}" if boards else "already; nothing changed for its boards"
    results.print(f"{platform} is {done} {where}.")


def _show_access(found: dict[str, Any]) -> None:
    if "username" not in found:
        results.print("Its topics and password are made where this deployment keeps its Kafka.")
        return
    results.print(f"Kafka {found['bootstrap']}, SASL/SCRAM-SHA-512, user {found['username']};")
    topics = ", ".join(found["topics"])
    results.print(f"its password is in {found['passwordFile']}; topics {topics}.")
