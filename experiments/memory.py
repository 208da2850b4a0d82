"""Runs of this session that are remembered: the same run is not carried out twice.

A run is known by what decides it: model, world, the parameters of every quarter, seed. What is
remembered is bounded; the runs that were asked for longest ago are forgotten first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

from interhelix.experiments.own_code import packed_measures
from interhelix.experiments.replicates import Outcome, Replicates, Task
from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.sweeps.content import hash_of_world, packed, stretches_of
from interhelix.model.machine_code import fingerprint
from interhelix.model.rules import packed_rules

MOST = 64 * 1024**2  # [bytes]


class Key(NamedTuple):
    """What decides a run, and whether its region pairs are kept."""

    content: str  # hash of model, world and parameters
    seed: int
    first: bool


def keys_of(job: Replicates, tasks: Sequence[Task]) -> dict[Task, Key]:
    """Return the key of each task."""
    shared = f"{fingerprint()} {hash_of_world(job.world)} ".encode() + packed_measures(job.own)
    contents = [
        blake2b(
            shared + packed(stretches_of(policy)) + packed_rules(own), digest_size=16
        ).hexdigest()
        for policy, own in zip(job.policies, job.rules or [()] * len(job.policies), strict=True)
    ]
    return {
        task: Key(contents[task.policy], replicate_seed(job.seed, task.replicate), task.first)
        for task in tasks
    }


class Memory:
    """Remembers outcomes of runs up to ``most`` bytes."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self.outcomes: OrderedDict[Key, Outcome] = OrderedDict()
        self.lock = Lock()

    def recall(self, key: Key) -> Outcome | None:
        """Return the outcome of a run, if it is remembered."""
        with self.lock:
            if key in self.outcomes:
                self.outcomes.move_to_end(key)
            return self.outcomes.get(key)

    def keep(self, key: Key, outcome: Outcome) -> None:
        """Remember a run, and forget others where there is no room."""
        with self.lock:
            if key not in self.outcomes:
                self.outcomes[key] = outcome
                self.size += outcome.size
            while self.size > self.most:
                self.size -= self.outcomes.popitem(last=False)[1].size


MEMORY = Memory()
