"""What decides a run, as bytes to hash: the parameters of every quarter, the content of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from interhelix.model.parameters import Parameters, catalogue
from interhelix.model.world import World

TEXTS = ("codes", "districts")
NUMBERS = (
    *("lat", "lon", "population", "product"),
    *("digital", "contract_quality", "specialisation", "human_resources"),
)


class Stretch(NamedTuple):
    """Quarters ``begin <= q < end`` in which the same parameters hold.

    ``kept`` are factors that leave these quarters as the scenario has them.
    """

    begin: int
    end: int
    parameters: Parameters
    kept: frozenset[str] = frozenset()

    def chosen(self, setting: Mapping[str, float]) -> dict[str, float]:
        """Return the factors of a setting that hold in these quarters."""
        return {name: value for name, value in setting.items() if name not in self.kept}


def stretches_of(
    policy: Sequence[Parameters], kept: Sequence[frozenset[str]] = ()
) -> tuple[Stretch, ...]:
    """Return the stretches of a policy; quarters with equal parameters share one object.

    ``kept`` gives for each quarter the factors that leave it as it is.
    """
    whole = list(zip(policy, kept or [frozenset[str]()] * len(policy), strict=True))
    begins = [
        q
        for q, (values, names) in enumerate(whole)
        if q == 0 or values is not policy[q - 1] or names != whole[q - 1][1]
    ]
    ends = [*begins[1:], len(policy)]
    return tuple(Stretch(b, e, *whole[b]) for b, e in zip(begins, ends, strict=True))


@cache
def _columns() -> dict[str, int]:
    """Return the place of each parameter among all of them."""
    return {name: at for at, name in enumerate(catalogue())}


def packed(stretches: Sequence[Stretch], setting: Mapping[str, float] | None = None) -> bytes:
    """Return the parameters of every quarter as bytes, with the factors of a setting in place."""
    parts = []
    for stretch in stretches:
        values = [value for group in stretch.parameters for value in group]
        for name, value in stretch.chosen(setting or {}).items():
            values[_columns()[name]] = value
        parts.append(stretch.begin.to_bytes(4, "little") + stretch.end.to_bytes(4, "little"))
        parts.append((np.array(values, dtype="<f8") + 0.0).tobytes())  # so that -0 is 0
    return b"".join(parts)


def hash_of_world(world: World) -> str:
    """Return a hash of what a run takes from a world; the order of its table does not matter."""
    order = sorted(range(world.size), key=lambda row: world.codes[row])
    digest = blake2b(digest_size=16)
    for name in TEXTS:
        digest.update("\0".join(getattr(world, name)[row] for row in order).encode() + b"\1")
    for name in NUMBERS:
        column = getattr(world, name)
        digest.update(b"-" if column is None else np.asarray(column, "<f8")[order].tobytes())
    digest.update(world.counts[order].astype("<i8").tobytes())
    digest.update(repr(sorted(world.pairs)).encode())
    return digest.hexdigest()
