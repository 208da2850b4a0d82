"""Why a policy does what it does: parts left out in turn, rules turned off, numbers moved."""

from interhelix.experiments.explaining.explanation import QUESTIONS, Explanation
from interhelix.experiments.explaining.making import explain

__all__ = ["QUESTIONS", "Explanation", "explain"]
