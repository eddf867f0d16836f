"""All that is done with dossiers, for API and pages: sealing, reading and sharing them."""

from dataclasses import dataclass

from services.evidence.desk import Desk
from services.evidence.dossier.acts import Said, State
from services.evidence.dossier.links import Links
from services.evidence.dossier.reading_room import ReadingRoom
from services.evidence.dossier.sealing import Sealer
from services.evidence.dossier.sharing import Sharer
from services.evidence.dossier.signing import SigningKey
from services.evidence.standards import Standards
from services.evidence.store.dossiers import DossierStore
from shared.chassis.clock import Clock
from shared.chassis.streams import Streams


@dataclass(frozen=True, slots=True)
class Office:
    """Those who seal, let read, and share."""

    sealing: Sealer
    reading: ReadingRoom
    sharing: Sharer
    links: Links
    clock: Clock


def open_office(
    desk: Desk,
    standards: Standards,
    streams: Streams[State, Said],
    store: DossierStore,
    key: SigningKey,
    public_url: str,
) -> Office:
    """The office of one service, with the key that it seals with."""
    links = Links(key, public_url.rstrip("/"))
    reading = ReadingRoom(desk, store, links)
    return Office(
        Sealer(desk, standards, streams, store, links),
        reading,
        Sharer(reading, streams, store, links, desk.clock),
        links,
        desk.clock,
    )
