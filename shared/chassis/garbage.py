"""How often Python looks for what nobody holds any more."""

import gc


def calm_garbage_collection() -> None:
    """Collect less often: what services keep is large and lives long, and walking it is dear.

    Measured on `bench projection`: a fifth of the time per fact.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(300_000, 50, 100)  # more than what batches in flight hold
