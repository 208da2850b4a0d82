"""Designs: which settings of the factors are tried, by kind and size."""

from interhelix.experiments.designs.design import KINDS, Design, Levels, Range, settings_of

__all__ = ["KINDS", "Design", "Levels", "Range", "settings_of"]
