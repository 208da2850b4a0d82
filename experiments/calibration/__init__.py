"""Calibration: runs drawn from priors, fitted to published patterns."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from interhelix.experiments.calibration.fit import COVERED, NARROW, Fit
from interhelix.experiments.calibration.specification import Asked
from interhelix.experiments.document import (
    Block,
    Heading,
    Items,
    Result,
    Table,
    Text,
    table_of,
    write_document,
)
from interhelix.experiments.inputs import hash_of_file
from interhelix.experiments.output import json_value, records, write_table
from interhelix.experiments.provenance import made_by, write_results
from interhelix.experiments.replicates import WEIGHT
from interhelix.experiments.sections import command, repeat
from interhelix.experiments.statistics import NOTHING, counted, number, percent, span
from interhelix.experiments.store import Store

if TYPE_CHECKING:
    from interhelix.experiments.document import Block
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from interhelix.experiments.pictures.results import Drawing
from typing import TYPE_CHECKING

import numpy as np

from interhelix.experiments.calibration.fit import (
    Float,
    Reference,
    fitted,
    parameter_rows,
    pattern_rows,
    reached,
    recovered,
    together_rows,
)
from interhelix.experiments.calibration.specification import SUMMARIES, PatternRuns, plan_of
from interhelix.experiments.engines.processes import run_all
from interhelix.experiments.inputs import replicate_seed
from interhelix.experiments.progress import Watcher
from interhelix.experiments.replicates import systematic
from interhelix.experiments.store.format import DONE
from interhelix.experiments.sweeps.plan import Figures, Task
from interhelix.model.errors import Fault, InputError

if TYPE_CHECKING:
    pass


ERRORS = 20_200_101  # seed of the errors that the model is granted; no run ever sees it


def calibrated(asked: Asked, store: Store, workers: int | None, watcher: Watcher) -> Calibration:
    """Fit the posterior to the draws of a store, try recovery, and run the posterior.

    Raises:
        InputError: the store has too few draws.

    """
    runs = store.runs(["status", *asked.priors, *SUMMARIES])
    values = scaled(asked, runs)
    usable = (runs["status"] == DONE).to_numpy() & np.isfinite(values).all(axis=1)
    luck = np.random.default_rng(ERRORS).standard_normal(values.shape)
    errors = np.array([pattern.error for pattern in asked.patterns.values()])
    bounds = np.array([[prior.low, prior.high] for prior in asked.priors.values()])
    drawn = runs[list(asked.priors)].to_numpy()[usable]
    reference = Reference(drawn, bounds, (values + errors * luck)[usable], tuple(asked.patterns))
    observed = np.array([float(p.scaled(p.published)) for p in asked.patterns.values()])
    near = reached(reference, observed)
    reference, observed = reference.only(near), observed[near]
    fit = fitted(reference, observed, asked.accepted)
    found, tolerances = recovered(reference, asked.accepted)
    exact, _ = recovered(reference._replace(summaries=values[usable][:, near]), asked.accepted)
    found.insert(2, "narrowed_exact", exact["narrowed"])
    predicted = _predicted(asked, fit, workers, watcher)
    return Calibration(
        asked=asked,
        store=store,
        fit=fit,
        parameters=parameter_rows(asked, fit, found),
        patterns=pattern_rows(asked, runs, predicted, reference.names),
        together=together_rows(runs, predicted),
        surprise=float((tolerances < fit.tolerance).mean()),
        ran=len(runs),
        undefined=int((~usable).sum()),
    )


def scaled(asked: Asked, runs: pd.DataFrame) -> Float:
    """Return the patterns of runs on the scales on which they are compared, runs x patterns."""
    columns = [pattern.scaled(runs[name].to_numpy()) for name, pattern in asked.patterns.items()]
    return np.stack(columns, axis=1)


def _predicted(asked: Asked, fit: Fit, workers: int | None, watcher: Watcher) -> pd.DataFrame:
    """Run draws from the posterior and return their patterns, a row for each run."""
    plan = plan_of(asked)
    job = PatternRuns(plan.world, plan.stretches[0], tuple(asked.priors))
    tasks = [
        Task("", 0, tuple(fit.values[row].tolist()), at, replicate_seed(ERRORS, at))
        for at, row in enumerate(systematic(fit.weights, PREDICTED))
    ]
    rows = []
    for result in run_all(job, tasks, workers, watcher):
        if not isinstance(result, Figures):
            problem = f"a run from the posterior failed: {result}"
            raise InputError(Fault("calibration", problem, "narrow the priors"))
        rows.append(result.values[-1])
    return pd.DataFrame(rows, columns=list(SUMMARIES))


PREDICTED = 24  # runs from the posterior


@dataclass(frozen=True, repr=False, eq=False)
class Calibration(Result):
    """What a calibration found.

    ``parameters`` has a row for each parameter: prior, default, posterior mean and 90 % interval,
    and how well it is recovered. ``patterns`` has a row for each pattern: published value, band,
    the middle 90 % of the draws and of runs from the posterior; ``together`` says how often sets of
    patterns lie in their bands at once. ``surprise`` is the share of
    recovery's cases that lie nearer to the draws than the published patterns do. ``ran`` counts the
    draws that the store holds, ``undefined`` those without one of the patterns, which are left out.
    """

    asked: Asked
    store: Store
    fit: Fit
    parameters: pd.DataFrame
    patterns: pd.DataFrame
    together: pd.DataFrame
    surprise: float
    ran: int
    undefined: int

    def __repr__(self) -> str:
        return f"Calibration({self.asked.name}: {self.ran} of {self.asked.draws} draws)"

    @property
    def changes(self) -> list[tuple[str, float, float]]:
        """Each parameter that is identified, with its default and its posterior mean."""
        rows = self.parameters[self.parameters["identified"]]
        columns = (rows["parameter"], rows["default"], rows["posterior_mean"])
        return [(str(n), float(old), float(new)) for n, old, new in zip(*columns, strict=True)]

    def to_json(self) -> str:
        """Return what was found as JSON text; what is not a finite number is null."""
        told = {
            "calibration": self.asked.name,
            "draws": self.ran,
            "undefined": self.undefined,
            "kept": len(self.fit.rows),
            "tolerance": json_value(self.fit.tolerance),
            "surprise": json_value(self.surprise),
            "parameters": records(self.parameters),
            "patterns": records(self.patterns),
            "together": records(self.together),
        }
        return json.dumps(told, indent=2, allow_nan=False) + "\n"

    def _summary(self) -> list[Block]:
        return [parameters(self.parameters), patterns(self.patterns)]

    def _blocks(self) -> list[Block]:
        return blocks_of(self)

    def _drawings(self, language: str) -> dict[str, Drawing]:
        return {}

    def _write(self, folder: Path, language: str) -> None:
        write_calibration(self, folder)


TOGETHER = (
    "How many of the draws, and of the runs from the posterior, have patterns in their bands."
)
HOW = f"""
Regression ABC (`beaumont2002`): the draws whose patterns lie nearest to the published ones are
kept, with Epanechnikov weights, and a local-linear regression on the logit scale of the bounds
moves each to where it would lie at the published values. The model is granted an error: the ends of
a pattern's band lie 1.645 standard deviations from the published value. Recovery takes draws of the
model's own as the truth: *covered* is the share of the cases whose 90 % interval holds the truth,
*narrowed* the median width of that interval beside the prior's (*exact* where the model is granted
no error), *agreement* the rank correlation of posterior mean and truth. A parameter is called
identified if it is covered in {COVERED[0]:.0%} to {COVERED[1]:.0%} of the cases and narrowed to
{NARROW:g} or less. A pattern is *out of reach*, and no part of the fit, if fewer than one draw in a
hundred lies beyond the published value, error granted. *In band* is the share of {PREDICTED} runs
from the posterior that a pattern's band holds.
"""


def blocks_of(found: Calibration) -> list[Block]:
    """Return the report: what was asked, the parameters, the patterns, how it was made."""
    asked = found.asked
    draws = f"{counted(found.ran, 'draw')} of {asked.draws:,}"
    without = f"{counted(found.undefined, 'draw has', 'draws have')} not"
    kept = f"Kept: {len(found.fit.rows)}, {percent(asked.accepted)} of those with all patterns"
    nearer = f"{percent(found.surprise)} of recovery's cases lie nearer to the draws"
    lines = [
        f"{draws}, {asked.quarters} quarters each, seed {asked.seed}.",
        f"{kept} ({without}); tolerance {number(found.fit.tolerance)}.",
        f"{nearer} than what is published.",
    ]
    changes = found.changes
    told = [
        f"`{name}`: {number(old)} to {number(new)}, source `calibrated:{asked.name}`"
        for name, old, new in changes
    ]
    identified: list[Block] = [Items(tuple(told))] if told else [Text("None.")]
    return [
        Heading(1, asked.question),
        Text("\n".join(lines)),
        Heading(2, "Parameters"),
        parameters(found.parameters),
        Heading(2, "Patterns"),
        patterns(found.patterns),
        Text(TOGETHER),
        together(found.together),
        Heading(2, "What the patterns identify"),
        *identified,
        Heading(2, "How it was made"),
        Text(" ".join(HOW.split())),
        *repeat([command_line(asked)], dict(found.store.mark.made_by)),
    ]


def parameters(rows: pd.DataFrame) -> Table:
    """Return a line for each parameter: prior, posterior, recovery."""
    return table_of("Parameters: prior, posterior and recovery", rows, {
        "parameter": "parameter", "prior": "prior_low..prior_high", "default": "#default",
        "mean": "#posterior_mean", "90 % interval": "posterior_low..posterior_high",
        "covered": "%covered", "narrowed": "#narrowed", "exact": "#narrowed_exact",
        "agreement": "#agreement", "identified": lambda row: "yes" if row.identified else "no",
    })  # fmt: skip


def patterns(rows: pd.DataFrame) -> Table:
    """Return a line for each pattern: published, band, draws, runs from the posterior."""
    return table_of("Patterns: published, and from the model", rows, {
        "pattern": "pattern", "use": "use", "published": "#published",
        "band": lambda row: band(row.band_low, row.band_high),
        "90 % of draws": "draws_low..draws_high", "posterior": "#predicted",
        "90 % of runs": "predicted_low..predicted_high", "in band": "%in_band",
    })  # fmt: skip


def together(rows: pd.DataFrame) -> Table:
    """Return a line for each set of patterns: how often all of it lie in their bands."""
    return table_of("Patterns that hold together", rows, {
        "patterns": "patterns", "draws": lambda row: f"{row.draws:,}",
        "runs": lambda row: f"{row.runs:,}",
    })  # fmt: skip


def band(low: float, high: float) -> str:
    """Write a band one end of which may be open."""
    if math.isnan(low) and math.isnan(high):
        return NOTHING
    if math.isfinite(low) and math.isfinite(high) and low > 0:
        return span(low, high)
    return f"below {number(high)}" if math.isfinite(high) else f"above {number(low)}"


def command_line(asked: Asked) -> str:
    """Return the command that repeats a calibration."""
    return command("interhelix", "calibrate", asked.given, "--store", asked.name)


def write_calibration(found: Calibration, folder: Path) -> None:
    """Write report, posterior, parameters, patterns, and what made them into an empty folder."""
    asked, mark = found.asked, found.store.mark
    posterior = pd.DataFrame(found.fit.values, columns=list(asked.priors))
    posterior[WEIGHT] = found.fit.weights
    posterior = posterior.map(lambda value: float(f"{value:.6g}"))
    write_table(posterior, folder / "posterior.csv")
    record = {
        **mark.made_by,
        "reported_by": made_by(),
        "calibration": asked.name,
        "given": asked.given,
        "text": asked.text,
        "contents": mark.contents._asdict(),
        "store": found.store.digest(),
        "planned": asked.draws,
        "draws": found.ran,
        "undefined": found.undefined,
        "kept": len(found.fit.rows),
        "accepted": asked.accepted,
        "tolerance": found.fit.tolerance,
        "surprise": found.surprise,
        "seed": asked.seed,
        "posterior": hash_of_file(folder / "posterior.csv"),
        "command": command_line(asked),
    }
    names = ("parameters", "patterns", "together")
    tables = {"posterior": posterior, **{name: getattr(found, name) for name in names}}
    write_document(blocks_of(found), {}, folder, "en")
    write_results(folder, asked.question, tables, record, {})
