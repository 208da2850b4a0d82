"""Stores are made by sweeps: the same small experiments as there."""

from tests.experiments.sweeps.conftest import plan, run

__all__ = ["plan", "run"]
