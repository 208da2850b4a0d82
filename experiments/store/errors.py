"""What is wrong with a store, told as a fault with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EIO, ENOSPC, EROFS
from pathlib import Path

from interhelix.model.errors import Fault

REMEDIES = {
    ENOSPC: "free some space, then run the sweep again: it goes on where it stopped",
    EDQUOT: "free some space, then run the sweep again: it goes on where it stopped",
    EROFS: "make the disk writable, then run the sweep again: it goes on where it stopped",
    EIO: "look after the disk, then run the sweep again: it goes on where it stopped",
}


class StoreError(RuntimeError):
    """A store that cannot be used; what it holds has not been changed."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    def __reduce__(self) -> tuple[type[StoreError], tuple[Fault, ...]]:
        return type(self), self.faults


@contextmanager
def disk_faults(where: Path) -> Iterator[None]:
    """Turn what the file system refuses into a message."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or where)
        problem = error.strerror or str(error)
        remedy = REMEDIES.get(error.errno or 0, "see that the folder exists and may be written")
        raise StoreError(Fault(place, problem[:1].lower() + problem[1:], remedy)) from error
