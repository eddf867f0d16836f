"""How long to wait before trying again what met another writer: short, and never the same."""

import random

FIRST_SECONDS, GROWTH, LONGEST_SECONDS = 0.005, 1.5, 0.5


def pause_after(conflicts: int) -> float:
    """Seconds to wait after so many conflicts in a row: by chance up to a limit that grows.

    Two writers that waited equally long would meet again ("full jitter"); the limits are those of
    the MongoDB specification "Convenient API for Transactions".
    """
    limit = FIRST_SECONDS * GROWTH ** min(conflicts - 1, 20)  # by then it is the longest
    return random.random() * min(limit, LONGEST_SECONDS)  # noqa: S311  nothing to guess
