"""The store of a sweep: a folder of immutable, checked shards with one row for each run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import interhelix
from interhelix.experiments.document import Block, Result, Table
from interhelix.experiments.inputs import listed
from interhelix.experiments.output import as_bytes, without_nan
from interhelix.experiments.statistics import NOTHING
from interhelix.experiments.store import shards
from interhelix.experiments.store.format import (
    DONE,
    SERIES,
    SHARDS,
    StoreError,
    digest_of,
    disk_faults,
    first_of_each,
    without_repeats,
)
from interhelix.experiments.store.mark import FILE, Mark, read_mark
from interhelix.model.errors import Fault, InputError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from interhelix.experiments.analysis import Analysis
    from interhelix.experiments.experiment import Experiment
    from interhelix.experiments.pictures.results import Drawing

__all__ = ["Mark", "Store", "StoreError", "analysed", "behaviorspace", "exported"]


class Store(Result):
    """A store that a sweep has written, or is writing.

    ``report``, ``plot`` and ``save`` analyse its runs as far as they have come; pictures are
    ``forest``, ``factors``, ``heat_…``, ``tornado_…`` and ``regret``, where there is such a thing.

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

    def runs(self, columns: Sequence[str] | str | None = None) -> pd.DataFrame:
        """Return a row for each run; by default all columns but ``reason``.

        Columns are ``key, status, scenario, replicate, seed``, the factors, the measures at the
        last quarter, ``seconds`` [s], and ``reason``, why a run failed. A seed is text, as it may
        have 64 bits; ``int`` makes it a number.

        Raises:
            StoreError: a shard is damaged, or two shards disagree about a run.
            InputError: there is no such column.

        """
        names = self.schema.names
        asked = listed(columns or ())
        for name in asked:
            if name not in names:
                raise unknown("column", name, names)
        chosen = asked or [name for name in names if name != "reason"]
        frame: pd.DataFrame = self.table(chosen).to_pandas()
        return frame

    def table(self, columns: Sequence[str]) -> pa.Table:
        """Return columns of all runs as an Arrow table."""
        read = list(dict.fromkeys([*columns, "key", "status"]))
        return without_repeats(self._all(SHARDS, self.schema, read), self._whole).select(columns)

    def series(self) -> pd.DataFrame:
        """Return the measures by quarter, a row for each run and quarter that was kept."""
        frame: pd.DataFrame = self.series_table().to_pandas()
        return frame

    def series_table(self) -> pa.Table:
        """Return the series as an Arrow table."""
        found = self._all(SERIES, self.series_schema, self.series_schema.names)
        return first_of_each(found, ["key", "quarter"])

    def digest(self) -> str:
        """Return a hash of all results, whatever computed them in which order."""
        return digest_of(self.table([name for name in self.schema.names if name != "seconds"]))

    def rows(self) -> int:
        """Return the number of rows, by the names of the shards alone."""
        return self._named_rows(SHARDS)

    def _named_rows(self, folder: str) -> int:
        place = self.path / folder
        with disk_faults(self.path):
            return sum(map(shards.rows_of, shards.shards_in(place) if place.is_dir() else ()))

    def without_series(self) -> int:
        """Return how many of the runs that are done lack their series, if these are kept."""
        asked = self.experiment
        if not asked.series:
            return 0
        runs = self.table(["key", "status"])
        keys = runs["key"].filter(pc.equal(runs["status"], DONE))
        if self._named_rows(SERIES) >= len(keys) * -(-asked.quarters // asked.series):
            return 0
        there = self._all(SERIES, self.series_schema, ["key"])["key"]
        return len(keys) - int(pc.sum(pc.is_in(keys, value_set=there)).as_py() or 0)

    def _whole(self) -> pa.Table:
        return self._all(SHARDS, self.schema, self.schema.names)

    def _all(self, folder: str, schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
        """Return columns of all shards of a folder, one below the other."""

        def read(path: Path) -> pa.Table:
            try:
                return shards.checked(path, family, schema, columns, contents)
            except shards.ShardError as error:
                raise StoreError(Fault(str(path), str(error), shards.REPEAT)) from None

        place, family, contents = self.path / folder, self.mark.family, self.mark.contents
        with disk_faults(self.path):
            parts = shards.read_each(place, read).values() if place.is_dir() else ()
        return without_nan(pa.concat_tables([schema.empty_table().select(list(columns)), *parts]))

    def __repr__(self) -> str:
        asked = self.experiment
        return f"Store({str(self.path)!r}: {asked.name}, {self.rows()} of {asked.runs} runs)"

    def _summary(self) -> list[Block]:
        asked = self.experiment
        lines = [
            ["world", asked.world],
            ["scenarios", ", ".join(asked.scenarios)],
            ["factors", ", ".join(asked.factors) or NOTHING],
            ["runs", f"{self.rows():,} of {asked.runs:,}"],
        ]
        return [Table(asked.question, ["experiment", asked.name], lines)]

    def _blocks(self) -> list[Block]:
        from interhelix.experiments.analysis.sweep_report import blocks_of

        return blocks_of(analysed(self))

    def _drawings(self, language: str) -> dict[str, Drawing]:
        from interhelix.experiments.analysis.sweep_report import sweep_pictures

        drawn = sweep_pictures(analysed(self), language)
        return {name: partial(drawn.__getitem__, name) for name in drawn}

    def _write(self, folder: Path, language: str) -> None:
        from interhelix.experiments.analysis.sweep_report import write_analysis

        write_analysis(analysed(self), folder, language)


def exported(store: Store, form: str, series: bool) -> bytes:
    """Return all runs, or their series, as ``csv``, ``parquet`` or ``behaviorspace``.

    Raises:
        StoreError: a shard is damaged.

    """
    if form == "behaviorspace":
        return behaviorspace(store, series).encode()
    if series:
        return as_bytes(
            store.series_table().sort_by([("key", "ascending"), ("quarter", "ascending")]), form
        )
    return as_bytes(store.table(store.schema.names).sort_by("key"), form)


def behaviorspace(store: Store, series: bool) -> str:
    """Return the runs that are done as NetLogo's BehaviorSpace writes a table (version 2.0).

    Six lines stand before the names of the columns: program and version, model, experiment, time,
    and the bounds of a grid, which are 0. Then come ``[run number]``, what was varied, ``[step]``
    (the quarter), and what was measured. All cells are quoted, undefined ones empty.
    """
    asked = store.experiment
    varied = ["scenario", *asked.factors, "replicate", "seed"]
    runs = store.runs()
    runs = runs[runs["status"] == DONE].sort_values(["replicate", "scenario", *asked.factors])
    runs = runs.reset_index(drop=True)
    runs["[run number]"] = runs.index + 1
    if series:
        kept = ["key", "[run number]", *varied]
        rows = runs[kept].merge(store.series().rename(columns={"quarter": "[step]"}), on="key")
        rows = rows.sort_values(["[run number]", "[step]"])
    else:
        rows = runs.assign(**{"[step]": asked.quarters})
    lines = rows[["[run number]", *varied, "[step]", *asked.measures]]
    sink = io.StringIO()
    write = csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
    program = f"BehaviorSpace results (interhelix {interhelix.__version__})"
    write([program, "Table version 2.0"])
    write([f"interhelix, world {asked.world}"])
    write([asked.name])
    write([f"{datetime.now(UTC):%m/%d/%Y %H:%M:%S:000 +0000}"])
    write(["min-pxcor", "max-pxcor", "min-pycor", "max-pycor"])
    write([0, 0, 0, 0])
    write(list(lines))
    for row in lines.itertuples(index=False):
        write(["" if pd.isna(cell) else cell for cell in row])
    return sink.getvalue()


def analysed(store: Store) -> Analysis:
    """Return what the sweep of a store found, as far as it has come.

    Where a scenario's file is gone, what needs it (its title, which scenarios do what two others do
    together) is left out.

    Raises:
        StoreError: a shard is damaged.
        InputError: no replicate is complete.
        RunsFailedError: more than 1 % of the runs failed.

    """
    from interhelix.experiments.analysis import analyse

    experiment = store.experiment
    columns = ["status", "scenario", "replicate", "reason"]
    try:
        scenarios = experiment.load_scenarios()
    except InputError:
        scenarios = ()
    runs = store.runs([*columns, *experiment.factors, *experiment.measures])
    mark = store.mark
    of = str(store.path), mark.made_by, mark.contents, mark.code
    return analyse(experiment, runs, scenarios, *of)
