"""What can be kept of a comparison: the report, pictures, tables, scenario files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import solara

from interhelix.app import session
from interhelix.app.comparing import charts, tables
from interhelix.app.comparing.report import report_of
from interhelix.app.keeping import Files, Shelf, picture_files, scenario_files
from interhelix.app.session import Found
from interhelix.app.share import outcome_of
from interhelix.app.texts import Words
from interhelix.experiments.comparison import command_line

PICTURES = {
    "effects": charts.effects_picture,
    "differences_over_time": charts.paired_picture,
    "forest": charts.forest_picture,
}


@solara.component
def Keeping(found: Found, say: Words) -> None:
    """Show a button for every file, the command, and the link."""
    comparison = found.comparison
    outcome = solara.use_memo(lambda: outcome_of(comparison), [comparison])
    look, command = session.look.value, command_line(comparison)
    Shelf(files_of(found, say), found.choices, outcome, look, command, say)


def files_of(found: Found, say: Words) -> Mapping[str, Files]:
    """Return the files by the key of their heading, each with what makes it."""
    comparison = found.comparison
    numbers: Files = {
        "differences.csv": lambda: tables.csv_of(comparison.rows),
        "effects_over_time.csv": lambda: tables.csv_of(comparison.bands),
        "paired_over_time.csv": lambda: tables.csv_of(comparison.paired_bands),
        "winners_and_losers.csv": lambda: tables.csv_of(comparison.standing),
        "costs.csv": lambda: tables.csv_of(comparison.costs),
    }
    pictures = {name: partial(draw, found, say) for name, draw in PICTURES.items()}
    return {
        "keep.report": {"report.html": lambda: report_of(found, say)},
        "keep.numbers": numbers,
        "keep.pictures": picture_files(pictures),
        "keep.scenarios": scenario_files((comparison.baseline, *comparison.policies)),
    }
