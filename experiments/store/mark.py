"""The mark of a store: ``store.json``, which says what its runs are runs of.

``format`` and ``sha256`` stand in it in every version, so that a store of a newer format is told
from a damaged one. The family is a hash of what all runs of a store share; every shard bears it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import interhelix
from interhelix.experiments.designs import Design, Range
from interhelix.experiments.experiment import NOTHING, Experiment, Own
from interhelix.experiments.own_code import RECORDED
from interhelix.experiments.seeds import told
from interhelix.experiments.store.contents import Contents
from interhelix.experiments.store.errors import StoreError
from interhelix.experiments.store.files import put
from interhelix.experiments.store.shards import ShardError, check_is_file
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
            "experiment": {**experiment, "seed": told(self.experiment.seed)},
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
