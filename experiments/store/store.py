"""A store as its readers see it: the experiment, and a data frame with a row for each run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from interhelix.experiments.store import shards
from interhelix.experiments.store.errors import StoreError, disk_faults
from interhelix.experiments.store.mark import AGAIN, FILE, Mark, read_mark
from interhelix.experiments.store.rows import digest_of, without_repeats
from interhelix.model.errors import Fault, unknown

if TYPE_CHECKING:
    import pandas as pd

    from interhelix.experiments.experiment import Experiment

SHARDS, SERIES = "shards", "series"
TRIES = 5  # a sweep that runs may join shards while they are read
Found = TypeVar("Found")


class Store:
    """A store that a sweep has written, or is writing.

    Raises:
        StoreError: the folder is no store, or one of a newer format.

    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with disk_faults(self.path):
            if not (self.path / FILE).exists() and not (self.path / SHARDS).is_dir():
                problem = "is no store" if self.path.exists() else "no such store"
                raise StoreError(Fault(str(path), problem, "name the folder given to --store"))
            self.mark: Mark = read_mark(self.path)

    @property
    def experiment(self) -> Experiment:
        """The experiment that the runs belong to."""
        return self.mark.experiment

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of the runs."""
        return shards.schema_of(list(self.experiment.factors), self.experiment.measures)

    @cached_property
    def series_schema(self) -> pa.Schema:
        """The columns of the series."""
        numbers = [(name, pa.float64()) for name in self.experiment.measures]
        return pa.schema([("key", pa.string()), ("quarter", pa.int32()), *numbers])

    def runs(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a row for each run; by default all columns but ``reason``.

        Columns are ``key, status, scenario, replicate, seed``, the factors, the measures at the
        last quarter, ``seconds`` [s], and ``reason``, why a run failed.

        Raises:
            StoreError: a shard is damaged, or two shards disagree about a run.
            InputError: there is no such column.

        """
        names = self.schema.names
        for name in columns or ():
            if name not in names:
                raise unknown("column", name, names)
        chosen = list(columns or [name for name in names if name != "reason"])
        frame: pd.DataFrame = self.table(chosen).to_pandas()
        return frame

    def table(self, columns: Sequence[str]) -> pa.Table:
        """Return columns of all runs as an Arrow table."""
        read = list(dict.fromkeys([*columns, "key", "status"]))
        return without_repeats(self._all(SHARDS, self.schema, read), self._whole).select(columns)

    def series(self) -> pd.DataFrame:
        """Return the measures by quarter, a row for each run and quarter that was kept."""
        names = self.series_schema.names
        frame: pd.DataFrame = self._all(SERIES, self.series_schema, names).to_pandas()
        return frame.drop_duplicates(["key", "quarter"], ignore_index=True)

    def digest(self) -> str:
        """Return a hash of all results, whatever computed them in which order."""
        return digest_of(self.table([name for name in self.schema.names if name != "seconds"]))

    def rows(self) -> int:
        """Return the number of rows, by the names of the shards alone."""
        with disk_faults(self.path):
            return sum(shards.rows_of(path) for path in shards.shards_in(self.path / SHARDS))

    def _whole(self) -> pa.Table:
        return self._all(SHARDS, self.schema, self.schema.names)

    def _all(self, folder: str, schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
        """Return columns of all shards of a folder, one below the other."""
        for _ in range(TRIES - 1):
            try:
                return self._read(folder, schema, columns)
            except FileNotFoundError:  # joined with others in the meantime
                continue
        with disk_faults(self.path):
            return self._read(folder, schema, columns)

    def _read(self, folder: str, schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
        parts = [schema.empty_table().select(list(columns))]
        place = self.path / folder
        for path in shards.shards_in(place) if place.is_dir() else ():
            try:
                parts.append(shards.read(path, self.mark.family, schema, columns))
            except shards.ShardError as error:
                raise StoreError(Fault(str(path), str(error), AGAIN)) from None
        return pa.concat_tables(parts)
