"""The mark that says which runs a store holds, and opening or making a store.

``format`` and ``sha256`` are in ``store.json`` of every version, so that a store of a newer format
can be told from a damaged one. The family is a hash of what all runs of a store share; each shard
holds it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import interhelix
from interhelix.experiments.designs import Design, Range
from interhelix.experiments.experiment import NOTHING, Experiment, Own
from interhelix.experiments.inputs import Contents
from interhelix.experiments.output import exact_seed
from interhelix.experiments.provenance import RECORDED
from interhelix.experiments.store.format import (
    DRAFT,
    SERIES,
    SHARDS,
    StoreError,
    disk_faults,
    put,
    sync_folder,
)
from interhelix.experiments.store.shards import ShardError, check_is_file, put_aside, sweep_out
from interhelix.model.errors import Fault
from interhelix.model.measures import Measure, Observation

FORMAT = 3  # 2 had no luck of its own at a setting, 1 had seeds as numbers in its shards
FILE = "store.json"
AGAIN = "run the sweep again with its experiment: it writes this file anew"
ANOTHER = "give another folder"
SHARED = ("quarters", "seed", "measures", "series")


class NewerFormatError(StoreError):
    """A store that a later version has written."""


@dataclass(frozen=True)
class Mark:
    """What the runs of a store are runs of.

    ``fingerprint`` is that of the model, ``world`` a hash of the world's content, ``scenarios`` a
    hash of each scenario's parameters and rules by name, ``code`` the source of rules and measures
    of the user's own.
    """

    experiment: Experiment
    fingerprint: str
    world: str
    scenarios: Mapping[str, str]
    made_by: Mapping[str, object]
    code: Mapping[str, Any] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """A hash of what all runs share."""
        shared = {
            "fingerprint": self.fingerprint,
            "world": self.world,
            "factors": list(self.experiment.factors),
            **{name: getattr(self.experiment, name) for name in SHARED},
        }
        if own := self.code.get("own_measures"):
            shared["own_measures"] = [one["sha256"] for one in own]
        return blake2b(json.dumps(shared).encode(), digest_size=16).hexdigest()

    @property
    def contents(self) -> Contents:
        """What all runs are runs of."""
        return Contents(self.fingerprint, self.world, self.scenarios)

    def write(self, folder: Path) -> None:
        """Write the mark into the folder of the store, in one step.

        Raises:
            OSError: the disk refused; nothing has changed.

        """
        experiment = asdict(replace(self.experiment, own=NOTHING))
        del experiment["own"]
        if not self.experiment.design.points:
            del experiment["design"]["points"]  # as versions before knew it
        body = {
            "format": FORMAT,
            "interhelix": interhelix.__version__,
            "experiment": {**experiment, "seed": exact_seed(self.experiment.seed)},
            "fingerprint": self.fingerprint,
            "world": self.world,
            "scenarios": dict(self.scenarios),
            "made_by": dict(self.made_by),
            **({"code": dict(self.code)} if self.code else {}),
        }
        text = json.dumps({**body, "sha256": _digest(body)}, indent=2, ensure_ascii=False)
        put(folder / FILE, (text + "\n").encode())


def read_mark(folder: Path) -> Mark:
    """Return the mark of a store.

    Raises:
        StoreError: there is none, or it is damaged.
        NewerFormatError: a later version has written it.
        OSError: it cannot be read.

    """
    path = folder / FILE
    try:
        check_is_file(path)
        body = json.loads(path.read_bytes())
        if body.pop("sha256") != _digest(body):
            raise ValueError(path)
        if body["format"] > FORMAT:
            problem = f"has format {body['format']}, and this version knows format {FORMAT}"
            remedy = f"use interhelix {body['interhelix']} or later, or {ANOTHER}"
            raise NewerFormatError(Fault(str(folder), problem, remedy))
        return _mark(body)
    except FileNotFoundError:
        raise StoreError(Fault(str(path), "is missing", AGAIN)) from None
    except ShardError as error:
        raise StoreError(Fault(str(path), str(error), AGAIN)) from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise StoreError(Fault(str(path), "is damaged", AGAIN)) from None


def _mark(body: Mapping[str, Any]) -> Mark:
    """Return the mark that was written as JSON."""
    code = body.get("code", {})
    kept = {each.name: body[each.name] for each in fields(Mark) if each.name != "code"}
    experiment = replace(_experiment(body["experiment"]), own=Own(measures=_measures(code)))
    mark = Mark(**{**kept, "experiment": experiment, "code": code})
    _ = mark.experiment.runs, mark.family, dict(mark.scenarios), dict(mark.made_by)
    return mark


def _measures(code: Mapping[str, Any]) -> dict[str, Measure]:
    """Return the measures of the user's own that a store records, to report on, not to read."""
    return {
        one["name"]: Measure(**{name: one[name] for name in RECORDED}, read=_unread)
        for one in code.get("own_measures", ())
    }


def _unread(now: Observation) -> float:
    raise LookupError("a store holds the figures of this measure, not its function")


def _digest(body: Mapping[str, object]) -> str:
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _experiment(kept: dict[str, Any]) -> Experiment:
    """Return the experiment that was written as JSON."""
    points = tuple(tuple(map(float, point)) for point in kept["design"].pop("points", ()))
    design = Design(**kept["design"], points=points)
    form = tuple if design.over_levels else lambda bounds: Range(*bounds)
    factors = {name: form(values) for name, values in kept["factors"].items()}
    lists = {name: tuple(kept.get(name, ())) for name in ("scenarios", "measures", "override")}
    numbers = {"seed": int(kept["seed"]), "design": design, "factors": factors}
    return Experiment(**{**kept, **lists, **numbers})


JOURNALS, PROGRESS = "journals", "progress"
FOLDERS = (SHARDS, SERIES, JOURNALS, PROGRESS)
DRAFTS = f"*{DRAFT}"
LEFT_BEHIND = {".": DRAFTS, SHARDS: DRAFTS, SERIES: DRAFTS, JOURNALS: "*", PROGRESS: "*"}
FIXED = ("quarters", "seed", "measures", "series", "luck")


def check_place(path: Path) -> bool:
    """Return whether there is a store at a path; nothing is changed.

    Raises:
        StoreError: there is something else, or it cannot be written.

    """
    with disk_faults(path):
        if not os.path.lexists(path):
            ground = next(parent for parent in path.absolute().parents if parent.exists())
            if not ground.is_dir():
                raise StoreError(Fault(str(ground), "is a file", "give a folder below a folder"))
            if not os.access(ground, os.W_OK | os.X_OK):
                raise StoreError(Fault(str(ground), "cannot be written", ANOTHER))
            return False
        if not path.is_dir():
            raise StoreError(Fault(str(path), "is a file", "give a folder of its own"))
        is_store = (path / FILE).exists() or (path / SHARDS).is_dir()
        if not is_store and any(not inner.name.endswith(DRAFT) for inner in path.iterdir()):
            problem = "is not empty and is no store"
            raise StoreError(Fault(str(path), problem, "give a folder of its own"))
        if not os.access(path, os.W_OK | os.X_OK):
            raise StoreError(Fault(str(path), "cannot be written", ANOTHER))
        return is_store


def open_store(path: Path, mark: Mark) -> Experiment | None:
    """Make a store, or check that the runs of ``mark`` may join the runs of one.

    The experiment that a store was of is returned. A mark that is damaged or missing is put aside
    and written anew: each shard says by itself which runs it belongs to.

    Raises:
        StoreError: the store is of other runs or of a newer format, and has not been touched; or
            the disk refuses.

    """
    there = check_place(path)
    with disk_faults(path):
        old = _old_mark(path) if there else None
        if old:
            check_joins(path, old, mark)
        try:
            _make(path, old, mark)
        except OSError:
            if not there and not (path / FILE).exists():
                _unmake(path)
            raise
        for name, pattern in LEFT_BEHIND.items():
            sweep_out(path / name, pattern)
    return old.experiment if old else None


def _make(path: Path, old: Mark | None, mark: Mark) -> None:
    """Make what a store lacks."""
    path.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (path / name).mkdir(exist_ok=True)
    sync_folder(path)
    if old is None and (path / FILE).exists():
        put_aside(path, [(path / FILE, "is damaged")])
    if old is None or old.experiment != mark.experiment:
        mark.write(path)


def _unmake(path: Path) -> None:
    """Remove the empty folders of a store that could not be made."""
    for folder in (*(path / name for name in FOLDERS), path):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _old_mark(path: Path) -> Mark | None:
    """Return the mark of a store; ``None`` where it is damaged or missing."""
    try:
        return read_mark(path)
    except NewerFormatError:
        raise
    except StoreError:
        return None


def check_joins(path: Path, old: Mark, new: Mark) -> None:
    """Refuse runs that do not belong to the runs of a store, or fewer than it has.

    Raises:
        StoreError: with a line for each difference.

    """
    was, asked = old.experiment, new.experiment
    found = [
        Fault(str(path), f"has {name} {_shown(was, name)}, not {_shown(asked, name)}", ANOTHER)
        for name in FIXED
        if getattr(was, name) != getattr(asked, name)
    ]
    if old.fingerprint != new.fingerprint:
        problem = f"was made by model {old.fingerprint}; this one is {new.fingerprint}"
        found.append(Fault(str(path), problem, f"use the model that made it, or {ANOTHER}"))
    if old.world != new.world and was.world != asked.world:
        found.append(Fault(str(path), f"has world {was.world}, not {asked.world}", ANOTHER))
    elif old.world != new.world:
        found.append(Fault(str(path), "the table of the world has changed since", ANOTHER))
    for name, hashed in old.scenarios.items():
        if new.scenarios.get(name, hashed) != hashed:
            problem = f"scenario '{name}' has changed since"
            found.append(Fault(str(path), problem, f"give it a new name, or {ANOTHER}"))
    found += _faults_of_growth(path, was, asked)
    if found:
        raise StoreError(*found)


def _shown(experiment: Experiment, name: str) -> str:
    value = getattr(experiment, name)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _faults_of_growth(path: Path, was: Experiment, asked: Experiment) -> list[Fault]:
    """List what the store has and the experiment no longer asks for: a store may only grow."""
    lost = [f"scenario '{name}'" for name in was.scenarios if name not in asked.scenarios]
    if asked.replicates < was.replicates:
        lost.append(f"replicates {asked.replicates + 1} to {was.replicates}")
    sizes = [each.design.size or 0 for each in (was, asked) if each.design.kind == "sobol"]
    same = was.design == asked.design or len(sizes) == 2
    if not same or list(was.factors) != list(asked.factors) or was.override != asked.override:
        return [Fault(str(path), "has another design or other factors", ANOTHER)]
    if len(sizes) == 2 and sizes[0] > sizes[1]:
        lost.append(f"Sobol points {sizes[1] + 1:,} to {sizes[0]:,}")
    for name, values in was.factors.items():
        if asked.design.kind != "full" and asked.factors[name] != values:
            lost.append(f"{name} = {list(values)}")
        elif asked.design.kind == "full":
            lost += [f"{name} = {value:g}" for value in values if value not in asked.factors[name]]
    remedy = f"ask for them too, or {ANOTHER}"
    return [
        Fault(str(path), f"has {what}, which the experiment leaves out", remedy) for what in lost
    ]
