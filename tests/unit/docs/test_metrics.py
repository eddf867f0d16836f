"""The metrics page equals what the services really measure."""

from typing import Any

from services.feedback.observe import Observed
from shared.chassis.observe import Metrics
from tests.unit.docs.pages import DOCS, code, rows

PAGE = DOCS / "reference/metrics.md"
OURS = "aantoonbaar_"


def _measured() -> dict[str, tuple[str, list[str]]]:
    """Name -> kind and labels, of every collector that registered."""
    metrics = Metrics()
    Observed(metrics)
    found = {}
    collectors: list[Any] = list(metrics.registry._collector_to_names)
    for collector in collectors:
        described = next(iter(collector.describe()))
        name = described.name + ("_total" if described.type == "counter" else "")
        found[name] = (described.type, list(getattr(collector, "_labelnames", ())))
    return found


def test_every_metric_is_there_with_its_kind_and_labels() -> None:
    told = {
        code(name): (kind, [label.strip() for label in labels.split(",") if label.strip()])
        for name, kind, labels, _ in rows(PAGE, "# Metrics", 4)
    }
    assert told == _measured()


def test_no_metric_has_a_label_that_could_name_a_person_or_school() -> None:
    for name, (_, labels) in _measured().items():
        assert name.startswith(OURS)
        assert not {"school", "teacher", "subject", "user", "key"} & set(labels)
    with_board = {name for name, (_, labels) in _measured().items() if "board" in labels}
    assert with_board == {"aantoonbaar_board_facts_total", "aantoonbaar_board_freshness_seconds"}
