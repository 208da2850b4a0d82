"""The folder of a report on a sweep: report, tables, JSON, pictures, and what made them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from interhelix.experiments.analysis.analysis import TABLES, Analysis
from interhelix.experiments.analysis.report import blocks_of, command_line
from interhelix.experiments.output import write_record
from interhelix.experiments.page import write_document
from interhelix.experiments.pictures.sweep import sweep_pictures
from interhelix.experiments.record import made_by
from interhelix.experiments.table_files import write_table


def write_analysis(found: Analysis, folder: Path, language: str) -> None:
    """Write all that a sweep found into an empty folder; tables without rows are left out."""
    pictures = sweep_pictures(found, language)
    write_document(blocks_of(found), pictures, folder, language)
    (folder / "report.json").write_text(found.to_json(), encoding="utf-8")
    for name in TABLES:
        table = getattr(found, name)
        if not table.empty:
            write_table(table, folder / f"{name}.csv")
    record = {
        **made_by(),
        "experiment": found.experiment.name,
        "text": found.experiment.text,
        "planned": found.planned,
        "runs": found.runs,
        "failed": [asdict(failed) for failed in found.failures],
        "command": command_line(found),
    }
    write_record(folder, record)
