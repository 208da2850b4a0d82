"""What a sweep found: pure functions of an experiment and a data frame of runs."""

from interhelix.experiments.analysis.analysis import Analysis, analyse, analysed

__all__ = ["Analysis", "analyse", "analysed"]
