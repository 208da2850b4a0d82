"""What decides a run, as bytes to hash: the parameters of every quarter, the content of a world."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interhelix.model.parameters import Parameters
from interhelix.model.world import World

TEXTS = ("codes", "districts")
NUMBERS = (
    *("lat", "lon", "population", "product"),
    *("digital", "contract_quality", "specialisation", "human_resources"),
)


class Stretch(NamedTuple):
    """Quarters ``begin <= q < end`` in which the same parameters hold."""

    begin: int
    end: int
    parameters: Parameters


def stretches_of(policy: Sequence[Parameters]) -> tuple[Stretch, ...]:
    """Return the stretches of a policy; quarters with equal parameters share one object."""
    begins = [q for q, values in enumerate(policy) if q == 0 or values is not policy[q - 1]]
    ends = [*begins[1:], len(policy)]
    return tuple(Stretch(b, e, policy[b]) for b, e in zip(begins, ends, strict=True))


def packed(
    stretches: Sequence[Stretch],
    columns: Sequence[int] = (),
    values: NDArray[np.float64] | Sequence[float] = (),
) -> bytes:
    """Return the parameters of every quarter as bytes, those at ``columns`` set to ``values``."""
    parts = []
    for begin, end, parameters in stretches:
        numbers = np.array([value for group in parameters for value in group], dtype="<f8")
        numbers[list(columns)] = values
        parts.append(begin.to_bytes(4, "little") + end.to_bytes(4, "little"))
        parts.append((numbers + 0.0).tobytes())  # so that -0 is 0
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
