"""The errors of this machine: one sentence each, with the cure, and the exit code it stands for."""

import errno


class LocalFailure(Exception):
    """The platform cannot run here as asked; `sentence` says why and what to do."""

    exit_code = 3

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class DependencyMissing(LocalFailure):
    """Something the platform stands on is not there."""


class DidNotStart(LocalFailure):
    """A program was started and did not become ready; `detail` holds the end of its log."""


class WrongUse(LocalFailure):
    """What was asked makes no sense."""

    exit_code = 2


class PortTaken(WrongUse):
    """A port that we need belongs to another program."""


DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


def disk_failure(error: OSError) -> DependencyMissing | None:
    """The failure that a full or protected disk stands for; None for any other error."""
    where = error.filename or "the state folder"
    if error.errno in DISK_FULL:
        return DependencyMissing(f"The disk of {where} is full; free some space and run it again.")
    if error.errno in NOT_WRITABLE:
        return DependencyMissing(
            f"{where} cannot be written; make it writable, or choose another folder with "
            "AANTOONBAAR_STATE."
        )
    return None
