"""The folder of a report on a sweep: report, tables, JSON, pictures, and what made them."""

from __future__ import annotations

from pathlib import Path

from interhelix.experiments.analysis.analysis import TABLES, Analysis
from interhelix.experiments.analysis.report import blocks_of, command_line, report
from interhelix.experiments.output import write_record
from interhelix.experiments.page import page, shown_in
from interhelix.experiments.pictures import alts, save
from interhelix.experiments.pictures.sweep import sweep_pictures
from interhelix.experiments.record import made_by
from interhelix.experiments.simulation import write_table


def write_analysis(found: Analysis, folder: Path, language: str) -> None:
    """Write all that a sweep found into an empty folder; tables without rows are left out."""
    (folder / "report.md").write_text(report(found), encoding="utf-8")
    (folder / "report.json").write_text(found.to_json(), encoding="utf-8")
    for name in TABLES:
        table = getattr(found, name)
        if not table.empty:
            write_table(table, folder / f"{name}.csv")
    pictures = sweep_pictures(found, language)
    for name, picture in pictures.items():
        save(picture, folder / name)
    shown = shown_in(folder, alts(pictures, language))
    html = page(blocks_of(found), shown, language)
    (folder / "report.html").write_text(html, encoding="utf-8")
    record = {
        **made_by(),
        "experiment": found.experiment.name,
        "text": found.experiment.text,
        "planned": found.planned,
        "runs": found.runs,
        "failed": [
            {"policy": failed.policy, "replicate": failed.replicate, "message": failed.message}
            for failed in found.failures
        ],
        "command": command_line(found),
    }
    write_record(folder, record)
