"""What the documentation gives people to check a chain with works, and finds what is wrong."""

import json
import re
from collections.abc import Callable
from typing import Any

from shared.chassis.canonical import canonical, link
from tests.unit.docs.pages import DOCS, text_of

FIRST_WRONG = re.compile(r"```python\n(.*?)```", re.DOTALL)


def _first_wrong() -> Callable[[list[str]], int | None]:
    found = FIRST_WRONG.search(text_of(DOCS / "explanation/chain.md"))
    assert found
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102  our own page: it must run as it stands there
    check: Callable[[list[str]], int | None] = names["first_wrong"]
    return check


def _export() -> list[str]:
    """Two chains of one school, as the export of a board has them."""
    lines = []
    for source in ("enrolment", "feedback"):
        head = bytes(32)
        for sequence in range(1, 4):
            event = {
                "source": f"urn:nld:kvknummer:00000000:{source}",
                "subject": "98WL00",
                "sequence": f"{sequence:010d}",
                "data": {"hours": 2.5, "whole": 3.0, "name": "Brède"},
            }
            digest = link(head, canonical(event))
            told = {**event, "hash": digest.hex(), "prevhash": head.hex()}
            lines.append(canonical(told).decode())
            head = digest
    return lines


def test_an_export_links_on() -> None:
    assert _first_wrong()(_export()) is None


def test_a_changed_fact_is_found() -> None:
    lines = _export()
    lines[1] = lines[1].replace("2.5", "3.5")
    assert _first_wrong()(lines) == 2


def test_a_fact_that_hangs_on_another_history_is_found() -> None:
    lines = _export()
    event = json.loads(lines[1])
    elsewhere = bytes(range(32))
    body = canonical({name: told for name, told in event.items() if "hash" not in name})
    forged = {**event, "prevhash": elsewhere.hex(), "hash": link(elsewhere, body).hex()}
    assert _first_wrong()([lines[0], canonical(forged).decode(), *lines[2:]]) == 2


def test_a_missing_fact_is_found() -> None:
    lines = _export()
    del lines[4]
    assert _first_wrong()(lines) == 5


def test_facts_in_another_order_are_found() -> None:
    lines = _export()
    assert _first_wrong()([lines[1], lines[0], *lines[2:]]) == 1


def test_it_can_be_read_by_anything_that_reads_json() -> None:
    assert all(json.loads(line)["hash"] for line in _export())
