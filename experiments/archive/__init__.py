"""Results in the forms that archives accept: a Data Package and an RO-Crate."""

from interhelix.experiments.archive.results import DESCRIPTIONS, write_results

__all__ = ["DESCRIPTIONS", "write_results"]
