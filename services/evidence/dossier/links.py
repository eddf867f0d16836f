"""Links to a dossier for who has no sign-in: made anew from the key each time, and kept nowhere."""

from dataclasses import dataclass

from services.evidence.dossier.acts import BY_LINK
from services.evidence.dossier.signing import SigningKey, hashed
from services.evidence.store.dossiers import Shared


@dataclass(frozen=True, slots=True)
class Links:
    """The links that one key makes, to this service as others reach it."""

    key: SigningKey
    public_url: str

    def secret(self, dossier: str, audience: str, number: int) -> str:
        """What the link of the given sharing with an audience carries; 1 is the first."""
        return self.key.link(f"{dossier}/{audience}/{number}")

    def link(self, dossier: str, audience: str, number: int) -> str | None:
        """Where an audience without a sign-in finds the dossier; None for one that has none."""
        if audience not in BY_LINK:
            return None
        return f"{self.public_url}/dossiers/{dossier}?key={self.secret(dossier, audience, number)}"

    def link_of(self, dossier: str, share: Shared) -> str | None:
        """The link of a sharing; None too when it was made with a former key."""
        link = self.link(dossier, share.audience, share.number)
        known = link is not None and hashed(link.rpartition("=")[2]) == share.link
        return link if known else None
