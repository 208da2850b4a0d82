"""The folder of a comparison: report, tables, JSON, pictures, and what made them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from interhelix.experiments.archive import write_results
from interhelix.experiments.comparison import (
    Comparison,
    json_of_equal,
    json_value,
    of_posterior,
)
from interhelix.experiments.own_code import record_of_measures
from interhelix.experiments.page import write_document
from interhelix.experiments.pictures.results import comparison_pictures
from interhelix.experiments.record import made_by, of_scenario, of_world
from interhelix.experiments.report import blocks_of, command_line, shown_measures, title_of


def write_comparison(comparison: Comparison, folder: Path, language: str) -> None:
    """Write everything that a comparison found into an empty folder."""
    pictures = comparison_pictures(comparison, language)
    write_document(blocks_of(comparison), pictures, folder, language)
    (folder / "comparison.json").write_text(comparison.to_json(), encoding="utf-8")
    quarters, origins = comparison.quarters, comparison.origins
    baseline, *policies = (
        of_scenario(scenario, quarters, origin)
        for scenario, origin in zip(comparison.scenarios, origins.scenarios, strict=True)
    )
    record = {
        **made_by(),
        "world": of_world(comparison.world, origins.world),
        "baseline": baseline,
        "policies": policies,
        "replicates": comparison.replicates,
        "quarters": quarters,
        "seed": json_value(comparison.seed),
        **({"equal": json_of_equal(comparison.equal)} if comparison.equal else {}),
        **({"posterior": of_posterior(comparison.ignorance)} if comparison.ignorance else {}),
        "measures": shown_measures(comparison),
        **record_of_measures(comparison.own),
        "failed": [asdict(failed) for failed in comparison.failures],
        "command": command_line(comparison),
    }
    files = origins.files
    if comparison.ignorance:
        files |= comparison.ignorance.posterior.files
    write_results(folder, title_of(comparison), tables_of_comparison(comparison), record, files)


def tables_of_comparison(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison as its folder holds them."""
    tables = {name: getattr(comparison, name) for name in ("rows", "bands", "standing", "costs")}
    differences = pd.concat(comparison.differences, names=["policy", "pair"]).reset_index()
    tables["differences"] = differences
    if comparison.equal:
        tables |= {"doses": comparison.equal.doses, "changes": comparison.equal.changes}
    if comparison.ignorance:
        tables["ignorance"] = comparison.ignorance.table
    return tables
