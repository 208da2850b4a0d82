"""The check of a store without a sweep: every byte is looked at, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from interhelix.experiments.store.scan import scan
from interhelix.experiments.store.store import SERIES, SHARDS, Store


@dataclass(frozen=True)
class Verified:
    """What a check found; without a digest where files are bad."""

    shards: int
    runs: int
    digest: str | None
    bad: tuple[tuple[Path, str], ...]

    def as_json(self) -> dict[str, object]:
        """Return the findings as JSON values."""
        bad = [{"file": str(path), "reason": reason} for path, reason in self.bad]
        return {"shards": self.shards, "runs": self.runs, "digest": self.digest, "bad": bad}


def verified(store: Store) -> Verified:
    """Check every file among the shards of a store, and that no two disagree.

    Raises:
        StoreError: two rows with one key have different results.
        OSError: a file cannot be read.

    """
    found = scan(store.path / SHARDS, store.mark.family, store.schema)
    series = store.path / SERIES
    beside = scan(series, store.mark.family, store.series_schema).bad if series.is_dir() else []
    bad = (*found.bad, *beside)
    digest = None if bad else store.digest()
    rows = store.table(["key"]).num_rows if digest else len(found.keys)
    return Verified(len(found.good), rows, digest, bad)
