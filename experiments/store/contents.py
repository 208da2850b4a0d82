"""What runs are runs of, as hashes of contents: the model, the world, the scenarios by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Contents(NamedTuple):
    """Hashes of the model, of the content of the world, and of that of each scenario by name."""

    model: str
    world: str
    scenarios: Mapping[str, str]

    def of(self, scenarios: Iterable[str]) -> Contents:
        """Return what runs of some of the scenarios are runs of."""
        kept = {name: self.scenarios[name] for name in scenarios if name in self.scenarios}
        return self._replace(scenarios=kept)

    def as_bytes(self) -> bytes:
        """Return the contents as a note for a shard."""
        return json.dumps(self._asdict(), sort_keys=True).encode()


def difference(note: bytes | None, own: Contents | None) -> str:
    """Say which content of a shard, by its note, is not that of its store; nothing if all are.

    A shard that an earlier version has written has no note. A scenario that the store does not have
    belongs to a larger experiment.
    """
    if note is None or own is None:
        return ""
    told = Contents(**json.loads(note))
    if told.model != own.model:
        return f"was made by model {told.model}, this store by {own.model}"
    if told.world != own.world:
        return "was made in a world of another content than that of this store"
    other = sorted(
        name for name, told_hash in told.scenarios.items()
        if own.scenarios.get(name, told_hash) != told_hash
    )  # fmt: skip
    if not other:
        return ""
    names = ", ".join(f"'{name}'" for name in other)
    return f"was made with another content of scenario {names} than this store"


def joined(notes: Iterable[bytes | None]) -> Contents | None:
    """Return the contents of shards that become one; ``None`` where none of them has a note."""
    told = [Contents(**json.loads(note)) for note in notes if note]
    if not told:
        return None
    scenarios = {name: content for one in told for name, content in one.scenarios.items()}
    return told[0]._replace(scenarios=scenarios)
