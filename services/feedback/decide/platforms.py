"""Whether a board lets a platform say this, of this school, on this day."""

from dataclasses import dataclass
from datetime import date

from services.feedback.known import Admissions, Place
from services.feedback.refusals import Need, not_yet, refuse


@dataclass(frozen=True, slots=True)
class Claim:
    """What an event says of itself: who speaks, what kind of thing, where and when."""

    platform: str
    source: str
    types: frozenset[str]
    school: str
    board: str | None
    day: date


def board_of(claim: Claim, place: Place | None) -> str:
    """The board of the school on that day."""
    if place is None or not place.boards:
        need = Need("school", claim.school)
        raise not_yet(need, "unknown-school", "/subject", school=claim.school)
    board = place.board_on(claim.day)
    if board is None:
        raise refuse("school-not-then", "/subject", school=claim.school, day=claim.day)
    if claim.board not in (None, board):
        raise refuse(
            "wrong-board", "/boardid", school=claim.school, day=claim.day, board=claim.board
        )
    return board


def admitted(claim: Claim, board: str, admissions: Admissions | None) -> None:
    """The board admits this type from this source of this platform on that day."""
    if admissions is None or not admissions.said:
        need = Need("admission", f"{board}/{claim.platform}")
        raise not_yet(need, "platform-not-admitted", "/source", day=claim.day)
    admission = admissions.on(claim.day)
    if admission is None:
        raise refuse("platform-not-admitted", "/source", day=claim.day)
    if admission.types is None:
        raise refuse("platform-suspended", "/source", day=claim.day)
    if claim.source != admission.source and not claim.source.startswith(f"{admission.source}:"):
        raise refuse("wrong-source", "/source")
    if claim.types.isdisjoint(admission.types):
        raise refuse("type-not-admitted", "/type")


def linked(board: str, platform: str, pseudonym: str | None, pointer: str) -> str:
    """The pseudonym that the board linked a platform's own person to, if it did."""
    if pseudonym is None:
        raise not_yet(Need("link", f"{board}/{platform}"), "person-not-linked", pointer)
    return pseudonym
