"""Stores of sweeps: which ones pages may open, and what they hold.

Only folders below the one where the app was started, or below those named to it, may be opened. A
path comes from a browser, so it is resolved before it is checked: a path outside is refused with
the same message whether it exists or not. A store is read in the worker process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from interhelix.app.shell.choices import RefusedError, shown
from interhelix.experiments.analysis.effects import combined, effects_of, effects_on
from interhelix.experiments.analysis.grid import Grid, failures_of, figures_of, grid_of, whole
from interhelix.experiments.experiment import Experiment
from interhelix.experiments.progress import Watcher
from interhelix.experiments.replicates import RunsFailedError
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import SHARDS, StoreError
from interhelix.experiments.store.mark import FILE
from interhelix.experiments.sweeps.status import Status
from interhelix.model.errors import Fault, InputError
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures import measure_named

DEEP = 3  # folders below one that may be opened
MOST_LOOKED_AT = 2_000  # folders
MOST_LISTED = 50  # stores
LONGEST = 1_000  # characters of a path

_named: list[Path] = []


def allow_folders(folders: Sequence[Path]) -> None:
    """Let the pages open what lies in these folders, too."""
    _named[:] = [folder.resolve() for folder in folders]


def allowed_folders() -> tuple[Path, ...]:
    """Return the folders that may be opened with all that lies in them, where we are first."""
    return (Path.cwd().resolve(), *_named)


def path_from(text: Any) -> Path:
    """Return the folder that a text names.

    Raises:
        RefusedError: it names none, or one that may not be opened.

    """
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST or "\0" in text:
        raise RefusedError("store_none")
    try:
        path = (Path.cwd() / Path(text.strip()).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        raise RefusedError("store_outside", {"value": shown(text)}) from None
    if not any(path.is_relative_to(root) for root in allowed_folders()):
        raise RefusedError("store_outside", {"value": shown(text)})
    return path


def store_name(path: Path) -> str:
    """Return a path as people would type it: from where the app was started, if it lies there."""
    here = allowed_folders()[0]
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def link_name(path: Path) -> str:
    """Return the name of a store in a link: its way from where we are, or from a named folder."""
    place = (Path.cwd() / path).resolve()
    ground = next(ground for ground, root in _link_bases() if place.is_relative_to(root))
    return place.relative_to(ground).as_posix()


def linked_store(name: str) -> Path:
    """Return the store that a link names.

    Raises:
        RefusedError: no folder that may be opened has it.

    """
    way = PurePosixPath(name)
    if name and len(name) <= LONGEST and "\0" not in name and not way.is_absolute():
        for ground, root in _link_bases():
            place = ground.joinpath(*way.parts)
            with suppress(OSError, RuntimeError, ValueError):
                place = place.resolve()
                if place.is_relative_to(root) and _is_store(place):
                    return place
    raise RefusedError("store_gone", {"value": shown(name)})


def _link_bases() -> list[tuple[Path, Path]]:
    """Return each folder that may be opened behind the one from which a link tells the way."""
    here, *named = allowed_folders()
    return [(here, here), *((root.parent, root) for root in named)]


def _is_store(path: Path) -> bool:
    return (path / FILE).exists() or (path / SHARDS).is_dir()


def stores_offered() -> list[str]:
    """Return the stores that may be opened and lie near the top, by name."""
    found = sorted({path for root in allowed_folders() for path in _stores_below(root)})
    return [store_name(path) for path in found[:MOST_LISTED]]


def _stores_below(root: Path) -> Iterator[Path]:
    """Yield the stores below a folder, the upper ones first; none lies within another."""
    todo, looked_at = [(root, 0)], 0
    while todo and looked_at < MOST_LOOKED_AT:
        folder, depth = todo.pop(0)
        looked_at += 1
        try:
            with os.scandir(folder) as entries:
                inner = {
                    entry.name: entry.is_dir(follow_symlinks=False)
                    for entry in entries
                    if not entry.name.startswith(".")
                }
        except OSError:
            continue
        if FILE in inner or inner.get(SHARDS):
            yield folder
        elif depth < DEEP:
            todo += [(folder / name, depth + 1) for name in sorted(inner) if inner[name]]


MOST_NUMBERS = 1_000_000  # runs x measures that the app reads


@dataclass(frozen=True, eq=False)
class StoredSweep:
    """A store: its experiment, how many runs are done, failed and missing, and what they say.

    ``grid`` has every run that is there, ``None`` where too many failed; ``effects`` rests on the
    replicates that are whole, and is empty where none is. ``troubles`` says why.
    """

    path: Path
    experiment: Experiment
    done: int
    failed: int
    missing: int
    same_model: bool
    grid: Grid | None
    effects: pd.DataFrame
    troubles: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        """Leave the measures behind: they are functions, and the other process has its own."""
        return self.__dict__ | {"grid": self.grid and replace(self.grid, measures=())}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the measures that the experiment names."""
        own = tuple(measure_named(name) for name in state["experiment"].measures)
        grid = state["grid"] and replace(state["grid"], measures=own)
        self.__dict__.update(state | {"grid": grid})


def open_store(path: Path, watcher: Watcher) -> StoredSweep:
    """Read a store.

    Raises:
        StoreError: it is no store, damaged, newer, or too large for a page.
        InputError: it holds runs that are not of its experiment.

    """
    store = Store(path)
    asked = store.experiment
    if store.rows() * len(asked.measures) > MOST_NUMBERS:
        most = MOST_NUMBERS // len(asked.measures)
        problem = f"has more runs than a page can show ({most:,} with so many measures)"
        raise StoreError(Fault(str(path), problem, f"interhelix report {path}"))
    status = Status.of(store)
    watcher.done(status.there, max(status.runs, status.there))
    runs = store.runs(
        ["status", "scenario", "replicate", "reason", *asked.factors, *asked.measures]
    )
    grid, effects, troubles = None, pd.DataFrame(), []
    try:
        failures_of(runs)
        grid = grid_of(asked, runs)
        effects = _effects(asked, whole(grid, asked.design.over_levels))
    except (RunsFailedError, InputError) as error:
        if grid is None and isinstance(error, InputError):
            raise
        troubles = str(error).splitlines()
    return StoredSweep(
        path=path,
        experiment=asked,
        done=status.counts.get("done", 0),
        failed=status.failed,
        missing=max(status.missing, 0),
        same_model=store.mark.fingerprint == fingerprint(),
        grid=grid,
        effects=effects,
        troubles=tuple(troubles),
    )


def _effects(experiment: Experiment, grid: Grid) -> pd.DataFrame:
    """Return the effects of the report, and those on the mean of each policy beside them."""
    try:
        scenarios = experiment.load_scenarios()
    except InputError:  # as in the report: what needs a file that is gone is left out
        scenarios = ()
    together = combined(scenarios, experiment.quarters) if scenarios else ()
    own = effects_of(experiment, grid, together)
    means = {name: figures_of(grid)[name] for name in grid.policies}
    return pd.concat([own, effects_on(experiment, grid, means)]) if means else own
