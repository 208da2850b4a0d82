"""The ablation: every switch of the model off against on, paired, with the direction expected."""

from interhelix.experiments.ablation.ablating import Ablation, ablate
from interhelix.experiments.ablation.switches import Plan, Switch, load_switches

__all__ = ["Ablation", "Plan", "Switch", "ablate", "load_switches"]
