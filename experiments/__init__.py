"""How often, and compared with what: runs, comparisons, sweeps over designs, reports, pictures."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interhelix.experiments.ablation import Ablation, ablate
    from interhelix.experiments.ablation.explaining import explain
    from interhelix.experiments.ablation.explanation import Explanation
    from interhelix.experiments.comparing import compare
    from interhelix.experiments.comparison import Comparison
    from interhelix.experiments.experiment import Experiment
    from interhelix.experiments.inputs import replicate_seed
    from interhelix.experiments.replicates import FailedRun, RunsFailedError
    from interhelix.experiments.simulation import simulate
    from interhelix.experiments.sweeps import sweep
    from interhelix.experiments.validation import Validation, validate

__all__ = [
    "Ablation", "Comparison", "Experiment", "Explanation", "FailedRun", "RunsFailedError",
    "Validation", "ablate", "compare", "explain", "replicate_seed", "simulate", "sweep", "validate",
]  # fmt: skip

_HOMES = {
    "Ablation": "ablation",
    "Comparison": "comparison",
    "Experiment": "experiment",
    "Explanation": "ablation.explanation",
    "FailedRun": "replicates",
    "RunsFailedError": "replicates",
    "Validation": "validation",
    "ablate": "ablation",
    "compare": "comparing",
    "explain": "ablation.explaining",
    "replicate_seed": "replicates",
    "simulate": "simulation",
    "sweep": "sweeps",
    "validate": "validation",
}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: the driver of a sweep draws no pictures."""
    if name not in _HOMES:
        raise AttributeError(f"module 'interhelix.experiments' has no attribute '{name}'")
    value: object = getattr(import_module(f"interhelix.experiments.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
