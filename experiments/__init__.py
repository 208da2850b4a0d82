"""How often, and compared with what: runs, comparisons, sweeps over designs, reports, pictures."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interhelix.experiments.ablation import Ablation, ablate
    from interhelix.experiments.comparing import compare
    from interhelix.experiments.comparison import Comparison, FailedRun, RunsFailedError
    from interhelix.experiments.experiment import Experiment
    from interhelix.experiments.explaining import Explanation, explain
    from interhelix.experiments.seeds import replicate_seed
    from interhelix.experiments.simulation import simulate
    from interhelix.experiments.sweeping import sweep
    from interhelix.experiments.validation.validating import Validation, validate

__all__ = [
    "Ablation",
    "Comparison",
    "Experiment",
    "Explanation",
    "FailedRun",
    "RunsFailedError",
    "Validation",
    "ablate",
    "compare",
    "explain",
    "replicate_seed",
    "simulate",
    "sweep",
    "validate",
]

_HOMES = {
    "Ablation": "ablation",
    "Comparison": "comparison",
    "Experiment": "experiment",
    "Explanation": "explaining",
    "FailedRun": "comparison",
    "RunsFailedError": "comparison",
    "Validation": "validation.validating",
    "ablate": "ablation",
    "compare": "comparing",
    "explain": "explaining",
    "replicate_seed": "seeds",
    "simulate": "simulation",
    "sweep": "sweeping",
    "validate": "validation.validating",
}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: the driver of a sweep draws no pictures."""
    if name not in _HOMES:
        raise AttributeError(f"module 'interhelix.experiments' has no attribute '{name}'")
    value: object = getattr(import_module(f"interhelix.experiments.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
