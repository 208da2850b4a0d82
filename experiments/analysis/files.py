"""The folder of a report on a sweep: report, tables, JSON, pictures, and what made them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from interhelix.experiments.analysis.analysis import TABLES, Analysis
from interhelix.experiments.analysis.report import blocks_of, command_lines
from interhelix.experiments.archive import write_results
from interhelix.experiments.page import write_document
from interhelix.experiments.pictures.sweep import sweep_pictures
from interhelix.experiments.record import made_by


def write_analysis(found: Analysis, folder: Path, language: str) -> None:
    """Write all that a sweep found into an empty folder; tables without rows are left out."""
    pictures = sweep_pictures(found, language)
    write_document(blocks_of(found), pictures, folder, language)
    (folder / "report.json").write_text(found.to_json(), encoding="utf-8")
    record = {
        **found.made_by,
        "reported_by": made_by(),
        "experiment": found.experiment.name,
        "given": found.experiment.given,
        "text": found.experiment.text,
        "contents": found.contents._asdict() if found.contents else None,
        "planned": found.planned,
        "runs": found.runs,
        "failed": [asdict(failed) for failed in found.failures],
        **({"code": dict(found.code)} if found.code else {}),
        "command": "\n".join(command_lines(found)),
    }
    write_results(folder, found.experiment.question, tables_of_analysis(found), record, {})


def tables_of_analysis(found: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables of a report on a sweep that have rows, as its folder holds them."""
    return {name: getattr(found, name) for name in TABLES if not getattr(found, name).empty}
