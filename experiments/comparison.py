"""A comparison: the same replicates under a baseline and under policies, and what differs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from interhelix.experiments.equal import Equal
from interhelix.experiments.ignorance import Ignorance
from interhelix.experiments.origins import Origins
from interhelix.experiments.seeds import told
from interhelix.experiments.showing import Result
from interhelix.model.measures import Measure
from interhelix.model.world import World
from interhelix.scenarios import Scenario

if TYPE_CHECKING:
    from interhelix.experiments.document import Block
    from interhelix.experiments.pictures.results import Drawing

JSON_FIELDS = (
    "policy",
    "measure",
    "unit",
    "wanted",
    "baseline_mean",
    "difference",
    "low",
    "high",
    "low_all",
    "high_all",
    "pairs_better",
    "variance_reduction",
    "verdict",
)
FIGURES = 10  # of a number in JSON


@dataclass(frozen=True)
class FailedRun:
    """A run that raised, with its message; its replicate is left out for every policy."""

    policy: str
    replicate: int
    message: str


def reasons_of(failures: Sequence[FailedRun]) -> list[str]:
    """Say why runs failed: a line for each reason, with how many runs and the first of them."""
    reasons: dict[str, list[FailedRun]] = {}
    for failure in failures:
        reasons.setdefault(failure.message, []).append(failure)
    return [
        f"{len(runs)} x {message} (first: replicate {runs[0].replicate} of {runs[0].policy})"
        for message, runs in reasons.items()
    ]


class RunsFailedError(RuntimeError):
    """So many runs failed that a comparison of the rest would mislead."""

    def __init__(self, failures: Sequence[FailedRun], runs: int) -> None:
        self.failures, self.runs = tuple(failures), runs
        what = "every run" if len(failures) == runs else f"{len(failures)} of {runs} runs"
        reasons = "\n".join(reasons_of(self.failures))
        super().__init__(f"{what} failed, more than 1 %, so there is no report\n{reasons}")

    @property
    def none_left(self) -> bool:
        """Whether not one run was left."""
        return len(self.failures) == self.runs


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """What a comparison found; pictures are ``forest``, ``effects``, ``ladder``, ``map_SCENARIO``.

    ``rows`` has a row for each policy and measure, at the end of the run; ``bands`` mean and bands
    of every policy (the baseline first) over time, ``paired_bands`` those of paired differences;
    ``standing`` winners and losers among regions and roles; ``costs`` the cost per unit of effect;
    ``differences`` the paired differences themselves (pairs x measures) by policy; ``networks``
    the region pairs of replicate 0; ``origins`` where the world and the scenarios come from;
    ``equal`` the doses of the policies, if they were made equal: ``policies`` are as they were
    before that, all figures are those of the doses. ``ignorance`` is there if each pair had
    parameters of its own from a posterior. ``own`` are measures of the user's own.
    """

    world: World
    origins: Origins
    baseline: Scenario
    policies: tuple[Scenario, ...]
    seed: int
    replicates: int
    quarters: int
    pairs: int
    rows: pd.DataFrame
    bands: pd.DataFrame
    paired_bands: pd.DataFrame
    standing: pd.DataFrame
    costs: pd.DataFrame
    differences: Mapping[str, pd.DataFrame]
    networks: Mapping[str, pd.DataFrame]
    failures: tuple[FailedRun, ...] = ()
    equal: Equal | None = None
    ignorance: Ignorance | None = None
    own: tuple[Measure, ...] = ()

    def __repr__(self) -> str:
        policies = ", ".join(policy.name for policy in self.policies)
        return (
            f"Comparison({policies} against {self.baseline.name}: {self.world.name}, "
            f"{self.pairs} pairs, {self.quarters} quarters, seed {self.seed})"
        )

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The baseline and the policies."""
        return (self.baseline, *self.policies)

    def dose(self, policy: Scenario) -> float:
        """Return the dose of a policy: 1, unless policies were made equal."""
        return self.equal.dose(policy.name) if self.equal else 1.0

    def as_json(self) -> dict[str, object]:
        """Return the comparison as JSON values; what is not a finite number is null."""
        return {
            "pairs": self.pairs,
            "seed": json_value(self.seed),
            "world": self.world.name,
            "baseline": self.baseline.name,
            "quarters": self.quarters,
            "failed": len(self.failures),
            **({"equal": json_of_equal(self.equal)} if self.equal else {}),
            **({"ignorance": self._ignorance_as_json()} if self.ignorance else {}),
            "rows": records(self.rows[list(JSON_FIELDS)]),
        }

    def to_json(self) -> str:
        """Return the comparison as text, the same to the byte whatever ran it where."""
        return json.dumps(self.as_json(), indent=2, allow_nan=False) + "\n"

    def _ignorance_as_json(self) -> dict[str, object]:
        """Return which posterior was drawn from, and what that does to the measures shown."""
        assert self.ignorance is not None
        table = self.ignorance.table
        shown = table[table["measure"].isin(self.rows["measure"])]
        return {"posterior": of_posterior(self.ignorance), "rows": records(shown)}

    def _summary(self) -> list[Block]:
        from interhelix.experiments.report import summary_of

        return summary_of(self)

    def _blocks(self) -> list[Block]:
        from interhelix.experiments.report import blocks_of

        return blocks_of(self)

    def _drawings(self, language: str) -> dict[str, Drawing]:
        from interhelix.experiments.pictures.results import comparison_drawings

        return comparison_drawings(self, language)

    def _write(self, folder: Path, language: str) -> None:
        from interhelix.experiments.files import write_comparison

        write_comparison(self, folder, language)


def json_of_equal(equal: Equal) -> dict[str, object]:
    """Return as JSON values what was made equal, and how."""
    return {
        "quantity": equal.aim.quantity,
        "amount": equal.aim.amount,
        "measure": equal.aim.measure.name,
        "unit": equal.aim.measure.unit,
        "target": json_value(equal.target),
        "pairs": equal.pairs,
        "doses": records(equal.doses),
        "changes": records(equal.changes),
    }


def of_posterior(ignorance: Ignorance) -> dict[str, object]:
    """Return what identifies a posterior: what names it, its files, the model that made it."""
    posterior = ignorance.posterior
    return {
        "given": posterior.word,
        "files": dict(posterior.files),
        "model": posterior.record["fingerprint"],
    }


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of a table as JSON values."""
    return [
        {str(name): json_value(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def json_value(value: object) -> object:
    """Return a value as JSON has it: numbers to ten figures, null for what is not finite.

    A whole number that many programs would round, as a seed may be, is a text (``seeds.told``).
    """
    if isinstance(value, float | np.floating):
        return float(f"{value:.{FIGURES}g}") + 0.0 if math.isfinite(value) else None
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        return value
    return told(int(value))
