"""Ablation: every switch of the model off against on."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.document import length_of
from interhelix.experiments.engines.processes import run_all
from interhelix.experiments.inputs import check_numbers, placed, replicate_seed
from interhelix.experiments.output import json_value
from interhelix.experiments.progress import Watcher, heard, warm_up
from interhelix.experiments.replicates import Task, failures_of
from interhelix.experiments.statistics import counted, paired, t_quantile
from interhelix.model.errors import InputError, unknown
from interhelix.model.loop import live
from interhelix.model.measures import measure_named, observe
from interhelix.model.parameters import Parameters, with_values
from interhelix.model.world import World, as_html
from interhelix.scenarios import Scenario

FILE = Path(__file__).with_name("switches.toml")


@dataclass(frozen=True)
class Switch:
    """A switch: ``on`` and ``off`` are set on top of the scenario ``base`` by dotted name.

    ``expected`` is the direction of ``measure`` with the switch on compared with off (``more`` or
    ``less``); ``item`` says which part of the article it carries.
    """

    name: str
    item: str
    base: str
    measure: str
    expected: str
    on: Mapping[str, float]
    off: Mapping[str, float]

    def policy(self, values: Mapping[str, float], quarters: int) -> tuple[Parameters, ...]:
        """Return the parameters of each quarter with ``values`` (``on`` or ``off``) set."""
        base = Scenario.load(self.base).parameters(quarters)
        changed = {each: with_values(each, values) for each in set(base)}
        return tuple(changed[each] for each in base)


@dataclass(frozen=True)
class Plan:
    """The file of switches: all of them, and how an ablation runs unless told otherwise."""

    world: str
    quarters: int
    replicates: int
    seed: int
    switches: tuple[Switch, ...]


@lru_cache(maxsize=1)
def load_switches() -> Plan:
    """Return the switches that ship; what a row does not say is as the head of the file has it."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    switches = tuple(switch_of(row, table["base"]) for row in table["switches"])
    return Plan(table["world"], table["quarters"], table["replicates"], table["seed"], switches)


def switch_of(row: Mapping[str, Any], base: str) -> Switch:
    """Return the switch that a row of the file declares; ``base`` is that of a row without one."""
    common = row.get("set", {})
    return Switch(
        name=row["name"],
        item=row["item"],
        base=row.get("base", base),
        measure=row["measure"],
        expected=row["expected"],
        on=common | row.get("on", {}),
        off=common | row["off"],
    )


JSON_FIELDS = ("switch", "measure", "expected", "difference", "low", "high", "ok")
Policy = tuple[Parameters, ...]


@dataclass(frozen=True)
class Ends:
    """The job of an ablation: it runs a policy and reads its measures in the last quarter."""

    world: World
    policies: tuple[Policy, ...]
    measures: tuple[tuple[str, ...], ...]  # of each policy
    seed: int

    def __call__(self, task: Task) -> NDArray[np.float64]:
        """Return the measures of one replicate of a policy."""
        policy = self.policies[task.policy]
        state = live(self.world, policy, replicate_seed(self.seed, task.replicate))
        seen = observe(state, len(policy))
        names = self.measures[task.policy]
        return np.array([measure_named(name).read(seen) for name in names])


@dataclass(frozen=True, repr=False)
class Ablation:
    """What an ablation found: ``rows`` has a row for each switch.

    ``difference`` is the mean paired difference on - off with its 95 % t interval ``low`` to
    ``high``; ``ok`` says that the interval lies wholly on the expected side of 0. ``pairs`` counts
    the replicates in which both sides had a figure.
    """

    world: str
    quarters: int
    replicates: int
    seed: int
    rows: pd.DataFrame

    def to_json(self) -> str:
        """Return the rows as JSON text; what is not a finite number is null."""
        rows = self.rows[list(JSON_FIELDS)].to_dict("records")
        found = [{str(name): json_value(value) for name, value in row.items()} for row in rows]
        return json.dumps({"rows": found}, indent=2, allow_nan=False) + "\n"

    def report(self) -> str:
        """Return the report as Markdown."""
        return report(self)

    def __repr__(self) -> str:
        return (
            f"Ablation({int(self.rows['ok'].sum())} of {len(self.rows)} as expected: {self.world}, "
            f"{self.replicates} pairs, {self.quarters} quarters, seed {self.seed})"
        )

    def _repr_html_(self) -> str:
        shown = self.rows[["switch", "measure", "expected", "difference", "low", "high", "ok"]]
        rows = [
            [f"{cell:.3g}" if isinstance(cell, float) else cell for cell in row]
            for row in shown.itertuples(index=False)
        ]
        return as_html(self, [str(name) for name in shown], rows)


def ablate(
    names: Sequence[str | Switch] | str | Switch | None = None,
    world: World | str | Path | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    quarters: int | None = None,
    workers: int | None = None,
    watcher: Watcher | None = None,
) -> Ablation:
    """Run switches off against on, in pairs with common random numbers.

    What is not given is as the file of switches has it; ``names`` chooses among the switches, or
    holds switches of one's own.

    Raises:
        InputError: a name or number that cannot be used; nothing has been run.
        RunsFailedError: a run failed.

    """
    plan = load_switches()
    switches = chosen([names] if isinstance(names, str | Switch) else list(names or ()))
    replicates = plan.replicates if replicates is None else replicates
    seed = plan.seed if seed is None else seed
    quarters = plan.quarters if quarters is None else quarters
    check_numbers(replicates=replicates, seed=seed, quarters=quarters, workers=workers)
    place = placed(plan.world if world is None else world)
    job, sides = _job(switches, place, quarters, seed)
    watcher = heard(watcher)
    warm_up(place, job.policies[0], watcher)
    tasks = [Task(p, i) for i in range(replicates) for p in range(len(job.policies))]
    results = dict(zip(tasks, run_all(job, tasks, workers, watcher), strict=True))
    failures_of(results, [f"policy {at}" for at in range(len(job.policies))], most=0.0)
    rows = [
        _row(switch, *(_values(job, results, side, switch.measure) for side in pair))
        for switch, pair in zip(switches, sides, strict=True)
    ]
    return Ablation(place.name, quarters, replicates, seed, pd.DataFrame(rows))


def chosen(names: Sequence[str | Switch]) -> tuple[Switch, ...]:
    """Return the switches of these names, or all; one's own are taken as they are.

    Raises:
        InputError: with a fault for each name that none has.

    """
    switches = load_switches().switches
    known = {switch.name: switch for switch in switches}
    wrong = [name for name in names if isinstance(name, str) and name not in known]
    if wrong:
        raise InputError([unknown("switch", name, known).faults[0] for name in wrong])
    named = (known[name] if isinstance(name, str) else name for name in names)
    return tuple(named) if names else switches


def _job(
    switches: Sequence[Switch], world: World, quarters: int, seed: int
) -> tuple[Ends, list[tuple[int, int]]]:
    """Return the job, and the policies of both sides of each switch; equal policies run once."""
    number: dict[Policy, int] = {}
    measures: list[dict[str, None]] = []
    sides = []
    for switch in switches:
        pair = []
        for values in (switch.on, switch.off):
            policy = switch.policy(values, quarters)
            at = number.setdefault(policy, len(number))
            if at == len(measures):
                measures.append({})
            measures[at][switch.measure] = None
            pair.append(at)
        sides.append((pair[0], pair[1]))
    return Ends(world, tuple(number), tuple(tuple(each) for each in measures), seed), sides


def _values(
    job: Ends, results: dict[Task, object], policy: int, measure: str
) -> NDArray[np.float64]:
    """Return a measure in all replicates of a policy."""
    place = job.measures[policy].index(measure)
    replicates = 1 + max(task.replicate for task in results)
    return np.array([results[Task(policy, i)][place] for i in range(replicates)])  # type: ignore[index]


def _row(switch: Switch, on: NDArray[np.float64], off: NDArray[np.float64]) -> dict[str, object]:
    """Return the row of a switch; pairs in which a side has no figure are left out."""
    both = np.isfinite(on) & np.isfinite(off)
    found = paired((on - off)[:, None])
    mean, half = float(found.mean[0]), float((t_quantile(found.pairs) * found.error)[0])
    ok = mean - half > 0.0 if switch.expected == "more" else mean + half < 0.0
    return {
        "switch": switch.name,
        "item": switch.item,
        "measure": switch.measure,
        "unit": measure_named(switch.measure).unit,
        "expected": switch.expected,
        "on": float(on[both].mean()) if both.any() else float("nan"),
        "off": float(off[both].mean()) if both.any() else float("nan"),
        "difference": mean,
        "low": mean - half,
        "high": mean + half,
        "pairs": int(both.sum()),
        "ok": bool(ok),
    }


HEAD = ("switch", "measure", "unit", "expected", "off", "difference", "95 % interval", "verdict")


def report(found: Ablation) -> str:
    """Return a Markdown table of all switches, those that did not come out first."""
    rows = found.rows.sort_values("ok", kind="stable")
    lines = [
        f"{found.world}, {length_of(found.quarters, found.replicates, found.seed)}",
        "The difference is that of on against off.",
        "",
        "| " + " | ".join(HEAD) + " |",
        "|" + " --- |" * len(HEAD),
    ]
    for row in rows.to_dict("records"):
        verdict = "as expected" if row["ok"] else "NOT as expected"
        cells = (
            row["switch"], row["measure"], row["unit"], row["expected"], f"{row['off']:.4g}",
            f"{row['difference']:.3g}", f"{row['low']:.3g} .. {row['high']:.3g}", verdict,
        )  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    right = int(found.rows["ok"].sum())
    share = 100.0 * right / len(found.rows)
    switches = counted(len(found.rows), "switch", "switches")
    lines += ["", f"{right} of {switches} came out as expected ({share:.0f} %)."]
    return "\n".join(lines)
