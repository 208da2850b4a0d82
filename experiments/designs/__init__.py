"""Designs: which settings of the factors are tried, by kind and size."""

from interhelix.experiments.designs.design import KINDS, Design, Levels, Range, settings_of
from interhelix.experiments.designs.table import read_draws

__all__ = ["KINDS", "Design", "Levels", "Range", "read_draws", "settings_of"]
