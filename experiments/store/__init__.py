"""The store of a sweep: a folder of immutable, checked shards, one row a run."""

from interhelix.experiments.store.errors import StoreError
from interhelix.experiments.store.mark import Mark
from interhelix.experiments.store.store import Store

__all__ = ["Mark", "Store", "StoreError"]
