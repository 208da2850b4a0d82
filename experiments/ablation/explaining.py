"""How an explanation is made: both sides of every part run on the same seeds as the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from interhelix.experiments.ablation.explanation import (
    IDENTICAL,
    KEEPS,
    NO_HINT,
    OPEN,
    QUESTIONS,
    TURNS,
    Explanation,
)
from interhelix.experiments.ablation.parts import (
    INTERVENTION,
    REMAINDER,
    TOTAL,
    Part,
    Policy,
    interventions,
    mechanisms,
    moves,
)
from interhelix.experiments.engines.processes import run_all
from interhelix.experiments.inputs import (
    Named,
    Origins,
    check_numbers,
    checked_measures,
    checked_policies,
    listed,
    loaded,
    placed,
    replicate_seed,
)
from interhelix.experiments.progress import Watcher, heard, warm_up
from interhelix.experiments.replicates import FailedRun, Task, failures_of
from interhelix.experiments.statistics import ROUNDING, paired, t_quantile
from interhelix.experiments.tables import judged, paired_rows
from interhelix.model.errors import Fault, InputError, unknown
from interhelix.model.loop import figures
from interhelix.model.measures import EFFECTS, Measure, measure_named
from interhelix.model.world import World
from interhelix.scenarios import Scenario

Float = NDArray[np.float64]
FIRST = 6  # pairs in which every number is moved
WORTH_IT = 12  # pairs from which on fewer are tried first
SHOWN = ("low", "high", "low_all", "high_all", "verdict")
KEPT = ("measure", "unit", "wanted", "matters", "pairs", "difference", *SHOWN)
MOVES = (
    *("parameter", "moved", "measure", "unit", "as_it_is"),
    *("pairs", "difference", "low_all", "high_all", "reading"),
)


@dataclass(frozen=True)
class Ends:
    """The job of an explanation: it reads measures at the end of a replicate of a policy."""

    world: World
    policies: tuple[Policy, ...]
    measures: tuple[str, ...]
    seed: int

    def __call__(self, task: Task) -> Float:
        """Return the measures in the last quarter."""
        policy = self.policies[task.policy]
        measures = [measure_named(name) for name in self.measures]
        seed = replicate_seed(self.seed, task.replicate)
        return np.asarray(figures(self.world, policy, seed, measures, [len(policy)])[0])


class Runs:
    """The runs of an explanation; a policy that two parts share is run once."""

    def __init__(
        self,
        world: World,
        measures: Sequence[str],
        seed: int,
        workers: int | None,
        watcher: Watcher,
    ) -> None:
        self.world, self.measures, self.seed = world, tuple(measures), seed
        self.workers, self.watcher = workers, watcher
        self.found: dict[tuple[Policy, int], Float] = {}
        self.failures: tuple[FailedRun, ...] = ()

    def carry_out(self, parts: Iterable[Part], replicates: range) -> None:
        """Run both sides of parts in some replicates, but for what has been run.

        Raises:
            RunsFailedError: more than 1 % of the runs failed.

        """
        names: dict[Policy, str] = {}
        for part in parts:
            for side in (part.baseline, part.policy):
                names.setdefault(side, f"{part.kind} {part.name}")
        policies = [p for p in names if any((p, i) not in self.found for i in replicates)]
        tasks = [
            Task(at, i)
            for i in replicates
            for at, policy in enumerate(policies)
            if (policy, i) not in self.found
        ]
        if not tasks:
            return
        job = Ends(self.world, tuple(policies), self.measures, self.seed)
        results = dict(zip(tasks, run_all(job, tasks, self.workers, self.watcher), strict=True))
        self.failures += failures_of(results, [names[policy] for policy in policies])
        nothing = np.full(len(self.measures), np.nan)
        for task, result in results.items():
            found = result if isinstance(result, np.ndarray) else nothing
            self.found[policies[task.policy], task.replicate] = found

    def effect(self, part: Part, pairs: int) -> Float:
        """Return policy less baseline of a part, pairs x measures."""
        sides = [
            np.stack([self.found[side, i] for i in range(pairs)])
            for side in (part.policy, part.baseline)
        ]
        return np.asarray(sides[0] - sides[1])


def explain(
    baseline: Named,
    policy: Named,
    world: World | str | Path = "russia",
    replicates: int = 30,
    seed: int = 1,
    quarters: int = 60,
    workers: int | None = None,
    measures: Sequence[str] | str | None = None,
    questions: Sequence[str] | str | None = None,
    watcher: Watcher | None = None,
) -> Explanation:
    """Return what carries each effect of a policy against a baseline, in paired replicates.

    ``questions`` chooses among ``interventions`` (each left out in turn), ``mechanisms`` (each rule
    turned off on both sides) and ``assumptions`` (each assumed number halved and doubled on both
    sides); all by default. ``measures`` are explained, by default the eight effects.

    Raises:
        InputError: a name, number or file that cannot be used; nothing has been run.
        RunsFailedError: more than 1 % of the runs failed.

    """
    check_numbers(replicates=replicates, seed=seed, quarters=quarters, workers=workers)
    shown = checked_measures(measures or EFFECTS)
    asked = checked_questions(questions)
    base = loaded(baseline)
    (own,) = checked_policies(base, [policy])
    _refuse_rules(base, own)
    place, watcher = placed(world), heard(watcher)
    origins = Origins.of(world, (baseline, policy))
    sides = base.parameters(quarters), own.parameters(quarters)
    whole = Part(TOTAL, own.name, (), 0, quarters, np.nan, *sides)
    parts = (interventions(base, own, quarters), mechanisms(*sides), moves(*sides))
    out, rules, moved = (
        list(found) if name in asked else [] for name, found in zip(QUESTIONS, parts, strict=True)
    )
    runs = Runs(place, shown, seed, workers, watcher)
    warm_up(place, sides[0], watcher)
    runs.carry_out([whole, *out, *rules], range(replicates))
    table = _table(runs, whole, out, rules, replicates)
    numbers = _moves(runs, table, whole, moved, replicates)
    numbers_of = (seed, replicates, quarters, asked, shown)
    return Explanation(place, origins, base, own, *numbers_of, table, numbers, runs.failures)


def checked_questions(questions: Sequence[str] | str | None) -> tuple[str, ...]:
    """Return the questions in their order, all where none is named.

    Raises:
        InputError: there is no question of a name.

    """
    named = listed(questions or ())
    for name in named:
        if name not in QUESTIONS:
            raise unknown("question", name, QUESTIONS)
    return tuple(name for name in QUESTIONS if not named or name in named)


def _table(
    runs: Runs, whole: Part, out: Sequence[Part], rules: Sequence[Part], pairs: int
) -> pd.DataFrame:
    """Return total, parts and remainder, whose intervals hold together; then the rules, as well."""
    total = runs.effect(whole, pairs)
    lost = {part: total - runs.effect(part, pairs) for part in (*out, *rules)}
    together = [lost[part] for part in out if part.kind == INTERVENTION]
    family = [(whole, total), *((part, lost[part]) for part in out)]
    if together:
        rest = whole._replace(kind=REMAINDER, name="what they do together")
        family.append((rest, _less(total, np.sum(together, axis=0))))
    families = [family, [(part, lost[part]) for part in rules]]
    return pd.concat([_judged(each, runs.measures) for each in families if each], ignore_index=True)


def _refuse_rules(*scenarios: Scenario) -> None:
    for scenario in scenarios:
        if scenario.rules:
            remedy = "use compare, sweep, simulate or CooperationModel"
            problem = "has rules of your own, which explain does not carry out"
            raise InputError(Fault(f"scenario '{scenario}'", problem, remedy))


def _less(total: Float, parts: Float) -> Float:
    """Return what is left of the total; what is only rounding is zero."""
    rest = total - parts
    return np.where(np.abs(rest) <= ROUNDING * np.abs(total).max(axis=0), 0.0, rest)


def _judged(family: Sequence[tuple[Part, Float]], measures: Sequence[str]) -> pd.DataFrame:
    declared: list[Measure] = [measure_named(name) for name in measures]
    tables = []
    for part, values in family:
        table = paired_rows(np.zeros_like(values), {part.name: values}, declared)
        table["kind"], table["part"], table["sets"] = part.kind, part.name, " ".join(part.sets)
        table["start"], table["until"] = part.start, part.until
        tables.append(table)
    rows = pd.concat(tables, ignore_index=True)
    every = np.ones(len(rows), dtype=np.bool_)
    rows = judged(rows, every, np.hstack([values for _, values in family]))
    return rows[["kind", "part", "sets", "start", "until", *KEPT]]


def _moves(
    runs: Runs, table: pd.DataFrame, whole: Part, moved: Sequence[Part], pairs: int
) -> pd.DataFrame:
    """Return the effect with each number moved, of measures whose sign is sure as it is.

    A number that comes within one standard error of the other sign in the first pairs is moved in
    all. Bounds hold together over all numbers and measures (Bonferroni).
    """
    total = table[table["kind"] == "total"].set_index("measure")
    sure = [name for name in runs.measures if total.low_all[name] > 0 or total.high_all[name] < 0]
    columns = [runs.measures.index(name) for name in sure]
    sign = np.sign(total.difference[sure].to_numpy(dtype=np.float64))
    first = FIRST if pairs > WORTH_IT else pairs
    moved = moved if sure else ()
    runs.carry_out(moved, range(first))
    tried = [paired(runs.effect(part, first)[:, columns] * sign) for part in moved]
    hinted = [bool((seen.mean <= seen.error).any()) for seen in tried]
    runs.carry_out([part for part, hint in zip(moved, hinted, strict=True) if hint], range(pairs))
    lines: list[tuple[object, ...]] = []
    for part, hint in zip(moved, hinted, strict=True):
        count = pairs if hint else first
        effect, present = (runs.effect(each, count)[:, columns] for each in (part, whole))
        seen = paired(effect)
        half = seen.error * t_quantile(seen.pairs, max(len(moved) * len(sure), 1))
        for at, name in enumerate(sure):
            mean, low, high = (float(seen.mean[at] + side * half[at]) for side in (0, -1, 1))
            same = np.array_equal(effect[:, at], present[:, at], equal_nan=True)
            reading = IDENTICAL if same else _reading(sign[at], low, high, count == pairs)
            as_it_is = float(total.difference[name])
            figures_of = (total.unit[name], as_it_is, int(seen.pairs[at]), mean, low, high)
            lines.append((part.name, part.moved, name, *figures_of, reading))
    return pd.DataFrame(lines, columns=list(MOVES))


def _reading(sign: float, low: float, high: float, in_full: bool) -> str:
    """Return what an interval says of the sign that the effect has as it is."""
    if sign * low > 0 and sign * high > 0:
        return KEEPS
    if sign * low < 0 and sign * high < 0:
        return TURNS
    return OPEN if in_full else NO_HINT
