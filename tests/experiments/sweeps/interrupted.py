"""``interhelix`` to be interrupted: a run of a sweep lasts an hour, and needs no model."""

from __future__ import annotations

import sys

from interhelix.commands import main
from interhelix.experiments.sweeps.plan import ModelRuns, Plan
from tests.experiments.sweeps.jobs import Tiny


def endless(plan: Plan) -> Tiny:
    """Give a job whose runs last an hour."""
    return Tiny(len(plan.experiment.measures), seconds=3600.0)


if __name__ == "__main__":
    ModelRuns.of = endless  # type: ignore[assignment,method-assign]
    main(sys.argv[1:])
