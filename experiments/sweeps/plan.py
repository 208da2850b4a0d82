"""The plan of a sweep: every run of an experiment, its number, its key, and how to carry it out.

Runs are numbered replicate by replicate, so that a sweep that is cut short has tried every design
point about equally often.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.designs import settings_of
from interhelix.experiments.experiment import OWN, Experiment
from interhelix.experiments.overriding import clashes, kept_of
from interhelix.experiments.own_code import packed_measures, record_of_measures
from interhelix.experiments.record import made_by
from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.store import Mark
from interhelix.experiments.sweeps.content import Stretch, hash_of_world, packed, stretches_of
from interhelix.model.errors import Fault, InputError
from interhelix.model.machine_code import fingerprint
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
        """What the store says its runs are runs of."""
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
        """What stands in the key of a run before its replicate, for each design point."""
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
        """Return what stands in the key of a run after its design point."""
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
