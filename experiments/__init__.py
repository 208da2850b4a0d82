"""How often, and compared with what: runs, comparisons in paired replicates, reports, pictures."""

from interhelix.experiments.ablation import Ablation, ablate
from interhelix.experiments.comparing import compare
from interhelix.experiments.comparison import Comparison, FailedRun, RunsFailedError
from interhelix.experiments.seeds import replicate_seed
from interhelix.experiments.simulation import simulate

__all__ = [
    "Ablation",
    "Comparison",
    "FailedRun",
    "RunsFailedError",
    "ablate",
    "compare",
    "replicate_seed",
    "simulate",
]
