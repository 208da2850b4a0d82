"""The runs of a sweep by number and key, how one is carried out, and what is missing.

Runs are numbered replicate by replicate, so that a sweep that is interrupted has tried every design
point about equally often.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.designs import settings_of
from interhelix.experiments.experiment import OWN, Experiment
from interhelix.experiments.experiment_file import clashes, kept_of
from interhelix.experiments.inputs import (
    Stretch,
    hash_of_world,
    packed,
    packed_measures,
    replicate_seed,
    stretches_of,
)
from interhelix.experiments.provenance import made_by, record_of_measures
from interhelix.experiments.store import Store
from interhelix.experiments.store.format import (
    SERIES,
    SHARDS,
    Keys,
    any_twice,
    disk_faults,
    missing,
    numbers_of,
)
from interhelix.experiments.store.maintenance import asked_for, columns_of
from interhelix.experiments.store.mark import Mark, open_store
from interhelix.experiments.store.shards import Scan, checked, put_aside, scan
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import figures
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures import Measure, measure_named
from interhelix.model.parameters import Parameters, with_values
from interhelix.model.rules import Rule, packed_rules
from interhelix.model.world import World

KEY_BYTES = 16


class Task(NamedTuple):
    """One run: its key, the number of its scenario, the values of the factors, replicate, seed."""

    key: str
    scenario: int
    values: tuple[float, ...]
    replicate: int
    seed: int


@dataclass(frozen=True)
class Plan:
    """Every run of an experiment; ``stretches`` holds the parameters of each scenario."""

    experiment: Experiment
    world: World
    stretches: tuple[tuple[Stretch, ...], ...]
    settings: NDArray[np.float64]
    rules: tuple[tuple[Rule, ...], ...] = ()

    @classmethod
    def of(cls, experiment: Experiment) -> Plan:
        """Load what an experiment names and lay out its runs.

        Raises:
            InputError: a scenario or world that cannot be used, or a factor that a scenario sets.

        """
        scenarios, over = experiment.load_scenarios(), experiment.override
        if wrong := clashes(scenarios, experiment.factors, over):
            raise InputError(
                [Fault(f"{experiment}, factors, {name}", *told) for name, *told in wrong]
            )
        quarters = range(experiment.quarters)
        return cls(
            experiment=experiment,
            world=experiment.load_world(),
            stretches=tuple(
                stretches_of(
                    scenario.parameters(experiment.quarters),
                    [kept_of(scenario, over, quarter) for quarter in quarters],
                )
                for scenario in scenarios
            ),
            settings=settings_of(experiment.design, experiment.factors, experiment.seed),
            rules=tuple(scenario.rules for scenario in scenarios),
        )

    @property
    def points(self) -> int:
        """The number of design points."""
        return len(self.stretches) * len(self.settings)

    @property
    def runs(self) -> int:
        """The number of runs."""
        return self.points * self.experiment.replicates

    @cached_property
    def mark(self) -> Mark:
        """The mark of the store: which runs it holds."""
        contents = [packed(s) + packed_rules(r) for s, r in self._sides]
        hashes = [blake2b(each, digest_size=KEY_BYTES).hexdigest() for each in contents]
        return Mark(
            experiment=self.experiment,
            fingerprint=fingerprint(),
            world=hash_of_world(self.world),
            scenarios=dict(zip(self.experiment.scenarios, hashes, strict=True)),
            made_by=made_by(),
            code=self._code(),
        )

    @property
    def _sides(self) -> list[tuple[tuple[Stretch, ...], tuple[Rule, ...]]]:
        """Parameters and rules of each scenario."""
        rules = self.rules or ((),) * len(self.stretches)
        return list(zip(self.stretches, rules, strict=True))

    def _code(self) -> dict[str, object]:
        """Return what the store records of rules and measures of the user's own."""
        rules = {
            name: [rule.record for rule in several]
            for name, (_, several) in zip(self.experiment.scenarios, self._sides, strict=True)
            if several
        }
        found = record_of_measures(tuple(self.experiment.own.measures.values()))
        return found | ({"rules": rules} if rules else {})

    @cached_property
    def _heads(self) -> list[bytes]:
        """The hash state of a key before the replicate, for each design point."""
        shared = f"{self.mark.fingerprint} {self.mark.world} {self.experiment.quarters} ".encode()
        shared += packed_measures(tuple(self.experiment.own.measures.values()))
        factors = self.experiment.factors
        settings = [dict(zip(factors, row, strict=True)) for row in self.settings.tolist()]
        named = zip(self.experiment.scenarios, self._sides, strict=True)
        return [
            blake2b(
                shared
                + f"{name} ".encode()
                + packed(stretches, setting)
                + packed_rules(rules)
                + self._luck(at),
                digest_size=KEY_BYTES,
            ).digest()
            for name, (stretches, rules) in named
            for at, setting in enumerate(settings)
        ]

    def _luck(self, setting: int) -> bytes:
        """Return what the seed of a run depends on beside its replicate."""
        return setting.to_bytes(8, "little") if self.experiment.luck == OWN else b""

    def key(self, number: int) -> bytes:
        """Return the key of a run: BLAKE2b of all that decides it.

        This is model, world, length, the name and the parameters of the scenario, replicate, seed.
        """
        replicate, point = divmod(number, self.points)
        return blake2b(self._heads[point] + self._tail(replicate), digest_size=KEY_BYTES).digest()

    def _tail(self, replicate: int) -> bytes:
        """Return the bytes hashed after the design point: replicate and seed."""
        return replicate.to_bytes(8, "little") + self.experiment.seed.to_bytes(8, "little")

    def keys(self) -> NDArray[np.uint64]:
        """Return the keys of all runs, in the order of their numbers, as runs x 2."""
        found = np.empty((self.experiment.replicates, 2 * self.points), np.uint64)
        for replicate in range(self.experiment.replicates):
            tail = self._tail(replicate)
            keys = [blake2b(head + tail, digest_size=KEY_BYTES).digest() for head in self._heads]
            found[replicate] = np.frombuffer(b"".join(keys), dtype=">u8")
        return found.reshape(-1, 2)

    def task(self, number: int) -> Task:
        """Return a run by its number."""
        replicate, point = divmod(number, self.points)
        scenario, setting = divmod(point, len(self.settings))
        values = tuple(self.settings[setting].tolist())
        seed = replicate_seed(self.experiment.seed, replicate)
        if self.experiment.luck == OWN:
            seed = replicate_seed(seed, setting)
        return Task(self.key(number).hex(), scenario, values, replicate, seed)


class Figures(NamedTuple):
    """What a run gives: a row of measures for each quarter that is kept, the last quarter last."""

    quarters: tuple[int, ...]
    values: NDArray[np.float64]


Job = Callable[[Task], Figures]


def policy_of(
    stretches: Sequence[Stretch], factors: Sequence[str], values: Sequence[float]
) -> list[Parameters]:
    """Return the parameters of each quarter, with the factors set to their values."""
    setting, policy = dict(zip(factors, values, strict=True)), list[Parameters]()
    for stretch in stretches:
        chosen = with_values(stretch.parameters, stretch.chosen(setting))
        policy += [chosen] * (stretch.end - stretch.begin)
    return policy


@dataclass(frozen=True)
class ModelRuns:
    """Runs any task of a sweep."""

    world: World
    stretches: tuple[tuple[Stretch, ...], ...]
    factors: tuple[str, ...]
    measures: tuple[str, ...]
    series: int
    own: tuple[Measure, ...] = ()  # those of the measures that are the user's own
    rules: tuple[tuple[Rule, ...], ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> ModelRuns:
        """Take from a plan what a worker needs."""
        asked = plan.experiment
        return cls(
            world=plan.world,
            stretches=plan.stretches,
            factors=tuple(asked.factors),
            measures=asked.measures,
            series=asked.series,
            own=tuple(asked.own.measures.values()),
            rules=plan.rules,
        )

    def __call__(self, task: Task) -> Figures:
        """Run a scenario at a setting of the factors, in a replicate."""
        policy = policy_of(self.stretches[task.scenario], self.factors, task.values)
        last = len(policy)
        kept = (*range(self.series, last, self.series), last) if self.series else (last,)
        rules = self.rules[task.scenario] if self.rules else ()
        own = {measure.name: measure for measure in self.own}
        measures = [own.get(name) or measure_named(name) for name in self.measures]
        found = figures(self.world, policy, task.seed, measures, kept, rules)
        return Figures(kept, found)


@dataclass(frozen=True)
class Opened:
    """What a sweep finds in its store.

    ``missing`` are the numbers of the runs to do, in ascending order; ``lacking`` counts those of
    the whole plan, whatever part of it this sweep takes; ``repeats`` says that runs have more
    than one row; ``aside`` are the files that were put into quarantine, and why; ``before`` is the
    experiment that the store was of.
    """

    store: Store
    missing: NDArray[np.int64]
    lacking: int
    repeats: bool
    aside: tuple[tuple[Path, str], ...]
    before: Experiment | None = None


def open_for(
    plan: Plan, path: Path, retry: bool = False, shard: tuple[int, int] = (1, 1)
) -> Opened:
    """Open or make the store of a plan, check all that it holds, and find what is missing.

    With ``retry`` runs that failed are missing, too. ``shard`` k of n takes every n-th run.

    Raises:
        StoreError: the store is refused, two shards disagree, or the disk refuses.

    """
    before = open_store(path, plan.mark)
    store, keys = Store(path), plan.keys()
    mark = store.mark
    with disk_faults(path):
        found = scan(path / SHARDS, mark.family, store.schema, mark.contents)
        series = scan(path / SERIES, mark.family, store.series_schema, mark.contents)
        aside = [*found.bad, *series.bad]
        if other := _of_other_content(store, found, keys):
            put_aside(path, other)
            found = scan(path / SHARDS, mark.family, store.schema, mark.contents)
            aside = [*other, *aside]
        put_aside(path, [*found.bad, *series.bad])
    repeats = any_twice(found.keys)
    if repeats:
        store.table(["key"])  # refuses two results of one run
    numbers = missing(keys, _there(found, series if plan.experiment.series else None, retry))
    return Opened(store, part_of(numbers, shard), len(numbers), repeats, tuple(aside), before)


def part_of(numbers: NDArray[np.int64], shard: tuple[int, int]) -> NDArray[np.int64]:
    """Return the runs that belong to part k of n: every n-th from the k-th on."""
    return np.asarray(numbers[numbers % shard[1] == shard[0] - 1])


def _of_other_content(store: Store, found: Scan, keys: Keys) -> list[tuple[Path, str]]:
    """List the shards with rows that have a place in the plan, but not the key of that run.

    A shard of an earlier version does not say itself which content of a scenario it is of.
    """
    if not len(missing(found.keys, keys)):
        return []
    mark, columns = store.mark, ["key", *columns_of(store.experiment)]
    other = []
    for path in found.good:
        try:
            rows = checked(path, mark.family, store.schema, columns, mark.contents)
        except FileNotFoundError:  # joined with others in the meantime
            continue
        strange = missing(numbers_of(rows["key"]), keys)
        if asked_for(store.experiment, rows.take(strange)).any():
            other.append((path, "has runs of another content of a scenario"))
    return other


def _there(found: Scan, series: Scan | None, retry: bool) -> Keys:
    """Return the keys of runs that need not be repeated."""
    if series is None and (found.done.all() or not retry):
        return found.keys
    done = found.keys[found.done]
    if series is not None:
        done = np.delete(done, missing(done, series.keys), axis=0)
    return done if retry else np.concatenate([done, found.keys[~found.done]])
