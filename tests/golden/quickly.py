"""Results without their pictures, which take most of the time, and without processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from interhelix.experiments.engines import Serial

WRITERS = {
    "pictures.results": "run_pictures",
    "comparison": "comparison_pictures",
    "analysis.sweep_report": "sweep_pictures",
}


@contextmanager
def without_pictures() -> Iterator[None]:
    """Have folders of results written without pictures."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in WRITERS.items():
            patch.setattr(f"interhelix.experiments.{module}.{name}", lambda *_: {})
        yield


@contextmanager
def in_this_process() -> Iterator[None]:
    """Have sweeps carried out in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("interhelix.experiments.sweeps.processes", lambda workers: Serial)
        yield
