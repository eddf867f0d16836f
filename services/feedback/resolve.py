"""Looks up all that a batch of events refers to, with a handful of questions for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.feedback.decide import Answer, Recording, Retract, platforms
from services.feedback.known import Admissions, Instrument, Known, Measure, Member, Place
from services.feedback.store import Store
from services.feedback.translate.events import Event, wish_of


@dataclass(slots=True)
class Resolved:
    """What is known of everything that some events refer to."""

    now: datetime
    measures: Mapping[str, Measure]
    places: Mapping[str, Place] = field(default_factory=dict)
    admissions: dict[tuple[str, str], Admissions] = field(default_factory=dict)
    links: dict[tuple[str, str, str], str] = field(default_factory=dict)
    members: Mapping[tuple[str, str], Member] = field(default_factory=dict)
    instruments: Mapping[tuple[str, str, str], Instrument] = field(default_factory=dict)

    def board(self, event: Event) -> str | None:
        """The board of the event's school on its day, as far as that is known."""
        place = self.places.get(event.claim.school)
        return place.board_on(event.claim.day) if place else None

    def wish(self, event: Event, author: str | None) -> tuple[str, Recording | Retract | Answer]:
        """The event's board, and what it asks for; raises the Problem that forbids it."""
        claim = event.claim
        board = platforms.board_of(claim, self.places.get(claim.school))
        platforms.admitted(claim, board, self.admissions.get((event.platform, board)))
        pseudonyms = {
            name: platforms.linked(
                board,
                event.platform,
                self.links.get((event.platform, board, theirs)),
                f"/data/{name}",
            )
            for name, theirs in event.people.items()
        }
        known = Known(
            now=self.now,
            place=self.places[claim.school],
            members={
                teacher: self.members[(claim.school, teacher)]
                for teacher in pseudonyms.values()
                if (claim.school, teacher) in self.members
            },
            instrument=self.instruments.get(_instrument(board, event)),
            measures=self.measures,
        )
        return board, wish_of(event, pseudonyms, author, known)


async def resolve(
    store: Store, events: Sequence[Event], now: datetime, measures: Mapping[str, Measure]
) -> Resolved:
    """Everything these events refer to."""
    resolved = Resolved(now, measures)
    resolved.places = await store.heard.places({event.claim.school for event in events})
    at = [(event, board) for event in events if (board := resolved.board(event))]
    for platform in sorted({event.platform for event, _ in at}):
        own = [(event, board) for event, board in at if event.platform == platform]
        admitted = await store.heard.admissions({board for _, board in own}, platform)
        resolved.admissions |= {(platform, board): said for board, said in admitted.items()}
        people = {(board, theirs) for event, board in own for theirs in event.people.values()}
        linked = await store.links.pseudonyms(people, platform)
        resolved.links |= {(platform, *at): teacher for at, teacher in linked.items()}
    resolved.members = await store.heard.members(
        {board for _, board in at},
        {
            (event.claim.school, teacher)
            for event, board in at
            for theirs in event.people.values()
            if (teacher := resolved.links.get((event.platform, board, theirs)))
        },
    )
    lists = {_instrument(board, event) for event, board in at if "instrument" in event.data}
    resolved.instruments = await store.instruments.find(lists)
    return resolved


def _instrument(board: str, event: Event) -> tuple[str, str, str]:
    data = event.data
    return board, data.get("instrument", ""), data.get("instrumentVersion", "")
