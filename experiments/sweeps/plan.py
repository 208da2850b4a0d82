"""The runs of a sweep by number and key, how one is carried out, and its time limit."""

from __future__ import annotations

import faulthandler
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from multiprocessing import parent_process
from types import FrameType
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.experiments.designs import settings_of
from interhelix.experiments.experiment import OWN, Experiment
from interhelix.experiments.experiment_file import clashes, kept_of
from interhelix.experiments.inputs import (
    Stretch,
    hash_of_world,
    packed,
    replicate_seed,
    stretches_of,
)
from interhelix.experiments.provenance import made_by
from interhelix.experiments.store.mark import Mark
from interhelix.model.errors import Fault, InputError
from interhelix.model.loop import figures
from interhelix.model.machine_code import fingerprint
from interhelix.model.measures import measure_named
from interhelix.model.parameters import Parameters, with_values
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
        hashes = [blake2b(packed(s), digest_size=KEY_BYTES).hexdigest() for s in self.stretches]
        return Mark(
            experiment=self.experiment,
            fingerprint=fingerprint(),
            world=hash_of_world(self.world),
            scenarios=dict(zip(self.experiment.scenarios, hashes, strict=True)),
            made_by=made_by(),
        )

    @cached_property
    def _heads(self) -> list[bytes]:
        """What stands in the key of a run before its replicate, for each design point."""
        shared = f"{self.mark.fingerprint} {self.mark.world} {self.experiment.quarters} ".encode()
        factors = self.experiment.factors
        settings = [dict(zip(factors, row, strict=True)) for row in self.settings.tolist()]
        named = zip(self.experiment.scenarios, self.stretches, strict=True)
        return [
            blake2b(
                shared + f"{name} ".encode() + packed(stretches, setting) + self._luck(at),
                digest_size=KEY_BYTES,
            ).digest()
            for name, stretches in named
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
        )

    def __call__(self, task: Task) -> Figures:
        """Run a scenario at a setting of the factors, in a replicate."""
        policy = policy_of(self.stretches[task.scenario], self.factors, task.values)
        last = len(policy)
        kept = (*range(self.series, last, self.series), last) if self.series else (last,)
        measures = [measure_named(name) for name in self.measures]
        return Figures(kept, figures(self.world, policy, task.seed, measures, kept))


LATE = 1.5  # of the limit, when the process is ended
SLACK = 1.0  # [s]
REARM = 0.25  # of the limit


class TimeLimitError(Exception):
    """A run that took longer than it may."""


class Limit:
    """Limits the time of each run of a chunk."""

    def __init__(self, seconds: float, journal: IO[bytes]) -> None:
        self.seconds, self.journal = seconds, journal
        self.hears = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )
        self.may_end = parent_process() is not None  # never the process of the user
        self.armed = float("-inf")
        self.running = False

    @contextmanager
    def each(self) -> Iterator[None]:
        """Raise ``TimeLimitError`` in what takes too long, or end the process."""
        now = time.monotonic()
        if self.may_end and now - self.armed > REARM * self.seconds:
            faulthandler.dump_traceback_later(
                LATE * self.seconds + SLACK, exit=True, file=self.journal
            )
            self.armed = now
        if not self.hears:
            yield
            return
        self.running = True
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        try:
            yield
        finally:
            self.running = False
            signal.setitimer(signal.ITIMER_REAL, 0.0)

    def __enter__(self) -> Limit:
        if self.hears:
            self.before = signal.signal(signal.SIGALRM, self._too_long)
        return self

    def __exit__(self, *reason: object) -> None:
        if self.may_end:
            faulthandler.cancel_dump_traceback_later()
        if self.hears:
            signal.signal(signal.SIGALRM, self.before)

    def _too_long(self, number: int, frame: FrameType | None) -> None:
        if self.running:
            raise TimeLimitError(f"longer than {self.seconds:g} s")
