"""The instant that an as-of names, the same for the API, the pages and the command line."""

from datetime import UTC, datetime, timedelta

from shared.contracts.moments import AMSTERDAM, instant_of, parse_day

DAY_LENGTH = len("2026-03-05")


def moment_named(as_of: str) -> datetime:
    """The instant in UTC; a date means all that was logged on that day. ValueError for neither."""
    if len(as_of) != DAY_LENGTH:
        return instant_of(as_of)
    after = parse_day(as_of) + timedelta(days=1)
    midnight = datetime.combine(after, datetime.min.time(), tzinfo=AMSTERDAM)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
