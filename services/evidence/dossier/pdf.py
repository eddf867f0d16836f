"""The dossier on paper: set by typst, to the rules of PDF/UA-1, from words alone."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from services.evidence.dossier.at_hand import NL
from services.evidence.dossier.contents import Contents
from services.evidence.dossier.manifest import Sealing
from services.evidence.dossier.telling import told
from services.evidence.pages.say.facts import publisher_name
from shared.contracts.moments import AMSTERDAM, instant_of

TEMPLATE = Path(__file__).with_name("dossier.typ")


def pdf_of(contents: Contents, sealing: Sealing | None, keys_at: str) -> bytes:
    """The PDF; without a sealing each page says that it is an example and not sealed.

    `keys_at` is where the service shows its public keys. Takes about a second of a processor.
    """
    moment = instant_of(sealing.sealed_at if sealing else contents.said["asOf"])
    paper = {**told(contents), "seal": _seal(sealing, keys_at), "set": _date(moment)}
    return typst.compile(
        TEMPLATE,
        format="pdf",
        ignore_system_fonts=True,  # the same page on every machine, with typst's own fonts
        pdf_standards="ua-1",
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        timestamp=int(moment.timestamp()),
    )


def _seal(sealing: Sealing | None, keys_at: str) -> dict[str, Any] | None:
    if sealing is None:
        return None
    return {
        "dossier": sealing.dossier,
        "at": str(NL.moment(instant_of(sealing.sealed_at))),
        "fingerprint": sealing.fingerprint,
        "keys_at": keys_at,
        "heads": [
            {
                "publisher": f"{publisher_name(head.publisher, NL)} ({head.publisher})",
                "key": head.key,
                "sequence": NL.number(head.sequence),
                "hash": head.hash,
            }
            for head in sealing.heads
        ],
    }


def _date(moment: datetime) -> list[int]:
    day = moment.astimezone(AMSTERDAM)
    return [day.year, day.month, day.day]
