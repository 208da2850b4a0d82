"""Write into calibration.md a setting in which P3, P4 and P6 hold together.

``python docs/together.py`` runs it beside the posterior mean (two settings, five seeds each).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from generate import CALIBRATION, table, with_part

from interhelix.experiments.inputs import replicate_seed
from interhelix.experiments.replicates import Posterior
from interhelix.experiments.statistics import number
from interhelix.experiments.validation.assessment import Published, published
from interhelix.experiments.validation.patterns import project_log, summaries
from interhelix.experiments.validation.regions import patterns_of_regions
from interhelix.experiments.validation.trials import europe, policy
from interhelix.model.loop import live
from interhelix.model.parameters import with_values

PAGE = Path(__file__).resolve().with_name("calibration.md")
QUARTERS, SEEDS = 28, 5
ALIKE = {
    "founding.activity_spread": 1.91,
    "founding.capacity": 21.0,
    "proximity.institutional": -0.88,
    "proximity.cognitive": -50.0,
    "proximity.optimum": 0.0,
    "proximity.experience": 1.4,
    "propose.looks": 20.0,
    "propose.search": 0.5,
    "propose.renewal": 0.325,
    "propose.rate": 0.157,
    "climb.base_project": -7.5,
}
SHOWN = ("P1", "P3", "P4", "P6", "P7")


def means(values: dict[str, float]) -> pd.Series[float]:
    """Return the patterns of a setting, mean over the seeds."""
    world, rows = europe(), []
    for replicate in range(SEEDS):
        quarters = [with_values(parameters, values) for parameters in policy(QUARTERS)]
        state = live(world, quarters, replicate_seed(1, replicate))
        log = project_log(state, QUARTERS)
        rows.append(summaries(log, state) | patterns_of_regions(log, state))
    return pd.DataFrame(rows).mean()


def cell(row: Published, value: float) -> str:
    """Return a figure, and whether it lies outside its band."""
    return number(value) + ("" if row.low <= value <= row.high else " (no)")


def main() -> None:
    """Run both settings and write the table anew."""
    middle = Posterior.load(CALIBRATION).mean
    found = {"posterior mean": means(middle), "alike": means(ALIKE)}
    lines = [
        [
            f"`{row.key}`",
            row.published,
            *(cell(row, values[row.key]) for values in found.values()),
        ]
        for row in published()[1]
        if row.pattern in SHOWN and row.banded
    ]
    made = table(["pattern", "published", *found], lines)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_part(PAGE.name, text, "alike", made), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
